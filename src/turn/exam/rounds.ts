import type { Attempt, ExamTask } from "./types.ts";
import { BARS, isLost, isOpen, measuresOf, type Sheet, wholeOf } from "./verdict.ts";

/** This many failures of the server in a row end the exam. */
const PATIENCE = 3;

/** Two rounds show whether a model is steady, and a server's first answers may be slow or odd. */
const FULL_ROUNDS = 2;

/** One attempt; a text: why the exam ends before it. */
export type Give = (task: ExamTask, round: number) => Promise<Attempt | string>;

/** The rounds of an exam. `stopped`: why it ended before its end. */
export async function giveRounds(
  tasks: readonly ExamTask[],
  runs: number,
  give: Give,
  bars = BARS,
): Promise<{ sheets: Sheet[]; stopped: string | null }> {
  const sheets: Sheet[] = tasks.map((task) => ({ task, attempts: [] }));
  let failures = 0;
  for (let round = 1; round <= runs; round += 1) {
    const measures = measuresOf(sheets, bars);
    const whole = wholeOf(sheets);
    if (isLost(measures)) break;
    const due = round <= FULL_ROUNDS ? sheets : sheets.filter(({ task }) => isOpen(task, measures, whole));
    if (due.length === 0) break;
    for (const { task, attempts } of due) {
      const attempt = await give(task, round);
      if (typeof attempt === "string") return { sheets, stopped: attempt };
      attempts.push(attempt);
      failures = attempt.failure === null ? 0 : failures + 1;
      if (failures === PATIENCE)
        return { sheets, stopped: `the server failed ${PATIENCE} times: ${attempt.failure ?? ""}` };
    }
  }
  return { sheets, stopped: null };
}
