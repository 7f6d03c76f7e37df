import { isAbsolute, resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import type { LoadedConfig, LoadProblem } from "../config/types.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { UserError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { type Report, summarize } from "../core/report.ts";
import { detectOpenClaw } from "../openclaw/detect.ts";
import type { OpenClawVersion } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import type { Outside } from "../ports/index.ts";
import { displayPath } from "../report/parts/paths.ts";
import { ALL_RULES, RULES } from "../rules/registry.ts";
import { runRules, selectRules } from "../rules/run.ts";
import { emitReport, failsGate } from "./emit.ts";
import { LOAD_PROBLEMS, problemFinding } from "./load-problems.ts";
import { formatOption, gateOption, listOption, type RawOptions, textOption } from "./options.ts";
import { configLocation, configsOf, shownFindings, sourcesOf, TOOL } from "./session.ts";

/** Names looked for in the current folder, before the file that OpenClaw itself would use. */
const HERE = ["openclaw.json", "openclaw.json5"];

/** Checks config files offline. Exit 2 when one cannot be read or parsed; the others are checked all the same. */
export async function run(args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const targets = formatOption(raw);
  const gate = gateOption(raw);
  const selection = checkedSelection(raw);
  const inputs = inputsOf(args, raw, outside);
  const stdinText = inputs.includes("-") ? await outside.readStdin() : undefined;
  const loaded: LoadedConfig[] = [];
  const findings: Finding[] = [];
  const sources = new Map<string, string>();
  let openclaw: OpenClawVersion | null = null;
  let unreadable = false;
  for (const input of inputs) {
    const result = loadConfig(input, outside.fs, {
      env: outside.env,
      ...(input === "-" && stdinText !== undefined ? { stdinText } : {}),
    });
    const version = versionFor(result.ok ? result.config : null, raw, outside);
    openclaw ??= version;
    if (!result.ok) {
      findings.push(problemFinding(result.problem, input));
      addSource(sources, result.problem, stdinText, outside);
      unreadable ||= result.problem.kind !== "include";
      continue;
    }
    loaded.push(result.config);
    const context = { config: result.config, view: viewConfig(result.config.value), openclaw: version };
    findings.push(...runRules(context, selection));
  }
  const shown = shownFindings(findings, outside);
  const ok = !unreadable && !failsGate(shown, gate);
  const report: Report = {
    schemaVersion: 1,
    tool: TOOL(),
    command: "lint",
    ok,
    checksRun: selectRules(selection).length,
    checksSkipped: RULES.length - selectRules(selection).length,
    summary: summarize(shown),
    openclaw: openclaw ?? versionFor(null, raw, outside),
    configs: configsOf(loaded, outside),
    findings: shown,
  };
  for (const [file, text] of sourcesOf(loaded, outside)) sources.set(file, text);
  await emitReport(report, targets, raw, outside, {
    checks: [...LOAD_PROBLEMS, ...ALL_RULES].map(({ id, title, severity, doc }) => ({
      id,
      title,
      severity,
      what: doc.what,
    })),
    sources,
  });
  if (unreadable) return 2;
  return ok || gate.exitZero ? 0 : 1;
}

function checkedSelection(raw: RawOptions) {
  const selection = { only: listOption(raw, "only"), skip: listOption(raw, "skip") };
  const ids = ALL_RULES.map((rule) => rule.id);
  for (const id of [...selection.only, ...selection.skip]) {
    if (ids.includes(id)) continue;
    const near = didYouMean(id, ids);
    throw new UserError(`there is no rule ${JSON.stringify(id)}`, {
      hint: `${near === undefined ? "" : `Did you mean ${near}? `}list them: openclaw-local explain`,
    });
  }
  return selection;
}

/** What to lint: the arguments, else --config, else a config in the current folder, else OpenClaw's own. */
function inputsOf(args: readonly string[], raw: RawOptions, outside: Outside): string[] {
  const { cwd } = outside.host;
  if (args.length > 0)
    return [...new Set(args)].map((a) => (a === "-" || isAbsolute(a) ? a : resolve(cwd, a)));
  const flag = textOption(raw, "config");
  if (flag === undefined) {
    const here = HERE.map((name) => resolve(cwd, name)).find((path) => outside.fs.info(path) !== null);
    if (here !== undefined) return [here];
  }
  return [configLocation(flag, outside).path];
}

function versionFor(config: LoadedConfig | null, raw: RawOptions, outside: Outside): OpenClawVersion {
  return detectOpenClaw({
    flag: textOption(raw, "openclawVersion"),
    config: config?.value ?? null,
    fs: outside.fs,
    env: outside.env,
    host: outside.host,
  });
}

/** The text of a file that does not parse, for its code frame. */
function addSource(
  sources: Map<string, string>,
  problem: LoadProblem,
  stdinText: string | undefined,
  outside: Outside,
): void {
  if (problem.place === null) return;
  const { file } = problem.place;
  const bytes = stdinText === undefined ? outside.fs.readFile(file) : null;
  const text = stdinText ?? (bytes === null ? null : new TextDecoder().decode(bytes));
  if (text !== null) sources.set(displayPath(file, outside.host.cwd), text);
}
