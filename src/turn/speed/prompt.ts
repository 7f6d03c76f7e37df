import { fillerPrompt } from "../filler.ts";
import { messageChars, type Turn, type TurnMessage } from "../turn.ts";
import type { AnswerProbe } from "../types.ts";

/** Long enough for a steady speed, and still 13 s at 10 tokens a second. */
export const ANSWER_TOKENS = 128;
/** A text that no model ends early, and that a draft or n-grams of the prompt do not foretell. */
const ASK = "Write a story of at least 500 words about a lighthouse keeper who repairs a radio.";
const GO_ON = "Go on with the story.";

/** One prompt: what is sent, and its size in characters. */
export interface SpeedPrompt {
  turn: Turn;
  chars: number;
}

/** A prompt of about `chars` characters that shares no beginning with any other. */
export function coldPrompt(chars: number): SpeedPrompt {
  const salt = Math.random().toString(36).slice(2, 12);
  // six digits, so that all prompts have equally many tokens for each character
  const from = 100_000 + Math.floor(Math.random() * 800_000);
  return prompted([
    { role: "system", text: fillerPrompt(chars, salt, from) },
    { role: "user", text: ASK },
  ]);
}

/** The same conversation with its answer and a second turn, whose beginning a prompt cache can hold. */
export function secondPrompt(first: SpeedPrompt, answer: AnswerProbe): SpeedPrompt {
  return prompted([
    ...first.turn.messages,
    { role: "assistant", text: answer.text, calls: [] },
    { role: "user", text: GO_ON },
  ]);
}

function prompted(messages: readonly TurnMessage[]): SpeedPrompt {
  // without OpenClaw's context message, which would stand between the first turn and the second
  const turn: Turn = { messages, tools: [], maxTokens: ANSWER_TOKENS, contextMessage: false };
  return { turn, chars: messageChars(turn) };
}
