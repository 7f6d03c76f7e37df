import { smallRequest } from "../sizes.ts";
import { shaped, stillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server refuse messages that are made of parts? */
export const stringContent: Probe = {
  id: "string-content",
  title: "looking for the cause, without message parts",
  kind: "diagnosis",
  sends: "the short turn with strings instead of parts",
  cost: "about 1,000 tokens of prompt",
  wanted: (run) => run.target.route === "chat" && !run.target.shape.stringContent && stillRefused(run),
  request: (run) => ({ ...smallRequest(run, "small"), ...shaped(run, { stringContent: true }) }),
};
