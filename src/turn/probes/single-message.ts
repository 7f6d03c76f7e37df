import { smallRequest } from "../sizes.ts";
import { stillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the template refuse two user messages in a row? */
export const singleMessage: Probe = {
  id: "single-message",
  title: "looking for the cause, with one user message",
  kind: "diagnosis",
  sends: "the short turn with one user message instead of two",
  cost: "about 1,000 tokens of prompt",
  wanted: (run) => stillRefused(run),
  request: (run) => ({ ...smallRequest(run, "small"), ...{ oneUserMessage: true } }),
};
