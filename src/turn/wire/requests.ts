import { fillerPrompt } from "../filler.ts";
import { AGENT_TOOLS, type ToolSpec } from "../tools.ts";
import { messageChars, type Turn, type TurnMessage } from "../turn.ts";
import type { RequestShape } from "../types.ts";

/** A turn as a probe describes it. */
export interface TurnRequest {
  shape: RequestShape;
  /** Length of the system prompt in characters. */
  promptChars: number;
  withTools: boolean;
  /** Tokens that the answer may have. */
  maxTokens: number;
  /** Stands at the start of the system prompt: another salt, another prompt for every cache. */
  salt: string;
  /** What the user says; default: a plain question, or with tools a request to call `read`. */
  ask?: string;
  /** Default: the twelve of an agent. */
  tools?: readonly ToolSpec[];
  /** Default true. */
  stream?: boolean | undefined;
  /** A call that the model made: it and its result follow what the user says. */
  called?: { name: string; argumentsJson: string; id: string };
  /** True: one user message instead of two. */
  oneUserMessage?: boolean;
}

const ASK_PLAIN = "Answer with the single word: pong";
const ASK_TOOL = "Call the read tool with the path AGENTS.md. Do not answer with text.";
const TOOL_RESULT = "# AGENTS.md\nThis folder is the home of an assistant. Keep notes short.\n";

/** Characters of all that the server's tokenizer will see of the messages (not of the tools). */
export function requestChars(request: TurnRequest): number {
  return messageChars(turnOf(request));
}

/** The turn of a request. */
export function turnOf(request: TurnRequest): Turn {
  const { called, withTools, maxTokens } = request;
  const messages: TurnMessage[] = [
    { role: "system", text: fillerPrompt(request.promptChars, request.salt) },
    { role: "user", text: request.ask ?? (withTools ? ASK_TOOL : ASK_PLAIN) },
  ];
  if (called) {
    messages.push({ role: "assistant", text: "", calls: [called] });
    messages.push({ role: "tool", id: called.id, name: called.name, text: TOOL_RESULT });
  }
  return {
    ...{ messages, maxTokens, stream: request.stream },
    tools: withTools ? (request.tools ?? AGENT_TOOLS) : [],
    contextMessage: request.oneUserMessage !== true,
  };
}
