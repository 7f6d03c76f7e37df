import { changed, followUpRequest } from "./follow-up.ts";
import { resultStillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server refuse every key of a message but role and content? */
export const roleContentOnly: Probe = {
  id: "role-content-only",
  title: "looking for the cause, with role and content only",
  kind: "diagnosis",
  sends: "the turn behind the call, its messages cut down to role and content",
  cost: "a short answer",
  wanted: (run) => run.target.route === "chat" && !run.target.shape.strictKeys && resultStillRefused(run),
  request: (run) => ({ ...followUpRequest(run), ...changed(run, { strictKeys: true }) }),
};
