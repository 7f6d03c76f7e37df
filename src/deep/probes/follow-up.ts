import { answerTokens, longRequest, SHORT_ANSWER } from "../sizes.ts";
import { called } from "./outcome.ts";
import type { Probe, ProbeRun } from "./types.ts";

/** The turn behind a tool call: strict servers and templates fail only here. */
export const followUp: Probe = {
  id: "follow-up",
  title: "handing in the result of a tool",
  kind: "main",
  sends: "the same turn, then the assistant's call and the tool's result",
  cost: "a short answer; the prompt is kept from the call, where prompts are kept",
  wanted: ({ seen }) => called(seen.tools),
  request: (run) => followUpRequest(run),
};

/** The call is the one that the model made; its arguments stand there as it wrote them. */
export function followUpRequest(run: ProbeRun) {
  const call = run.seen.tools?.toolCalls.find(({ name }) => name !== "");
  const used = call ?? { name: "read", argumentsJson: '{"path":"AGENTS.md"}' };
  return { ...longRequest(run, true), maxTokens: answerTokens(run, SHORT_ANSWER), called: used };
}
