import { tokens } from "../../core/words.ts";
import type { CatalogModel } from "../../fit/catalog.ts";
import type { OwnEntry } from "../../fit/own/types.ts";
import { readSeconds, sourceOf } from "../../fit/own/use.ts";
import { prefill16k } from "../../fit/speed.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { PATIENT_SECONDS } from "../../openclaw/watchdog.ts";

/** First schema with `timeoutSeconds` of a provider. */
const TIMEOUT_SINCE = "2026.5.28";
/** The depth of the measured figures, in tokens. */
const MEASURED_TOKENS = 16_384;
/** Prefill slows down as the context fills, and the machine may be busy. */
const MARGIN = 2;

/**
 * `timeoutSeconds` of a provider; undefined where OpenClaw's release has no such key. It limits the silence before and
 * between two events, not the whole answer (2026.9.6: a stream of 20 s passes a limit of 8). OpenClaw documents 300, but
 * without the key it waits 600 s for a server that sends no headers before the first token, as llama-server does. So
 * nothing below 600 is written, and more where reading a full context takes longer.
 *
 * `fullSeconds`: a cold prompt of the whole context, measured or predicted; null: unknown.
 */
export function patience(input: { fullSeconds: number | null; openclaw: string }): number | undefined {
  if (compareVersions(input.openclaw, TIMEOUT_SINCE) < 0) return undefined;
  return Math.max(PATIENT_SECONDS, Math.ceil(((input.fullSeconds ?? 0) * MARGIN) / 60) * 60);
}

/** How long a model takes here to read a cold prompt. */
export interface ReadTime {
  /** Of so many tokens. */
  seconds(size: number): number;
  /** "measured on this machine, 2026-11-30". */
  source: string;
}

/** By the catalog's measurements of 16K tokens on such a machine; null: none fits. */
export function predictedReadTime(
  row: CatalogModel | null,
  { gpus }: { gpus: readonly { name: string | null }[] },
): ReadTime | null {
  const seconds = row === null || gpus.length !== 1 ? null : prefill16k(row, gpus[0]?.name ?? null);
  if (seconds === null) return null;
  return { seconds: (size) => (seconds * size) / MEASURED_TOKENS, source: "predicted" };
}

/** By what bench measured with this model; null: nothing. */
export function measuredReadTime(entry: OwnEntry | null): ReadTime | null {
  if (entry === null || readSeconds(entry, MEASURED_TOKENS) === null) return null;
  return { seconds: (size) => readSeconds(entry, size) ?? 0, source: sourceOf(entry) };
}

/** Why the limit is longer than usual; null: it is not, or nobody measured it. */
export function patienceNote(
  timeoutSeconds: number | undefined,
  readTime: ReadTime | null,
  contextWindow: number,
): string | null {
  if (readTime === null || timeoutSeconds === undefined || timeoutSeconds <= PATIENT_SECONDS) return null;
  const full = Math.round(readTime.seconds(contextWindow));
  return `timeoutSeconds is ${timeoutSeconds}, since reading a full context of ${tokens(contextWindow)} tokens takes about ${tokens(full)} s (${readTime.source})`;
}
