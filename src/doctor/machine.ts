import type { EndpointFacts, MemoryView, ModelLoad, Place, ServedAs } from "../checks/facts.ts";
import { USABLE_SHARE } from "../fit/candidates.ts";
import type { Catalog, CatalogModel } from "../fit/catalog.ts";
import { matchModel, namedQuant } from "../fit/fits.ts";
import { poolOf } from "../fit/machine.ts";
import { needOf } from "../fit/memory.ts";
import { formatBytes, GIB } from "../machine/size.ts";
import type { Hardware } from "../machine/types.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { adapterOf } from "../servers/registry.ts";

/** Sizes that are proposed are multiples of this, in tokens. */
const STEP = 8_192;
/** Looked at where nobody tells what a model was trained for, in tokens. */
const MOST_CONTEXT = 2 ** 20;
/** Cards with less in all run no model that handles tools. */
const USEFUL_CARDS_BYTES = 5.5 * GIB;
/** Left free: of each card; of a memory that the system shares, at least this or a share. */
const CARD_RESERVE_BYTES = GIB;
const SYSTEM_RESERVE_BYTES = 8 * GIB;
const SYSTEM_RESERVE_SHARE = 0.1;
const CPU_RESERVE_SHARE = 0.25;
/** Bits of a weight outside of which a size and a catalogue row do not belong together. */
const MIN_BITS = 1.5;
const MAX_BITS = 17;

/** The part of the facts that decides whether the machine matters for an endpoint. */
export type Placed = Place & Pick<EndpointFacts, "models">;

/**
 * True when a finding about this endpoint could depend on the machine: the server is on loopback, is no gateway, and a
 * model is not (or not with the wanted context, or not whole) in the GPU's memory. The rest has proved that it fits.
 */
export function machineMatters(facts: Placed): boolean {
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
 * The machine as the checks see it; null where it says nothing about the servers: inside WSL or a container a server on
 * loopback may be the host's, and has other memory than what is seen from here.
 */
export function machineView(
  hardware: Hardware,
  catalog: Catalog,
  isForwarded: (baseUrl: string) => boolean,
): MemoryView | null {
  if (hardware.os.wsl || hardware.os.container) return null;
  const pool = poolFacts(hardware);
  if (pool === null) return null;
  const load = (place: Place, model: ServedAs, context: number, kvType: "f16" | "q8_0"): ModelLoad | null => {
    if (!mayBeHere(place) || isForwarded(place.baseUrl)) return null;
    const known = knownModel(place, model, catalog);
    if (known === null) return null;
    const { weights, kv, total } = needOf(known, { context, kvType, devices: pool.devices });
    return { weights, kv, total };
  };
  return {
    ...pool.view,
    load,
    largestContext(place, model) {
      const trained = model.served?.contextTrained.value ?? null;
      const most = trained ?? MOST_CONTEXT;
      for (const context of [most, ...stepsBelow(most)]) {
        const need = load(place, model, context, "f16");
        if (need === null) return null;
        if (need.total > USABLE_SHARE * pool.usableBytes) continue;
        // all that was looked at fits: where that is not what the model can have, there is no limit to tell
        return context === most && trained === null ? null : context;
      }
      return null;
    },
  };
}

/** Round sizes, the largest first. */
function* stepsBelow(most: number): Generator<number> {
  for (let context = Math.ceil(most / STEP) * STEP - STEP; context >= STEP; context -= STEP) yield context;
}

interface PoolFacts {
  view: Pick<MemoryView, "kind" | "capacityBytes" | "everythingBytes" | "freeBytes" | "what">;
  /** What may be planned with, in bytes. */
  usableBytes: number;
  devices: number;
}

/** By what there is, not by what is free now: the server that is asked about may be what holds the rest. */
function poolFacts({ budget, gpus, ram }: Hardware): PoolFacts | null {
  const main = ram.totalBytes;
  const cards = poolOf(gpus);
  const total = sum(cards.map((card) => card.memory.totalBytes));
  if (budget.kind !== "unified" && total !== null && total >= USEFUL_CARDS_BYTES) {
    const free = sum(cards.map((card) => card.memory.freeBytes));
    return {
      view: {
        kind: "gpu",
        capacityBytes: total,
        everythingBytes: main === null ? null : total + main,
        freeBytes: free,
        what: `${formatBytes(total)} of GPU memory (${cards[0]?.memory.source})`,
      },
      usableBytes: total - cards.length * CARD_RESERVE_BYTES,
      devices: cards.length,
    };
  }
  if (budget.kind === "unified") {
    const gpu = gpus.find((one) => one.memory.kind === "unified");
    const pool = gpu?.memory.totalBytes ?? null;
    if (gpu === undefined || pool === null || budget.bytes === null) return null;
    const apple = gpu.vendor === "apple";
    // carve-out and GTT may be more than there is; what can be had then is what was reckoned
    const capacity = apple || gpu.vendor === "amd" ? budget.bytes + CARD_RESERVE_BYTES : pool;
    const usable = apple || gpu.vendor === "amd" ? budget.bytes : pool - systemReserve(pool);
    return {
      view: {
        kind: "unified",
        capacityBytes: capacity,
        everythingBytes: main === null ? null : Math.max(main, capacity),
        freeBytes: null,
        what: `${formatBytes(capacity)} that the GPU can have (${gpu.memory.source})`,
      },
      usableBytes: usable,
      devices: 1,
    };
  }
  if (main === null) return null;
  return {
    view: {
      kind: "cpu",
      capacityBytes: main,
      everythingBytes: main,
      freeBytes: null,
      what: `${formatBytes(main)} of main memory`,
    },
    usableBytes: main - Math.max(SYSTEM_RESERVE_BYTES / 2, CPU_RESERVE_SHARE * main),
    devices: 1,
  };
}

function systemReserve(total: number): number {
  return Math.max(SYSTEM_RESERVE_BYTES, SYSTEM_RESERVE_SHARE * total);
}

function sum(values: readonly (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return values.length === 0 ? null : total;
}

/** What the need is reckoned from; null where a part of it would be a guess. */
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
 * The size of the form that a name tells; null where it tells none. Sizes that were computed are good to 4 % for GGUF
 * and MLX; for other forms they may miss by 40 %.
 */
function sizeByName(row: CatalogModel, text: string): number | null {
  const quant = namedQuant(row, text);
  if (quant === null || quant.confidence === "unknown") return null;
  return quant.confidence === "low" && quant.format === "safetensors" ? null : quant.bytes;
}
