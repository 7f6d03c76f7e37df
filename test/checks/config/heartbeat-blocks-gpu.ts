import { type Cases, defaults, llamacpp, provider, ROW, setup, URL_LINE, vllm } from "../support/kit.ts";

/** Reads the long prompt in about 6 s, and generates four tokens at a few tenths of a second each. */
const SLOW = { read: 2_000, write: 8 };

const HEARTBEAT = {
  more: { agents: { defaults: { model: { primary: "local/qwen3-coder-30b" }, heartbeat: { every: "1m" } } } },
};

export const cases: Cases = {
  failing: [
    { text: setup({ agent: 'heartbeat: { every: «"5m" }' }) },
    { text: setup({ agent: 'heartbeat: { every: «"90s", model: "local/qwen3" }' }) },
    { text: setup({}).replace("agents: {", 'agents: { entries: { ops: { heartbeat: { every: «"10m" } } },') },
  ],
  passing: [
    setup({ agent: 'heartbeat: { every: "30m" }' }),
    setup({ agent: 'heartbeat: { every: "0m" }' }),
    setup({ agent: 'heartbeat: { every: "5m", lightContext: true }' }),
    setup({ agent: 'heartbeat: { every: "5m", model: "anthropic/claude-haiku-4-5" }' }),
    setup({ agent: 'heartbeat: { every: "1h30m" }' }),
    provider(`${URL_LINE} models: [{ ${ROW} }]`, {
      rest: defaults('model: { primary: "anthropic/claude-sonnet-4-6" }, heartbeat: { every: "5m" }'),
    }),
  ],
  scenarios: [
    {
      title: "a slow server with one request at a time",
      server: () => vllm({ speed: { ...SLOW, slots: 1 } }),
      config: HEARTBEAT,
      deep: true,
      slow: true,
      likely: "info heartbeat-blocks-gpu",
      finds: "info heartbeat-blocks-gpu",
      // handles two at once; reports four slots; has one slot but is fast
      neighbors: [
        () => vllm({ speed: SLOW }),
        () => llamacpp({ slots: 4, speed: { ...SLOW, slots: 1 } }),
        () => vllm({ speed: { read: 20_000, slots: 1 } }),
      ],
    },
  ],
};
