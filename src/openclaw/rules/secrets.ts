import { getIn, getKey, type Json } from "../../core/json.ts";
import type { Rule } from "./rule.ts";

/** Where OpenClaw's core takes a string or a SecretRef. Channels and plugins check theirs with a plain JSON Schema. */
// biome-ignore format: a list to scan
const SECRETS = [
  "models.providers.*.apiKey", "models.providers.*.headers.*", "models.providers.*.request.headers.*",
  ...["models.providers.*.request", "tools.media.*.request", "tools.media.models.*.request"].flatMap((request) => [
    `${request}.auth.token`, `${request}.auth.value`,
    ...["tls", "proxy.tls"].flatMap((tls) =>
      ["ca", "cert", "key", "passphrase"].map((key) => `${request}.${tls}.${key}`)),
  ]),
  "tools.media.*.request.headers.*", "tools.media.models.*.request.headers.*",
  "gateway.auth.token", "gateway.auth.password", "gateway.remote.token", "gateway.remote.password",
  "gateway.remote.edgeAuth.*", "gateway.controlUi.github.token", "cron.webhookToken", "skills.entries.*.apiKey",
  "talk.providers.*.apiKey", "talk.realtime.providers.*.apiKey", "memory.search.remote.apiKey",
  "{entry}.memory.search.remote.apiKey", "tts.providers.*.apiKey", "tts.personas.*.providers.*.apiKey",
  "{entry}.tts.providers.*.apiKey", "{entry}.tts.personas.*.providers.*.apiKey",
  "{sandbox}.ssh.identityData", "{sandbox}.ssh.certificateData", "{sandbox}.ssh.knownHostsData",
];

const isFileId = (id: string) => id === "value" || (id.startsWith("/") && !/~(?![01])/.test(id));
const isExecId = (id: string) =>
  /^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,255}$/.test(id) && !id.split("/").some((s) => s === "." || s === "..");

const refIds: Rule = {
  since: "2026.2.26",
  at: SECRETS,
  judge(value) {
    const source = getKey(value, "source");
    const id = getKey(value, "id");
    if (typeof id !== "string") return null;
    if (source === "file" && !isFileId(id))
      return {
        below: ["id"],
        message: 'must be a JSON pointer such as "/providers/openai/apiKey", or "value"',
      };
    return source === "exec" && !isExecId(id)
      ? { below: ["id"], message: 'must be an id such as "vault/openai/api-key"' }
      : null;
  },
};

/** A ref to a provider of secrets that is of another kind. */
const refSources: Rule = {
  since: "2026.9.6",
  at: [...SECRETS, "channels.*.*", "channels.*.accounts.*.*"],
  judge(value, { config }) {
    const source = getKey(value, "source");
    const provider = getKey(value, "provider");
    if (!isText(source) || !isText(provider) || getKey(value, "id") === undefined) return null;
    const configured = getIn(config, ["secrets", "providers", provider, "source"]);
    if (!isText(configured) || configured === source) return null;
    const byDefault = getIn(config, ["secrets", "defaults", source]);
    const isBuiltIn =
      (source === "env" || source === "store") && provider === (isText(byDefault) ? byDefault : "default");
    return isBuiltIn
      ? null
      : {
          below: ["source"],
          message: `is ${JSON.stringify(source)}, but secrets.providers.${provider} is of ${JSON.stringify(configured)}`,
        };
  },
};

const isText = (value: Json | undefined): value is string => typeof value === "string" && value.trim() !== "";

export const SECRET_RULES: readonly Rule[] = [refIds, refSources];
