import {
  type Cases,
  COUNTS,
  defaults,
  LAN,
  LMSTUDIO,
  provider,
  ROW,
  setup,
  URL_LINE,
  vllm,
} from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: setup({ more: "timeoutSeconds: «60," }) },
    { text: setup({ ...LMSTUDIO, more: "timeoutSeconds: «120," }) },
    { text: setup({ url: '«"http://gpubox:8000/v1"', fields: COUNTS }) },
    { text: setup({ agent: "timeoutSeconds: «120" }) },
  ],
  passing: [
    setup({ more: "timeoutSeconds: 300," }),
    setup({ url: '"http://gpubox:8000/v1"', fields: COUNTS, more: "timeoutSeconds: 600," }),
    setup({ id: "vllm", url: '"http://gpubox:8000/v1"' }),
    setup({ url: LAN, fields: COUNTS, agent: "timeoutSeconds: 1800" }),
    setup({ url: '"https://llm.example.com/v1"', more: "timeoutSeconds: 60," }),
    // a limit for hosted models
    provider(`${URL_LINE} models: [{ ${ROW} }]`, {
      rest: defaults('model: { primary: "anthropic/claude-sonnet-4-6" }, timeoutSeconds: 120'),
    }),
  ],
  scenarios: [
    {
      title: "reading a prompt takes longer than OpenClaw waits",
      server: () => vllm({ speed: { read: 4_000 } }),
      config: { provider: { timeoutSeconds: 3 } },
      deep: true,
      slow: true,
      likely: "warning llm-timeout-slow-prefill",
      finds: "warning llm-timeout-slow-prefill",
      says: /about \d+ s, and OpenClaw waits 3 s \(timeoutSeconds of the provider\)/,
      edits: { "models.providers.local.timeoutSeconds": 600 },
    },
    {
      title: "a warm model is quick enough for 120 s",
      server: () => vllm(),
      config: { provider: { timeoutSeconds: 120 } },
      deep: true,
      likely: "warning llm-timeout-slow-prefill",
      finds: null,
    },
    {
      title: "30 s are not refuted by a warm model: a cold one takes longer",
      server: () => vllm(),
      config: { provider: { timeoutSeconds: 30 } },
      finds: "warning llm-timeout-slow-prefill",
      deepFinds: "warning llm-timeout-slow-prefill",
    },
  ],
};
