import { fixOf } from "../../core/finding.ts";
import { aboutEndpoint, evidence, perEndpoint } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

export const noModelList = defineCheck({
  id: "no-model-list",
  title: "The server has no model list",
  severity: "info",
  doc: {
    what: "The server answers the request for its model list with 404 or 405. A proxy that passes one route on has none. mlx-lm answers it with nothing where there is no Hugging Face cache.",
    why: "This is not a fault, because OpenClaw never asks for the list. But the ids and the context of the config cannot be compared with anything.",
    seen: 'GET http://127.0.0.1:8787/v1/models → 404 {"detail":"Not Found"}',
    helps: {
      always: { command: "`openclaw-local doctor --deep`, which asks the models themselves" },
      because: "without a list only an answer shows what is there",
    },
  },
  server: {
    stage: "listed",
    after: ["baseurl-path", "port-held-by-other-server"],
    run: perEndpoint((endpoint) => {
      const { facts, context } = endpoint;
      const { state, baseUrl } = facts;
      if (state.status !== "no-list") return null;
      const what = context.deep ? "the context" : "ids and context";
      const remedy = facts.server.listRemedy;
      const ask = context.deep
        ? "look up the context size of the server behind it"
        : "run the doctor with --deep, which asks the models themselves";
      return aboutEndpoint(endpoint, "baseUrl", {
        status: "unverified",
        message: `${baseUrl} has no model list (it ${state.detail.replace(/: .*$/, "")}), so ${what} could not be compared`,
        evidence: evidence({ httpStatus: state.httpStatus }),
        fixHint: remedy?.hint ?? ask,
        fix: fixOf({ commands: [...(remedy?.commands ?? [])] }),
      });
    }),
  },
});
