import type { MeasureTools } from "../types.ts";
import { type LineProbe, probeLines } from "./probe.ts";

/** How many tokens a prompt of some lines takes, as this server counts. */
export interface Meter {
  base: number;
  perLine: number;
  /** False: the server counts nothing, and 4 characters are taken for a token. */
  counted: boolean;
  /** True: the model finds the code words of a small prompt, so that a missing one means something. */
  recall: boolean;
  /** Tokens per ms at which the larger of the two small prompts was read; null: unknown. */
  speed: number | null;
  /** Size of the larger one, which was taken in whole. */
  proven: number;
  tokensSent: number;
}

/** Lines of the two small prompts: about 600 and 2,000 tokens, less where the context is known to be small. */
const SMALL = 24;
const LARGER = 80;
/** A larger context than this has room for both. */
const ROOMY = 4_096;
const CHARS_PER_TOKEN = 4;

/** Sends two small prompts and estimates from their counts. `failed` says why that was not possible. */
export async function calibrate(
  tools: MeasureTools,
  ceiling: number,
  timeoutMs: number,
): Promise<Meter | { failed: string }> {
  const [few, many] = ceiling < ROOMY ? [SMALL / 4, LARGER / 4] : [SMALL, LARGER];
  const a = await probeLines(tools, few, 0, timeoutMs);
  const b = a.seen.error === null ? await probeLines(tools, many, 1, timeoutMs) : a;
  if (b.seen.error !== null) return { failed: b.seen.error };
  const countA = a.seen.usage?.prompt ?? null;
  const countB = b.seen.usage?.prompt ?? null;
  const counted = countA !== null && countB !== null && countB > countA;
  const sizeA = counted ? countA : Math.ceil(a.chars / CHARS_PER_TOKEN);
  const sizeB = counted ? countB : Math.ceil(b.chars / CHARS_PER_TOKEN);
  const perLine = (sizeB - sizeA) / (many - few);
  return {
    base: sizeA - perLine * few,
    perLine,
    counted,
    recall: a.lost.length === 0 && b.lost.length === 0,
    speed: speedOf(b, sizeB),
    proven: sizeB,
    tokensSent: sizeA + sizeB,
  };
}

/** Tokens per ms, from the time to the first event; null when none was timed. */
export function speedOf({ seen }: LineProbe, size: number): number | null {
  const ms = seen.firstEventMs ?? seen.totalMs;
  return ms > 0 ? size / ms : null;
}

/** The lines of a prompt of at most `size` tokens. */
export function linesFor(meter: Meter, size: number): number {
  return Math.max(1, Math.floor((size - meter.base) / meter.perLine));
}

/** The estimated size of a prompt, in tokens. */
export function sizeOf(meter: Meter, lines: number): number {
  return Math.round(meter.base + meter.perLine * lines);
}
