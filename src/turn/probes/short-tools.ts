import { shortToolsRequest } from "../sizes.ts";
import { calledNothing, refused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does a short prompt help? */
export const shortTools: Probe = {
  id: "short-tools",
  title: "looking for the cause, with a short prompt",
  kind: "diagnosis",
  sends: "the twelve tools behind the short prompt",
  cost: "about 3,500 tokens of prompt",
  wanted: ({ seen }) => refused(seen.tools) || calledNothing(seen.tools),
  request: (run) => shortToolsRequest(run),
};
