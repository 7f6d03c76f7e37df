import { shortToolsRequest } from "../sizes.ts";
import { refused, shaped, withoutPattern } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server refuse patterns in tool schemas? */
export const noPattern: Probe = {
  id: "no-pattern",
  title: "looking for the cause, without patterns",
  kind: "diagnosis",
  sends: "the twelve tools without the keyword pattern",
  cost: "about 3,500 tokens of prompt",
  wanted: ({ seen, target }) =>
    refused(seen["short-tools"]) && !target.shape.droppedKeywords.includes("pattern"),
  request: (run) => ({
    ...shortToolsRequest(run),
    ...shaped(run, { droppedKeywords: withoutPattern(run) }),
  }),
};
