import { shortToolsRequest } from "../sizes.ts";
import { shaped, stillNoCall } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does a call come when it is forced? */
export const forcedTool: Probe = {
  id: "forced-tool",
  title: "looking for the cause, with a forced call",
  kind: "diagnosis",
  sends: "the twelve tools behind the short prompt, with tool_choice required",
  cost: "about 3,500 tokens of prompt",
  wanted: (run) =>
    run.target.route === "chat" &&
    run.target.shape.extraBody["tool_choice"] === undefined &&
    stillNoCall(run),
  request: (run) => ({
    ...shortToolsRequest(run),
    ...shaped(run, { extraBody: { ...run.target.shape.extraBody, tool_choice: "required" } }),
  }),
};
