import { describe, expect, it } from "vitest";
import { callParser, reasoningParser } from "../../src/servers/shared/forms.ts";
import { callInText } from "../../src/turn/text-calls.ts";

const ARGS = '{"path": "NOTES.md"}';
const JSON_CALL = `{"name": "read", "arguments": ${ARGS}}`;
const QWEN_XML = "<function=read>\n<parameter=path>\nNOTES.md\n</parameter>\n</function>";
const DSML = "｜DSML｜";
const DEEPSEEK = "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>";

/** As the chat templates of these families write a call, and the parser of vLLM and of SGLang. */
const FORMS: readonly [title: string, text: string, vllm: string | null, sglang: string | null][] = [
  ["Hermes", `<tool_call>\n${JSON_CALL}\n</tool_call>`, "hermes", "qwen25"],
  ["Qwen3-Coder", `<tool_call>\n${QWEN_XML}\n</tool_call>`, "qwen3_coder", "qwen3_coder"],
  [
    "MiniMax",
    '<minimax:tool_call>\n<invoke name="read">\n<parameter name="path">NOTES.md</parameter>\n</invoke>\n</minimax:tool_call>',
    "minimax_m2",
    "minimax-m2",
  ],
  [
    "DSML",
    `<${DSML}function_calls>\n<${DSML}invoke name="read">\n<${DSML}parameter name="path" string="true">NOTES.md</${DSML}parameter>\n</${DSML}invoke>\n</${DSML}function_calls>`,
    "deepseek_v32",
    "deepseekv32",
  ],
  [
    "DeepSeek V3",
    `${DEEPSEEK}function<｜tool▁sep｜>read\n\`\`\`json\n${ARGS}\n\`\`\`<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
    "deepseek_v3",
    "deepseekv3",
  ],
  ["DeepSeek V3.1", `${DEEPSEEK}read<｜tool▁sep｜>${ARGS}<｜tool▁call▁end｜>`, "deepseek_v31", "deepseekv31"],
  [
    "Step 3",
    '<｜tool_calls_begin｜><｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name="read"><steptml:parameter name="path">NOTES.md</steptml:parameter></steptml:invoke><｜tool_call_end｜>',
    "step3",
    "step3",
  ],
  [
    "GLM",
    "<tool_call>read\n<arg_key>path</arg_key>\n<arg_value>NOTES.md</arg_value>\n</tool_call>",
    "glm45",
    "glm45",
  ],
  [
    "Kimi K2",
    `<|tool_calls_section_begin|><|tool_call_begin|>functions.read:0<|tool_call_argument_begin|>${ARGS}<|tool_call_end|>`,
    "kimi_k2",
    "kimi_k2",
  ],
  ["Mistral", `[TOOL_CALLS]read[ARGS]${ARGS}`, "mistral", "mistral"],
  ["Mistral of old", `[TOOL_CALLS][${JSON_CALL}]`, "mistral", "mistral"],
  ["Llama 3.1", `<|python_tag|>{"name": "read", "parameters": ${ARGS}}`, "llama3_json", "llama3"],
  ["Llama 4", '<|python_start|>[read(path="NOTES.md")]<|python_end|>', "llama4_pythonic", "pythonic"],
  ["pythonic", '[read(path="NOTES.md")]', "pythonic", "pythonic"],
  ["Olmo 3", '<function_calls>read(path="NOTES.md")</function_calls>', "olmo3", null],
  ["LFM2", '<|tool_call_start|>[read(path="NOTES.md")]<|tool_call_end|>', "lfm2", "lfm2"],
  ["Granite", `<|tool_call|>[${JSON_CALL}]`, "granite", null],
  ["xLAM", `[${JSON_CALL}]`, null, null],
  ["Jamba, Hunyuan", `<tool_calls>[${JSON_CALL}]</tool_calls>`, "hunyuan_a13b", "hunyuan"],
  [
    "InternLM",
    `<|action_start|><|plugin|>{"name": "read", "parameters": ${ARGS}}<|action_end|>`,
    "internlm",
    "interns1",
  ],
  ["Phi-4 mini", `functools[${JSON_CALL}]`, "phi4_mini_json", null],
  ["Seed-OSS", `<seed:tool_call>${QWEN_XML}</seed:tool_call>`, "seed_oss", null],
  ["Ernie", `<tool_call>\n${JSON_CALL}\n</tool_call>\n`, "hermes", "qwen25"],
  [
    "gpt-oss",
    `<|channel|>commentary to=functions.read <|constrain|>json<|message|>${ARGS}`,
    "openai",
    "gpt-oss",
  ],
  [
    "gpt-oss without its special tokens",
    `analysisI must read.assistantcommentary to=functions.read json${ARGS}`,
    "openai",
    "gpt-oss",
  ],
  ["Gemma 4", '<|tool_call>call:read{path:<|"|>NOTES.md<|"|>}<tool_call|>', "gemma4", "gemma4"],
  [
    "FunctionGemma",
    "<start_function_call>call:read{path:<escape>NOTES.md<escape>}<end_function_call>",
    "functiongemma",
    null,
  ],
  ["Gemma 3", '```tool_code\nprint(read(path="NOTES.md"))\n```', null, null],
  ["Apertus", `<|tools_prefix|>[{"read": ${ARGS}}]<|tools_suffix|>`, "apertus", "apertus2509"],
  [
    "Command",
    `<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "read", "parameters": ${ARGS}}]<|END_ACTION|>`,
    "cohere_command3",
    "cohere_command4",
  ],
  ["LongCat", `<longcat_tool_call>${JSON_CALL}</longcat_tool_call>`, "longcat", null],
  ["Nemotron", `<TOOLCALL>[${JSON_CALL}]</TOOLCALL>`, null, null],
  [
    "<function_calls>",
    '<function_calls>\n<invoke name="read">\n<parameter name="path">NOTES.md</parameter>\n</invoke>\n</function_calls>',
    null,
    null,
  ],
  [
    "[TOOL_CALL]",
    '[TOOL_CALL]\n{tool => "read", args => {\n  --path "NOTES.md"\n}}\n[/TOOL_CALL]',
    null,
    null,
  ],
  ["LM Studio's own", `[TOOL_REQUEST]${JSON_CALL}[END_TOOL_REQUEST]`, null, null],
  ["ReAct", `Thought: I need the file.\nAction: read\nAction Input: ${ARGS}`, null, null],
  ["tags", "<read>\n<path>NOTES.md</path>\n</read>", null, null],
  ["bare JSON", JSON_CALL, null, null],
  ["arguments first", `{"arguments": ${ARGS}, "name": "read"}`, null, null],
  ["an attribute", `<tool name="read">\n{"path": "NOTES.md"}\n</tool>`, null, null],
  ["a heading", `### read\n${ARGS}`, null, null],
];

