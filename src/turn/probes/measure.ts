import { isSlow, readMs, smallRequest } from "../sizes.ts";
import { answered } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Below it (ms) nothing was loaded meanwhile. */
const SLOW_MS = 2_000;

/** A second measurement: the first may have waited for the model to be loaded. */
export const measure: Probe = {
  id: "measure",
  title: "measuring the speed again",
  kind: "extra",
  sends: "the short turn once more, with words that no cache knows",
  cost: "about 1,000 tokens of prompt",
  wanted: (run) => answered(run.seen.small) && readMs(run.seen.small) > SLOW_MS && isSlow(run),
  request: (run) => smallRequest(run, "measure"),
};
