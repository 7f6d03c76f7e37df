import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "no JSON",
      server: () => vllm({ chat: "bad-arguments" }),
      deep: true,
      finds: "error tool-arguments-invalid",
      commands: /--tool-call-parser \S+/,
      neighbors: [() => vllm()],
    },
    {
      title: "arguments as an object",
      server: () => vllm({ calls: "as-object" }),
      deep: true,
      finds: "error tool-arguments-invalid",
      says: /come as an object/,
      hint: /api "ollama"/,
      neighbors: [() => vllm({ calls: "from-one" }), () => vllm({ calls: "by-id" })],
    },
    {
      title: "objects, where it makes two calls",
      server: () => vllm({ calls: "two-as-object" }),
      deep: true,
      finds: "error tool-arguments-invalid",
      says: /asked for two at once: .* come as an object/,
    },
    {
      title: "a name in pieces, of which OpenClaw takes the last",
      server: () => vllm({ calls: "name-in-pieces" }),
      deep: true,
      finds: "error tool-arguments-invalid",
      says: /names “ad”, which is no tool/,
    },
    {
      title: "pieces without an index",
      server: () => vllm({ calls: "in-pieces" }),
      deep: true,
      finds: "error tool-arguments-invalid",
      says: /without an index/,
    },
  ],
};
