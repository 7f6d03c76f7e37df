import { getKey, isObject, type Json } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { isPlaceholderKey } from "../core/text.ts";
import { childrenOf, type PlacedValue, valuesAt } from "../core/values-at.ts";
import { isKeyEnvMarker, isKeyMarker } from "./providers.ts";

/** A config, and the texts that it was read from. */
interface ConfigTexts {
  value: Json;
  files: readonly { text: string }[];
}

/** A secret that stands in a config as text. */
export interface WrittenSecret {
  path: ConfigPath;
  text: string;
  /** "own": a credential of OpenClaw's own gateway, which its setup writes as text. */
  of: "service" | "channel" | "own";
}

/** The places that `openclaw secrets audit` of 2026.9.6 lists, and those of older releases. @internal */
export const SECRET_PLACES: readonly string[] = [
  "models.providers.*.apiKey",
  "models.providers.*.request.auth.token",
  "models.providers.*.request.auth.value",
  "models.providers.*.request.tls.key",
  "models.providers.*.request.tls.passphrase",
  "models.providers.*.request.proxy.tls.key",
  "models.providers.*.request.proxy.tls.passphrase",
  "memory.search.remote.apiKey",
  "agents.entries.*.memory.search.remote.apiKey",
  "agents.list.*.memory.search.remote.apiKey",
  "agents.defaults.memorySearch.remote.apiKey",
  "agents.entries.*.memorySearch.remote.apiKey",
  "agents.list.*.memorySearch.remote.apiKey",
  "cron.webhookToken",
  "hooks.token",
  "tts.providers.*.apiKey",
  "tts.personas.*.providers.*.apiKey",
  "agents.entries.*.tts.providers.*.apiKey",
  "agents.list.*.tts.providers.*.apiKey",
  "agents.entries.*.tts.personas.*.providers.*.apiKey",
  "agents.list.*.tts.personas.*.providers.*.apiKey",
  "skills.entries.*.apiKey",
  "talk.apiKey",
  "talk.providers.*.apiKey",
  "talk.realtime.providers.*.apiKey",
  "tools.web.search.apiKey",
  "tools.web.search.*.apiKey",
  "tools.web.fetch.*.apiKey",
  "plugins.entries.*.config.webSearch.apiKey",
  "plugins.entries.*.config.webFetch.apiKey",
];

/** Places of headers and variables: only those whose name is that of a key. @internal */
export const NAMED_PLACES: readonly string[] = [
  "env.vars.*",
  "env.*",
  "models.providers.*.headers.*",
  "models.providers.*.request.headers.*",
  "memory.search.remote.headers.*",
  "mcp.servers.*.env.*",
  "mcp.servers.*.headers.*",
  "skills.entries.*.env.*",
];

/** Places in model rows, of which a config may have ten thousand: they are read only where a text has such a thing. */
const ROW_HEADERS = "models.providers.*.models.*.headers.*";
const ROW_URL = "models.providers.*.models.*.baseUrl";

const OWN_PLACES: readonly string[] = [
  "gateway.auth.token",
  "gateway.auth.password",
  "gateway.remote.token",
  "gateway.remote.password",
];

/** The names of variables, headers and settings that hold a key, such as GITHUB_TOKEN, x-api-key and botToken. */
const KEY_NAME =
  /(?:api[-_]?key|token|secret|passw(?:or)?d|passphrase|credentials?|authorization|cookie)$|(?:^|[-_])(?:key|pat|auth)$|(?<=[a-z])Key$|^[A-Z0-9_]+(?:KEY|_PASS)$/i;
const NO_KEY = /public|max_?tokens$|(?:^|_)tokens$/i;

/** True for a name under which configs keep keys. */
export function isKeyName(name: string): boolean {
  return KEY_NAME.test(name) && !NO_KEY.test(name);
}

/** True for a header that carries a key (OpenClaw's isLikelySensitiveModelProviderHeaderName, and cookies). */
export function isKeyHeader(name: string): boolean {
  return /^(?:proxy-)?authorization$|^cookie$|api-?key|token|secret|password|credential|^x-(?:.*-)?key$/i.test(
    name,
  );
}

/** Every secret that a config holds as text: no references, no dummy keys, no values of other settings. */
export function writtenSecrets({ value: config, files }: ConfigTexts): WrittenSecret[] {
  const named = files.some(({ text }) => /headers/.test(text))
    ? [...NAMED_PLACES, ROW_HEADERS]
    : NAMED_PLACES;
  const service = [
    ...SECRET_PLACES.flatMap((place) => valuesAt(config, place)),
    ...named.flatMap((place) => valuesAt(config, place)).filter(({ path }) => isNamed(path)),
  ];
  const own = OWN_PLACES.flatMap((place) => valuesAt(config, place));
  const channel = namedSecrets({ path: ["channels"], value: getKey(config, "channels") ?? null });
  const of = (kind: WrittenSecret["of"]) => (one: PlacedValue) => literal(one, kind);
  return [...service.flatMap(of("service")), ...channel.flatMap(of("channel")), ...own.flatMap(of("own"))];
}

/** URLs that a config may hold with a password. */
const URL_PLACES: readonly string[] = [
  "models.providers.*.baseUrl",
  "models.providers.*.request.proxy.url",
  "memory.search.remote.baseUrl",
  "mcp.servers.*.url",
  "gateway.remote.url",
];

/**
 * Every text of a config that no output may contain: its secrets, what has the name of a key in any other place (which
 * may be an old or a wrong one), and the passwords of its URLs.
 */
export function secretTexts(config: ConfigTexts): string[] {
  const hasLogin = config.files.some(({ text }) => /:\/\/[^/"']*@/.test(text));
  const urls = (hasLogin ? [...URL_PLACES, ROW_URL] : []).flatMap((place) => valuesAt(config.value, place));
  const passwords = urls.flatMap(({ value }) => passwordOf(value));
  const elsewhere = namedSecrets({ path: [], value: config.value }).flatMap((one) => literal(one, "service"));
  return [...[...writtenSecrets(config), ...elsewhere].map(({ text }) => text), ...passwords];
}

function passwordOf(url: Json): string[] {
  const text = typeof url === "string" ? url.trim() : "";
  const written = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*?:([^/?#]*)@/i.exec(text)?.[1];
  if (written === undefined || written.includes("${")) return [];
  return URL.canParse(text) ? [written, new URL(text).password] : [written];
}

function isNamed(path: ConfigPath): boolean {
  const name = String(path.at(-1));
  return path.includes("headers") ? isKeyHeader(name) : isKeyName(name);
}

/** The values below `root` that have the name of a key. Model rows have none, and there may be ten thousand of them. */
function namedSecrets(root: PlacedValue): PlacedValue[] {
  return childrenOf(root).flatMap((one) => {
    const name = String(one.path.at(-1));
    if (isObject(one.value) || Array.isArray(one.value)) return isRows(one.path) ? [] : namedSecrets(one);
    return isKeyName(name) && !/^(?:auth|key)$/i.test(name) ? [one] : [];
  });
}

function isRows(path: ConfigPath): boolean {
  return path.length === 4 && path[0] === "models" && path[3] === "models";
}

function literal({ path, value }: PlacedValue, of: WrittenSecret["of"]): WrittenSecret[] {
  if (typeof value !== "string") return [];
  const text = value.trim().replace(/^(?:Bearer|Basic|Token)\s+/i, "");
  const isReference = text === "" || text.includes("${") || /^\$[A-Z_]|^secretref-/.test(text);
  if (isReference || isKeyMarker(text) || isKeyEnvMarker(text) || isPlaceholderKey(text)) return [];
  return [{ path, text, of }];
}
