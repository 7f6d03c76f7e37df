import type { AnswerProbe } from "../types.ts";

/** What a parser has gathered of one stream. */
export interface Collected {
  text: string;
  reasoning: string;
  toolCalls: { name: string; argumentsJson: string }[];
  finishReason: string | null;
  usage: AnswerProbe["usage"];
  /** Error that came inside the stream, as the server wrote it. */
  error: string | null;
  streamFaults: string[];
  /** True when the protocol's own end was seen ([DONE], response.completed, done:true). */
  ended: boolean;
}

/** Characters of text, reasoning and arguments that are kept. A runaway answer proves its point long before. */
export const MAX_TEXT_CHARS = 16_384;

export function emptyCollected(): Collected {
  return {
    text: "",
    reasoning: "",
    toolCalls: [],
    finishReason: null,
    usage: null,
    error: null,
    streamFaults: [],
    ended: false,
  };
}

/** Appends up to the cap. */
export function appendText(text: string, more: unknown): string {
  return typeof more === "string" && text.length < MAX_TEXT_CHARS
    ? (text + more).slice(0, MAX_TEXT_CHARS)
    : text;
}

/** Notes a fault once. */
export function addFault(collected: Collected, fault: string): void {
  if (!collected.streamFaults.includes(fault)) collected.streamFaults.push(fault);
}
