import { answerTokens, longRequest, SHORT_ANSWER } from "../sizes.ts";
import type { RequestShape } from "../types.ts";
import type { TurnRequest } from "../wire/requests.ts";
import { called, shaped, withoutPattern } from "./outcome.ts";
import type { Probe, ProbeRun } from "./types.ts";

/** The turn behind a tool call: strict servers and templates fail only here. */
export const followUp: Probe = {
  id: "follow-up",
  title: "handing in the result of a tool",
  kind: "main",
  sends: "the same turn, then the assistant's call and the tool's result",
  cost: "a short answer; the prompt is kept from the call, where prompts are kept",
  wanted: ({ seen }) => called(seen.tools) || called(seen["no-pattern"]),
  request: (run) => followUpRequest(run),
};

/** The call is the one that the model made; its arguments stand there as it wrote them. */
export function followUpRequest(run: ProbeRun): TurnRequest {
  const { tools, "no-pattern": plain } = run.seen;
  const proper = called(tools) ? tools : plain;
  const call = proper?.toolCalls.find(({ name }) => name !== "");
  const used = call ?? { name: "read", argumentsJson: '{"path":"AGENTS.md"}' };
  // where patterns were refused, the rest is tried without them
  const shape = called(tools) ? {} : shaped(run, { droppedKeywords: withoutPattern(run) });
  return { ...longRequest(run, true), maxTokens: answerTokens(run, SHORT_ANSWER), called: used, ...shape };
}

/** The same turn in another shape, for its diagnosis. */
export function changed(run: ProbeRun, change: Partial<RequestShape>): { shape: RequestShape } {
  const { shape } = followUpRequest(run);
  return { shape: { ...(shape ?? run.target.shape), ...change } };
}
