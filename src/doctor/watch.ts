import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedConfig } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import type { Report } from "../core/report.ts";
import type { Outside } from "../ports/index.ts";
import { changesBetween } from "./changes.ts";

/** From the end of one round to the start of the next, in s. */
const DEFAULT_INTERVAL_S = 10;

export interface WatchJob {
  /** Seconds. */
  interval?: number | undefined;
  outside: Outside;
  /** Reads the config, again in each round. */
  load(): LoadedConfig | null;
  examine(config: LoadedConfig | null): Promise<Report>;
  /** Shows the first report. */
  show(report: Report, config: LoadedConfig | null): Promise<void>;
}

/** Shows the whole report once, then one line per change, until an interruption (exit status 130). */
export async function watch({ interval = DEFAULT_INTERVAL_S, ...job }: WatchJob): Promise<number> {
  const { outside, load, examine } = job;
  const config = load();
  let last = await examine(config);
  await job.show(last, config);
  let trouble: string | null = null;
  await say(`watching, every ${interval} s; Ctrl-C ends it`, outside);
  while (!outside.signal.aborted) {
    await sleep(interval * 1000, undefined, { signal: outside.signal }).catch(() => undefined);
    if (outside.signal.aborted) break;
    const { report, problem } = await round(load, examine);
    if (problem !== trouble)
      await say(
        problem === null ? "the config can be read again" : `the config cannot be read: ${problem}`,
        outside,
      );
    trouble = problem;
    // an interrupted round would show false changes
    if (report === null || report.interrupted === true) continue;
    for (const line of changesBetween(last, report)) await say(line, outside);
    last = report;
  }
  return 130;
}

/** One examination. A config that does not parse (somebody edits it) is reported and does not end the watch. */
async function round(
  load: WatchJob["load"],
  examine: WatchJob["examine"],
): Promise<{ report: Report | null; problem: string | null }> {
  try {
    return { report: await examine(load()), problem: null };
  } catch (error) {
    if (error instanceof UserError) return { report: null, problem: error.message };
    throw error;
  }
}

/** Prints a line with its time in UTC, so that lines of several machines compare. */
function say(line: string, outside: Outside): Promise<void> {
  const stamp = new Date(outside.now()).toISOString().replace(/\.\d+Z$/, "Z");
  return outside.stdout(`${stamp}  ${line}\n`);
}
