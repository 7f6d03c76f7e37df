import type { Json } from "../../core/json.ts";
import type { ServerKind } from "../../servers/types.ts";
import type { CheckFinding, Endpoint, Outcome, ServerJudge, Subject } from "../types.ts";
import { providerPath, rowPath } from "./paths.ts";

type Run = ServerJudge["run"];

/** The check ran; no findings means that nothing is wrong. */
export function ran(found: CheckFinding | readonly CheckFinding[] | null = []): Outcome {
  return { status: "ran", findings: found === null ? [] : [found].flat() };
}

/** The check could not or need not run. */
export function skipped(reason: string): Outcome {
  return { status: "skipped", reason };
}

/** A judge of the endpoint as a whole; null means no finding. */
export function perEndpoint(judge: (endpoint: Endpoint) => CheckFinding | null): Run {
  return (endpoint) => ran(judge(endpoint));
}

/** The result for a model that could not be judged. */
export const UNKNOWN = "unknown";
/** A judge's result for one model; null means no finding. */
export type Said = CheckFinding | null | typeof UNKNOWN;

/** A judge of every model. */
export function perModel(judge: (subject: Subject) => Said): Run {
  return ({ facts, context }) => {
    const said = facts.models.map((model) => ({ ref: model.ref, what: judge({ facts, context, model }) }));
    return {
      status: "ran",
      findings: said.flatMap(({ what }) => (what === null || what === UNKNOWN ? [] : what)),
      unknown: said.flatMap(({ ref, what }) => (what === UNKNOWN ? ref : [])),
    };
  };
}

/** A judge that is skipped where `why` gives a reason. */
export function skipWhere(why: (endpoint: Endpoint) => string | null, run: Run): Run {
  return (endpoint) => {
    const reason = why(endpoint);
    return reason === null ? run(endpoint) : skipped(reason);
  };
}

/** A judge of one product alone. */
export function onlyFor(kind: ServerKind, name: string, run: Run): Run {
  return skipWhere(({ facts }) => (facts.state.kind === kind ? null : `the server is not ${name}`), run);
}

type Rest = Omit<CheckFinding, "model" | "target" | "endpoint">;

/** The parts that every finding about one model shares. Without a row it points to where the model is named. */
export function aboutModel(subject: Subject, field: string | null, rest: Rest): CheckFinding {
  const { facts, model } = subject;
  const row = rowPath(subject, ...(field === null ? [] : [field]));
  const at = rest.at ?? row ?? model.refs[0]?.path ?? providerPath(subject);
  return { ...rest, model: model.ref, target: model.ref, endpoint: facts.baseUrl, at };
}

/** The parts that every finding about a whole endpoint shares. */
export function aboutEndpoint(endpoint: Endpoint, field: string | null, rest: Rest): CheckFinding {
  const { provider, baseUrl } = endpoint.facts;
  const at = rest.at ?? providerPath(endpoint, ...(field === null ? [] : [field]));
  return { ...rest, target: provider?.id ?? baseUrl, endpoint: baseUrl, at };
}

/** A fault of an unused model is a warning, not an error. */
export function biteOf({ model }: Subject): "error" | "warning" {
  return model.used ? "error" : "warning";
}

/** Leaves out unknown values, so that evidence never contains null for "not read". */
export function evidence(values: { [key: string]: Json | undefined }): { [key: string]: Json } {
  const kept: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(values))
    if (value !== undefined && value !== null) kept[key] = value;
  return kept;
}

/** True for a used model; where no model of the endpoint is used, every model counts. */
export function matters({ facts, model }: Pick<Subject, "facts" | "model">): boolean {
  return model.used || !facts.models.some((other) => other.used);
}
