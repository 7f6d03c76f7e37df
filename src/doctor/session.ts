import type { LoadedConfig } from "../config/read/types.ts";
import { failsGate, type Gate } from "../core/gate.ts";
import type { Report } from "../core/report.ts";
import { withChanges } from "../lint/repair.ts";
import type { FormatName } from "../report/registry.ts";
import type { Prompter } from "../ui/prompts.ts";
import { startDeadline } from "./deadline.ts";
import type { FixJob } from "./fix.ts";
import { loadForDoctor, loadOrThrow } from "./load.ts";
import { type MeasureOptions, measureWishes } from "./measure-wishes.ts";
import { type DoctorMeans, type DoctorOptions, doctorReport } from "./report.ts";

/** The options of the doctor command. */
export type SessionOptions = DoctorOptions &
  MeasureOptions &
  FixJob["o"] &
  Gate & {
    config?: string | undefined;
    fix: boolean;
    watch: boolean;
    /** Seconds. */
    interval?: number | undefined;
    /** File for the report to paste into an issue. */
    report?: string | undefined;
    overwrite: boolean;
    exitZero: boolean;
  };

export interface SessionMeans extends Omit<DoctorMeans, "measure"> {
  /** The format that goes to standard output. */
  toStdout: FormatName | undefined;
  /** The prompter of --fix; null: do not ask. Throws UserError when asking is required but impossible. */
  ask(): Pick<Prompter, "confirm"> | null;
  /** Shows a report in the requested formats. */
  show(report: Report, config: LoadedConfig | null): Promise<void>;
  write(file: string, text: string): void;
}

/** Examines, and fixes or watches if requested. Returns the exit status. */
export async function runSession(o: SessionOptions, means: SessionMeans): Promise<number> {
  const { outside, show, toStdout } = means;
  const issue = o.report === undefined ? null : await openIssue(o.report, o, means);
  const load = () => loadForDoctor(o, outside);
  const deadline = startDeadline(o.maxTime);
  const doctor = { ...means, measure: measureWishes(o, outside), deadline };
  const examine: FixJob["examine"] = (config, changes = []) =>
    doctorReport(config, o, { ...doctor, outside: { ...outside, fs: withChanges(outside.fs, changes) } });
  if (o.watch)
    return (await import("./watch.ts")).watch({ interval: o.interval, outside, load, examine, show });
  const config = load();
  const report = o.fix
    ? await (await import("./fix.ts")).fixAndExamine({
        ...{ o, outside, toStdout, config, examine },
        ask: means.ask(),
      })
    : await examine(config);
  report.ok = !failsGate(report.findings, o) && report.outOfTime !== true;
  const now = o.fix && config !== null ? loadOrThrow(config.main.path, outside) : config;
  await show(report, now);
  await issue?.(report, now);
  if (report.interrupted === true) {
    outside.stderr("interrupted; the results are incomplete\n");
    return 130;
  }
  return report.ok || o.exitZero ? 0 : 1;
}

/** Refuses a foreign file before the examination, and again before writing. */
async function openIssue(
  file: string,
  { overwrite, quiet }: SessionOptions,
  { outside, write }: SessionMeans,
) {
  const { issueText, refuseForeignFile } = await import("./issue-report.ts");
  refuseForeignFile(file, overwrite, outside);
  return async (report: Report, config: LoadedConfig | null) => {
    refuseForeignFile(file, overwrite, outside);
    write(file, await issueText(report, config, outside));
    if (!quiet) outside.stderr(`wrote ${file}: read it before you paste it; keys and names are removed\n`);
  };
}
