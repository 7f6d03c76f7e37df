import type { EndpointFacts } from "../facts.ts";
import { apiOf } from "../support/context.ts";
import { aboutEndpoint, evidence, ran } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, type CheckFinding, defineCheck } from "../types.ts";

/** Another program holds the port, or another product than the provider id promises. */
export const portHeldByOtherServer = defineCheck({
  id: "port-held-by-other-server",
  title: "Another program answers on this port",
  severity: "error",
  doc: {
    what: "Something answers at the base URL, but it is no model server, or not the product that the config is written for.",
    why: "Ports are shared by habit: :8000 is vLLM, oMLX, llama-cpp-python or any web app, :8080 is llama.cpp, MLX or Open WebUI. A web page answers 200 to everything, so “the port answers” proves nothing.",
    seen: "GET http://127.0.0.1:8080/v1/models → an HTML page of Open WebUI",
    helps: "Stop that program or start the model server on a port of its own, and name that port in baseUrl.",
  },
  server: {
    stage: "reachable",
    after: ["redirected"],
    run(facts, context) {
      if (facts.state.status === "not-a-model-server") return ran([foreign(facts, context)]);
      if (facts.state.status !== "ready" || facts.state.kind === null) return ran();
      const other = otherProduct(facts, context);
      return ran(other ? [other] : []);
    },
  },
});

function foreign(facts: EndpointFacts, context: CheckContext): CheckFinding {
  const expected = facts.expected?.label ?? "a model server";
  return aboutEndpoint(facts, context, "baseUrl", {
    message: `What answers at ${facts.baseUrl} is no model server: ${facts.state.detail}`,
    evidence: evidence({ seen: facts.state.detail }),
    fixHint: `stop that program, or run ${expected} on another port and write that port into baseUrl`,
  });
}

function otherProduct(facts: EndpointFacts, context: CheckContext): CheckFinding | null {
  const { kind } = facts.state;
  const { promised } = facts;
  const native = facts.models.find((model) => apiOf(facts, model) === "ollama");
  if (native && facts.server.quirks.includes("no-ollama-api")) {
    return aboutEndpoint(facts, context, "api", {
      message: `${ProductName(facts.state)} answers at ${facts.baseUrl}, but api "ollama" needs Ollama's own API`,
      evidence: evidence({ kind, seen: facts.state.evidence }),
      fixHint: 'set api to "openai-completions", or correct baseUrl to where Ollama runs',
      fix: fixApi(facts, context),
    });
  }
  if (promised === null || kind === promised.kind || kind === "openai-compatible") return null;
  // OpenClaw then calls an API that what answers lacks; the rest is worth knowing, no more
  const severity = promised.quirks.includes("called-natively") ? "warning" : "info";
  return aboutEndpoint(facts, context, "baseUrl", {
    severity,
    message: `${ProductName(facts.state)} answers at ${facts.baseUrl}, although the provider is called ${facts.provider?.id}`,
    evidence: evidence({ expected: promised.kind, kind, seen: facts.state.evidence }),
    fixHint: `start ${promised.label} there, or give the provider the name of what runs`,
  });
}

function fixApi(facts: EndpointFacts, context: CheckContext) {
  const path = context.pathOf(facts, null, "api");
  if (path === null || facts.provider?.api == null) return null;
  return {
    commands: [],
    edits: [{ op: "set" as const, path: path, value: "openai-completions" }],
    safe: false,
  };
}
