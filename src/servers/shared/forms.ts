import { type Family, family, parsersFor } from "./parsers.ts";

/** A form in which models write tool calls, with the parser of each product that reads it. */
interface CallForm extends Family {
  /** What people call it. */
  label: string;
  /** Parsers of related families that read it, too; the model's own then counts. */
  fits: RegExp;
}

function form(
  label: string,
  id: RegExp,
  vllm: string | null,
  sglang: string | null,
  fits: RegExp = /^$/,
): CallForm {
  return { ...family(id, vllm, null, sglang, null), label, fits };
}

const CUTTER = "[\uFF5C|]";

/**
 * The first match counts. Forms of the parsers that vLLM (vllm/tool_parsers) and SGLang (srt/function_call) registered in
 * September 2026, and a few that no server parses.
 */
const CALL_FORMS: readonly CallForm[] = [
  form(
    "gpt-oss (harmony)",
    /<\|channel\|>|<\|constrain\|>|<\|start\|>assistant|\bto=functions\.|^analysis[\s\S]*assistantcommentary/,
    "openai",
    "gpt-oss",
  ),
  form("MiniMax M3", /<\]minimax\[>/, "minimax_m3", "minimax-m3"),
  form("MiniMax", /<minimax:tool_call>/, "minimax_m2", "minimax-m2", /minimax/),
  form("DeepSeek DSML", /DSML/, "deepseek_v32", "deepseekv32", /deepseek/),
  form("Step 3", /<steptml:/, "step3", "step3"),
  form(
    "DeepSeek V3",
    new RegExp(`${CUTTER}tool\u2581call\u2581begin${CUTTER}>function`),
    "deepseek_v3",
    "deepseekv3",
    /deepseek/,
  ),
  form("DeepSeek V3.1", /tool\u2581calls?\u2581begin/, "deepseek_v31", "deepseekv31", /deepseek/),
  form("Seed-OSS", /<seed:tool_call>/, "seed_oss", null),
  form("LongCat", /<longcat_tool_call>/, "longcat", null),
  form("Kimi K2", /<\|tool_calls?_section_begin\|>|<\|tool_call_argument_begin\|>/, "kimi_k2", "kimi_k2"),
  form("LFM2", /<\|tool_call_start\|>/, "lfm2", "lfm2"),
  form("Gemma 4", /<\|tool_call>|<tool_call\|>/, "gemma4", "gemma4"),
  form("FunctionGemma", /<start_function_call>/, "functiongemma", null),
  form("InternLM", /<\|action_start\|>/, "internlm", "interns1"),
  form("Phi-4 mini", /\bfunctools\s*\[/, "phi4_mini_json", null),
  form("Granite", /<\|tool_call\|>/, "granite", null, /granite|phi4/),
  form("Apertus", /<\|tools_prefix\|>/, "apertus", "apertus2509"),
  form("Command", /<\|START_ACTION\|>/, "cohere_command3", "cohere_command4", /cohere/),
  form("GigaChat", /<\|function_call\|>|function call<\|role_sep\|>/, "gigachat3", "gigachat3"),
  form("Mistral", /\[TOOL_CALLS\]/, "mistral", "mistral"),
  form("Llama 3", /<\|python_tag\|>/, "llama3_json", "llama3"),
  form("Llama 4", /<\|python_start\|>/, "llama4_pythonic", "pythonic"),
  form("GLM", /<arg_key>/, "glm45", "glm45", /glm|poolside/),
  form("Qwen3-Coder", /<function=/, "qwen3_coder", "qwen3_coder", /qwen3_(?:coder|xml)|step3p5|mimo/),
  form("Hunyuan or Jamba", /<tool_calls>/, "hunyuan_a13b", "hunyuan", /jamba|hunyuan|hy_/),
  form("Olmo 3", /<function_calls>\s*\w+\(/, "olmo3", null),
  form("<function_calls>", /<function_calls>/, null, null),
  form("[TOOL_CALL]", /\[\/?TOOL_CALL\]/, null, null),
  form("[TOOL_REQUEST]", /\[TOOL_REQUEST\]/, null, null),
  form("Nemotron", /<TOOLCALL>/, null, null),
  form("Hermes", /<\/?tool_call>/, "hermes", "qwen25", /hermes|qwen|granite4|ernie|xlam|mimo|hy_/),
  form("pythonic", /\[\s*\w+\(/, "pythonic", "pythonic", /pythonic|olmo3|lfm2/),
];

/** The forms of reasoning that stays in the text, with the reasoning parser of each product. */
const REASONING_FORMS: readonly Family[] = [
  family(/\[\/?THINK\]/, null, "mistral", null, "mistral"),
  family(/<\/?seed:think>/, null, "seed_oss", null, null),
  family(/<\/?mm:think>/, null, "minimax_m3", null, "minimax-m3"),
  family(/\u25C1\/?think\u25B7/, null, null, null, "kimi"),
  family(/<\|(?:START|END)_THINKING\|>/, null, "cohere_command3", null, "cohere_command4"),
  family(/<\|channel>/, null, "gemma4", null, "gemma4"),
  family(/^Here(?:'s| is) my thought process:/i, null, "granite", null, null),
];

/** The form of a tool call in a text; null: none that is known. */
export function callFormOf(text: string): Pick<CallForm, "label"> | null {
  return CALL_FORMS.find((one) => one.id.test(text)) ?? null;
}

/** The tool parser for a call in a text, where the family of the model suggests `own`. */
export function callParser(server: "vllm" | "sglang", text: string, own: string | null): string | null {
  const found = CALL_FORMS.find((one) => one.id.test(text));
  if (found === undefined) return own;
  const reads = found[server].tool;
  return own !== null && (own === reads || found.fits.test(own)) ? own : (reads ?? own);
}

/** The reasoning parser for thoughts in a text, where the family of the model suggests `own`. */
export function reasoningParser(server: "vllm" | "sglang", text: string, own: string | null): string | null {
  return REASONING_FORMS.find((one) => one.id.test(text))?.[server].reasoning ?? own;
}

/** "vLLM: --tool-call-parser a, SGLang: --tool-call-parser b", for servers with other options; null: no parser is known. */
export function parserNames(kind: "tool" | "reasoning", model: string, text: string): string | null {
  const flag = kind === "tool" ? "--tool-call-parser" : "--reasoning-parser";
  const pick = kind === "tool" ? callParser : reasoningParser;
  const named = (["vllm", "sglang"] as const).flatMap((server) => {
    const parser = pick(server, text, parsersFor(server, model)[kind]);
    return parser === null ? [] : `${server === "vllm" ? "vLLM" : "SGLang"}: ${flag} ${parser}`;
  });
  return named.length === 0 ? null : named.join(", ");
}
