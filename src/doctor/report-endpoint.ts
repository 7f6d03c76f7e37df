import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import type { Evaluation } from "../checks/run/endpoint.ts";
import type { EndpointModelReport, EndpointReport } from "../core/report.ts";
import { configuredContext } from "../openclaw/view.ts";

/** The report's entry of one endpoint. */
export function reportEndpoint(facts: EndpointFacts, evaluation: Evaluation): EndpointReport {
  const { state } = facts;
  return {
    provider: facts.provider?.id ?? null,
    baseUrl: facts.baseUrl,
    server: {
      kind: state.kind,
      product: state.kind === null ? "not recognized" : facts.server.label,
      version: state.version,
      evidence: state.evidence || state.detail,
    },
    models: facts.models.map((model) => reportModel(facts, model)),
    verdicts: evaluation.verdicts,
    timingsMs: timings(facts),
  };
}

function reportModel(facts: EndpointFacts, model: ModelFacts): EndpointModelReport {
  const { row, served } = model;
  return {
    ref: model.ref,
    // without a model list this is unknown
    served: facts.state.status === "ready" ? served !== null : null,
    loaded: served?.loaded ?? null,
    contextConfigured: row === null ? null : configuredContext(row),
    contextAllocated: served?.contextAllocated.value ?? null,
    contextTrained: served?.contextTrained.value ?? null,
    effectiveContext: model.measured?.context,
    exam: model.measured?.exam,
  };
}

function timings({ state, models }: EndpointFacts): EndpointReport["timingsMs"] {
  return {
    reachable: Math.round(state.ms),
    answers: longest(models.map((model) => model.deep?.answer?.totalMs)),
    tools: longest(models.map((model) => model.deep?.tools?.totalMs)),
  };
}

function longest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((ms) => ms !== undefined);
  return known.length === 0 ? undefined : Math.round(Math.max(...known));
}
