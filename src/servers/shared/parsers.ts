/** Parser names; null where the family needs none or none is known. */
export interface Parsers {
  tool: string | null;
  reasoning: string | null;
}

interface Family {
  id: RegExp;
  vllm: Parsers;
  sglang: Parsers;
}

function family(
  id: RegExp,
  tool: string | null,
  reasoning: string | null,
  sglangTool: string | null,
  sglangReasoning: string | null = reasoning,
): Family {
  return { id, vllm: { tool, reasoning }, sglang: { tool: sglangTool, reasoning: sglangReasoning } };
}

/**
 * The first match counts. Names are from both registries in August 2026, their families from vLLM's tool-calling page and
 * the model cards.
 */
const FAMILIES: readonly Family[] = [
  family(/gpt-?oss/i, "openai", "openai_gptoss", "gpt-oss"),
  family(/qwen-?3[-_.]?coder/i, "qwen3_xml", null, "qwen3_coder"),
  family(/qwen-?3\.[5-9]/i, "qwen3_coder", "qwen3", "qwen3_coder"),
  family(/qwen-?3.*instruct/i, "hermes", null, "qwen25"),
  family(/qwen-?3/i, "hermes", "qwen3", "qwen25"),
  family(/qwq/i, "hermes", "deepseek_r1", "qwen25"),
  family(/qwen-?2(\.5)?/i, "hermes", null, "qwen25"),
  family(/glm-?(4\.7|5)/i, "glm47", "glm47", "glm47", "glm45"),
  family(/glm-?4\.[56]/i, "glm45", "glm45", "glm45"),
  family(/minimax-?m3/i, "minimax_m3", "minimax_m3", "minimax-m3", null),
  family(/minimax-?m2/i, "minimax_m2", "minimax_m2_append_think", "minimax-m2", null),
  family(/kimi-?k3/i, "kimi_k3", "kimi_k3", null, null),
  family(/kimi-?k2/i, "kimi_k2", "kimi_k2", "kimi_k2"),
  family(/deepseek-?r1/i, "deepseek_v3", "deepseek_r1", "deepseekv3", "deepseek-r1"),
  family(/deepseek-?v4/i, "deepseek_v4", "deepseek_v4", "deepseekv4", null),
  family(/deepseek-?v3\.2/i, "deepseek_v32", "deepseek_v3", "deepseekv32", null),
  family(/deepseek-?v3\.1/i, "deepseek_v31", "deepseek_v3", "deepseekv31", null),
  family(/deepseek-?v3/i, "deepseek_v3", null, "deepseekv3"),
  family(/llama-?4/i, "llama4_pythonic", null, "pythonic"),
  family(/hermes/i, "hermes", null, "hermes"),
  family(/llama-?3/i, "llama3_json", null, "llama3"),
  family(/magistral/i, "mistral", "mistral", "mistral", null),
  family(/[md]evstral|mistral|ministral|mixtral|codestral/i, "mistral", null, "mistral"),
  family(/functiongemma/i, "functiongemma", null, null),
  family(/gemma-?4/i, "gemma4", "gemma4", null, null),
  family(/granite-?4/i, "granite4", null, null),
  family(/granite/i, "granite", "granite", null, null),
  family(/phi-?4-mini/i, "phi4_mini_json", null, null),
  family(/seed-?oss/i, "seed_oss", "seed_oss", null, null),
  family(/step-?3[p.]5/i, "step3p5", "step3p5", "step3p5", null),
  family(/step-?3/i, "step3", "step3", "step3", null),
  family(/ernie-?4\.5/i, "ernie45", "ernie45", null, null),
  family(/hunyuan.*a13b/i, "hunyuan_a13b", "hunyuan_a13b", null, null),
  family(/olmo-?3/i, "olmo3", "olmo3", null, null),
  family(/mimo/i, "mimo", "mimo", "mimo", null),
  family(/lfm-?2/i, "lfm2", null, "lfm2"),
  family(/longcat/i, "longcat", null, null),
  family(/internlm/i, "internlm", null, null),
  family(/apertus/i, "apertus", null, null),
  family(/xlam/i, "xlam", null, null),
];

/** The parsers of a server for the family of a model id. */
export function parsersFor(server: "vllm" | "sglang", modelId: string): Parsers {
  const found = FAMILIES.find((one) => one.id.test(modelId));
  return found ? found[server] : { tool: null, reasoning: null };
}
