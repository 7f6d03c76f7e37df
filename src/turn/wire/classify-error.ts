import type { ErrorKind } from "../types.ts";
import { errorCodes } from "./error-text.ts";

interface Rule {
  kind: ErrorKind;
  /** Any of these in the message. */
  patterns: readonly RegExp[];
}

/**
 * Texts of real servers, in the order in which they are tried: an overflow text may also say "invalid", an auth text
 * may also say "not found".
 */
const RULES: readonly Rule[] = [
  {
    kind: "context-overflow",
    patterns: [
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
      // llama.cpp
      /exceeds the available context size/i,
      /context size has been exceeded/i,
      // Ollama
      /longer than the context length currently available/i,
      /input length exceeds the context length/i,
      // LiteLLM, oMLX, TGI
      /ContextWindowExceededError/,
      /prompt too long: \d+ tokens/i,
      /`?inputs`? (tokens \+|must have less than)/i,
    ],
  },
  {
    kind: "no-tool-parser",
    patterns: [/--enable-auto-tool-choice/, /requires --tool-call-parser/, /tools param requires --jinja/i],
  },
  {
    kind: "tools-unsupported",
    patterns: [/does not support tools/i, /tool (use|calling) is not supported/i],
  },
  {
    kind: "auth",
    patterns: [
      /unauthori[sz]ed/i,
      /invalid api key/i,
      /api key (is )?required/i,
      /incorrect api key/i,
      /LM Studio API token/,
      /authentication error/i,
      /no connected db/i,
      /virtual key expected/i,
    ],
  },
  { kind: "loading", patterns: [/^loading model/i, /model is (still )?loading/i] },
  {
    kind: "memory",
    patterns: [
      /insufficient system resources/i,
      /out of memory/i,
      /requires more system memory/i,
      /failed to allocate/i,
      /\bOOM\b/,
    ],
  },
  {
    kind: "model-not-found",
    patterns: [
      /the model `[^`]*` does not exist/i,
      /model ["'][^"']*["'] not found/i,
      /model not found/i,
      /invalid model name/i,
      /no models? loaded/i,
      /no running session found/i,
      /model is not loaded/i,
      /model .* has not been found/i,
    ],
  },
  {
    kind: "template",
    patterns: [
      /roles must alternate/i,
      /no user query found/i,
      /unexpected message role/i,
      /jinja/i,
      /chat template/i,
      /template (error|rendering)/i,
      /unable to generate parser/i,
    ],
  },
  {
    kind: "params",
    patterns: [
      /unexpected fields? in the request/i,
      /unsupported (parameter|param|value)/i,
      /does not support parameters/i,
      /UnsupportedParamsError/,
      /extra inputs are not permitted/i,
      /unknown (field|parameter)/i,
      /content must be a string/i,
      /is not one of \[?'/i,
    ],
  },
  { kind: "not-found", patterns: [/^unexpected endpoint or method/i, /^file not found$/i, /^not found$/i] },
];

/** The cause that a failed inference names, by its text, its machine-readable codes and its status. */
export function classifyError(status: number | null, message: string, body: string): ErrorKind {
  const { type, code } = errorCodes(body);
  if (type === "exceed_context_size_error" || code === "context_length_exceeded") return "context-overflow";
  if (code === "model_not_found") return "model-not-found";
  for (const rule of RULES) if (rule.patterns.some((p) => p.test(message))) return rule.kind;
  if (status === 401 || status === 403) return "auth";
  if (status === 404 || status === 405) return "not-found";
  if (status === 413) return "too-large";
  if (status === 408 || status === 504) return "timeout";
  return "other";
}

/** The size that an overflow text names: the largest context that the server takes. Null when it says none. */
export function contextInError(message: string, body: string): number | null {
  const fromField = /"n_ctx"\s*:\s*(\d+)/.exec(body)?.[1];
  const found =
    fromField ??
    /n_ctx \((\d+)\)/i.exec(message)?.[1] ??
    /available context size \((\d+)/i.exec(message)?.[1] ??
    /maximum context length (?:is|of) (\d+)/i.exec(message)?.[1] ??
    /maximum model length of (\d+)/i.exec(message)?.[1] ??
    /context length of only (\d+)/i.exec(message)?.[1] ??
    /context length \((\d+) tokens\)/i.exec(message)?.[1] ??
    /context size is (\d+)/i.exec(message)?.[1];
  return found === undefined ? null : Number(found);
}
