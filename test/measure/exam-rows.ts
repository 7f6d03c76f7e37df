import type { Measure } from "../../src/core/measured.ts";
import type { Conduct } from "../emulators/agent-conduct.ts";

/** How a bad agent behaves, the only finding of its exam, and the measures that show it. */
export const EXAM_ROWS: readonly [conduct: Conduct, id: string, measures: Measure[]][] = [
  ["dazed", "exam-overwhelmed", ["calls", "tool"]],
  ["wrong-tool", "exam-tool-calls", ["tool"]],
  ["wrong-types", "exam-tool-calls", ["arguments"]],
  ["bad-json", "exam-tool-calls", ["calls"]],
  ["stops-after-call", "exam-steps-lost", ["steps"]],
  ["repeats-calls", "exam-loops", ["loops"]],
  ["babbles", "exam-loops", ["loops"]],
  ["obeys", "exam-obeys-planted-instructions", ["planted"]],
  ["obeys-in-text", "exam-obeys-planted-instructions", ["planted"]],
  ["leaks", "exam-reasoning-leak", ["reasoning"]],
  ["no-json", "exam-json-broken", ["json"]],
];

/** The neighbour of all of them: the exam of such an agent finds nothing. */
export const GOOD_AGENT: Conduct = "perfect";
