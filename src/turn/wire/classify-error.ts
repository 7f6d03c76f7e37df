import { isBusy } from "../../core/busy.ts";
import { namesKey } from "../../servers/shared/refusal.ts";
import type { ErrorKind } from "../types.ts";
import { errorCodes } from "./error-text.ts";

/** Texts of real servers. The first match counts: an overflow text may also say "invalid", an auth text "not found". */
const RULES: readonly (readonly [kind: ErrorKind, ...texts: RegExp[]])[] = [
  [
    "context-overflow",
    // LM Studio 0.3, 0.4, 0.4.20
    /trying to keep the first \d+ tokens/i,
    /n_keep \(?\d*\)? ?>= n_ctx/i,
    /number of tokens to keep from the initial prompt is greater than the context length/i,
    // vLLM of all ages, llama-cpp-python, SGLang, ds4
    /maximum context length (is|of) \d+/i,
    /is longer than the maximum model length/i,
    /longer than the model'?s context length/i,
    /exceeds the model'?s maximum context length/i,
    /configured context size is \d+/i,
    // SGLang; in OpenAI's text, which is about the limit of an answer, a comma follows
    /is too large: \d+\. ?This model supports at most \d+ completion tokens\./i,
    /max_tokens=\d+ cannot be greater than max_model_len/i,
    // llama.cpp
    /exceeds the available context size|context size has been exceeded/i,
    // Ollama
    /longer than the context length currently available|input length exceeds the context length/i,
    // mlx-vlm, which first tries to summarize the conversation
    /\bcontext budget\b|original context preserved|\bcompaction (?:input must fit|summary request needs)/i,
    /\bMAX_KV_SIZE is \d+/,
    // LiteLLM, oMLX, TGI
    /ContextWindowExceededError/,
    /prompt too long: \d+ tokens/i,
    /`?inputs`? (tokens \+|must have less than)/i,
  ],
  [
    "no-tool-parser",
    /--enable-auto-tool-choice/,
    /requires --tool-call-parser|tools param requires --jinja/i,
  ],
  ["tools-unsupported", /does not support tools|tool (use|calling) is not supported/i],
  [
    "auth",
    /unauthori[sz]ed|(invalid|incorrect) api key|api key (is )?required|virtual key expected/i,
    /LM Studio API token/,
    /authentication error|no connected db/i,
  ],
  // LiteLLM answers 429 then
  ["cooldown", /no deployments available|no healthy deployments? available|cooldown_list/i],
  ["loading", /^loading model|model is (still |currently )?(being loaded|loading)/i],
  [
    "memory",
    /insufficient system resources|out of memory|requires more system memory|failed to allocate/i,
    /\bOOM\b/,
  ],
  [
    "model-not-found",
    /the model `[^`]*` does not exist/i,
    /model ["'][^"']*["'] not found|model not found|model .* has not been found/i,
    // MLX's servers take an id for a repository of Hugging Face
    /cannot find an appropriate cached snapshot folder|repository not found for url/i,
    /invalid model name|no models? loaded|no running session found|model is not loaded/i,
  ],
  [
    "tool-call-id",
    // Mistral's tokenizer and templates, OpenAI's pairing
    /tool[ _-]?call[ _-]?ids? (was|should|must|has to)\b/i,
    /(invalid|duplicate|unknown|no such) tool[ _-]?call[ _-]?id/i,
    /tool[ _-]?call[ _-]?id\b[^.]*\b(not found|does not match|no matching|too long|length of 9|alphanumeric)/i,
  ],
  [
    "template",
    /roles must alternate|no user query found|unexpected message role|unable to generate parser/i,
    /jinja|chat template|template (error|rendering)/i,
  ],
  [
    "params",
    /unexpected fields? in the request|unsupported (parameter|param|value)|does not support parameters/i,
    /UnsupportedParamsError/,
    /extra inputs are not permitted|unknown (field|parameter)|content must be a string|is not one of \[?'/i,
  ],
  ["not-found", /^unexpected endpoint or method|^file not found$|^not found$/i],
];

/**
 * The cause of a failed inference, by its text, its machine-readable codes and its status. `retryAfter`: the reply names
 * a time after which to ask again.
 */
export function classifyError(
  status: number | null,
  message: string,
  body: string,
  retryAfter = false,
): ErrorKind {
  const { type, code } = errorCodes(body);
  if (type === "exceed_context_size_error" || code === "context_length_exceeded") return "context-overflow";
  if (code === "model_not_found") return "model-not-found";
  const named = RULES.find(([, ...texts]) => texts.some((text) => text.test(message)));
  if (named !== undefined) return named[0];
  if (isBusy({ status, message, codes: `${type} ${code}`, retryAfter })) return "busy";
  if (status === 401 || (status === 403 && namesKey(message))) return "auth";
  if (status === 404 || status === 405) return "not-found";
  if (status === 413) return "too-large";
  if (status === 408 || status === 504) return "timeout";
  return "other";
}

/** The largest context of the server, where an overflow text names it; else null. */
export function contextInError(message: string, body: string): number | null {
  const found =
    /"n_ctx"\s*:\s*(\d+)/.exec(body)?.[1] ??
    /n_ctx \((\d+)\)/i.exec(message)?.[1] ??
    /available context size \((\d+)/i.exec(message)?.[1] ??
    /maximum context length (?:is|of) (\d+)/i.exec(message)?.[1] ??
    /max_model_len=(\d+)/i.exec(message)?.[1] ??
    /maximum model length of (\d+)/i.exec(message)?.[1] ??
    /context length of only (\d+)/i.exec(message)?.[1] ??
    /context length \((\d+) tokens\)/i.exec(message)?.[1] ??
    /supports at most (\d+) completion tokens\./i.exec(message)?.[1] ??
    /context size is (\d+)/i.exec(message)?.[1] ??
    /MAX_KV_SIZE is (\d+)/i.exec(message)?.[1];
  return found === undefined ? null : Number(found);
}
