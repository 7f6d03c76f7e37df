import { shortToolsRequest } from "../sizes.ts";
import { calledNothing } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server find the call when it need not stream? */
export const unstreamedTools: Probe = {
  id: "unstreamed-tools",
  title: "looking for the cause, not streamed",
  kind: "diagnosis",
  sends: "the twelve tools behind the short prompt, not streamed",
  cost: "about 3,500 tokens of prompt",
  wanted: ({ seen }) => calledNothing(seen["short-tools"]),
  request: (run) => ({ ...shortToolsRequest(run), stream: false }),
};
