import type { CatalogModel, Experts, Quant } from "./catalog.ts";
import { fitsIn, type KvType, type Need, needOf, USABLE_SHARE } from "./memory.ts";
import type { MemoryPool } from "./pool.ts";
import { isMoe } from "./speed.ts";

/**
 * Bits of what stays on the card. Attention, shared experts and embeddings keep more bits than the experts: 8.5 in MXFP4
 * files of gpt-oss and in Unsloth's dynamic forms, less in plain K-quants.
 */
const REST_BITS = 8.5;

/** Where the weights of a model with experts go, in bytes. */
interface ExpertSplit {
  experts: Experts;
  /** Attention, shared experts, embeddings: on the card. */
  rest: number;
  /** Of all routed experts. */
  routed: number;
  /** Tables that engines keep in main memory. */
  host: number;
}

/** The third kind of fit: routed experts in main memory, all else on the card. */
export interface ExpertPlacement {
  /** What main memory takes, and may take, in bytes. */
  ramBytes: number;
  ramBudgetBytes: number | null;
  /** Whether it also fits with all experts in main memory. */
  allFit: boolean;
  /** The first blocks whose experts are in main memory (llama-server -ncmoe); null: of all blocks. */
  cpuBlocks: number | null;
  /** Blocks with their experts in main memory, and all blocks with experts; null: unknown. */
  inRam: number | null;
  blocks: number | null;
  /** Bytes of experts that one token reads from main memory; null: unknown. */
  readPerToken: number | null;
  /** Bytes that one token reads on the card; null: unknown. */
  cardPerToken: number | null;
}

/** The experts of the row; where it has none, bounds by total and active parameters. Null: a model without experts. */
function expertsOf(model: CatalogModel): Experts | null {
  if (model.experts !== null) return model.experts;
  const { totalB, activeB } = model.params;
  if (activeB === null || !isMoe(model)) return null;
  const source = "parameters that a token does not read are those of routed experts";
  return {
    ...{ count: null, used: null, blocks: null, firstBlock: 0 },
    ...{ routedB: totalB - activeB, hostB: 0, restBytes: null, source },
  };
}

/** Both parts are upper bounds: together they may be more than the file. Null: it has no experts, or no size. */
function splitOf(model: CatalogModel, { bytes }: Quant): ExpertSplit | null {
  const experts = expertsOf(model);
  const { totalB } = model.params;
  if (experts === null || bytes === null || !(totalB > 0)) return null;
  const restB = totalB - experts.routedB - experts.hostB;
  if (restB <= 0) return null;
  const bits = Math.max(REST_BITS, (bytes * 8) / (totalB * 1e9));
  return {
    experts,
    rest: Math.min(bytes, experts.restBytes ?? (restB * 1e9 * bits) / 8),
    routed: (bytes * experts.routedB) / totalB,
    host: (bytes * experts.hostB) / totalB,
  };
}

/**
 * What card and main memory take when as many experts as fit stay on the card. Null: it has no experts, or the rest does
 * not fit the card. The main memory may be too small or unknown: see `ramFits`.
 */
export function placeExperts(
  pool: MemoryPool,
  model: CatalogModel,
  quant: Quant,
  request: { context: number; kvType: KvType },
): { need: Need; placement: ExpertPlacement } | null {
  const split = splitOf(model, quant);
  const { geometry, vocab } = model;
  const budget = pool.budgetBytes;
  if (pool.kind !== "gpu" || quant.format !== "gguf") return null;
  if (split === null || geometry === null || budget === null) return null;
  const { experts } = split;
  const { blocks } = experts;
  // for a long prompt llama.cpp copies the experts of a block to the card; a measured rest contains that
  const copied = blocks === null || experts.restBytes !== null ? 0 : Math.round(split.routed / blocks);
  const needWith = (weightsBytes: number) => {
    const weights = { weightsBytes: Math.round(weightsBytes), geometry, vocab };
    const need = needOf(weights, { ...request, devices: pool.devices });
    return { ...need, compute: need.compute + copied, total: need.total + copied };
  };
  const least = needWith(split.rest).total;
  if (!fitsIn(least, budget)) return null;
  // over several cards the first blocks are on the first card, which would then have room that the others lack
  const room = blocks === null || pool.devices > 1 ? 0 : USABLE_SHARE * budget - least;
  const onCard = blocks === null ? 0 : Math.min(blocks - 1, Math.floor((room * blocks) / split.routed));
  const share = blocks === null ? 1 : (blocks - onCard) / blocks;
  const inRam = split.host + share * split.routed;
  const active = activeBytes(model, split);
  return {
    need: needWith(split.rest + (1 - share) * split.routed),
    placement: {
      ramBytes: Math.round(inRam),
      ramBudgetBytes: pool.expertRamBytes,
      allFit: pool.expertRamBytes !== null && fitsIn(split.host + split.routed, pool.expertRamBytes),
      cpuBlocks: onCard === 0 || blocks === null ? null : experts.firstBlock + blocks - onCard,
      inRam: blocks === null ? null : blocks - onCard,
      blocks,
      readPerToken: active && share * active.routed,
      cardPerToken: active && active.rest + (1 - share) * active.routed,
    },
  };
}

/**
 * What is in main memory and what a token reads, with the experts of `cpuBlocks` blocks there ("all": of all). Null: it has
 * no experts, no size, or unknown blocks. @internal
 */
export function splitAt(
  model: CatalogModel,
  quant: Quant,
  cpuBlocks: number | "all",
):
  | (Pick<ExpertPlacement, "ramBytes" | "readPerToken" | "cardPerToken" | "inRam"> & { cardBytes: number })
  | null {
  const split = splitOf(model, quant);
  const blocks = split?.experts.blocks ?? null;
  if (split === null || blocks === null) return null;
  const inRam =
    cpuBlocks === "all" ? blocks : Math.max(0, Math.min(blocks, cpuBlocks - split.experts.firstBlock));
  const share = inRam / blocks;
  const active = activeBytes(model, split);
  return {
    inRam,
    ramBytes: split.host + share * split.routed,
    cardBytes: split.rest + (1 - share) * split.routed,
    readPerToken: active && share * active.routed,
    cardPerToken: active && active.rest + (1 - share) * active.routed,
  };
}

/** Null: the main memory is unknown. */
export function ramFits({ ramBytes, ramBudgetBytes }: ExpertPlacement): boolean | null {
  return ramBudgetBytes === null ? null : fitsIn(ramBytes, ramBudgetBytes);
}

/** What one token reads; null: unknown. */
function activeBytes(
  { params }: CatalogModel,
  { experts, rest, routed }: ExpertSplit,
): { rest: number; routed: number } | null {
  const { count, used, routedB, hostB } = experts;
  if (count === null || used === null || params.activeB === null) return null;
  const restB = params.totalB - routedB - hostB;
  const activeRestB = params.activeB - (routedB * used) / count;
  return {
    rest: rest * Math.min(1, Math.max(0, activeRestB / restB)),
    routed: (routed * used) / count,
  };
}
