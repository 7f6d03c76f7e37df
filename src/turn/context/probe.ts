import type { NeedlePlace } from "../../core/measured.ts";
import { messageChars, type Turn } from "../turn.ts";
import type { AnswerProbe, MeasureTools } from "../types.ts";
import { sendInference } from "../wire/send.ts";
import { contextPrompt, lostIn, needlesOf } from "./prompt.ts";

/** Enough for three words. A model that thinks first is cut off here, and its words then do not count. */
export const ANSWER_TOKENS = 16;

/** The result of one prompt of a known number of lines. */
export interface LineProbe {
  seen: AnswerProbe;
  chars: number;
  /** Places whose code word the answer lacks. */
  lost: NeedlePlace[];
}

/** Sends a prompt of `lines` lines. `attempt` chooses the code words and makes the prompt unique. */
export async function probeLines(
  tools: MeasureTools,
  lines: number,
  attempt: number,
  timeoutMs: number,
): Promise<LineProbe> {
  const needles = needlesOf(attempt);
  const nonce = `${attempt}-${Math.random().toString(36).slice(2, 10)}`;
  const messages = contextPrompt(lines, nonce, needles);
  const turn: Turn = { messages, tools: [], maxTokens: ANSWER_TOKENS };
  const seen = await sendInference({ ...tools, timeoutMs }, turn);
  return { seen, chars: messageChars(turn), lost: lostIn(`${seen.text} ${seen.reasoning}`, needles) };
}

/** What happened to the prompt. */
export type Outcome = "whole" | "cut" | "refused" | "timeout" | "failed";

/** Statuses that have to do with the client or the moment, not with the size. */
const NOT_ABOUT_SIZE = [401, 403, 404, 405, 408, 429];

/** A count may differ from the estimated size by this share and this many tokens: templates and odd tokens. */
const TOLERANCE = 0.03;
const TOLERANCE_TOKENS = 32;

/** Judges one answer. `expected` is the estimated size of the prompt, `recall` says whether a lost word counts. */
export function outcomeOf(
  { seen, lost }: LineProbe,
  expected: number,
  judge: { counted: boolean; recall: boolean },
): Outcome {
  const { error, errorKind, status } = seen;
  if (errorKind === "context-overflow") return "refused";
  if (errorKind === "timeout") return "timeout";
  if (error !== null) {
    // a small prompt passed, so a refusal of a larger one has to do with its size, whatever it says
    const refused = status !== null && status >= 400 && status < 500 && !NOT_ABOUT_SIZE.includes(status);
    return refused && errorKind !== "memory" ? "refused" : "failed";
  }
  const count = seen.usage?.prompt ?? null;
  if (judge.counted && count !== null && count < expected * (1 - TOLERANCE) - TOLERANCE_TOKENS) return "cut";
  // the model found the end and not the start, so it is not its memory that failed
  return judge.recall && lost.includes("start") && !lost.includes("end") ? "cut" : "whole";
}
