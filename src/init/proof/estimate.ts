import { duration } from "../../core/words.ts";
import type { Catalog } from "../../fit/catalog.ts";
import { matchModel, namedQuant } from "../../fit/match.ts";
import type { OwnEntry } from "../../fit/own/types.ts";
import { decodeNear, readSeconds, sourceOf } from "../../fit/own/use.ts";
import { poolOf } from "../../fit/pool.ts";
import { decodeSpeed, prefill16k } from "../../fit/speed.ts";
import type { Hardware } from "../../machine/types.ts";

/** How fast a model reads and writes, in tokens a second. */
export interface KnownSpeed {
  read: number;
  write: number;
  /** A clause: "measured before", "predicted for RTX 4090". */
  source: string;
}

/** How long a test drive takes. */
export interface ProofEstimate {
  /** Ms; null: unknown. */
  range: { low: number; high: number } | null;
  /** Ms; it ends then at the latest. */
  limitMs: number;
  /** "about 8 s to 20 s (predicted for RTX 4090)" or "time unknown; at most 10 min" */
  text: string;
}

/** Prompt tokens of the doctor's inferences: the long prompt once, or twice where no cache keeps it (turn/sizes.ts). */
const READ = { low: 16_000, high: 30_000 };
/** Tokens of the answers, without and with thoughts. */
const WRITTEN = { low: 100, high: 2_000 };
/** Starting OpenClaw 2026.9.6 twice, in ms (measured: 2.4 to 5 s for infer, 7.5 to 15 s for a turn with a fast model). */
const CLAW_START = { low: 8_000, high: 20_000 };
const PREFILL_TOKENS = 16_384;

const UNKNOWN_LIMIT_MS = 600_000;
const LEAST_LIMIT_MS = 180_000;
const MOST_LIMIT_MS = 900_000;
/** An estimate may be off by this factor before the drive is ended. */
const PATIENCE = 4;

/**
 * How long the test drive of a model is likely to take, and when it is ended. `known` null: unknown, and said so.
 * `turnTokens` is the prompt of OpenClaw's first turn, null where OpenClaw is not installed; `leftMs` what --max-time
 * leaves.
 */
export function estimateProof(
  known: KnownSpeed | null,
  { turnTokens, leftMs = null }: { turnTokens: number | null; leftMs?: number | null },
): ProofEstimate {
  const range = known && rangeOf(known, turnTokens);
  const limit =
    range === null
      ? UNKNOWN_LIMIT_MS
      : Math.min(MOST_LIMIT_MS, Math.max(LEAST_LIMIT_MS, PATIENCE * range.high));
  const limitMs = Math.round(Math.min(limit, leftMs ?? limit));
  const text =
    range === null || known === null
      ? `time unknown; at most ${duration(limitMs)}`
      : `about ${duration(range.low)} to ${duration(range.high)} (${known.source}); at most ${duration(limitMs)}`;
  return { range, limitMs, text };
}

function rangeOf({ read, write }: KnownSpeed, turnTokens: number | null): { low: number; high: number } {
  const claw = turnTokens === null ? { low: 0, high: 0 } : CLAW_START;
  const turn = turnTokens ?? 0;
  const seconds = (prompt: number, answer: number) => prompt / read + answer / write;
  const whole = (ms: number) => Math.ceil(ms / 1_000) * 1_000;
  return {
    low: whole(claw.low + 1_000 * seconds(READ.low + turn, WRITTEN.low)),
    high: whole(claw.high + 1_000 * seconds(READ.high + 2 * turn, WRITTEN.high)),
  };
}

/** The speed that bench measured; null: nothing, or only a part of it. */
export function knownSpeed(entry: OwnEntry | null): KnownSpeed | null {
  const seconds = entry && readSeconds(entry, PREFILL_TOKENS);
  const write = entry && decodeNear(entry, PREFILL_TOKENS);
  if (entry === null || seconds === null || write === null) return null;
  return { read: PREFILL_TOKENS / seconds, write: write.median, source: sourceOf(entry) };
}

/**
 * The speed of a served model on this machine as the catalog and the memory bandwidth predict it; null where a part of
 * it would be a guess. Only for a server on this machine.
 */
export function predictSpeed(
  { id, quantization }: { id: string; quantization: string | null },
  hardware: Hardware,
  catalog: Catalog,
): KnownSpeed | null {
  const row = matchModel(id, catalog);
  if (row === null) return null;
  const named = namedQuant(row, `${id} ${quantization ?? ""}`);
  const quant = named ?? (row.quants.length === 1 ? row.quants[0] : undefined);
  if (quant === undefined) return null;
  const pool = poolOf(hardware);
  const seconds = prefill16k(row, pool.name);
  const write = decodeSpeed(row, quant, "f16", pool);
  if (seconds === null || write === null || pool.name === null) return null;
  return { read: PREFILL_TOKENS / seconds, write: write.typical, source: `predicted for ${pool.name}` };
}
