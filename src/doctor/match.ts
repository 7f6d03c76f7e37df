import { editDistance } from "../core/distance.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";

/** The models of a server by what requests may name; a gateway lists thousands. */
interface Index {
  byName: ReadonlyMap<string, ServerModel>;
  /** A gateway's wildcards ("openrouter/*"). */
  wildcards: readonly ServerModel[];
  /** The ids of chat models with their bare names. */
  chat: readonly { id: string; core: string }[];
}

const indexes = new WeakMap<readonly ServerModel[], Index>();

function indexOf({ models }: ServerState): Index {
  const known = indexes.get(models);
  if (known !== undefined) return known;
  const byName = new Map<string, ServerModel>();
  const add = (name: string, model: ServerModel) => byName.has(name) || byName.set(name, model);
  for (const model of models) add(model.id, model);
  for (const model of models) for (const alias of model.aliases) add(alias, model);
  const chat = models.filter((m) => m.type !== "embedding").map(({ id }) => ({ id, core: core(id) }));
  const index = { byName, wildcards: models.filter((m) => m.id.endsWith("/*")), chat };
  indexes.set(models, index);
  return index;
}

/** The served model that a request for `id` reaches: by id, by alias, by a gateway's wildcard, or without being listed. */
export function findServed(state: ServerState, id: string): ServerModel | null {
  const { byName, wildcards } = indexOf(state);
  const wildcard = () => wildcards.find((m) => id.startsWith(m.id.slice(0, -1)));
  return byName.get(id) ?? wildcard() ?? state.unlisted?.(id) ?? null;
}

/** The served id that was probably meant: another case, tag, suffix or publisher, or a typo. Else null. */
export function nearestServed(state: ServerState, id: string): string | null {
  const { chat } = indexOf(state);
  const wanted = core(id);
  const same = chat.filter((other) => other.core === wanted);
  if (same.length > 0) return closest(same, id);
  const part = chat.filter((other) => other.core.includes(wanted) || wanted.includes(other.core));
  if (part.length === 1 && wanted.length >= 4) return part[0]?.id ?? null;
  return byTypo(chat, id, wanted);
}

/** The most edits that are counted between two whole ids. */
const FAR = 40;

/** The id that takes the fewest edits; the first of equals. */
function closest(ids: readonly { id: string }[], wanted: string): string | null {
  const far = (id: string) => editDistance(id.toLowerCase(), wanted.toLowerCase(), FAR);
  const [best] = ids.map(({ id }) => ({ id, distance: far(id) })).sort((a, b) => a.distance - b.distance);
  return best?.id ?? null;
}

/** The bare model name: lower case, without publisher, folder, file extension, tag and quantization. */
function core(id: string): string {
  const name = id.toLowerCase().split(/[/\\]/).at(-1) ?? "";
  return name
    .replace(/\.gguf$/, "")
    .replace(/[@:][\w.-]+$/, "")
    .replace(/-gguf$/, "");
}

function byTypo(chat: Index["chat"], id: string, wanted: string): string | null {
  const limit = Math.min(3, Math.floor(wanted.length / 5));
  if (limit < 1) return null;
  const near = chat
    .filter((other) => Math.abs(other.core.length - wanted.length) <= limit)
    .map((other) => ({ id: other.id, distance: editDistance(other.core, wanted, limit) }))
    .filter((one) => one.distance <= limit);
  const least = near.reduce((min, one) => Math.min(min, one.distance), limit);
  return closest(
    near.filter((one) => one.distance === least),
    id,
  );
}
