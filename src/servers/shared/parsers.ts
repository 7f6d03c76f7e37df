/** Parser names; null where the family needs none or none is known. */
export interface Parsers {
  tool: string | null;
  reasoning: string | null;
}

/** A family of models, recognized by the id of the model, or by a form in its text. */
export interface Family {
  id: RegExp;
  vllm: Parsers;
  sglang: Parsers;
}

/** The parsers of one family; SGLang's reasoning parser is that of vLLM unless it is given. */
export function family(
  id: RegExp,
  tool: string | null,
  reasoning: string | null,
  sglangTool: string | null,
  sglangReasoning: string | null = reasoning,
): Family {
  return { id, vllm: { tool, reasoning }, sglang: { tool: sglangTool, reasoning: sglangReasoning } };
}

/**
 * The first match counts. Names are from both registries in September 2026, their families from vLLM's tool-calling page and
 * the model cards.
 */
const FAMILIES: readonly Family[] = [
  family(/gpt-?oss/i, "openai", "openai_gptoss", "gpt-oss", "gpt-oss"),
  family(/qwen-?3[-_.]?coder/i, "qwen3_xml", null, "qwen3_coder"),
  family(/qwen-?3\.[5-9]/i, "qwen3_coder", "qwen3", "qwen3_coder"),
  family(/qwen-?3.*instruct/i, "hermes", null, "qwen25"),
  family(/qwen-?3/i, "hermes", "qwen3", "qwen25"),
  family(/qwq/i, "hermes", "deepseek_r1", "qwen25", "deepseek-r1"),
  family(/deepseek-?r1/i, "deepseek_v3", "deepseek_r1", "deepseekv3", "deepseek-r1"),
  family(/qwen-?2(\.5)?/i, "hermes", null, "qwen25"),
  family(/glm-?(4\.7|5)/i, "glm47", "glm47", "glm47", "glm45"),
  family(/glm-?4\.[56]/i, "glm45", "glm45", "glm45"),
  family(/minimax-?m3/i, "minimax_m3", "minimax_m3", "minimax-m3", "minimax-m3"),
  family(/minimax-?m2/i, "minimax_m2", "minimax_m2_append_think", "minimax-m2", "minimax-append-think"),
  family(/kimi-?k3/i, "kimi_k3", "kimi_k3", "kimi_k3"),
  family(/kimi-?k2/i, "kimi_k2", "kimi_k2", "kimi_k2"),
  family(/deepseek-?v4/i, "deepseek_v4", "deepseek_v4", "deepseekv4", "deepseek-v4"),
  family(/deepseek-?v3\.2/i, "deepseek_v32", "deepseek_v3", "deepseekv32", "deepseek-v3"),
  family(/deepseek-?v3\.1/i, "deepseek_v31", "deepseek_v3", "deepseekv31", "deepseek-v3"),
  family(/deepseek-?v3/i, "deepseek_v3", null, "deepseekv3"),
  family(/llama-?4/i, "llama4_pythonic", null, "pythonic"),
  family(/hermes/i, "hermes", null, "hermes"),
  family(/nemotron-?3/i, "qwen3_coder", "nemotron_v3", "qwen3_coder", "nemotron_3"),
  family(/llama-?3/i, "llama3_json", null, "llama3"),
  family(/magistral|mi(?:ni)?stral.*reasoning/i, "mistral", "mistral", "mistral"),
  family(/[md]evstral|mistral|ministral|mixtral|codestral/i, "mistral", null, "mistral"),
  family(/functiongemma/i, "functiongemma", null, null),
  family(/gemma-?4/i, "gemma4", "gemma4", "gemma4"),
  family(/granite-?4/i, "granite4", null, null),
  family(/granite/i, "granite", "granite", null, null),
  family(/phi-?4-mini/i, "phi4_mini_json", null, null),
  family(/seed-?oss/i, "seed_oss", "seed_oss", null, null),
  family(/step-?3[p.]5/i, "step3p5", "step3p5", "step3p5"),
  family(/step-?3/i, "step3", "step3", "step3"),
  family(/ernie-?4\.5/i, "ernie45", "ernie45", null, null),
  family(/hunyuan.*a13b/i, "hunyuan_a13b", "hunyuan_a13b", "hunyuan", "hunyuan"),
  family(/hunyuan/i, null, null, "hunyuan"),
  family(/jamba/i, "jamba", null, null),
  family(/olmo-?3/i, "olmo3", "olmo3", null, null),
  family(/mimo/i, "mimo", "mimo", "mimo"),
  family(/lfm-?2/i, "lfm2", null, "lfm2"),
  family(/longcat/i, "longcat", null, null),
  family(/intern-?s1/i, null, null, "interns1", "interns1"),
  family(/internlm/i, "internlm", null, "interns1", null),
  family(/apertus/i, "apertus", null, "apertus2509", "apertus2509"),
  family(/command-?a/i, "cohere_command3", "cohere_command3", null, null),
  family(/gigachat-?3/i, "gigachat3", null, "gigachat3"),
  family(/minicpm-?5/i, "minicpm5", null, "minicpm5"),
  family(/xlam/i, "xlam", null, null),
];

/** The parsers of a server for the family of a model id. */
export function parsersFor(server: "vllm" | "sglang", modelId: string): Parsers {
  const found = FAMILIES.find((one) => one.id.test(modelId));
  return found ? found[server] : { tool: null, reasoning: null };
}
