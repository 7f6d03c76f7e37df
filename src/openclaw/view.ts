import {
  asArray,
  asNumber,
  asString,
  getIn,
  getKey,
  isObject,
  type Json,
  type JsonObject,
} from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { readLiteral } from "./literal.ts";
import { isLocalUrl } from "./locality.ts";
import { defaultBaseUrl, isKeyEnvMarker, isKeyMarker } from "./providers.ts";
import { collectRefs } from "./refs.ts";
import { viewRows } from "./row.ts";
import type { ApiKeyView, ConfigView, ModelRowView, ProviderView } from "./types.ts";

/** What a config says about models. Never throws; values of the wrong type count as absent. */
export function viewConfig(value: JsonObject): ConfigView {
  const providers = Object.entries(providersOf(value)).map(([id, raw]) => viewProvider(id, raw));
  const refs = collectRefs(value);
  return {
    providers,
    refs,
    mode: getIn(value, ["models", "mode"]) === "replace" ? "replace" : "merge",
    primary: refs.find((r) => r.kind === "primary")?.ref ?? null,
    fallbacks: refs.filter((r) => r.kind === "fallback").map((r) => r.ref),
    read: readLiteral,
  };
}

/** A model row with its provider. */
export interface FoundRow {
  provider: ProviderView;
  row: ModelRowView;
}

/** Every row of a view, in order, by the key of its ref and by bare id. */
export interface RowIndex {
  all: readonly FoundRow[];
  /** See refKey. */
  byRef: ReadonlyMap<string, FoundRow>;
  byId: ReadonlyMap<string, readonly FoundRow[]>;
}

const indexes = new WeakMap<readonly ProviderView[], RowIndex>();

/** The rows of a view, indexed once: searching thousands of rows for each of a thousand agents would take minutes. */
export function rowIndex(view: ConfigView): RowIndex {
  const known = indexes.get(view.providers);
  if (known !== undefined) return known;
  const all = view.providers.flatMap((provider) => provider.rows.map((row) => ({ provider, row })));
  const byRef = new Map<string, FoundRow>();
  for (const found of all) {
    const key = refKey(found.row.ref);
    if (!byRef.has(key)) byRef.set(key, found);
  }
  let byId: ReadonlyMap<string, readonly FoundRow[]> | null = null;
  const index: RowIndex = {
    all,
    byRef,
    // Most configs use full refs and never need it.
    get byId() {
      byId ??= groupById(all);
      return byId;
    },
  };
  indexes.set(view.providers, index);
  return index;
}

function groupById(all: readonly FoundRow[]): Map<string, FoundRow[]> {
  const byId = new Map<string, FoundRow[]>();
  for (const found of all) {
    const same = byId.get(found.row.id);
    if (same === undefined) byId.set(found.row.id, [found]);
    else same.push(found);
  }
  return byId;
}

/** A key that is the same for all spellings of a ref: OpenClaw ignores the case of provider ids, not of model ids. */
export function refKey(ref: string): string {
  const slash = ref.indexOf("/");
  return slash <= 0 ? ref : ref.slice(0, slash).trim().toLowerCase() + ref.slice(slash);
}

/** The row that a ref names (`provider/id`, or a bare id that exactly one provider declares), or null. */
export function findRow(view: ConfigView, ref: string): FoundRow | null {
  const index = rowIndex(view);
  const exact = index.byRef.get(refKey(ref));
  if (exact !== undefined) return exact;
  const [only, ...others] = index.byId.get(ref) ?? [];
  return only !== undefined && others.length === 0 ? only : null;
}

/** The provider that a ref's first segment names, or null. */
export function providerOfRef(view: ConfigView, ref: string): ProviderView | null {
  const slash = ref.indexOf("/");
  const id = slash > 0 ? ref.slice(0, slash).trim().toLowerCase() : "";
  return view.providers.find((p) => p.id.trim().toLowerCase() === id) ?? null;
}

/** True when OpenClaw may call a model outside of the user's network. */
export function usesHosted(view: ConfigView): boolean {
  return view.refs
    .filter((use) => use.kind !== "alias-map" && use.kind !== "policy")
    .some(({ ref }) => (findRow(view, ref)?.provider ?? providerOfRef(view, ref))?.local !== true);
}

/** The context that OpenClaw plans with: contextTokens, else contextWindow, else null. */
export function configuredContext(row: Pick<ModelRowView, "contextTokens" | "contextWindow">): number | null {
  return row.contextTokens ?? row.contextWindow;
}

function providersOf(value: JsonObject): JsonObject {
  const providers = getIn(value, ["models", "providers"]);
  return isObject(providers) ? providers : {};
}

function viewProvider(id: string, raw: Json): ProviderView {
  const path: ConfigPath = ["models", "providers", id];
  const baseUrl = asString(getKey(raw, "baseUrl")) ?? defaultBaseUrl(id);
  return {
    id,
    path,
    entry: raw,
    baseUrl,
    api: asString(getKey(raw, "api")) ?? null,
    apiKey: viewApiKey(getKey(raw, "apiKey")),
    timeoutSeconds: asNumber(getKey(raw, "timeoutSeconds")) ?? null,
    local: baseUrl === null ? null : isLocalUrl(baseUrl),
    rows: viewRows(id, asArray(getKey(raw, "models")), [...path, "models"]),
  };
}

/** How a key is given (OpenClaw 2026.9.6; `${VAR}` in upper case only, `$VAR` only as the whole string). */
export function viewApiKey(raw: Json | undefined): ApiKeyView {
  if (isObject(raw)) {
    const source = asString(getKey(raw, "source")) ?? "unknown";
    const id = asString(getKey(raw, "id"));
    return source === "env" && id !== undefined
      ? { kind: "env", name: id, form: "secretref" }
      : { kind: "secretref", source };
  }
  const text = asString(raw);
  if (text === undefined) return { kind: "none" };
  const template = /^\$\{([A-Z_][A-Z0-9_]*)\}$/.exec(text)?.[1];
  if (template !== undefined) return { kind: "env", name: template, form: "template" };
  const dollar = /^\$([A-Z_][A-Z0-9_]*)$/.exec(text)?.[1];
  if (dollar !== undefined) return { kind: "env", name: dollar, form: "dollar" };
  if (isKeyEnvMarker(text)) return { kind: "env", name: text, form: "marker" };
  return { kind: "literal", value: text, marker: isKeyMarker(text) };
}
