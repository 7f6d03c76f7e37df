import { setFix } from "../../core/finding.ts";
import { apiOf } from "../support/context.ts";
import { aboutEndpoint, evidence, perEndpoint } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Endpoint } from "../types.ts";

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
    run: perEndpoint((endpoint) => {
      const { status, kind } = endpoint.facts.state;
      if (status === "not-a-model-server") return foreign(endpoint);
      return status === "ready" && kind !== null ? otherProduct(endpoint) : null;
    }),
  },
});

function foreign(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl, expected } = endpoint.facts;
  return aboutEndpoint(endpoint, "baseUrl", {
    message: `What answers at ${baseUrl} is no model server: ${state.detail}`,
    evidence: evidence({ seen: state.detail }),
    fixHint: `stop that program, or run ${expected?.label ?? "a model server"} on another port and write that port into baseUrl`,
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
      fixHint: 'set api to "openai-completions", or correct baseUrl to where Ollama runs',
      fix: setFix(written, "openai-completions"),
    });
  }
  if (promised === null || kind === promised.kind || kind === "openai-compatible") return null;
  return aboutEndpoint(endpoint, "baseUrl", {
    // OpenClaw then calls an API that what answers lacks; the rest is worth knowing, no more
    severity: promised.quirks.includes("called-natively") ? "warning" : "info",
    message: `${ProductName(facts.state)} answers at ${baseUrl}, although the provider is called ${provider?.id}`,
    evidence: evidence({ expected: promised.kind, kind, seen }),
    fixHint: `start ${promised.label} there, or give the provider the name of what runs`,
  });
}
