import type { LayerGroup } from "./catalog.ts";

/** More layers than any model has; what claims more is refused before anything is built of it. */
export const MAX_LAYERS = 2_048;

/** Equal layers together, in the order of their first; what one group says holds for `layers` of them. */
export function groupLayers(layers: readonly LayerGroup[]): LayerGroup[] {
  const groups = new Map<string, LayerGroup>();
  for (const layer of layers) {
    if (layer.kind === "flat") {
      groups.set(JSON.stringify(layer), layer);
      continue;
    }
    const key = JSON.stringify({ ...layer, layers: 0 });
    const before = groups.get(key);
    const count = before === undefined || before.kind === "flat" ? 0 : before.layers;
    groups.set(key, { ...layer, layers: count + layer.layers });
  }
  return [...groups.values()];
}

/** True for the layers of `count` that are not the last of each run of `every`: the usual rhythm of mixed attention. */
export function rhythm(count: number, every: number): boolean[] {
  return Array.from({ length: count }, (_, i) => every > 0 && (i + 1) % every !== 0);
}

/** 10^9 parameters of a size label: "35B-A3B" is 35 in all and 3 active, "8x7B" 56 in all; null when it says nothing. */
export function paramsOfLabel(label: string): { totalB: number; activeB: number | null } | null {
  const match = /(?:(\d+)x)?(\d+(?:\.\d+)?)([BMT])(?:-A(\d+(?:\.\d+)?)B)?/i.exec(label);
  const scale = { B: 1, M: 1e-3, T: 1e3 }[match?.[3]?.toUpperCase() ?? ""];
  if (!match || scale === undefined) return null;
  const totalB = Number(match[1] ?? 1) * Number(match[2]) * scale;
  if (!(totalB > 0)) return null;
  const active = match[4] === undefined ? null : Number(match[4]);
  return { totalB, activeB: active ?? (match[1] === undefined ? totalB : null) };
}
