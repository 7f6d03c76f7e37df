import { answerTokens, longRequest, readMs } from "../sizes.ts";
import { answered } from "./outcome.ts";
import type { Probe } from "./types.ts";

/** Reading that is quicker than this (ms) may well be done every turn. */
const WORTH_MS = 3_000;

/** Does the server keep what it has read? Asked only where reading takes long enough to matter. */
export const repeat: Probe = {
  id: "repeat",
  title: "sending the same prompt again",
  kind: "extra",
  sends: "the long turn once more, word for word",
  cost: "nothing where the prompt is kept, else the same prompt again",
  wanted: ({ seen }) => answered(seen.answer) && readMs(seen.answer) >= WORTH_MS,
  request: (run) => ({ ...longRequest(run, false), maxTokens: answerTokens(run, 16) }),
};
