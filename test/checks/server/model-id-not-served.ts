import { litellm, llamacpp, mlx, ollama, startLmStudio, vllm } from "../../emulators/index.ts";
import { LMS, lms, MODEL, OWN, row } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

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
      commands: ["ollama pull gpt-oss:20b"],
    },
  ],
};
