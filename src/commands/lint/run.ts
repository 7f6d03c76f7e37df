import { failsGate } from "../../core/gate.ts";
import { holdYoungSpace } from "../../io/young-space.ts";
import { openJob, sizeOf } from "../../lint/job.ts";
import { lintReport } from "../../lint/report.ts";
import type { Run } from "../shared/command.ts";
import { emitReport, targetsOf } from "../shared/emit.ts";
import type { lint } from "./spec.ts";

/** Total size of inputs, from which on the memory settings change. */
const LARGE = 512 * 1024;

/** Checks config files offline. Exit 2 when one cannot be read or parsed; the others are still checked. */
export const run: Run<typeof lint> = async (o, names, outside) => {
  const targets = targetsOf(o);
  const job = await openJob(names, o, outside);
  const release = sizeOf(job) >= LARGE ? holdYoungSpace() : null;
  try {
    const toStdout = targets.find((target) => target.file === null)?.name;
    const { report, checks, sources, unreadable } = await lintReport(job, toStdout);
    const passes = !unreadable && !failsGate(report.findings, o);
    await emitReport({ ...report, ok: passes }, targets, o, outside, { checks, sources });
    if (unreadable) return 2;
    return passes || o.exitZero ? 0 : 1;
  } finally {
    release?.();
  }
};
