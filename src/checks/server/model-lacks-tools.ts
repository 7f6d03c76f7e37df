import { TOOLS } from "../support/helps-parsing.ts";
import { aboutModel, evidence, perModel } from "../support/outcome.ts";
import { rowValue } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const modelLacksTools = defineCheck({
  id: "model-lacks-tools",
  title: "The model cannot use tools",
  severity: "error",
  doc: {
    what: "The server reports that the model or its template does not support tools, and every OpenClaw turn sends some.",
    why: "Ollama refuses the turn (“does not support tools”), llama.cpp silently drops the tools, and LM Studio falls back to a text format that weak models get wrong. The agent can then only talk.",
    seen: 'POST /api/show → capabilities: ["completion"]',
    helps: {
      byServer: TOOLS,
      also: {
        "OpenClaw config":
          "`models.providers.<id>.models[].compat.supportsTools: false`, for a model that only chats",
      },
    },
  },
  server: {
    stage: "tools",
    run: perModel((subject) => {
      const { state, server } = subject.facts;
      const { ref, used, served, deep } = subject.model;
      if (!used || !served || served.type === "embedding") return null;
      if (rowValue(subject, "compat", "supportsTools") === false) return null;
      // the parser is missing, not the model's ability: tool-calls-as-text reports it
      if (state.traits.includes("no-tool-parser")) return null;
      const refused = [deep?.answer, deep?.tools].some((p) => p?.errorKind === "tools-unsupported");
      if (served.capabilities.tools !== false && !refused) return null;
      const trainedOnly = server.quirks.includes("tools-for-all") && !refused;
      return aboutModel(subject, null, {
        // the server still offers tools to such a model in a text format, which often works
        severity: trainedOnly ? "warning" : "error",
        message: trainedOnly
          ? `${ProductName(state)} says that ${ref} was not trained for tool use, so tool calls may come back as text`
          : `${ProductName(state)} says that ${ref} takes no tools, and every OpenClaw turn carries some`,
        evidence: evidence({ tools: served.capabilities.tools, refusedInInference: refused || null }),
        fixHint: "use a model with tool support; for a chat-only model set compat.supportsTools to false",
      });
    }),
  },
});
