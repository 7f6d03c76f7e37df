import type { EndpointFacts, MemoryView, ModelLoad, Place, ServedAs } from "../checks/facts.ts";
import type { Catalog, CatalogModel } from "../fit/catalog.ts";
import { matchModel, namedQuant } from "../fit/match.ts";
import { fitsIn, needOf } from "../fit/memory.ts";
import { capacityOf } from "../machine/budget.ts";
import type { Hardware } from "../machine/types.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { adapterOf } from "../servers/registry.ts";

/** Proposed sizes are multiples of this, in tokens. */
const STEP = 8_192;
/** Where the search starts when the trained context is unknown, in tokens. */
const MOST_CONTEXT = 2 ** 20;
/** Bits per weight; outside this range a size and a catalog row do not belong together. */
const MIN_BITS = 1.5;
const MAX_BITS = 17;

type Placed = Place & Pick<EndpointFacts, "models">;

/**
 * True when a finding about this endpoint could depend on the memory of this machine: the server is on loopback, is not a
 * gateway, and some model is not wholly in GPU memory with the planned context. Models that are have proved that they fit.
 */
export function memoryMatters(facts: Placed): boolean {
  if (!mayBeHere(facts)) return false;
  return facts.models.some(({ served, row }) => {
    if (served === null || served.remote) return false;
    const planned = row?.contextTokens ?? row?.contextWindow ?? null;
    const allocated = served.contextAllocated.value;
    const offloaded =
      served.gpuBytes !== null && served.sizeBytes !== null && served.gpuBytes < served.sizeBytes;
    const short = planned !== null && allocated !== null && allocated < planned;
    const grows = facts.state.traits.includes("no-context-limit");
    return served.loaded === false || grows || short || offloaded;
  });
}

function mayBeHere({ baseUrl, state }: Place): boolean {
  return classifyUrl(baseUrl) === "loopback" && state.status === "ready" && !state.traits.includes("gateway");
}

/**
 * The memory of this machine for the checks; null when it says nothing about the servers. Inside WSL or a container, a
 * server on loopback may be the host's and have other memory.
 */
export function memoryView(
  hardware: Hardware,
  catalog: Catalog,
  isForwarded: (baseUrl: string) => boolean,
): MemoryView | null {
  if (hardware.os.wsl || hardware.os.container) return null;
  const capacity = capacityOf(hardware);
  if (capacity === null) return null;
  const { usableBytes, devices, ...shown } = capacity;
  const isHere = (place: Place) => mayBeHere(place) && !isForwarded(place.baseUrl);
  const load = (place: Place, model: ServedAs, context: number, kvType: "f16" | "q8_0"): ModelLoad | null => {
    if (!isHere(place)) return null;
    const known = knownModel(place, model, catalog);
    if (known === null) return null;
    const { weights, kv, total } = needOf(known, { context, kvType, devices });
    return { weights, kv, total };
  };
  return {
    ...shown,
    load,
    fits: (bytes) => fitsIn(bytes, usableBytes),
    hasGpuFor: (place) => (isHere(place) ? shown.kind !== "cpu" : null),
    largestContext(place, model) {
      const trained = model.served?.contextTrained.value ?? null;
      const most = trained ?? MOST_CONTEXT;
      for (const context of [most, ...stepsBelow(most)]) {
        const need = load(place, model, context, "f16");
        if (need === null) return null;
        if (!fitsIn(need.total, usableBytes)) continue;
        // everything fits; without a known trained context there is no limit to report
        return context === most && trained === null ? null : context;
      }
      return null;
    },
  };
}

function* stepsBelow(most: number): Generator<number> {
  for (let context = Math.ceil(most / STEP) * STEP - STEP; context >= STEP; context -= STEP) yield context;
}

/** What the memory need is computed from; null if part of it would be a guess. */
function knownModel({ state }: Place, { id, served }: ServedAs, catalog: Catalog) {
  if (served === null || served.remote || (served.backend ?? null) !== null) return null;
  const row = matchModel(id, catalog);
  if (row === null || row.geometry === null || row.geometry.approximate) return null;
  const cached = served.loaded === true && adapterOf(state.kind).quirks.includes("size-includes-cache");
  const told = cached ? null : served.sizeBytes;
  const weightsBytes = told ?? sizeByName(row, `${id} ${served.quantization ?? ""}`);
  if (weightsBytes === null) return null;
  const bits = (weightsBytes * 8) / (row.params.totalB * 1e9);
  if (!(bits >= MIN_BITS && bits <= MAX_BITS)) return null;
  return { weightsBytes, geometry: row.geometry, vocab: row.vocab };
}

/**
 * The size of the quantization in a name; null when there is none. Computed sizes are accurate to 4 % for GGUF and MLX;
 * for other formats they may be off by 40 %.
 */
function sizeByName(row: CatalogModel, text: string): number | null {
  const quant = namedQuant(row, text);
  if (quant === null || quant.confidence === "unknown") return null;
  return quant.confidence === "low" && quant.format === "safetensors" ? null : quant.bytes;
}
