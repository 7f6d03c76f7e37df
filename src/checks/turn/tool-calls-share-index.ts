import { aboutProbe, perProbe } from "../support/deep.ts";
import { UPDATE } from "../support/helps.ts";
import { defineCheck } from "../types.ts";

export const toolCallsShareIndex = defineCheck({
  id: "tool-calls-share-index",
  title: "Two tool calls of one answer run into each other",
  severity: "error",
  doc: {
    what: "Asked for two files at once, the model makes two calls, and the stream gives both the same index, or the same id.",
    why: "OpenClaw joins pieces with one index or id into one call. Its arguments are then no JSON, so the whole turn fails, although each call alone would work.",
    seen: 'tool_calls: [{ index: 0, id: "a", … }] · tool_calls: [{ index: 0, id: "b", … }]',
    helps: {
      byServer: { ...UPDATE, ollama: '`models.providers.ollama.api: "ollama"`' },
      also: {
        "OpenClaw config":
          '`agents.defaults.models["<ref>"].params.extra_body.parallel_tool_calls: false`, where the server takes it',
      },
    },
  },
  turn: {
    stage: "tools",
    after: ["tools-error", "tool-arguments-invalid", "tool-calls-as-text", "tools-ignored"],
    run: perProbe("tools", (subject, tools) => {
      const { ref, deep } = subject.model;
      const seen = [tools, deep?.probes["two-calls"]].find((one) => one?.callFault === "shared-index");
      if (seen === undefined) return null;
      return aboutProbe(subject, seen, {
        message: `Two tool calls of one answer of ${ref} come under one index or id, so OpenClaw takes them for one broken call and the turn fails`,
        evidence: { arguments: (seen.toolCalls[0]?.argumentsJson ?? "").slice(0, 120) },
        fixHint:
          'for Ollama use its own API (api "ollama"), else update the server or the proxy; or set params.extra_body.parallel_tool_calls to false where the server takes it',
      });
    }),
  },
});
