import { longRequest } from "../sizes.ts";
import { answered } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** The answer that the checks of the stage "answers" judge. */
export const answer: Probe = {
  id: "answer",
  title: "waiting for an answer to a long prompt",
  kind: "main",
  sends:
    "the turn with a filler of about 12,000 tokens, half of the context, or what the server reads in a third of the time limit",
  cost: "at most 12,000 tokens of prompt",
  wanted: ({ seen }) => answered(seen.small),
  request: (run) => longRequest(run, false),
};