const WORDS: readonly string[] = [
  "I will first read NOTES.md and then answer.",
  'The "read" tool takes a path; I call it with path: NOTES.md as soon as I may.',
  "I cannot read files. Please paste the path: or the content.",
  "Use `read` for files, `exec` for commands.",
  "Done: I read the file (path NOTES.md).",
  "1. read\n2. think about the path\n3. answer",
  "I would write a <tool_call> if I had tools.",
  'In Python that is read("NOTES.md"), but I have no tools.',
  "<b>read</b> the file at <i>path</i>",
  "pong",
];

describe("a call in a text", () => {
  it.each(FORMS)("%s", (_title, text, vllm, sglang) => {
    expect(callInText(text)).not.toBeNull();
    expect(callInText(`I will look.\n\n${text}`)).not.toBeNull();
    expect([callParser("vllm", text, null), callParser("sglang", text, null)]).toEqual([vllm, sglang]);
  });

  it.each(WORDS)("none: %s", (text) => {
    expect(callInText(text)).toBeNull();
  });

  it("leaves it to the family of the model where its parser reads the form", () => {
    expect(callParser("vllm", `<tool_call>${JSON_CALL}</tool_call>`, "granite4")).toBe("granite4");
    expect(callParser("vllm", QWEN_XML, "hermes")).toBe("qwen3_coder");
    expect(callParser("vllm", "no call", "hermes")).toBe("hermes");
  });

  // OpenClaw 2026.9.6 executes these (packages/tool-call-repair), as the whole answer
  it.each([QWEN_XML, `[read]\n${ARGS}[/read]`, `[tool:read] ${ARGS}`, `commentary to=read code ${ARGS}`])(
    "that OpenClaw executes: %s",
    (text) => {
      expect(callInText(text)?.executed).toBe(true);
      expect(callInText(`I will look.\n${text}`)?.executed ?? false).toBe(false);
    },
  );

  it("that it does not: in another wrapper", () => {
    expect(callInText(`<tool_call>\n${QWEN_XML}\n</tool_call>`)?.executed).toBe(false);
    expect(callInText(`<tool_call>${JSON_CALL}</tool_call>`)?.executed).toBe(false);
  });
});

describe("the parser for thoughts in a text", () => {
  it("is that of the form, else that of the family", () => {
    expect(reasoningParser("vllm", "[THINK]Hm.[/THINK]", null)).toBe("mistral");
    expect(reasoningParser("sglang", "Hm.</think>", "qwen3")).toBe("qwen3");
  });
});
