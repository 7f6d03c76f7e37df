import { compareVersions } from "./version.ts";

/** The context that a turn of an OpenClaw version needs, in tokens. */
export interface TurnNeeds {
  /** With less, the first turn of an empty session does not fit or has no room for an answer: an error. */
  minimum: number;
  /** Twice the minimum. With less, the session compacts at once and fails soon after: a warning. */
  comfortable: number;
  /** The size of the first turn's prompt. */
  firstTurnPrompt: number;
  /** The measured version. */
  measuredOn: string;
}

/**
 * First-turn prompt by version (message "hi", fresh workspace, no channels), measured on a recording server with the
 * o200k tokenizer. Versions between two rows use the older one.
 */
const MEASURED: readonly { since: string; prompt: number }[] = [
  { since: "2026.1.0", prompt: 11_069 },
  { since: "2026.2.26", prompt: 12_250 },
  { since: "2026.3.24", prompt: 13_696 },
  { since: "2026.4.15", prompt: 15_630 },
  { since: "2026.5.28", prompt: 17_548 },
  { since: "2026.6.11", prompt: 20_192 },
  { since: "2026.7.1", prompt: 20_117 },
  { since: "2026.8.1", prompt: 27_280 },
  { since: "2026.9.0", prompt: 13_157 },
];

/** The least tokens for a useful answer with one tool call. */
const ANSWER_RESERVE = 2_048;

/** Until 2026.4 OpenClaw itself refused a context window below this. */
const OLD_HARD_FLOOR = 16_000;

/** What a turn of `version` needs. Newer versions use the newest measurement. */
export function turnNeeds(version: string): TurnNeeds {
  let row = MEASURED[0];
  for (const candidate of MEASURED) if (compareVersions(version, candidate.since) >= 0) row = candidate;
  const prompt = row?.prompt ?? 13_157;
  const old = compareVersions(version, "2026.5.0") < 0;
  const minimum = Math.max(roundUp(prompt + ANSWER_RESERVE, 1_024), old ? OLD_HARD_FLOOR : 0);
  return { minimum, comfortable: minimum * 2, firstTurnPrompt: prompt, measuredOn: row?.since ?? version };
}

function roundUp(n: number, step: number): number {
  return Math.ceil(n / step) * step;
}
