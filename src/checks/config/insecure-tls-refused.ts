import { fixOf } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { each, providers } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** The release on which it was run; older ones are unknown and not reported. */
const REFUSED_SINCE = "2026.9.6";

const PLACES = [
  ["request", "tls", "insecureSkipVerify"],
  ["request", "proxy", "tls", "insecureSkipVerify"],
];

export const insecureTlsRefused = defineCheck({
  id: "insecure-tls-refused",
  title: "OpenClaw refuses insecureSkipVerify",
  severity: "error",
  doc: {
    what: "A provider has `insecureSkipVerify: true` in `request.tls` or `request.proxy.tls`.",
    why: "The schema accepts it, but OpenClaw 2026.9.6 then refuses every request of the provider: “Provider transport overrides do not allow insecureSkipVerify”.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "https://127.0.0.1:8443/v1",
    apiKey: "local",
    request: { tls: { insecureSkipVerify: true } },
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { local: {
    baseUrl: "https://127.0.0.1:8443/v1",
    apiKey: "local",
    request: { tls: { ca: "\${LOCAL_CA}" } },
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(providers, (provider, { openclaw }) => {
      if (compareVersions(openclaw.version, REFUSED_SINCE) < 0) return null;
      const place = PLACES.find((keys) => getIn(provider.entry, keys) === true);
      if (place === undefined) return null;
      const at = [...provider.path, ...place];
      return {
        at,
        target: provider.id,
        message: `OpenClaw ${openclaw.version} refuses every request of ${provider.id}, because insecureSkipVerify is on`,
        fixHint: "remove it, and put the server's certificate (PEM) into request.tls.ca",
        fix: fixOf({
          edits: [{ op: "remove", path: at }],
          safe: "OpenClaw sends no request at all with it, and without it the certificate is verified",
        }),
      };
    }),
  },
});
