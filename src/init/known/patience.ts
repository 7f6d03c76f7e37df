import type { CatalogModel } from "../../fit/catalog.ts";
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
 * `prefill16kSeconds`: a cold prompt of 16,384 tokens, measured or from the catalog; null: unknown.
 */
export function patience(input: {
  contextWindow: number;
  prefill16kSeconds: number | null;
  openclaw: string;
}): number | undefined {
  if (compareVersions(input.openclaw, TIMEOUT_SINCE) < 0) return undefined;
  const full = ((input.prefill16kSeconds ?? 0) * input.contextWindow) / MEASURED_TOKENS;
  return Math.max(PATIENT_SECONDS, Math.ceil((full * MARGIN) / 60) * 60);
}

/** Seconds for a cold prompt of 16K tokens on this machine by the catalog's measurements; null: none fits. */
export function predictedPrefill16k(
  row: CatalogModel | null,
  { gpus }: { gpus: readonly { name: string | null }[] },
): number | null {
  return row === null || gpus.length !== 1 ? null : prefill16k(row, gpus[0]?.name ?? null);
}
