import { parsersFor } from "../../servers/shared/parsers.ts";
import type { ByServer, Sample } from "../helps.ts";
import { BEHIND, hint, startWith, typed } from "./helps.ts";

const FAMILIES = ["Qwen3", "Qwen3-Coder", "gpt-oss", "GLM-4.6", "MiniMax-M2", "DeepSeek-R1", "Mistral"];

/** " (PARSER: hermes for Qwen3, …)" */
function parserList(server: "vllm" | "sglang", kind: "tool" | "reasoning"): string {
  const named = FAMILIES.flatMap((family) => {
    const parser = parsersFor(server, family)[kind];
    return parser === null ? [] : [`${parser} for ${family}`];
  });
  return ` (PARSER: ${named.slice(0, 5).join(", ")}, …)`;
}

function toolsHint({ server, model, platform }: Sample): string {
  return server.toolsHint(model.id, platform).hint;
}

/** Tool calling, switched on. */
export const TOOLS: ByServer = {
  lmstudio: (sample) => `\`lms runtime update --all\`; else ${toolsHint(sample)}`,
  vllm: (sample) =>
    startWith(sample, "--enable-auto-tool-choice", "--tool-call-parser", "PARSER") +
    parserList("vllm", "tool"),
  sglang: (sample) => startWith(sample, "--tool-call-parser", "PARSER") + parserList("sglang", "tool"),
  llamacpp: (sample) => startWith(sample, "--jinja", "--chat-template-file", "FILE"),
  ollama: ({ model, platform, server }) =>
    `${typed([...server.pullCommands(model.id, platform), `ollama show ${model.id}`], platform)}: its capabilities must list tools; and \`models.providers.ollama.api: "ollama"\``,
  litellm: BEHIND,
  mlx: toolsHint,
  "openai-compatible":
    "llama-cpp-python `--chat_format chatml-function-calling`, KoboldCpp `--jinja_tools`; others: their option for a tool parser",
};

/** Reasoning apart from the answer. */
export const REASONING_APART: ByServer = {
  lmstudio: hint("separateReasoning"),
  vllm: (sample) => startWith(sample, "--reasoning-parser", "PARSER") + parserList("vllm", "reasoning"),
  sglang: (sample) => startWith(sample, "--reasoning-parser", "PARSER") + parserList("sglang", "reasoning"),
  llamacpp: (sample) => startWith(sample, "--reasoning-format", "auto"),
  ollama: '`models.providers.ollama.api: "ollama"`: its own API has a field for it',
  litellm: BEHIND,
  mlx: "`pip install -U mlx-lm`: newer versions separate it",
  "openai-compatible": "its option for a reasoning parser, by the family of the model",
};

/** Another chat template. */
export const TEMPLATE: ByServer = {
  lmstudio: "My Models, the settings of the model, “Prompt Template”; or another build: `lms get MODEL`",
  vllm: otherTemplate,
  sglang: otherTemplate,
  llamacpp: otherTemplate,
  ollama: "`ollama pull MODEL`, or a TEMPLATE in its Modelfile: `ollama create NAME -f Modelfile`",
  litellm: BEHIND,
  mlx: (sample) => startWith(sample, "--chat-template", '"$(cat FILE)"'),
  "openai-compatible": "its option for a chat template, or another build of the model",
};

function otherTemplate(sample: Sample): string {
  return startWith(sample, sample.server.hints.templateOption ?? "", "FILE");
}

/** Tags of gpt-oss, parsed. */
export const HARMONY_PARSED: ByServer = {
  lmstudio: "`lms runtime update --all`, and the update of the app",
  vllm: (sample) => startWith(sample, "--enable-auto-tool-choice", "--tool-call-parser", "openai"),
  sglang: (sample) => startWith(sample, "--tool-call-parser", "gpt-oss", "--reasoning-parser", "gpt-oss"),
  llamacpp: hint("parseHarmony"),
  ollama: "`ollama pull gpt-oss:20b`, which brings its own template",
  litellm: BEHIND,
  mlx: "`pip install -U mlx-lm`, or a GGUF build with another server",
  "openai-compatible": hint("parseHarmony"),
};

/** An answer after the reasoning. */
export const ANSWER_AFTER_REASONING: ByServer = {
  ...REASONING_APART,
  lmstudio: "`lms runtime update --all`",
  llamacpp: (sample) => startWith(sample, "--reasoning-format", "none"),
  ollama: "`ollama pull MODEL`, for its newest template",
};
