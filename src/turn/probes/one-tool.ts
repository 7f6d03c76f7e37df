import { shortToolsRequest } from "../sizes.ts";
import { READ_TOOL } from "../tools.ts";
import { stillNoCall, toolsStillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Do tools work at all, when there is only one? */
export const oneTool: Probe = {
  id: "one-tool",
  title: "looking for the cause, with one tool",
  kind: "diagnosis",
  sends: "one tool behind the short prompt",
  cost: "about 1,200 tokens of prompt",
  wanted: (run) => toolsStillRefused(run) || stillNoCall(run),
  request: (run) => ({ ...shortToolsRequest(run), tools: [READ_TOOL] }),
};
