import {
  type Cases,
  generic,
  LMS,
  litellm,
  llamacpp,
  lms,
  MODEL,
  mlx,
  OWN,
  ollama,
  row,
  sglang,
  startLmStudio,
  vllm,
} from "../support/kit.ts";

const EMOJI = "team-\u{1F469}\u200D\u{1F4BB}-agent";
/** The path that llama-server gives without --alias. */
const LONG = `/home/anna/.cache/huggingface/hub/${"models--someone--Some-Very-Long-Name-".repeat(12)}/model-Q4_K_M.gguf`;
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `vendor-${i % 40}/model-${i}` }));

export const cases: Cases = {
  scenarios: [
    {
      title: "another quantization",
      server: () => vllm(),
      config: { model: "qwen3-coder-30b-fp8" },
      finds: "error model-id-not-served",
      edits: { [row("id")]: MODEL, "agents.defaults.model.primary": `local/${MODEL}` },
    },
    {
      title: "aimock lists only what its fixtures name, and may pass the rest on",
      server: () => generic({ ownedBy: "aimock", models: [{ id: "gpt-5" }] }),
      finds: "info model-id-not-served",
      like: { status: "unverified" },
      says: /does not list .*may answer models that it does not list/,
      edits: {},
    },
    {
      title: "an alias",
      server: () => vllm({ models: [{ id: MODEL, aliases: ["coder"] }] }),
      config: { model: "coder" },
      finds: null,
    },
    {
      title: "LM Studio with one model would answer all the same",
      research: "6a",
      server: () => startLmStudio({ models: [lms("one")] }),
      config: { ...LMS, model: "wrong" },
      finds: "error model-id-not-served",
    },
    {
      title: "LM Studio with two models",
      research: "6b",
      server: () => startLmStudio({ models: [lms("one"), lms("two")] }),
      config: { ...LMS, model: "wrong" },
      finds: "error model-id-not-served",
    },
    {
      title: "SGLang answers any name",
      server: () => sglang(),
      config: { model: "wrong" },
      finds: "warning model-id-not-served",
    },
    {
      title: "SGLang takes what follows a colon for an adapter",
      server: () => sglang(),
      config: { model: "wrong:7b" },
      finds: "error model-id-not-served",
    },
    {
      title: "an old vLLM's flat errors",
      research: "7e",
      server: () => vllm({ flatErrors: true }),
      config: { model: "wrong" },
      finds: "error model-id-not-served",
    },
    {
      title: "LiteLLM",
      research: "9d",
      server: () => litellm({ declaredContext: 65_536 }),
      config: { model: "wrong" },
      finds: "error model-id-not-served",
    },
    {
      title: "mlx-lm would try to fetch an unknown repository",
      research: "20b",
      server: () => mlx(),
      config: { model: "someone/elses" },
      finds: "error model-id-not-served",
      afterwards: ["context-undeclared"],
    },
    {
      title: "a typo away",
      server: () => vllm(),
      config: { model: "qwen3-code-30b" },
      finds: "error model-id-not-served",
      like: { path: row("id"), target: "local/qwen3-code-30b" },
      edits: { [row("id")]: MODEL, "agents.defaults.model.primary": `local/${MODEL}` },
      verdicts: { reachable: "pass", listed: "fail", context: "skip" },
    },
    {
      title: "a server that answers every id",
      server: () => llamacpp(),
      config: { model: "something-else" },
      finds: "warning model-id-not-served",
    },
    {
      title: "Ollama: the command that brings the model",
      server: () => ollama(),
      config: { ...OWN, model: "gpt-oss:20b", row: { params: { num_ctx: 65_536 } } },
      finds: "error model-id-not-served",
      commands: /^OLLAMA_HOST=127\.0\.0\.1:\d+ ollama pull gpt-oss:20b$/,
    },
    ...[EMOJI, LONG, "модель:7b", "模型/通义", "tab\there", " spaces at the ends "].map((id) => ({
      title: `an id is compared as the server sent it: ${JSON.stringify(id).slice(0, 30)}`,
      server: () => vllm({ models: [{ id }] }),
      config: { model: id },
      finds: null,
    })),
    {
      title: "a typo in an odd id: the edit has the real one",
      server: () => vllm({ models: [{ id: EMOJI }] }),
      config: { model: EMOJI.replace("agent", "agnet") },
      finds: "error model-id-not-served",
      edits: { [row("id")]: EMOJI, "agents.defaults.model.primary": `local/${EMOJI}` },
    },
    {
      title: "the last of 5,000 models",
      server: () => vllm({ models: many(5_000) }),
      config: { model: "vendor-39/model-4999" },
      finds: null,
    },
    {
      title: "a typo in the last of 5,000 models: what is near is looked for in all of them",
      server: () => vllm({ models: many(5_000) }),
      config: { model: "vendor-39/model-49999" },
      finds: "error model-id-not-served",
      says: /and 4995 more/,
      edits: {
        [row("id")]: "vendor-39/model-4999",
        "agents.defaults.model.primary": "local/vendor-39/model-4999",
      },
    },
    {
      title: "of several publishers the one of the config is meant",
      server: () =>
        vllm({ models: ["zeta/coder-31b", "acme/coder-31b", "omega/coder-31b"].map((id) => ({ id })) }),
      config: { model: "acme/coder-30b" },
      finds: "error model-id-not-served",
      edits: { [row("id")]: "acme/coder-31b", "agents.defaults.model.primary": "local/acme/coder-31b" },
    },
    {
      title: "a long name in Ollama's list",
      server: () => ollama({ models: [{ id: `hf.co/someone/${"x".repeat(400)}:q4_k_m` }] }),
      config: { ...OWN, model: `hf.co/someone/${"x".repeat(400)}:q4_k_m` },
      finds: null,
    },
    {
      title: "a long name in LM Studio's list",
      server: () => startLmStudio({ models: [lms("y".repeat(400))] }),
      config: { ...LMS, model: "y".repeat(400) },
      finds: null,
    },
  ],
};
