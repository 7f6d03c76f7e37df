import { type Cases, COUNTS, generic, LAN, LISTED, setup, vllm } from "../support/kit.ts";

/** The row's id as a marked one. */
const MARKED_ID = (text: string) => text.replace('{ id: "', '{ id: «"');

export const cases: Cases = {
  failing: [
    { text: MARKED_ID(setup({ url: LAN })) },
    {
      text: MARKED_ID(
        setup({
          id: "litellm",
          url: '"http://10.0.0.2:4000/v1"',
          fields: "compat: { supportsTools: true }",
        }),
      ),
    },
    {
      text: MARKED_ID(
        setup({ id: "llamacpp", url: '"http://gpubox:8080/v1"', more: "timeoutSeconds: 600," }),
      ),
    },
    { text: MARKED_ID(setup({ url: LAN })), version: "2026.7.1" },
  ],
  passing: [
    setup(),
    setup({ url: LAN, fields: COUNTS }),
    setup({ url: LAN, fields: "compat: { supportsUsageInStreaming: false }" }),
    setup({ id: "vllm", url: LAN }),
    setup({ url: '"http://gpubox.local:8000/v1"' }),
    setup({ url: '"http://host.docker.internal:8000/v1"' }),
    setup({ url: LAN, api: "openai-responses" }),
    setup({ url: '"https://llm.example.com/v1"' }),
    { text: setup({ url: LAN }), version: "2026.4.15" },
  ],
  scenarios: [
    {
      title: "no usage",
      server: () => vllm({ chat: "no-usage" }),
      deep: true,
      finds: "warning usage-missing-in-stream",
      neighbors: [() => vllm({ chat: "no-done" })],
    },
    {
      title: "a stream without usage",
      research: "24b",
      server: () => generic({ models: LISTED, chat: "no-usage" }),
      deep: true,
      finds: "warning usage-missing-in-stream",
    },
    {
      title: "keep-alive comments, and usage in a separate chunk",
      research: "24a",
      server: () => generic({ models: LISTED }),
      finds: null,
    },
  ],
};
