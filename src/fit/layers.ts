import type { LayerGroup } from "./catalog.ts";

/** More layers than any model has; files that claim more are refused. */
export const MAX_LAYERS = 2_048;

/** Combines equal layers, in the order of their first. */
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

/** False for every n-th of `count` layers (n = `every`), the usual rhythm of mixed attention. */
export function rhythm(count: number, every: number): boolean[] {
  return Array.from({ length: count }, (_, i) => every > 0 && (i + 1) % every !== 0);
}

/** 10^9 parameters of a size label: "35B-A3B" has 35 and 3 active, "8x7B" has 56; null when it has no size. */
export function paramsOfLabel(label: string): { totalB: number; activeB: number | null } | null {
  const match = /(?:(\d+)x)?(\d+(?:\.\d+)?)([BMT])(?:-A(\d+(?:\.\d+)?)B)?/i.exec(label);
  const scale = { B: 1, M: 1e-3, T: 1e3 }[match?.[3]?.toUpperCase() ?? ""];
  if (!match || scale === undefined) return null;
  const totalB = Number(match[1] ?? 1) * Number(match[2]) * scale;
  if (!(totalB > 0)) return null;
  const active = match[4] === undefined ? null : Number(match[4]);
  return { totalB, activeB: active ?? (match[1] === undefined ? totalB : null) };
}
