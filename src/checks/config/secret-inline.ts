import { setFix } from "../../core/finding.ts";
import { isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { providerKey } from "../support/config-text.ts";
import { each } from "../support/each.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** Key formats of known services. Short keys after a prefix are examples and dummies ("sk-local", "sk-1234"). */
const KNOWN_FORM =
  /^(?:sk-(?:ant-|or-v1-|proj-|lm-|svcacct-)?[A-Za-z0-9_:-]{20,}|gsk_[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|nvapi-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{30,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|pplx-[A-Za-z0-9]{20,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)$/;

/** Headers that carry a key. */
const KEY_HEADER = /^(?:authorization|x-api-key|api-key|x-.*(?:token|key|secret))$/i;

/** A real key written in the config. */
export const secretInline = defineCheck({
  id: "secret-inline",
  title: "Real key in the config file",
  severity: "warning",
  doc: {
    what: "A provider's `apiKey`, or one of its headers, contains what looks like a real key. Dummy keys for local servers are not reported.",
    why: "The file gets copied to backups, chats and repositories, and anyone who has it has the key.",
    bad: `{
  models: { providers: { router: {
    baseUrl: "https://router.example.com/v1",
    apiKey: "sk-proj-Zq81vLw0TtYx93RmKd72HbNc",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { router: {
    baseUrl: "https://router.example.com/v1",
    apiKey: "\${ROUTER_API_KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(literals, ({ at, text, target }) => {
      if (!isRealKey(text)) return null;
      const variable = `${target.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY`;
      return {
        at,
        target,
        message: `${formatPath(at)} contains a real key`,
        fixHint: `put the key into ~/.openclaw/.env as ${variable} and write \${${variable}} here; replace the key if the file was shared`,
        fix: at.at(-2) === "headers" ? null : setFix(at, `\${${variable}}`),
      };
    }),
  },
});

function literals(context: ConfigContext): { at: ConfigPath; text: string; target: string }[] {
  return context.view.providers.flatMap((provider) => {
    const found: { at: ConfigPath; text: string; target: string }[] = [];
    if (provider.apiKey.kind === "literal")
      found.push({ at: [...provider.path, "apiKey"], text: provider.apiKey.value, target: provider.id });
    const headers = providerKey(context, provider, "headers");
    if (isObject(headers)) {
      for (const [name, value] of Object.entries(headers)) {
        if (typeof value !== "string" || !KEY_HEADER.test(name)) continue;
        const text = value.replace(/^Bearer\s+/i, "");
        found.push({ at: [...provider.path, "headers", name], text, target: provider.id });
      }
    }
    return found;
  });
}

/** A known format, or long and random: mixed letters and digits, with more entropy than words have. */
function isRealKey(text: string): boolean {
  if (
    text.includes("${") ||
    /x{4,}|\.\.\.|\u2026|example|your|placeholder|changeme|dummy|fake|test/i.test(text)
  )
    return false;
  if (KNOWN_FORM.test(text)) return entropy(text) >= 3.2;
  return (
    /^[A-Za-z0-9_+/=-]{32,}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text) && entropy(text) >= 3.5
  );
}

/** Entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits;
}
