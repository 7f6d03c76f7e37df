import { longRequest } from "../sizes.ts";
import { called, calledNothing } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** One miss may be chance: the long prompt once more, when the short one brought a call. */
export const toolsAgain: Probe = {
  id: "tools-again",
  title: "asking for the tool call again",
  kind: "diagnosis",
  sends: "the long turn with tools, a second time",
  cost: "at most 12,000 tokens of prompt, kept where prompts are kept",
  wanted: ({ seen }) => calledNothing(seen.tools) && called(seen["short-tools"]),
  request: (run) => longRequest(run, true),
};
