import { didYouMean } from "../../core/did-you-mean.ts";
import { UserError } from "../../core/errors.ts";
import { listed } from "../../core/words.ts";
import { defaultBaseUrl, isPluginProvider } from "../../openclaw/providers.ts";
import type { ConfigView, ProviderView } from "../../openclaw/types.ts";
import { findRow, providerOfRef } from "../../openclaw/view.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import { isModelRef, replacementOf } from "../hosted.ts";
import type { RoleWish } from "./wish.ts";

/** What a ref of `--role` names. */
export type RoleTarget =
  /** A model of the server that is set up. */
  | { kind: "served"; model: ServerModel; why: string }
  /** A model of another provider: of the config (`provider`), or one that OpenClaw knows. */
  | { kind: "elsewhere"; ref: string; provider: ProviderView | null };

interface Search {
  wish: RoleWish;
  state: ServerState;
  /** The provider entry of the server. */
  providerId: string;
  view: ConfigView;
  openclaw: string;
}

/**
 * The model that a ref names. An exact name wins; a part of the id of one suitable model of the server is enough. Throws
 * UserError (exit 2) when it names none or several.
 */
export function findRoleModel(search: Search): RoleTarget {
  const { wish, state, providerId, view, openclaw } = search;
  const own = wish.ref.toLowerCase().startsWith(`${providerId.toLowerCase()}/`);
  const row = own ? null : findRow(view, wish.ref);
  if (row !== null && row.provider.id !== providerId)
    return { kind: "elsewhere", ref: row.row.ref, provider: row.provider };
  const name = own ? wish.ref.slice(providerId.length + 1) : wish.ref;
  const model = namedModel(name, state);
  if (model !== null) return { kind: "served", model, why: "--role" };
  const provider = own ? null : providerOfRef(view, wish.ref);
  if (provider !== null) return ofProvider(search, provider);
  const parts = suitable(search).filter(({ id }) => id.toLowerCase().includes(name.toLowerCase()));
  const [only, second] = parts;
  if (only !== undefined && second === undefined)
    return {
      kind: "served",
      model: only,
      why: `--role; the only model with ${JSON.stringify(name)} in its id`,
    };
  if (only !== undefined)
    throw new UserError(
      `--role ${wish.role}: several models have ${JSON.stringify(name)} in their ids: ${listed(parts.map((m) => m.id))}`,
      { hint: "give the whole id" },
    );
  if (own || !isHosted(wish.ref, state)) throw notListed(search, name);
  const better = replacementOf(wish.ref, openclaw);
  if (better !== null)
    throw new UserError(`OpenClaw no longer knows ${wish.ref}`, {
      hint: `use --role ${wish.role}=${better}`,
    });
  return { kind: "elsewhere", ref: wish.ref, provider: null };
}

/** The model with this id or alias, in any case if that is clear. A server of one model answers to every name, but is not asked to. */
function namedModel(name: string, state: ServerState): ServerModel | null {
  const is = (want: (id: string) => boolean) => state.models.filter((m) => [m.id, ...m.aliases].some(want));
  const [exact] = is((id) => id === name);
  const loose = is((id) => id.toLowerCase() === name.toLowerCase());
  return exact ?? (loose.length === 1 ? loose[0] : undefined) ?? state.unlisted?.(name) ?? null;
}

/**
 * True when a ref names a provider of OpenClaw that is on the internet. A misspelled id of the server ("qwen/qwen3-8" for
 * "qwen/qwen3-8b") is none, because its prompts would leave the machine.
 */
function isHosted(ref: string, { models }: ServerState): boolean {
  const id = ref.split("/")[0] ?? "";
  if (!isModelRef(ref) || !isPluginProvider(id) || defaultBaseUrl(id) !== null) return false;
  const ids = models.map((model) => model.id);
  return didYouMean(ref, ids) === undefined && !ids.some((one) => one.startsWith(`${id}/`));
}

/** The models among which a part of an id is looked for. */
function suitable({ wish, state }: Search): ServerModel[] {
  const isEmbedding = wish.role === "embedding";
  return state.models.filter(({ type }) =>
    isEmbedding ? type === "embedding" : type === "llm" || type === "vlm",
  );
}

/** A model of an entry of the config without a row for it: hosted ones need none, and neither do embeddings. */
function ofProvider({ wish, openclaw }: Search, provider: ProviderView): RoleTarget {
  const ids = provider.rows.map((row) => row.id);
  const needsRow = provider.local === true && wish.role !== "embedding";
  if (needsRow) {
    const name = wish.ref.slice(wish.ref.indexOf("/") + 1);
    const near = didYouMean(name, ids);
    throw new UserError(`the provider "${provider.id}" of the config has no model ${JSON.stringify(name)}`, {
      hint:
        near !== undefined
          ? `did you mean ${provider.id}/${near}?`
          : `it has: ${ids.length === 0 ? "none" : listed(ids)}; run init on that server first to add one`,
    });
  }
  const better = replacementOf(wish.ref, openclaw);
  if (better !== null && !ids.includes(wish.ref.slice(wish.ref.indexOf("/") + 1)))
    throw new UserError(`OpenClaw no longer knows ${wish.ref}`, {
      hint: `use --role ${wish.role}=${better}`,
    });
  return { kind: "elsewhere", ref: wish.ref, provider };
}

function notListed(search: Search, name: string): UserError {
  const { wish, state } = search;
  const ids = suitable(search).map((m) => m.id);
  const near = didYouMean(name, ids);
  const what = wish.role === "embedding" ? "embedding model" : "chat model";
  const lists = ids.length === 0 ? `it lists no ${what}` : `it lists: ${listed(ids, 8)}`;
  return new UserError(
    `${state.baseUrl} does not list the model ${JSON.stringify(name)}, which --role ${wish.role} names`,
    { hint: near === undefined ? lists : `did you mean ${near}?` },
  );
}
