import { fixOf } from "../../core/finding.ts";
import { useCompletions } from "../support/api.ts";
import { apiOf } from "../support/context.ts";
import { aboutModel, biteOf, evidence, perModel } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const responsesUnsupported = defineCheck({
  id: "responses-unsupported",
  title: "The server has no Responses API",
  severity: "error",
  doc: {
    what: "api is openai-responses, and the server has no /v1/responses.",
    why: "OpenClaw reports the 404 as “the selected model was not found”, which is misleading.",
    seen: "{ api: 'openai-responses' }   // mlx_lm, llama-cpp-python, TabbyAPI, text-generation-webui",
    helps: {
      always: { "OpenClaw config": '`models.providers.<id>.api: "openai-completions"`' },
      because: "all of them have the chat route",
    },
  },
  server: {
    stage: "answers",
    run: perModel((subject) => {
      const { facts, model } = subject;
      if (apiOf(subject) !== "openai-responses") return null;
      const seen = model.deep?.answer;
      const refused = seen?.route === "responses" && seen.errorKind === "not-found";
      if (!refused && facts.state.responsesApi !== false) return null;
      return aboutModel(subject, model.row?.api == null ? null : "api", {
        severity: biteOf(subject),
        message: `api is openai-responses for ${model.ref}, but ${ProductName(facts.state)} at ${facts.baseUrl} has no /responses`,
        evidence: evidence({ kind: facts.state.kind, httpStatus: seen?.status ?? null }),
        fixHint: 'set api to "openai-completions"',
        fix: fixOf({
          edits: useCompletions(subject),
          safe: "the server has no Responses API, so no turn works now",
        }),
      });
    }),
  },
});
