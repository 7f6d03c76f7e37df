import { smallRequest } from "../sizes.ts";
import { shaped, stillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server refuse the role developer? */
export const systemRole: Probe = {
  id: "system-role",
  title: "looking for the cause, with the role system",
  kind: "diagnosis",
  sends: "the short turn with the role system instead of developer",
  cost: "about 1,000 tokens of prompt",
  wanted: (run) => run.target.route === "responses" && run.target.shape.developerRole && stillRefused(run),
  request: (run) => ({ ...smallRequest(run, "small"), ...shaped(run, { developerRole: false }) }),
};
