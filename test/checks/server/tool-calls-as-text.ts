import { type Cases, generic, LISTED, LMS, only, sglang, startLmStudio, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "over Responses of LM Studio",
      server: () => startLmStudio(only("over-chat", "text")),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error tool-calls-as-text",
      neighbors: [() => startLmStudio()],
    },
    {
      title: "in a stream",
      server: () => vllm(only("unstreamed", "text")),
      deep: true,
      finds: "error tool-calls-as-text",
      neighbors: [() => vllm()],
    },
    {
      title: "SGLang was started without a tool parser",
      server: () => sglang({ toolParser: null }),
      config: { id: "sglang" },
      finds: "error tool-calls-as-text",
    },
    {
      title: "the call is the answer",
      server: () => vllm({ chat: "tool-as-text" }),
      deep: true,
      finds: "error tool-calls-as-text",
      verdicts: { tools: "fail" },
    },
    {
      title: "in the XML of MiniMax: the parser of the form",
      server: () =>
        vllm({
          callText:
            '<minimax:tool_call>\n<invoke name="read">\n<parameter name="path">AGENTS.md</parameter>\n</invoke>\n</minimax:tool_call>',
        }),
      deep: true,
      finds: "error tool-calls-as-text",
      says: /MiniMax/,
      commands: /--tool-call-parser minimax_m2/,
      neighbors: [() => vllm()],
    },
    {
      title: "where it makes two calls",
      server: () => vllm({ calls: "two-as-text" }),
      deep: true,
      finds: "error tool-calls-as-text",
      says: /writes two tool calls of one answer as text/,
    },
    {
      title: "on lines of its own",
      server: () => vllm({ callText: 'Action: read\nAction Input: {"path": "AGENTS.md"}' }),
      deep: true,
      finds: "error tool-calls-as-text",
    },
    {
      title: "in lines that OpenClaw executes",
      server: () => vllm({ callText: '[read]\n{"path": "AGENTS.md"}\n[/read]' }),
      deep: true,
      finds: "warning tool-calls-as-text",
    },
    {
      title: "behind a server whose options are unknown",
      server: () => generic({ models: LISTED, callText: '[TOOL_CALLS]read[ARGS]{"path": "AGENTS.md"}' }),
      deep: true,
      finds: "error tool-calls-as-text",
      hint: /vLLM: --tool-call-parser mistral, SGLang: --tool-call-parser mistral/,
    },
    {
      title: "in a form that OpenClaw executes by itself",
      server: () =>
        vllm({ callText: "<function=read>\n<parameter=path>\nAGENTS.md\n</parameter>\n</function>" }),
      deep: true,
      finds: "warning tool-calls-as-text",
      says: /only where nothing else is in the answer/,
    },
    {
      title: "the call is the answer, over Responses",
      server: () => startLmStudio({ chat: "tool-as-text" }),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error tool-calls-as-text",
    },
  ],
};
