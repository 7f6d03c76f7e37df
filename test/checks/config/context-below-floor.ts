import { type Cases, PRIMARY, provider, ROW, row, sglang, URL_LINE, vllm, withRow } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: withRow('id: "qwen3", name: "Q", contextWindow: «4096'), severity: "error" },
    { text: withRow('id: "qwen3", name: "Q", contextWindow: «20480'), severity: "warning" },
    {
      text: withRow('id: "qwen3", name: "Q", contextWindow: 131072, contextTokens: «8192'),
      severity: "error",
    },
    {
      text: withRow('id: "qwen3", name: "Q", contextWindow: «32768'),
      version: "2026.8.2",
      severity: "warning",
    },
    {
      text: withRow('id: "qwen3", name: "Q", contextWindow: «32768', {
        rest: `${PRIMARY} tools: { toolSearch: false },`,
      }),
      severity: "error",
    },
  ],
  passing: [
    withRow('id: "qwen3", name: "Q", contextWindow: 32768'),
    withRow('id: "qwen3", name: "Q", contextWindow: 20480', {
      rest: `${PRIMARY} tools: { profile: "minimal" },`,
    }),
    withRow('id: "qwen3", name: "Q", contextWindow: 20480', {
      rest: `agents: {
        defaults: { model: { primary: "local/qwen3" } },
        entries: { main: { tools: { profile: "minimal" } } },
      }`,
    }),
    // not in use
    provider(`${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "S", contextWindow: 4096 }]`, {
      rest: PRIMARY,
    }),
  ],
  scenarios: [
    {
      title: "server and config agree on 8192",
      server: () => vllm({ allocatedContext: 8_192 }),
      config: { row: { contextWindow: 8_192, maxTokens: 2_048 } },
      finds: "error context-below-floor",
      says: /^8,192 tokens are too few: a first turn of OpenClaw 2026\.9\.6 needs [\d,]+$/,
      commands: /--max-model-len 32768/,
      edits: { [row("contextWindow")]: 32_768 },
      afterwards: ["context-server-below-config"],
    },
    {
      title: "the config alone is too small",
      server: () => sglang(),
      config: { row: { contextWindow: 8_192, maxTokens: 2_048 } },
      finds: "error context-below-floor",
      commands: [],
      edits: { [row("contextWindow")]: 65_536 },
    },
    {
      title: "enough for a turn but not for a conversation",
      server: () => vllm({ allocatedContext: 24_576 }),
      config: { row: { contextWindow: 24_576 } },
      finds: "warning context-below-floor",
      says: /tight: a first turn/,
      edits: { [row("contextWindow")]: 32_768 },
      afterwards: ["context-server-below-config"],
    },
    {
      title: "exactly the comfortable size",
      server: () => vllm({ allocatedContext: 32_768 }),
      config: { row: { contextWindow: 32_768 } },
      finds: null,
    },
    {
      title: "the floor follows the OpenClaw version",
      server: () => vllm({ allocatedContext: 40_960 }),
      config: { row: { contextWindow: 40_960 } },
      args: ["--openclaw-version", "2026.8.2"],
      finds: "warning context-below-floor",
      afterwards: ["context-server-below-config"],
    },
    {
      title: "the same for the newest one",
      server: () => vllm({ allocatedContext: 40_960 }),
      config: { row: { contextWindow: 40_960 } },
      finds: null,
    },
  ],
};
