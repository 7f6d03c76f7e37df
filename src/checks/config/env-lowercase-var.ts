import { setFix } from "../../core/finding.ts";
import { isObject, type Json } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { providerKey } from "../support/config-text.ts";
import { each } from "../support/each.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** `${name}` with a character that OpenClaw does not substitute; `$${…}` is an escape. */
const LOWER = /(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_.-]*)\}/g;
const REPLACED = /^[A-Z_][A-Z0-9_]*$/;

/** `${lower_case}` is not substituted but sent as is. */
export const envLowercaseVar = defineCheck({
  id: "env-lowercase-var",
  title: "Environment variable that is not substituted",
  severity: "error",
  doc: {
    what: "A provider uses `${name}` with lowercase letters, a dash or a dot in the name.",
    why: "OpenClaw substitutes only names made of capital letters, digits and underscores. Any other name stays as written and is sent to the server as the key.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    apiKey: "\${local_key}",
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
  },
  config: {
    run: each(lowercase, ({ at, text, target, name }) => ({
      at,
      target,
      message: `OpenClaw does not substitute \${${name}}: variable names allow only capital letters, digits and _`,
      evidence: { variable: name },
      fixHint: `rename the variable to ${capital(name)}, here and where it is set`,
      fix: setFix(at, text.replaceAll(`\${${name}}`, `\${${capital(name)}}`)),
    })),
  },
});

function capital(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}

/** Every variable in a provider's strings that is not substituted. */
function lowercase(context: ConfigContext) {
  return providerStrings(context).flatMap((string) =>
    [...string.text.matchAll(LOWER)]
      .map((match) => match[1] ?? "")
      .filter((name) => !REPLACED.test(name))
      .map((name) => ({ ...string, name })),
  );
}

/** The strings of a provider that are sent in requests. */
function providerStrings(context: ConfigContext): { at: ConfigPath; text: string; target: string }[] {
  return context.view.providers.flatMap((provider) => {
    const fields: [ConfigPath, Json | undefined][] = [
      [["baseUrl"], providerKey(context, provider, "baseUrl")],
      [["apiKey"], providerKey(context, provider, "apiKey")],
    ];
    const headers = providerKey(context, provider, "headers");
    if (isObject(headers))
      for (const [name, value] of Object.entries(headers)) fields.push([["headers", name], value]);
    return fields.flatMap(([keys, value]) =>
      typeof value === "string"
        ? [{ at: [...provider.path, ...keys], text: value, target: provider.id }]
        : [],
    );
  });
}
