import { setFix } from "../../core/finding.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { each, providers } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/**
 * The newest release whose code was read and lacks the short form. 2026.5.28 has it (ENV_SECRET_SHORTHAND_RE); releases
 * in between are unknown and not reported.
 */
const LAST_WITHOUT_SHORTHAND = "2026.4.15";

/** `$VAR` on an OpenClaw that does not support the short form. */
export const apikeyDollarVar = defineCheck({
  id: "apikey-dollar-var",
  title: "$VAR as an API key on an old OpenClaw",
  severity: "error",
  doc: {
    what: "An `apiKey` is `$VAR`, and the OpenClaw version is 2026.4.15 or older.",
    why: "Newer releases read the variable from the environment; older ones send the text `$VAR` itself as the key.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    apiKey: "$LOCAL_KEY",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    apiKey: "\${LOCAL_KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    version: "2026.2.6-3",
  },
  config: {
    run: each(providers, (provider, { openclaw }) => {
      if (compareVersions(openclaw.version, LAST_WITHOUT_SHORTHAND) > 0) return null;
      const key = provider.apiKey;
      if (key.kind !== "env" || key.form !== "dollar") return null;
      const at = [...provider.path, "apiKey"];
      return {
        at,
        target: provider.id,
        message: `OpenClaw ${openclaw.version} sends the text $${key.name} instead of the variable's value`,
        fixHint: `write \${${key.name}}`,
        // not safe: OpenClaw does not start when the variable is not set, and a server without keys takes the text
        fix: setFix(at, `\${${key.name}}`),
      };
    }),
  },
});
