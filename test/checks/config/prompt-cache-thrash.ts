import { type Cases, setup, vllm } from "../support/kit.ts";

const plugin = (body: string, agent = "") =>
  setup({ agent, rest: `plugins: { entries: { "active-memory": { ${body} } } },` });

export const cases: Cases = {
  failing: [
    { text: plugin('enabled: true, config: { mode: «"always" }') },
    { text: plugin('enabled: true, config: { model: "local/qwen3", mode: «"always" }') },
    { text: plugin("enabled: «true, config: { enabled: true }"), version: "2026.7.1" },
  ],
  passing: [
    plugin("enabled: true"),
    plugin('enabled: true, config: { mode: "escalate" }'),
    plugin('enabled: false, config: { mode: "always" }'),
    plugin('enabled: true, config: { mode: "always", model: "anthropic/claude-haiku-4-5" }'),
  ],
  scenarios: [
    {
      title: "a server without a prompt cache",
      server: () => vllm({ speed: { read: 3_000, keeps: false } }),
      deep: true,
      slow: true,
      finds: "warning prompt-cache-thrash",
      // caches the prompt; rereads it quickly
      neighbors: [
        () => vllm({ speed: { read: 3_000 } }),
        () => vllm({ speed: { read: 30_000, keeps: false } }),
      ],
    },
  ],
};
