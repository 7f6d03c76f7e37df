import { CHECKS } from "../../checks/registry.ts";
import { UserError } from "../../core/errors.ts";
import { once } from "../../core/once.ts";
import { runSession } from "../../doctor/session.ts";
import { probeHardware } from "../../machine/probe.ts";
import { sourcesOf } from "../../report/parts/configs.ts";
import { prompterFor } from "../shared/ask.ts";
import type { Run } from "../shared/command.ts";
import { emitReport, targetsOf, writeReport } from "../shared/emit.ts";
import type { FormatTarget } from "../shared/formats.ts";
import type { doctor } from "./spec.ts";

const NOBODY = {
  noInput: "--no-input forbids asking before the config is changed",
  noTerminal: "--fix has no terminal to ask on",
  hint: "add --yes to make the safe changes, or --dry-run to see them first",
};

/** Examines every local endpoint that the config names, or the --endpoint ones. */
export const run: Run<typeof doctor> = async (o, _args, outside) => {
  const targets = targetsOf(o);
  checkTogether(o, targets);
  return runSession(o, {
    outside,
    hardware: once(() => probeHardware(outside)),
    toStdout: targets.find((target) => target.file === null)?.name,
    ask: () => (o.yes || o.dryRun ? null : prompterFor(o, NOBODY, outside)),
    write: (file, text) => writeReport(file, text, outside),
    show: (report, config) =>
      emitReport(report, targets, o, outside, {
        checks: CHECKS,
        sources: sourcesOf(config === null ? [] : [config]),
      }),
  });
};

/** Checks options that require or exclude others. */
function checkTogether(o: Parameters<typeof run>[0], targets: readonly FormatTarget[]): void {
  const needs = (flag: string, given: boolean, other: string) => {
    if (given) throw new UserError(`${flag} needs ${other}`, { hint: `add ${other}` });
  };
  needs("--dry-run", o.dryRun && !o.fix, "--fix");
  needs("--run-commands", o.runCommands && !o.fix, "--fix");
  needs("--interval", o.interval !== undefined && !o.watch, "--watch");
  if (!o.watch) return;
  if (targets.length > 1 || targets[0]?.name !== "pretty" || targets[0].file !== null) {
    throw new UserError("--watch prints lines for people, and a report is one document", {
      hint: "leave out --json and --format, or run the doctor repeatedly without --watch",
    });
  }
  const other = o.fix ? "--fix" : o.report !== undefined ? "--report" : o.deep ? "--deep" : null;
  if (other !== null)
    throw new UserError(`--watch only reads; it does not go with ${other}`, { hint: `leave out ${other}` });
  if (o.maxTime !== undefined)
    throw new UserError("--watch runs until Ctrl-C, so it has no --max-time", {
      hint: "leave out --max-time",
    });
}
