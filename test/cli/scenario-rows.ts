import type { Setup } from "../doctor/harness.ts";
import {
  type Emulator,
  generic,
  htmlApp,
  huge,
  litellm,
  llamacpp,
  mlx,
  nonJson,
  notHttp,
  ollama,
  type Profile,
  redirect,
  sglang,
  silent,
  slowLoris,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";

type Start = () => Promise<Emulator>;

export interface Row {
  /** Number of the list, with a letter where a scenario has several parts. */
  n: string;
  title: string;
  server: Start;
  config?: Partial<Setup>;
  args?: string[];
  env?: Record<string, string>;
  /** "severity id" of all findings. */
  finds: string[];
  /** server.kind of the report; null: none was recognised. */
  kind?: string | null;
  /** contextAllocated of the first model. */
  context?: number | null;
  /** What must stand somewhere in the report, and what must not. */
  says?: RegExp;
  hides?: string;
  /** Changes the server; doctor then finds these instead. */
  later?: { change(server: Emulator): Promise<void> | void; finds: string[] };
}

const at = (profile: Profile) => () => startEmulator(profile);
const KEY = "minimax/minimax-m2.1";
const lms = { id: "lmstudio", model: KEY };
const DEEP = ["--deep"];
const FAST = ["--timeout", "700"];
const OWN = { api: "ollama", id: "ollama", model: "qwen3.5:9b" };
const keyed = (apiKey: string) => ({ provider: { apiKey } });
const instance = (id: string) => ({ key: id, instances: [{ id, context: 65_536 }] });
/** A list that tells the context, as oMLX and others have it. */
export const LISTED = [{ id: "qwen3-coder-30b", row: { max_model_len: 65_536 } }];
const UNDECLARED = "info context-undeclared";

/** As OpenClaw's first message would do. */
async function firstMessage({ baseUrl }: Emulator): Promise<void> {
  const body = JSON.stringify({ model: KEY, messages: [{ role: "user", content: "hi" }] });
  await (await fetch(`${baseUrl}/chat/completions`, { method: "POST", body })).text();
}

/** The 25 emulator scenarios of the research on servers (its section 7), by number and title. */
export const ROWS: Row[] = [
  { n: "1a", title: "LM Studio's greeting", server: startLmStudio, config: lms, finds: [], kind: "lmstudio" },
  {
    n: "1b",
    title: "LM Studio answers 200 to an unknown path",
    server: async () => {
      const studio = await startLmStudio();
      return { ...studio, forbidden: studio.forbidden, baseUrl: studio.origin };
    },
    config: lms,
    finds: ["error baseurl-path"],
    kind: "lmstudio",
  },
  {
    n: "2",
    title: "LM Studio, JIT on: downloaded, not loaded; a first message then loads it with 4096",
    server: () => startLmStudio({ loadedContext: null, jit: true }),
    config: lms,
    finds: ["error lmstudio-unloaded"],
    context: null,
    later: { change: firstMessage, finds: ["error context-server-below-config"] },
  },
  {
    n: "3",
    title: "LM Studio wants a token and gets a placeholder, which it repeats",
    server: () => startLmStudio({ apiKey: "lm-real-token" }),
    config: { ...lms, ...keyed("placeholder-of-mine") },
    finds: ["error server-401"],
    kind: "lmstudio",
    hides: "placeholder",
  },
  {
    n: "4",
    title: "LM Studio 0.3 has no /api/v1: /api/v0 tells",
    server: () => startLmStudio({ rest: "v0" }),
    config: lms,
    finds: [],
    context: 65_536,
  },
  ...(["0.3", "0.4", "0.4.20"] as const).map((overflow, index) => ({
    n: `5${"abc"[index]}`,
    title: `LM Studio ${overflow} refuses a prompt that is too long, in the stream`,
    server: () => startLmStudio({ overflow, chat: "overflow" }),
    config: { ...lms, api: "openai-completions" },
    args: DEEP,
    finds: ["error answer-error"],
    says: /raise the server's context/,
  })),
  {
    n: "6a",
    title: "LM Studio, wrong model, one loaded: it would answer all the same",
    server: () => startLmStudio({ models: [instance("one")] }),
    config: { ...lms, model: "wrong" },
    finds: ["error model-id-not-served"],
  },
  {
    n: "6b",
    title: "LM Studio, wrong model, two loaded",
    server: () => startLmStudio({ models: [instance("one"), instance("two")] }),
    config: { ...lms, model: "wrong" },
    finds: ["error model-id-not-served"],
  },
  {
    n: "7a",
    title: "vLLM in order",
    server: at(vllm()),
    args: DEEP,
    finds: [],
    kind: "vllm",
    context: 65_536,
  },
  {
    n: "7b",
    title: "vLLM with --api-key, none in the config",
    server: at(vllm({ apiKey: "right" })),
    finds: ["error server-401"],
    kind: "vllm",
  },
  {
    n: "7c",
    title: "vLLM refuses a prompt that is too long",
    server: at(vllm({ chat: "overflow" })),
    args: DEEP,
    finds: ["error answer-error"],
    says: /maximum context length/,
  },
  {
    n: "7d",
    title: "vLLM without a tool parser",
    server: at(vllm({ chat: "400-no-tool-parser" })),
    args: DEEP,
    finds: ["error vllm-no-auto-tool-choice"],
  },
  {
    n: "7e",
    title: "an old vLLM's flat errors: wrong model",
    server: at(vllm({ flatErrors: true })),
    config: { model: "wrong" },
    finds: ["error model-id-not-served"],
  },
  {
    n: "9a",
    title: "LiteLLM, no key",
    server: at(litellm({ apiKey: "sk-right" })),
    finds: ["error server-401"],
    kind: "litellm",
  },
  {
    n: "9b",
    title: "LiteLLM, wrong key, no database: 400",
    server: at(litellm({ apiKey: "sk-right" })),
    config: keyed("sk-wrong-one"),
    finds: ["error server-401"],
    hides: "sk-wrong",
  },
  {
    n: "9c",
    title: "LiteLLM, wrong key, with a database",
    server: at(litellm({ apiKey: "sk-right", database: true })),
    config: keyed("sk-wrong-one"),
    finds: ["error server-401"],
    hides: "sk-wrong",
  },
  {
    n: "9d",
    title: "LiteLLM, unknown model",
    server: at(litellm({ declaredContext: 65_536 })),
    config: { model: "wrong" },
    finds: ["error model-id-not-served"],
  },
  {
    n: "10",
    title: "LiteLLM, max_input_tokens null: unknown, ask the server behind it",
    server: at(litellm()),
    finds: [UNDECLARED],
    context: null,
    says: /ask the server behind LiteLLM/,
  },
  {
    n: "11",
    title: "llama-server says 503 to everything while it loads",
    server: at(llamacpp({ loading: true })),
    finds: ["warning server-loading"],
    kind: "llamacpp",
    later: {
      change: (server) => {
        Object.assign(server.options, { loading: false });
      },
      finds: [],
    },
  },
  {
    n: "12",
    title: "llama-server -np 4: 4096 of 131072",
    server: at(llamacpp({ slots: 4, allocatedContext: 4_096, trainedContext: 131_072 })),
    config: { row: { contextWindow: 16_384 } },
    finds: ["error llamacpp-slots-split-context"],
    context: 4_096,
  },
  {
    n: "13a",
    title: "llama-server router, unloaded: unknown, and nothing loads it",
    server: at(llamacpp({ mode: "router" })),
    finds: [UNDECLARED],
    context: null,
  },
  {
    n: "13b",
    title: "llama-server router, loaded",
    server: at(llamacpp({ mode: "router", models: [{ id: "qwen3-coder-30b", loaded: true }] })),
    finds: [],
    context: 65_536,
  },
  {
    n: "13c",
    title: "llama-server router, its load failed",
    server: at(llamacpp({ mode: "router", failed: ["qwen3-coder-30b"] })),
    finds: ["error model-load-failed"],
  },
  {
    n: "14",
    title: "an old llama-server: /props tells what the list does not",
    server: at(llamacpp({ oldBuild: true })),
    finds: [],
    context: 65_536,
  },
  {
    n: "15a",
    title: "Ollama before 0.30",
    server: at(ollama({ old: true, version: "0.20.0" })),
    config: OWN,
    finds: [],
    kind: "ollama",
  },
  { n: "15b", title: "Ollama from 0.30", server: at(ollama()), config: OWN, finds: [], kind: "ollama" },
  {
    n: "15c",
    title: "Ollama, a cloud model",
    server: at(ollama({ models: [{ id: "big:cloud" }], cloud: ["big:cloud"] })),
    config: { ...OWN, model: "big:cloud" },
    finds: ["info ollama-cloud-not-local"],
  },
  {
    n: "15d",
    title: "Ollama, not loaded: unknown until it is",
    server: at(ollama({ models: [{ id: "qwen3.5:9b", loaded: false }] })),
    config: OWN,
    finds: [UNDECLARED],
    context: null,
  },
  {
    n: "15e",
    title: "Ollama, partly on the CPU",
    server: at(ollama({ gpuShare: 0.6 })),
    config: OWN,
    finds: ["warning cpu-offload"],
    says: /60%/,
  },
  {
    n: "16a",
    title: "Ollama cuts silently: seen by the tokens that it counts of what was sent",
    server: at(ollama({ truncateAt: 8_192 })),
    config: { model: "qwen3.5:9b" },
    args: DEEP,
    finds: ["error context-truncated-silently"],
    says: /read only 8,192 of about 1\d,\d{3} tokens/,
  },
  {
    n: "16b",
    title: "Ollama cuts silently: seen by the size that it has allocated",
    server: at(ollama({ allocatedContext: 4_096 })),
    config: { model: "qwen3.5:9b" },
    finds: ["error ollama-context-default"],
    context: 4_096,
  },
  { n: "17", title: "SGLang poses as Ollama", server: at(sglang()), finds: [], kind: "sglang" },
  {
    n: "18a",
    title: "SGLang lists its model too early: not to be known without asking /health, which generates",
    server: at(sglang({ starting: true })),
    finds: [],
    kind: "sglang",
  },
  {
    n: "18b",
    title: "SGLang lists its model too early: not ready",
    server: at(sglang({ starting: true })),
    args: DEEP,
    finds: ["error answer-error"],
    says: /starting/,
  },
  {
    n: "20a",
    title: "mlx-lm: no owner, no limit, no chunked bodies",
    server: at(mlx()),
    args: DEEP,
    finds: [UNDECLARED],
    kind: "mlx",
  },
  {
    n: "20b",
    title: "mlx-lm, unknown repository: it would try to fetch it",
    server: at(mlx()),
    config: { model: "someone/elses" },
    finds: ["error model-id-not-served"],
  },
  {
    n: "21",
    title: "text-generation-webui with an empty list",
    server: at(generic({ ownedBy: "user", models: [] })),
    finds: ["error no-model-served"],
  },
  {
    n: "22a",
    title: "a web page on the port",
    server: at(htmlApp()),
    finds: ["error port-held-by-other-server"],
    kind: null,
  },
  {
    n: "22b",
    title: "a port that never answers",
    server: at(silent()),
    args: FAST,
    finds: ["error server-unreachable"],
    kind: null,
  },
  {
    n: "22c",
    title: "no JSON",
    server: at(nonJson()),
    finds: ["error port-held-by-other-server"],
    kind: null,
  },
  {
    n: "22d",
    title: "a redirect to a login",
    server: at(redirect("/login")),
    finds: ["error redirected"],
    kind: null,
  },
  {
    n: "22e",
    title: "a body of 50 MB",
    server: at(huge(50)),
    finds: ["error port-held-by-other-server"],
    kind: null,
  },
  {
    n: "22f",
    title: "a slow loris",
    server: at(slowLoris()),
    args: FAST,
    finds: ["error server-unreachable"],
    kind: null,
  },
  {
    n: "22g",
    title: "no HTTP",
    server: at(notHttp()),
    finds: ["error port-held-by-other-server"],
    kind: null,
  },
  {
    n: "23a",
    title: "reasoning in reasoning_content",
    server: at(generic({ models: LISTED, reasoning: "reasoning_content" })),
    args: DEEP,
    finds: [],
  },
  {
    n: "23b",
    title: "reasoning in reasoning",
    server: at(generic({ models: LISTED, reasoning: "reasoning" })),
    args: DEEP,
    finds: [],
  },
  {
    n: "23c",
    title: "<think> in the content",
    server: at(generic({ models: LISTED, chat: "think-leak" })),
    args: DEEP,
    finds: ["warning think-leak"],
  },
  {
    n: "23d",
    title: "reasoning and no content",
    server: at(generic({ models: LISTED, chat: "reasoning-only" })),
    args: DEEP,
    finds: ["error empty-content-reasoning"],
  },
  {
    n: "24a",
    title: "a stream with keep-alive comments and usage in a chunk of its own",
    server: at(generic({ models: LISTED })),
    args: DEEP,
    finds: [],
  },
  {
    n: "24b",
    title: "a stream without usage",
    server: at(generic({ models: LISTED, chat: "no-usage" })),
    args: DEEP,
    finds: ["warning usage-missing-in-stream"],
  },
  {
    n: "24c",
    title: "event: error in the middle of a stream",
    server: at(generic({ models: LISTED, chat: "error-event" })),
    args: DEEP,
    finds: ["error answer-error"],
  },
  {
    n: "24d",
    title: "a stream without [DONE]",
    server: at(generic({ models: LISTED, chat: "no-done" })),
    args: DEEP,
    finds: [],
  },
  {
    n: "25a",
    title: "no Responses API: 404 Not Found",
    server: at(vllm({ responses: "missing" })),
    config: { api: "openai-responses" },
    args: DEEP,
    finds: ["error responses-unsupported"],
    says: /"openai-completions"/,
  },
  {
    n: "25b",
    title: "no Responses API: File Not Found",
    server: at(llamacpp({ responses: "missing" })),
    config: { api: "openai-responses" },
    args: DEEP,
    finds: ["error responses-unsupported"],
  },
  {
    n: "25c",
    title: "no Responses API: 200 Unexpected endpoint",
    server: () => startLmStudio({ responses: "missing" }),
    config: { ...lms, api: "openai-responses" },
    args: DEEP,
    finds: ["error responses-unsupported"],
  },
];
