import { aboutModel, evidence, perModel } from "../support/outcome.ts";
import { rowValue } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** The server says that the model takes no tools. */
export const modelLacksTools = defineCheck({
  id: "model-lacks-tools",
  title: "The model cannot use tools",
  severity: "error",
  doc: {
    what: "The server says of the model, or of its template, that it takes no tools; every OpenClaw turn carries some.",
    why: "Ollama refuses the turn (“does not support tools”), llama.cpp drops the tools without a word, LM Studio falls back to a text form that weak models get wrong. The agent then only talks.",
    seen: 'POST /api/show → capabilities: ["completion"]',
    helps:
      'capabilities: ["completion", "tools"], or compat: { supportsTools: false } for a model that shall only chat',
  },
  server: {
    stage: "tools",
    run: perModel((subject) => {
      const { state, server } = subject.facts;
      const { ref, used, served, deep } = subject.model;
      if (!used || !served || served.type === "embedding") return null;
      if (rowValue(subject, "compat", "supportsTools") === false) return null;
      // the parser is missing then, not the model's ability: tool-calls-as-text says so
      if (state.traits.includes("no-tool-parser")) return null;
      const refused = [deep?.answer, deep?.tools].some((p) => p?.errorKind === "tools-unsupported");
      if (served.capabilities.tools !== false && !refused) return null;
      const trainedOnly = server.quirks.includes("tools-for-all") && !refused;
      return aboutModel(subject, null, {
        // such a model is still offered tools, in a text form of the server, which often works
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
