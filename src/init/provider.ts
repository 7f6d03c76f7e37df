import { spelling, trimSlashes } from "../core/address.ts";
import { UserError } from "../core/errors.ts";
import { redactSecrets } from "../core/text.ts";
import { plural } from "../core/words.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { isPluginProvider } from "../openclaw/providers.ts";
import { sameServer } from "../openclaw/same-server.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import { ADAPTERS, adapterOf, namedAdapter } from "../servers/registry.ts";
import type { ServerKind } from "../servers/types.ts";
import { bestFirst } from "./model.ts";
import { rowOf } from "./row.ts";
import { type Choice, chosen, type InitApi } from "./types.ts";

type ChosenProvider = { id: string; existing: ProviderView | null };

/**
 * The entry under models.providers to set up: an existing one for this server, or a free id. Of several, the one that the
 * route uses comes first, then one that has the model.
 */
export function chooseProvider(input: {
  view: ConfigView;
  baseUrl: string;
  kind: ServerKind;
  wantedId: string | null;
  modelId?: string | undefined;
}): Choice<ChosenProvider> {
  const { view, modelId } = input;
  const { providers } = view;
  const same = providers.filter((p) => p.baseUrl !== null && sameServer(p.baseUrl, input.baseUrl));
  if (input.wantedId !== null) return wanted(input.wantedId, providers, same);
  const [first, second] = bestFirst(same, (p) => standing(p, view, modelId));
  if (first !== undefined) {
    const why = `the config's provider "${first.id}" already points to this server`;
    const note = `the provider "${second?.id}" points to the same server; it is left as it is`;
    return chosen({ id: first.id, existing: first }, why, ...(second === undefined ? [] : [note]));
  }
  const base = adapterOf(input.kind).provider.id;
  const holder = providers.find((p) => p.id === base);
  if (holder === undefined) return chosen({ id: base, existing: null }, "named after the product");
  let number = 2;
  while (providers.some((p) => p.id === `${base}-${number}`)) number += 1;
  const note = `the provider id "${base}" belongs to ${shownUrl(holder)}; --provider-id ${base} would point it here instead`;
  return chosen({ id: `${base}-${number}`, existing: null }, `"${base}" is taken`, note);
}

/** How much the config relies on an entry: by the place of its model in the route, of any model, then by its rows. */
function standing(provider: ProviderView, view: ConfigView, modelId: string | undefined): number[] {
  const uses = [view.primary ?? "", ...view.fallbacks, ...view.refs.map((use) => use.ref)];
  const place = (matches: (ref: string) => boolean) => {
    const at = uses.findIndex(matches);
    return at < 0 ? 0 : uses.length - at;
  };
  const row = modelId === undefined ? null : rowOf(modelId, provider, view);
  return [
    modelId === undefined ? 0 : place((ref) => view.read(ref) === `${provider.id}/${modelId}`),
    place((ref) => ref.startsWith(`${provider.id}/`)),
    row === null ? 0 : 1,
  ];
}

function wanted(
  id: string,
  providers: readonly ProviderView[],
  same: readonly ProviderView[],
): Choice<ChosenProvider> {
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(id)) {
    throw new UserError(`--provider-id ${JSON.stringify(id)} is not usable in model refs`, {
      hint: "lower-case letters, digits, dots, dashes and underscores only",
    });
  }
  const existing = providers.find((p) => p.id === id) ?? null;
  const moves = !same.some((p) => p.id === id);
  if (moves && belongsToHost(id, existing)) throw hostedId(id, existing);
  const others = same
    .filter((p) => p.id !== id)
    .map((p) => `the provider "${p.id}" points to the same server; it is left as it is`);
  const moved = moves && existing !== null ? [movedNote(existing)] : [];
  return chosen({ id, existing }, "--provider-id", ...moved, ...others);
}

/** True when OpenClaw knows the id as a service on the internet, or the entry points to one: its key is not for here. */
function belongsToHost(id: string, existing: ProviderView | null): boolean {
  if (existing?.baseUrl != null) return existing.local !== true;
  return isPluginProvider(id) && !isLocalProduct(id);
}

function isLocalProduct(id: string): boolean {
  return ADAPTERS.some(({ provider }) => provider.id === id || provider.aliases.includes(id));
}

function hostedId(id: string, existing: ProviderView | null): UserError {
  const owner = existing?.baseUrl == null ? "a hosted service" : shownUrl(existing);
  return new UserError(
    `--provider-id ${id} belongs to ${owner}; its key and its models are not for this server`,
    {
      hint: "choose another id, such as local, or leave the flag out",
      exitCode: 1,
    },
  );
}

function movedNote(existing: ProviderView): string {
  const { id, apiKey, rows } = existing;
  const key =
    apiKey.kind === "none" || (apiKey.kind === "literal" && apiKey.marker)
      ? "its headers, if it has any, go along"
      : `its key${apiKey.kind === "env" ? ` (${apiKey.name})` : ""} and headers go along to this server`;
  const models = rows.length === 0 ? "" : `, and so do requests for its ${plural(rows.length, "model")}`;
  return `the provider "${id}" pointed to ${shownUrl(existing)} and now points here: ${key}${models}`;
}

function shownUrl({ baseUrl }: ProviderView): string {
  return baseUrl === null ? "another entry" : redactSecrets(baseUrl, []);
}

/**
 * The base URL for a new entry, as OpenClaw documents it for the product. Ollama's native API has no /v1. OpenClaw's
 * request guard refuses 0.0.0.0, so it becomes 127.0.0.1.
 */
export function baseUrlFor(baseUrl: string, api: InitApi, kind: ServerKind, providerId?: string): string {
  let url = trimSlashes(baseUrl);
  if (classifyUrl(url) === "unspecified")
    url = url.replace("//0.0.0.0", "//127.0.0.1").replace("//[::]", "//[::1]");
  if (api === "ollama") return url.replace(/\/v1$/, "");
  const { provider } = adapterOf(kind);
  // under another id OpenClaw knows nothing of the product, and /v1 is what it documents
  const path = providerId === provider.id ? provider.basePath : "/v1";
  if (!URL.canParse(url) || !["/", "/v1"].includes(new URL(url).pathname)) return url;
  return namedAdapter(kind) === null ? url : `${url.replace(/\/v1$/, "")}${path}`;
}

/**
 * True when an existing entry keeps its base URL: it reaches the same server at the same path, or models are listed there.
 * `working` are the base URLs that were found to list models.
 */
export function keepsBaseUrl(
  existing: ProviderView | null,
  baseUrl: string,
  api: InitApi,
  working: readonly string[],
): boolean {
  const have = existing?.baseUrl ?? null;
  if (have === null || classifyUrl(have) === "unspecified" || !sameServer(have, baseUrl)) return false;
  if (pathOf(have) === pathOf(baseUrl)) return true;
  return api !== "ollama" && working.some((url) => spelling(url) === spelling(have));
}

function pathOf(url: string): string {
  return URL.canParse(url) ? trimSlashes(new URL(url).pathname) : url;
}
