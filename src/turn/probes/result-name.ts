import { changed, followUpRequest } from "./follow-up.ts";
import { resultStillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server want the name of the tool in its result? */
export const resultName: Probe = {
  id: "result-name",
  title: "looking for the cause, with the name in the result",
  kind: "diagnosis",
  sends: "the turn behind the call, with the name of the tool in its result",
  cost: "a short answer",
  wanted: (run) => run.target.route === "chat" && !run.target.shape.toolResultName && resultStillRefused(run),
  request: (run) => ({ ...followUpRequest(run), ...changed(run, { toolResultName: true }) }),
};
