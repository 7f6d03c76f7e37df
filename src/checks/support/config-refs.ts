import type { LoadedConfig } from "../../config/read/types.ts";
import { getIn, getKey, isObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { agentPaths } from "../../openclaw/agents.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import type { ModelRefUse, ModelRowView, ProviderView } from "../../openclaw/types.ts";
import { type FoundRow, findRow, providerOfRef, refKey, rowIndex } from "../../openclaw/view.ts";
import type { ConfigContext } from "../types.ts";
import { apiMeantBy } from "./api-names.ts";

/** Providers of OpenClaw's official external plugins, from its docs; refs to them need no config entry. */
// biome-ignore format: a list to scan, not to diff
const OFFICIAL_PLUGINS = new Set([
  "alibaba", "baseten", "bedrock-mantle", "byteplus-plan", "comfy", "ds4", "fal", "featherless", "gmi", "gradium",
  "inworld", "llmman", "longcat", "meta", "novita", "pixverse", "radius", "runway", "senseaudio", "stepfun-plan",
  "volcengine-plan", "vydra", "xiaomi-token-plan",
]);

/** A model row with its provider. */
export type Row = FoundRow;

/** Refs that make OpenClaw call a model, in order of importance; excludes alias maps and allowlists. */
export function callingRefs({ view }: ConfigContext): ModelRefUse[] {
  return view.refs.filter((use) => use.kind !== "alias-map" && use.kind !== "policy");
}

/** True for a place whose model holds conversations: not one for images, speech or media. */
export function isChat({ kind }: ModelRefUse): boolean {
  return kind !== "image" && kind !== "media";
}

/** Every declared row. */
export function allRows({ view }: ConfigContext): readonly Row[] {
  return rowIndex(view).all;
}

/**
 * The rows that an agent turn can run on: those that a ref names, and the first declared row if no default model is
 * set, because OpenClaw then uses it.
 */
export function usedRows(context: ConfigContext): Row[] {
  const used = new Set<Row>();
  for (const use of callingRefs(context)) {
    const found = findRow(context.view, withoutProfile(use.ref));
    if (found && isChat(use)) used.add(found);
  }
  if (context.view.primary === null) {
    const first = allRows(context)[0];
    if (first) used.add(first);
  }
  return [...used];
}

/** The adapter that a row's requests go through; OpenClaw's default is openai-completions. A wrong name counts as what it means. */
export function effectiveApi({ provider, row }: { provider: ProviderView; row?: ModelRowView }): string {
  const written = row?.api ?? provider.api;
  return written === null
    ? provider.id === "ollama"
      ? "ollama"
      : "openai-completions"
    : apiMeantBy(written);
}

/** The adapters of a provider's rows; that of the provider if it has none. */
export function apisOf(provider: ProviderView): string[] {
  return provider.rows.length === 0
    ? [effectiveApi({ provider })]
    : provider.rows.map((row) => effectiveApi({ provider, row }));
}

/**
 * The `api` keys that set openai-responses in the providers with a matching id, each with the rows that it applies to:
 * the provider's key, unless every row overrides it, and the rows' own keys. For `each`.
 */
export function responsesPlaces(named: RegExp): (context: ConfigContext) => ApiPlace[] {
  return ({ view }) => view.providers.filter(({ id }) => named.test(id)).flatMap(placesOf);
}

interface ApiPlace {
  provider: ProviderView;
  at: ConfigPath;
  rows: ModelRowView[];
}

function placesOf(provider: ProviderView): ApiPlace[] {
  const api = "openai-responses";
  const inherits = provider.rows.filter((row) => row.api === null);
  const decides = provider.api === api && (inherits.length > 0 || provider.rows.length === 0);
  const stated = provider.rows.filter((row) => row.api === api);
  return [
    ...(decides ? [{ provider, at: [...provider.path, "api"], rows: inherits }] : []),
    ...stated.map((row) => ({ provider, at: [...row.path, "api"], rows: [row] })),
  ];
}

const aliasRefs = new WeakMap<LoadedConfig, ReadonlyMap<string, string>>();

/** The refs behind the aliases of `agents.defaults.models` and of each agent, by `alias` and `provider/alias` in lower case. */
function aliases({ config }: ConfigContext): ReadonlyMap<string, string> {
  const known = aliasRefs.get(config);
  if (known !== undefined) return known;
  const refs = new Map<string, string>();
  aliasRefs.set(config, refs);
  for (const agent of agentPaths({ config })) {
    const map = getIn(config.value, [...agent, "models"]);
    for (const [ref, model] of Object.entries(isObject(map) ? map : {})) {
      const alias = getKey(model, "alias");
      if (typeof alias !== "string") continue;
      const name = alias.trim().toLowerCase();
      const provider = ref.slice(0, ref.indexOf("/") + 1).toLowerCase();
      for (const key of [name, provider + name]) if (!refs.has(key)) refs.set(key, ref);
    }
  }
  return refs;
}

/** The ref that an alias stands for; any other ref unchanged. */
export function behindAlias(context: ConfigContext, ref: string): string {
  return aliases(context).get(ref.trim().toLowerCase()) ?? ref;
}

/** One spelling for all that name the same model: an alias, a bare id, another case of the provider. */
export function canonicalRef(context: ConfigContext, written: string): string {
  const ref = withoutProfile(behindAlias(context, written.trim()));
  return refKey(findRow(context.view, ref)?.row.ref ?? ref);
}

/** How a ref resolves, from the config alone. */
export type RefState =
  | { kind: "row"; row: Row }
  /** A template, an alias, a pattern: nothing to resolve. */
  | { kind: "other" }
  /** The provider is in the config, the model is not one of its rows. */
  | { kind: "no-row"; provider: ProviderView }
  /** The provider comes from an OpenClaw plugin. */
  | { kind: "plugin"; providerId: string }
  /** The first segment is no provider, but the whole ref is the id of exactly these rows. */
  | { kind: "whole-id"; rows: readonly Row[]; providerId: string }
  | { kind: "unknown-provider"; providerId: string }
  | { kind: "bare"; rows: readonly Row[] };

/** True for a provider that OpenClaw has without the config. */
export function isKnownProvider(id: string): boolean {
  return isPluginProvider(id) || OFFICIAL_PLUGINS.has(id.toLowerCase());
}

const resolved = new WeakMap<LoadedConfig, Map<string, RefState>>();

/** Resolves a ref as OpenClaw does. */
export function resolveRef(context: ConfigContext, written: string): RefState {
  const states = resolved.get(context.config) ?? new Map<string, RefState>();
  resolved.set(context.config, states);
  const state = states.get(written) ?? resolve(context, written);
  states.set(written, state);
  return state;
}

function resolve(context: ConfigContext, written: string): RefState {
  const ref = withoutProfile(written);
  if (ref.includes("${") || ref.includes("*") || aliases(context).has(ref.toLowerCase()))
    return { kind: "other" };
  const index = rowIndex(context.view);
  const exact = index.byRef.get(refKey(ref));
  if (exact) return { kind: "row", row: exact };
  const slash = ref.indexOf("/");
  const whole = index.byId.get(ref) ?? [];
  if (slash <= 0) return { kind: "bare", rows: whole };
  const providerId = ref.slice(0, slash);
  const provider = providerOfRef(context.view, ref);
  if (provider) return { kind: "no-row", provider };
  if (whole.length > 0) return { kind: "whole-id", rows: whole, providerId };
  return isKnownProvider(providerId)
    ? { kind: "plugin", providerId }
    : { kind: "unknown-provider", providerId };
}

/**
 * True when the model that a ref names is none of its provider's rows. Hosted providers of plugins have their own
 * catalogs; a local one has more models than its rows only where a wildcard asks OpenClaw to list them.
 */
export function isUndeclared({ view }: ConfigContext, provider: ProviderView): boolean {
  if (provider.rows.length === 0) return false;
  if (!isPluginProvider(provider.id)) return true;
  const wildcard = `${provider.id.toLowerCase()}/*`;
  return provider.local === true && !view.refs.some(({ ref }) => ref.trim().toLowerCase() === wildcard);
}

/** True when a ref is reported as unresolved, so that no other rule has to explain it. */
export function leadsNowhere(context: ConfigContext, ref: string): boolean {
  const state = resolveRef(context, ref);
  if (state.kind === "no-row") return isUndeclared(context, state.provider);
  if (state.kind === "bare") return state.rows.length !== 1;
  return state.kind === "unknown-provider" || state.kind === "whole-id";
}

/**
 * The auth profile "@name" after the last slash. A date of 8 digits, a quantization ("q4_k_m", "iq3_m") or "<n>bit" is
 * not a profile (splitTrailingAuthProfile of OpenClaw 2026.9.6).
 */
export function authProfile(ref: string): string | null {
  let at = ref.indexOf("@", ref.lastIndexOf("/") + 1);
  if (at <= 0) return null;
  for (const keeps of [/^\d{8}(?:@|$)/, /^(?:i?q\d+(?:_[a-z0-9]+)*|\d+bit)(?:@|$)/i]) {
    if (!keeps.test(ref.slice(at + 1))) continue;
    at = ref.indexOf("@", at + 1);
    if (at < 0) return null;
  }
  const profile = ref.slice(at + 1).trim();
  return profile === "" ? null : profile;
}

function withoutProfile(ref: string): string {
  const profile = authProfile(ref);
  return profile === null ? ref : ref.slice(0, ref.length - profile.length - 1).trim();
}
