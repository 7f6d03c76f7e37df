import type { JsonObject } from "../core/json.ts";
import type { Http } from "../ports/index.ts";
import { chatBody, ollamaBody, responsesBody, type TurnRequest } from "./requests.ts";
import { type SendOptions, sendInference } from "./send.ts";
import type { AnswerProbe, DeepFacts, DeepTarget } from "./types.ts";

export interface DeepOptions extends SendOptions {
  progress?(text: string): void;
}

/** About a quarter of OpenClaw's smallest first turn: long enough to mean something, short enough to wait for. */
const PROMPT_CHARS = 12_000;
/** A reasoning model may think for a while before it says "pong". */
const ANSWER_TOKENS = 2_048;

/**
 * Two inferences in the shape of an agent turn: a plain answer, then a tool call. The second is left out when the first
 * failed, because it would fail for the same cause, and when the model is known to take no tools.
 */
export async function deepProbe(http: Http, target: DeepTarget, options: DeepOptions): Promise<DeepFacts> {
  options.progress?.(`${target.model}: waiting for an answer`);
  const answer = await probeTurn(http, target, false, options);
  if (answer.errorKind !== null || !target.tools || options.signal?.aborted) return { answer, tools: null };
  options.progress?.(`${target.model}: waiting for a tool call`);
  return { answer, tools: await probeTurn(http, target, true, options) };
}

function probeTurn(
  http: Http,
  target: DeepTarget,
  withTools: boolean,
  options: DeepOptions,
): Promise<AnswerProbe> {
  const request = turnRequest(target, withTools);
  const { maxTokens } = request;
  return sendInference(http, target, { body: bodyOf(target, request), maxTokens }, options);
}

/** Keeps prompt and answer together below the server's context, so that the probe itself never overflows. */
function turnRequest(target: DeepTarget, withTools: boolean): TurnRequest {
  const { allocated } = target;
  // two characters for each token of the context is half of it at four characters a token
  const promptChars = allocated === null ? PROMPT_CHARS : Math.min(PROMPT_CHARS, allocated * 2 - 2_000);
  const maxTokens = allocated === null ? ANSWER_TOKENS : Math.min(ANSWER_TOKENS, Math.ceil(allocated / 4));
  return { model: target.model, promptChars, withTools, maxTokens };
}

function bodyOf(target: DeepTarget, request: TurnRequest): JsonObject {
  if (target.route === "responses") return responsesBody(request);
  return target.route === "ollama" ? ollamaBody(request, target.askContext) : chatBody(request);
}
