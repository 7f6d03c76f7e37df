import { GIB } from "../core/bytes.ts";
import type { CatalogModel } from "./catalog.ts";
import { needOf } from "./memory.ts";
import type { ENGINES } from "./mtp.ts";
import type { MemorySpeed, SpeedRange } from "./speed.ts";

/**
 * A model checks several tokens at once where arithmetic is to spare, which an Apple GPU lacks: two Macs gained 0 and 6 %,
 * code 10 % and prose -24 % (sudoingX/qwen38-mtp, 2026-08-18).
 */
const METAL_GAIN = { low: 0.76, typical: 1.03, high: 1.1 };
/** A gain that was measured on a Mac. */
const MAC = /\bM[1-9]\b|Apple|Metal/;
/** What the drafts take besides their cache and states. Fitted to the fitting half: 0.37 to 0.9 GiB. */
const DRAFT_BYTES = 0.5 * GIB;

/**
 * The decode speed with the model's own prediction heads. Null: it has none, or no gain was measured for it in this engine;
 * none is inferred from another model, since experts and training change it.
 */
export function mtpSpeed(
  speed: SpeedRange,
  model: CatalogModel,
  memory: MemorySpeed,
  engine: (typeof ENGINES)[number],
): SpeedRange | null {
  const gains = (model.mtp?.gains ?? []).filter(
    (g) => g.engine === engine && MAC.test(g.on) === memory.metal,
  );
  const most = [...gains].sort((a, b) => b.count - a.count)[0];
  if (most === undefined || (model.mtp?.heads ?? 0) === 0) return null;
  const factor = (percent: number) => 1 + percent / 100;
  const gain = memory.metal
    ? METAL_GAIN
    : {
        low: factor(Math.min(...gains.map(({ from }) => from))),
        typical: factor(most.median ?? (most.from + most.to) / 2),
        high: factor(Math.max(...gains.map(({ to }) => to))),
      };
  const typical = speed.typical * gain.typical;
  return {
    typical,
    low: Math.min(typical, speed.low * gain.low),
    high: Math.max(typical, speed.high * gain.high),
  };
}

/**
 * Bytes that drafting takes more than the weights: the cache of the heads, in f16 whatever the main cache is, a state for
 * each drafted token to go back to, and buffers. Null: the model has no heads, or their cache is not known.
 */
export function mtpBytes(model: CatalogModel, context: number, draftTokens: number): number | null {
  const { mtp, geometry, vocab } = model;
  if (mtp === null || mtp.headCacheBytes === null || (mtp.heads ?? 0) === 0 || geometry === null) return null;
  const { state } = needOf({ weightsBytes: 0, geometry, vocab }, { context, kvType: "f16" });
  return Math.round(mtp.headCacheBytes * context + state * draftTokens + DRAFT_BYTES);
}
