import { setFix } from "../../core/finding.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { writtenSecrets } from "../../openclaw/secret-places.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** Key formats of known services. Short keys after a prefix are examples and dummies ("sk-local", "sk-1234"). */
const KNOWN_FORMS: readonly RegExp[] = [
  /^(?:sk|pk|rk)[-_](?:ant-|or-v1-|proj-|lm-|svcacct-|live_|test_)?[\w:-]{20,}$/,
  /^(?:gsk_|hf_|xai-|nvapi-|pplx-|r8_|tvly-|fc-|glpat-|BSA|AIza|AKIA)[\w-]{16,}$/,
  /^(?:gh[pousr]_|github_pat_)\w{30,}$/,
  /^xox[abeoprs]-[\w-]{20,}$|^xapp-[\w-]{20,}$/,
  /^eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*$/,
  // Telegram and Discord
  /^\d{8,12}:[\w-]{30,}$/,
  /^[\w-]{23,28}\.[\w-]{5,7}\.[\w-]{25,}$/,
];

/** A real key written in the config. */
export const secretInline = defineCheck({
  id: "secret-inline",
  title: "Real key in the config file",
  severity: "warning",
  doc: {
    what: "A place for secrets contains what looks like a real key: `apiKey`, a header or `request.auth` of a provider, `env.vars`, `memory.search.remote`, the environment of an MCP server, a skill, a tool, or (as an info) the token of a channel. These are the places that `openclaw secrets audit` lists, without the gateway's own token. Dummy keys for local servers are not reported.",
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
    run: each(
      ({ config }) => writtenSecrets(config),
      ({ path, text, of }) => {
        if (of === "own" || !isRealKey(text)) return null;
        const variable = variableFor(path);
        const isWhole = !path.includes("headers") && path[0] !== "env";
        return {
          at: path,
          target: path[0] === "models" ? String(path[2]) : formatPath(path),
          severity: of === "channel" ? "info" : "warning",
          message: `${formatPath(path)} contains a real key`,
          fixHint:
            path[0] === "env"
              ? `move the line to ~/.openclaw/.env as ${variable}=…; replace the key if the file was shared`
              : `put the key into ~/.openclaw/.env as ${variable} and write \${${variable}} here; replace the key if the file was shared`,
          // the variable is not set yet
          fix: isWhole ? setFix(path, `\${${variable}}`) : null,
        };
      },
    ),
  },
});

/** A name for the variable: that of the setting, or the provider's. */
function variableFor(path: ConfigPath): string {
  const last = String(path.at(-1));
  if (path.includes("env")) return upper(last);
  if (path.includes("tls")) return `${upper(String(path[2]))}_TLS_${upper(last)}`;
  const owner = path[0] === "models" ? String(path[2]) : String(path.at(-2));
  return `${upper(owner)}_${last === "apiKey" || path[0] === "models" ? "API_KEY" : upper(last)}`;
}

function upper(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_");
}

/** A known format, or long and random: mixed letters and digits, with more entropy than words have. */
function isRealKey(text: string): boolean {
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return true;
  if (/x{4,}|\.\.\.|\u2026|example|your|placeholder|changeme|dummy|fake|test[-_]/i.test(text)) return false;
  if (KNOWN_FORMS.some((form) => form.test(text))) return entropy(text) >= 3.2;
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
