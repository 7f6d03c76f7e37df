import { runBench } from "../../bench/run.ts";
import { refuseForeignShare, sharedFigures } from "../../bench/share.ts";
import { UserError } from "../../core/errors.ts";
import { benchText, toBenchJson } from "../../report/bench-text.ts";
import { stringify } from "../../report/json.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { stdoutStyle } from "../../ui/terminal.ts";
import { prompterFor } from "../shared/ask.ts";
import type { Run } from "../shared/command.ts";
import { printJson, writeReport } from "../shared/emit.ts";
import type { bench } from "./spec.ts";

const NOBODY = {
  noInput: "bench uses the model for minutes, and --no-input forbids asking first",
  noTerminal: "bench uses the model for minutes, and there is no terminal to ask on",
  hint: "add --yes to measure without asking",
};

/** Measures a running model. Exit 1 when something that fits was not measured; under --json one document, also on failure. */
export const run: Run<typeof bench> = async (o, _args, outside) => {
  try {
    return await work(o, outside);
  } catch (error) {
    if (!o.json || !(error instanceof UserError)) throw error;
    const { message, hint } = error;
    await printJson({ schemaVersion: 1, ok: false, error: { message, hint } }, outside);
    outside.stderr(`openclaw-local: ${message}\n${hint === null ? "" : `  ${hint}\n`}`);
    return error.exitCode;
  }
};

async function work(o: Parameters<typeof run>[0], outside: Parameters<typeof run>[2]): Promise<number> {
  if (o.share !== undefined) refuseForeignShare(o.share, outside);
  const report = await runBench(o, o.yes ? null : prompterFor(o, NOBODY, outside), outside);
  if (report === null) {
    if (o.json) await printJson({ schemaVersion: 1, ok: true, declined: true }, outside);
    if (!o.quiet) outside.stderr("nothing was measured\n");
    return 0;
  }
  const shown =
    "path" in report.kept
      ? { ...report, kept: { path: displayPath(report.kept.path, outside.host.cwd) } }
      : report;
  if (o.json) await printJson(toBenchJson(report), outside);
  else await outside.stdout(benchText(shown, await stdoutStyle(o, outside)));
  if (o.share !== undefined && report.entry.depths.length > 0) {
    refuseForeignShare(o.share, outside);
    writeReport(o.share, `${stringify(sharedFigures(report.entry, outside))}\n`, outside);
    if (!o.quiet) outside.stderr(`wrote ${o.share}: read it before you publish it\n`);
  }
  return report.ok ? 0 : 1;
}
