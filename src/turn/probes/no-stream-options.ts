import { smallRequest } from "../sizes.ts";
import { shaped, stillRefused } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Does the server refuse to be asked for token counts? */
export const noStreamOptions: Probe = {
  id: "no-stream-options",
  title: "looking for the cause, without stream_options",
  kind: "diagnosis",
  sends: "the short turn without stream_options",
  cost: "about 1,000 tokens of prompt",
  wanted: (run) => run.target.route === "chat" && run.target.shape.streamOptions && stillRefused(run),
  request: (run) => ({ ...smallRequest(run, "small"), ...shaped(run, { streamOptions: false }) }),
};
