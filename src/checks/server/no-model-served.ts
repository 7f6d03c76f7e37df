import { fixOf } from "../../core/finding.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { enoughContext } from "../support/context.ts";
import { GET_MODEL } from "../support/helps.ts";
import { aboutEndpoint, perEndpoint } from "../support/outcome.ts";
import { getModelCommands, ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const noModelServed = defineCheck({
  id: "no-model-served",
  title: "The server lists no model",
  severity: "error",
  doc: {
    what: "The server answers the model list request with an empty list.",
    why: "A server without a model looks healthy to every port check but fails at the first message.",
    seen: 'GET /v1/models → {"object":"list","data":[]}',
    helps: { byServer: GET_MODEL },
  },
  server: {
    stage: "listed",
    run: perEndpoint((endpoint) => {
      const { facts, context } = endpoint;
      if (facts.state.status !== "ready" || facts.state.models.length > 0) return null;
      // mlx-lm answers some models that it does not list
      if (facts.models.some(({ served }) => served !== null)) return null;
      const wanted = enoughContext(turnNeeds(context.openclaw.version));
      const fix = fixOf({ commands: getModelCommands(endpoint, wanted) });
      if (facts.state.traits.includes("loads-on-request"))
        return aboutEndpoint(endpoint, null, {
          severity: "warning",
          message: `${ProductName(facts.state)} at ${facts.baseUrl} lists no model: the first request loads the one that it names, or downloads it`,
          fixHint: "start it with the model, so that no turn waits for it",
          fix,
        });
      return aboutEndpoint(endpoint, null, {
        message: `${ProductName(facts.state)} at ${facts.baseUrl} answers, but has no model to offer`,
        fixHint: "download or load a model, then check that the server lists it",
        fix,
      });
    }),
  },
});
