import { smallRequest } from "../sizes.ts";
import { shaped, stillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server refuse the field store? */
export const noStore: Probe = {
  id: "no-store",
  title: "looking for the cause, without store",
  kind: "diagnosis",
  sends: "the short turn without store",
  cost: "about 1,000 tokens of prompt",
  wanted: (run) => run.target.route === "responses" && run.target.shape.store && stillRefused(run),
  request: (run) => ({ ...smallRequest(run, "small"), ...shaped(run, { store: false }) }),
};
