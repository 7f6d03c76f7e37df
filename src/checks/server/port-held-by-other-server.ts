import { setFix } from "../../core/finding.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { apiOf } from "../support/context.ts";
import { startOn } from "../support/helps.ts";
import { aboutEndpoint, evidence, perEndpoint } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Endpoint } from "../types.ts";

export const portHeldByOtherServer = defineCheck({
  id: "port-held-by-other-server",
  title: "Another program answers on this port",
  severity: "error",
  doc: {
    what: "Something answers at the base URL, but it is not a model server or not the product that the config expects.",
    why: "Many programs use the same default ports: vLLM, oMLX, llama-cpp-python and web apps use :8000; llama.cpp, MLX and Open WebUI use :8080. A web app may answer 200 to everything, so an open port proves nothing.",
    seen: "GET http://127.0.0.1:8080/v1/models → an HTML page of Open WebUI",
    helps: {
      byServer: startOn(1),
      also: { "OpenClaw config": "`models.providers.<id>.baseUrl`, with the port of the model server" },
    },
  },
  server: {
    stage: "reachable",
    after: ["redirected", "server-unreachable"],
    run: perEndpoint((endpoint) => {
      const { status, kind } = endpoint.facts.state;
      if (status === "not-a-model-server") return foreign(endpoint);
      return status === "ready" && kind !== null ? otherProduct(endpoint) : null;
    }),
  },
  turn: {
    stage: "answers",
    run: perEndpoint((endpoint) => {
      const { state, models } = endpoint.facts;
      const asked = models.flatMap(({ deep }) => deep?.answer ?? []);
      const unknown = asked.length > 0 && asked.every(isRouteMissing);
      return state.status === "no-list" && unknown ? neitherRoute(endpoint) : null;
    }),
  },
});

function foreign(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl, expected } = endpoint.facts;
  return aboutEndpoint(endpoint, "baseUrl", {
    message: `What answers at ${baseUrl} is not a model server: ${state.detail}`,
    evidence: evidence({ seen: state.detail }),
    fixHint: `stop that program, or run ${expected?.label ?? "a model server"} on another port and set that port in baseUrl`,
  });
}

/** A 404 about the route; one about the model is an answer of a model server. */
function isRouteMissing({ errorKind, error }: AnswerProbe): boolean {
  return errorKind === "not-found" && !/\bmodels?\b/i.test(error ?? "");
}

function neitherRoute(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl, expected } = endpoint.facts;
  return aboutEndpoint(endpoint, "baseUrl", {
    message: `What answers at ${baseUrl} is not a model server there: it has neither a model list nor a route for inferences`,
    evidence: evidence({ seen: state.detail }),
    fixHint: `correct the path of baseUrl, or set the port of ${expected?.label ?? "the model server"}`,
  });
}

function otherProduct(endpoint: Endpoint): CheckFinding | null {
  const { facts } = endpoint;
  const { promised, provider, baseUrl } = facts;
  const { kind, evidence: seen } = facts.state;
  const native = facts.models.some((model) => apiOf({ facts, model }) === "ollama");
  if (native && facts.server.quirks.includes("no-ollama-api")) {
    const written = provider?.api == null ? null : providerPath(endpoint, "api");
    return aboutEndpoint(endpoint, "api", {
      message: `${ProductName(facts.state)} answers at ${baseUrl}, but api "ollama" needs Ollama's own API`,
      evidence: evidence({ kind, seen }),
      fixHint: 'set api to "openai-completions", or set baseUrl to where Ollama runs',
      fix: setFix(written, "openai-completions"),
    });
  }
  if (promised === null || kind === promised.kind || kind === "openai-compatible") return null;
  return aboutEndpoint(endpoint, "baseUrl", {
    // a warning only where OpenClaw would call an API that this server lacks
    severity: promised.quirks.includes("called-natively") ? "warning" : "info",
    message: `${ProductName(facts.state)} answers at ${baseUrl}, although the provider is called ${provider?.id}`,
    evidence: evidence({ expected: promised.kind, kind, seen }),
    fixHint: `start ${promised.label} there, or rename the provider to match the running server`,
  });
}
