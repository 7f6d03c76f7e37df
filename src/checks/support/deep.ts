import type { Fix } from "../../core/finding.ts";
import type { Json } from "../../core/json.ts";
import { tokens } from "../../core/words.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { called, calledNothing } from "../../turn/probes/outcome.ts";
import type { AnswerProbe, ErrorKind, ProbeId } from "../../turn/types.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { CheckContext, CheckFinding, Outcome } from "../types.ts";
import { contextSizes, wantedContext } from "./context.ts";
import { aboutModel, biteOf, evidence, forModels, skipped } from "./outcome.ts";
import { raiseCommands } from "./product.ts";

/** "answer" and "tools" are what their stages judge; the others are found by their names. */
export type JudgedProbe = "answer" | "tools" | "follow-up";

/** Runs `judge` on the models that were probed. */
export function forProbes(
  facts: EndpointFacts,
  probe: JudgedProbe,
  judge: (model: ModelFacts, seen: AnswerProbe) => CheckFinding | null,
): Outcome {
  if (!facts.models.some((model) => judged(model, probe))) return skipped("no inference was made");
  return forModels(facts, (model) => {
    const seen = judged(model, probe);
    return seen ? judge(model, seen) : null;
  });
}

/** Runs `judge` on the models that called no tool when they were told to, and called one in the probe `remedy`. */
export function forMissedCalls(
  facts: EndpointFacts,
  remedy: ProbeId,
  judge: (model: ModelFacts, seen: AnswerProbe) => CheckFinding,
): Outcome {
  return forProbes(facts, "tools", (model, seen) =>
    calledNothing(seen) && called(model.deep?.probes[remedy]) ? judge(model, seen) : null,
  );
}

function judged({ deep }: ModelFacts, probe: JudgedProbe): AnswerProbe | null {
  if (deep === null) return null;
  return probe === "follow-up" ? (deep.probes[probe] ?? null) : deep[probe];
}

/** Draft of a finding about one inference, with what was measured. */
export function aboutProbe(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  seen: AnswerProbe,
  rest: Pick<CheckFinding, "message"> & Partial<CheckFinding>,
): CheckFinding {
  return aboutModel(facts, model, context, null, {
    severity: biteOf(model),
    ...rest,
    evidence: evidence({
      route: seen.route,
      httpStatus: seen.status,
      ms: Math.round(seen.totalMs),
      serverSaid: seen.error,
      ...rest.evidence,
    }),
  });
}

/** An edit of the model's row, such as compat.requiresStringContent; null where there is no row to write into. */
export function rowFix(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  keys: readonly string[],
  value: Json,
  safe = true,
): Fix | null {
  const path = model.row === null ? null : context.pathOf(facts, model, ...keys);
  return path === null ? null : { commands: [], edits: [{ op: "set", path: path, value }], safe };
}

/**
 * An edit of what OpenClaw merges into the model's completions requests. It changes how the model behaves, so it is
 * never applied unasked.
 */
export function extraBodyFix(
  model: ModelFacts,
  context: CheckContext,
  keys: readonly string[],
  value: Json,
): Fix | null {
  if (context.config === null || model.row === null) return null;
  const path = ["agents", "defaults", "models", model.ref, "params", "extra_body", ...keys];
  return { commands: [], edits: [{ op: "set", path: path, value }], safe: false };
}

/** "HTTP 400 “…”": how a finding quotes the server. */
export function quoted(seen: AnswerProbe): string {
  const text = seen.error ?? "";
  const short = text.length > 160 ? `${text.slice(0, 159)}…` : text;
  const status = seen.status === null ? "" : `HTTP ${seen.status} `;
  return `${status}“${short}”`;
}

/** Words and remedies for the causes that need no check of their own. */
export function errorRemedy(
  kind: ErrorKind,
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
): Pick<CheckFinding, "fixHint" | "fix"> {
  switch (kind) {
    case "context-overflow": {
      const sizes = contextSizes(facts, model, context);
      const needs = turnNeeds(context.openclaw.version);
      const commands = raiseCommands(facts, model, sizes, context);
      return {
        fixHint: `raise the server's context to ${tokens(wantedContext(sizes))} tokens; a first turn needs ${tokens(needs.minimum)}`,
        fix: commands.length > 0 ? { commands, edits: [], safe: false } : null,
      };
    }
    case "auth":
      return {
        fixHint: "the model list is open, but inference wants a valid key: set apiKey of the provider",
      };
    case "not-found":
      return { fixHint: "the list is there, but this route is not: check baseUrl and api of the provider" };
    case "model-not-found":
      return { fixHint: "load the model, or correct its id to one that the server lists" };
    case "memory":
      return {
        fixHint: "unload other models, use less context, a q8_0 cache or a smaller quantization of the model",
      };
    case "too-large":
      return {
        fixHint:
          "raise the body limit of the proxy in front of the server (an agent's turn is 60 kB or more)",
      };
    case "timeout":
      return { fixHint: "look at the server's log and load; a proxy may cut long requests" };
    case "loading":
      return { fixHint: "wait until the model is loaded, then run the doctor again" };
    default:
      return { fixHint: "look into the server's log for this request" };
  }
}

/** True when the text holds what a tool call looks like that no parser took out. */
export function looksLikeToolCall(text: string): boolean {
  return /<tool_call|<function=|<\|tool|\[TOOL_CALLS\]|\[TOOL_REQUEST\]|<\|python_tag\|>|<\|channel\|>commentary to=|"name"\s*:\s*"(functions\.)?read"|\bread\s*\(\s*(path\s*=\s*)?["'{]/i.test(
    text,
  );
}
