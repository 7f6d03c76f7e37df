import { longRequest } from "../sizes.ts";
import { answered } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** The tool call that the checks of the stage "tools" judge. */
export const tools: Probe = {
  id: "tools",
  title: "waiting for a tool call",
  kind: "main",
  sends: "the long turn with twelve tools and tool_choice auto, asking for a call of read",
  cost: "at most 12,000 tokens of prompt, in part kept from the answer",
  wanted: ({ seen, target }) => target.tools && answered(seen.answer),
  request: (run) => longRequest(run, true),
};
