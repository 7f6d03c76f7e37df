import type { Http } from "../../ports/index.ts";
import type { AnswerProbe, DeepFacts, DeepTarget } from "../../turn/types.ts";
import { turnOf } from "../../turn/wire/requests.ts";
import { sendInference } from "../../turn/wire/send.ts";
import type { ProofSpeed } from "./types.ts";

/** Shorter answers and times (ms) tell no speed. */
const LEAST_TOKENS = 24;
const LEAST_MS = 100;
const ASK = "Count from 1 to 60. Write one number on each line and nothing else.";
const ASK_TOKENS = 128;
/** Characters of its system prompt. */
const ASK_PROMPT = 400;

/** What the doctor's inferences of one model show, and how to send one more. */
export interface Seen {
  target: DeepTarget;
  deep: DeepFacts;
}

/** The speed of a model; a longer answer is asked for where those so far are too short to tell. */
export async function measureSpeed(
  { target, deep }: Seen,
  how: { http: Http; timeoutMs: number; signal: AbortSignal },
): Promise<ProofSpeed> {
  const { answer } = deep;
  const first = answer !== null && answer.errorKind === null ? answer : null;
  const times = {
    firstTokenMs: first?.firstTokenMs ?? null,
    promptTokens: first?.usage?.prompt ?? null,
  };
  const known = writeSpeed(Object.values(deep.probes));
  if (known !== null || first === null) return { tokensPerSecond: known, ...times };
  const request = {
    ...{ shape: target.shape, promptChars: ASK_PROMPT, withTools: false, ask: ASK, salt: "speed" },
    maxTokens: Math.min(ASK_TOKENS, target.maxTokens ?? ASK_TOKENS),
  };
  const longer = await sendInference({ ...how, target }, turnOf(request));
  return { tokensPerSecond: writeSpeed([longer]), ...times };
}

/** Tokens a second of the longest answer; null: none is long enough, or the server counts no tokens. */
function writeSpeed(probes: readonly AnswerProbe[]): number | null {
  let longest = 0;
  let speed: number | null = null;
  for (const { errorKind, usage, firstTokenMs, lastEventMs } of probes) {
    const tokens = usage?.completion ?? 0;
    const ms = (lastEventMs ?? 0) - (firstTokenMs ?? Number.POSITIVE_INFINITY);
    if (errorKind !== null || tokens < Math.max(LEAST_TOKENS, longest) || ms < LEAST_MS) continue;
    longest = tokens;
    speed = (1_000 * (tokens - 1)) / ms;
  }
  return speed;
}
