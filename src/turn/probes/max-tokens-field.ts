import { smallRequest } from "../sizes.ts";
import { shaped, stillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server know only the older name of the limit? */
export const maxTokensField: Probe = {
  id: "max-tokens-field",
  title: "looking for the cause, with max_tokens",
  kind: "diagnosis",
  sends: "the short turn with max_tokens instead of max_completion_tokens",
  cost: "about 1,000 tokens of prompt",
  wanted: (run) =>
    run.target.route === "chat" && run.target.shape.maxTokensField !== "max_tokens" && stillRefused(run),
  request: (run) => ({ ...smallRequest(run, "small"), ...shaped(run, { maxTokensField: "max_tokens" }) }),
};
