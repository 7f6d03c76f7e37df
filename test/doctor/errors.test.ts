import { describe, expect, test } from "vitest";
import { classifyError, contextInError } from "../../src/turn/wire/classify-error.ts";
import { errorText } from "../../src/turn/wire/error-text.ts";

const nested = (message: string, more: object = {}) => JSON.stringify({ error: { message, ...more } });

/** Overflow texts of section 1.5 of the server facts, with the context that they name. */
const OVERFLOWS: [string, string, number | null][] = [
  [
    "LM Studio 0.3",
    "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough",
    4096,
  ],
  ["LM Studio 0.4", "Cannot truncate prompt with n_keep (16204) >= n_ctx (4096)", 4096],
  [
    "LM Studio 0.4.20",
    "The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input",
    null,
  ],
  [
    "vLLM 2026-03",
    "This model's maximum context length is 32768 tokens. However, you requested 10 output tokens and your prompt contains at least 40000 input tokens, for a total of 40010 tokens. (parameter=input_tokens, value=40000)",
    32768,
  ],
  [
    "vLLM 2025-08",
    "'max_tokens' or 'max_completion_tokens' is too large: 9000. This model's maximum context length is 8192 tokens and your request has 2000 input tokens (9000 > 8192 - 2000).",
    8192,
  ],
  [
    "vLLM 0.32, by the number of characters",
    "This model's maximum context length is 12288 tokens. However, your prompt contains 282679 characters (more than 172032 characters, which is the upper bound for 12288 input tokens). Please reduce the length of the input prompt. (parameter=input_text, value=282679)",
    12288,
  ],
  [
    "vLLM 0.32, by the prompt alone",
    "This model's maximum context length is 12288 tokens. However, your prompt contains at least 12289 input tokens, which exceeds this limit even without any output tokens. Please reduce the length of the input prompt.",
    12288,
  ],
  [
    "vLLM 0.32, by the output limit",
    "max_tokens=12388 cannot be greater than max_model_len=12288. Please request fewer output tokens. (parameter=max_tokens, value=12388)",
    12288,
  ],
  ["vLLM engine", "The decoder prompt (length 9000) is longer than the maximum model length of 8192.", 8192],
  [
    "llama.cpp",
    "request (28008 tokens) exceeds the available context size (8192 tokens), try increasing it",
    8192,
  ],
  ["llama.cpp later", "Context size has been exceeded.", null],
  [
    "Ollama",
    "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length",
    null,
  ],
  ["SGLang", "The input (9000 tokens) is longer than the model's context length (8192 tokens).", 8192],
  [
    "SGLang, the answer",
    "max_completion_tokens is too large: 9000.This model supports at most 8192 completion tokens.",
    8192,
  ],
  [
    "SGLang total",
    "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9000",
    8192,
  ],
  [
    "LiteLLM",
    "litellm.ContextWindowExceededError: litellm.BadRequestError: This model's maximum context length is 8192 tokens.",
    8192,
  ],
  ["ds4", "Prompt has 9000 tokens, but the configured context size is 8192 tokens", 8192],
  ["oMLX", "Prompt too long: 9000 tokens exceeds 8192", null],
  ["mlx-vlm", "Protected conversation exceeds the available context budget.", null],
  [
    "mlx-vlm, which could not summarize enough",
    "Compaction did not reduce the history; original context preserved.",
    null,
  ],
  [
    "mlx-vlm, with images",
    "Request needs 25000 context tokens (20000 prompt + 5000 max generation), but MAX_KV_SIZE is 20480.",
    20_480,
  ],
  [
    "TGI",
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000 `inputs` tokens",
    null,
  ],
];

describe("error texts of real servers", () => {
  test.each(OVERFLOWS)("overflow of %s", (_name, text, context) => {
    expect(classifyError(400, text, nested(text))).toBe("context-overflow");
    expect(contextInError(text, nested(text))).toBe(context);
  });

  test("OpenAI's limit of an answer is no context", () => {
    const text =
      "max_tokens is too large: 9000. This model supports at most 4096 completion tokens, whereas you provided 9000.";
    expect(classifyError(400, text, nested(text))).not.toBe("context-overflow");
    expect(contextInError(text, nested(text))).toBeNull();
  });

  test("overflow by the machine-readable code alone", () => {
    const body = nested("too long", { type: "exceed_context_size_error", n_ctx: 4096 });
    expect(classifyError(400, "too long", body)).toBe("context-overflow");
    expect(contextInError("too long", body)).toBe(4096);
    expect(classifyError(400, "x", nested("x", { code: "context_length_exceeded" }))).toBe(
      "context-overflow",
    );
  });

  test.each([
    [401, "An LM Studio API token is required to make requests to this server", "auth"],
    [400, "No connected db.", "auth"],
    [401, "whatever", "auth"],
    [404, "The model `x` does not exist.", "model-not-found"],
    [404, "model 'x' not found", "model-not-found"],
    [
      400,
      "Failed to load model: Cannot find an appropriate cached snapshot folder for the specified revision on the local disk and outgoing traffic has been disabled.",
      "model-not-found",
    ],
    [
      404,
      "404 Client Error. Repository Not Found for url: https://huggingface.co/api/models/x.",
      "model-not-found",
    ],
    [400, "No models loaded. Please load a model in the developer page", "model-not-found"],
    [200, "Unexpected endpoint or method. (POST /chat/completions)", "not-found"],
    [404, "File Not Found", "not-found"],
    [404, "Not Found", "not-found"],
    [
      400,
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
      "no-tool-parser",
    ],
    [500, "tools param requires --jinja flag", "no-tool-parser"],
    [400, "tiny:1b does not support tools", "tools-unsupported"],
    [500, "After the optional system message, conversation roles must alternate user/assistant", "template"],
    [422, "Unexpected fields in the request: {'stream_options'}", "params"],
    [500, "CUDA error: out of memory", "memory"],
    [400, "Model loading was stopped due to insufficient system resources.", "memory"],
    [503, "Loading model", "loading"],
    [413, "HTML page: 413 Request Entity Too Large", "too-large"],
    [504, "HTML page: 504 Gateway Time-out", "timeout"],
    [500, "Internal Server Error", "other"],
  ])("%s %s → %s", (status, text, kind) => {
    expect(classifyError(status, text, nested(text))).toBe(kind);
  });

  test("the text is found in every dialect", () => {
    expect(errorText('{"error":{"message":"a"}}')).toBe("a");
    expect(errorText('{"error":"b"}')).toBe("b");
    expect(errorText('{"detail":"c"}')).toBe("c");
    expect(errorText('{"detail":[{"msg":"d"}]}')).toBe("d");
    expect(errorText('{"detail":{"msg":"e"}}')).toBe("e");
    expect(errorText('{"object":"error","message":"f"}')).toBe("f");
    expect(errorText('{"type":"response.failed","response":{"error":{"message":"g"}}}')).toBe("g");
    expect(errorText("<html><head><title>502 Bad Gateway</title>")).toBe("HTML page: 502 Bad Gateway");
    expect(errorText("Internal Server Error")).toBe("Internal Server Error");
  });
});
