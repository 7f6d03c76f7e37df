import { smallRequest } from "../sizes.ts";
import type { Probe } from "./types.ts";

/** The turn in short: is it answered, how fast, and how many characters are a token? */
export const small: Probe = {
  id: "small",
  title: "waiting for an answer",
  kind: "main",
  sends: "system + user + user (parts), 4,000 characters, streamed, usage asked",
  cost: "about 1,000 tokens of prompt and a short answer",
  wanted: () => true,
  request: (run) => smallRequest(run, "small"),
};
