import { dirname, resolve } from "node:path";
import { CONFIG_CHECKS } from "../../checks/config/registry.ts";
import { type Selection, validateSelection } from "../../checks/run/select.ts";
import { LOAD_PROBLEMS, SUPPRESSION_CHECKS } from "../../checks/tool/registry.ts";
import { UserError } from "../../core/errors.ts";
import { type CheckInfo, type Report, summarize } from "../../core/report.ts";
import { holdYoungSpace } from "../../io/young-space.ts";
import { LINT_IDS } from "../../lint/check.ts";
import { expandInputs } from "../../lint/inputs.ts";
import { SettingsFinder } from "../../lint/settings-finder.ts";
import type { Outside } from "../../ports/index.ts";
import { emitReport, failsGate } from "../shared/emit.ts";
import {
  flagOption,
  formatOption,
  gateOption,
  listOption,
  type RawOptions,
  textOption,
} from "../shared/options.ts";
import { configLocation, configsOf, shownFindings, TOOL } from "../shared/session.ts";
import { type LintJob, lintInputs, versionFor } from "./job.ts";

/** Names looked for in the current folder, before the file that OpenClaw itself would use. */
const HERE = ["openclaw.json", "openclaw.json5"];

/** Checks config files offline. Exit 2 when one cannot be read or parsed; the others are checked all the same. */
export async function run(args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const targets = formatOption(raw);
  const gate = gateOption(raw);
  const selection = checkedSelection(raw);
  const finder = new SettingsFinder(outside.fs, outside.host.homeDir, LINT_IDS);
  const inputs = await inputsOf(args, raw, outside, finder);
  const fixing = flagOption(raw, "fix") || flagOption(raw, "fixDryRun");
  if (fixing && inputs.includes("-")) {
    throw new UserError("standard input cannot be fixed", { hint: "name the file instead" });
  }
  const stdinText = inputs.includes("-") ? await outside.readStdin() : undefined;
  const job: LintJob = { inputs, stdinText, raw, outside, selection, finder };
  const release = isLarge(job) ? holdYoungSpace() : null;
  try {
    return await lint(job, { targets, gate, fixing });
  } finally {
    release?.();
  }
}

/** UTF-16 units or bytes of all inputs together, from which on memory is looked after. */
const LARGE = 512 * 1024;

function isLarge({ inputs, stdinText = "", outside: { fs } }: LintJob): boolean {
  const sizeOf = (path: string): number => {
    try {
      return fs.info(fs.realPath(path) ?? path)?.sizeBytes ?? 0;
    } catch (error) {
      // Whoever reads it will tell.
      if (error instanceof UserError) return 0;
      throw error;
    }
  };
  const sizes = inputs.map((input) => (input === "-" ? stdinText.length : sizeOf(input)));
  return sizes.reduce((sum, size) => sum + size, 0) >= LARGE;
}

interface Wanted {
  targets: ReturnType<typeof formatOption>;
  gate: ReturnType<typeof gateOption>;
  fixing: boolean;
}

async function lint(job: LintJob, { targets, gate, fixing }: Wanted): Promise<number> {
  const { raw, outside } = job;
  const fixes = fixing ? await (await import("./fix.ts")).fixInputs(job, targets) : null;
  const result = await lintInputs(job, fixes?.fs ?? outside.fs);
  const shown = shownFindings(result.findings, outside);
  const ok = !result.unreadable && !failsGate(shown, gate);
  const report: Report = {
    schemaVersion: 1,
    tool: TOOL(),
    command: "lint",
    ok,
    checksRun: result.ran.size,
    checksSkipped: LINT_IDS.length - result.ran.size,
    summary: summarize(shown),
    openclaw: result.openclaw ?? versionFor(null, raw, outside),
    configs: configsOf(result.loaded, outside),
    findings: shown,
    suppressed: result.suppressed,
    ...fixes?.report,
  };
  await emitReport(report, targets, raw, outside, {
    checks: checksOf(result.ran),
    sources: result.sources,
  });
  if (result.unreadable) return 2;
  return ok || gate.exitZero ? 0 : 1;
}

/** What reporters list as looked for; a rule that was left out has not passed. */
function checksOf(ran: ReadonlySet<string>): CheckInfo[] {
  const rules = [...SUPPRESSION_CHECKS, ...CONFIG_CHECKS].filter((rule) => ran.has(rule.id));
  return [...LOAD_PROBLEMS, ...rules].map(({ id, title, severity, doc }) => ({
    ...{ id, title, severity },
    what: doc.what,
  }));
}

function checkedSelection(raw: RawOptions): Selection {
  const selection = { only: listOption(raw, "only"), skip: listOption(raw, "skip") };
  validateSelection(selection, LINT_IDS);
  return selection;
}

/** What to lint: the arguments, else --config, else what the settings name, else a config here, else OpenClaw's own. */
async function inputsOf(
  args: readonly string[],
  raw: RawOptions,
  outside: Outside,
  finder: SettingsFinder,
): Promise<string[]> {
  const { cwd, platform } = outside.host;
  if (args.length > 0) return expandInputs({ names: args, base: cwd, settings: null }, outside.fs, platform);
  const flag = textOption(raw, "config");
  if (flag === undefined) {
    const { file, files } = await finder.in(cwd);
    if (file !== null && files.length > 0)
      return expandInputs({ names: files, base: dirname(file), settings: file }, outside.fs, platform);
    const here = HERE.map((name) => resolve(cwd, name)).find((path) => outside.fs.info(path) !== null);
    if (here !== undefined) return [here];
  }
  return [configLocation(flag, outside).path];
}
