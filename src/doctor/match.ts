import { editDistance } from "../core/distance.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";

/** The served model that a request for `id` reaches: by id, by alias, or by a gateway's wildcard. */
export function findServed(state: ServerState, id: string): ServerModel | null {
  const { models } = state;
  return (
    models.find((m) => m.id === id) ??
    models.find((m) => m.aliases.includes(id)) ??
    models.find((m) => m.id.endsWith("/*") && id.startsWith(m.id.slice(0, -1))) ??
    null
  );
}

/** The served id that was probably meant: another case, tag, suffix or publisher, or a typo. Else null. */
export function nearestServed(state: ServerState, id: string): string | null {
  const ids = state.models.filter((m) => m.type !== "embedding").map((m) => m.id);
  const wanted = core(id);
  const [same, ...rivals] = ids.filter((other) => core(other) === wanted);
  if (same !== undefined) {
    return rivals.length === 0 ? same : (ids.find((o) => o.toLowerCase() === id.toLowerCase()) ?? same);
  }
  const part = ids.filter((other) => core(other).includes(wanted) || wanted.includes(core(other)));
  if (part.length === 1 && wanted.length >= 4) return part[0] ?? null;
  return byTypo(ids, wanted);
}

/** The bare model name: lower case, without publisher, folder, file extension, tag and quantization. */
function core(id: string): string {
  const name = id.toLowerCase().split(/[/\\]/).at(-1) ?? "";
  return name
    .replace(/\.gguf$/, "")
    .replace(/[@:][\w.-]+$/, "")
    .replace(/-gguf$/, "");
}

function byTypo(ids: readonly string[], wanted: string): string | null {
  const limit = Math.min(3, Math.floor(wanted.length / 5));
  if (limit < 1) return null;
  const ranked = ids
    .map((id) => ({ id, distance: editDistance(core(id), wanted, limit) }))
    .filter((one) => one.distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.id ?? null;
}
