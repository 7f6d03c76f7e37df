import { shortToolsRequest } from "../sizes.ts";
import { calledNothing, stillNoCall, toolsStillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Do tools work on the other API of the same server? */
export const otherRoute: Probe = {
  id: "other-route",
  title: "looking for the cause, over the other API",
  kind: "diagnosis",
  sends:
    "the twelve tools behind the short prompt, to /chat/completions instead of /responses or the other way round",
  cost: "about 3,500 tokens of prompt",
  wanted: (run) =>
    run.target.otherRoute !== null &&
    (toolsStillRefused(run) || (calledNothing(run.seen["short-tools"]) && stillNoCall(run))),
  request: (run) => shortToolsRequest(run),
  route: (run) => run.target.otherRoute ?? run.target.route,
};
