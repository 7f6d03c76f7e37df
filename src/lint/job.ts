import { dirname, resolve } from "node:path";
import { validateSelection } from "../checks/run/select.ts";
import { STDIN } from "../config/read/file.ts";
import { loadConfig } from "../config/read/load.ts";
import type { LoadedConfig, LoadProblem, LoadResult } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Report } from "../core/report.ts";
import { configLocation } from "../openclaw/config-path.ts";
import { detectOpenClaw } from "../openclaw/detect.ts";
import { secretTexts } from "../openclaw/secret-places.ts";
import type { OpenClawVersion } from "../openclaw/types.ts";
import type { Fs, Outside } from "../ports/index.ts";
import { configsOf, sourcesOf } from "../report/parts/configs.ts";
import type { Look } from "../ui/terminal.ts";
import { type CheckOptions, checkConfig, LINT_IDS } from "./check.ts";
import { expandInputs } from "./inputs.ts";
import { problemFinding } from "./problem.ts";
import type { LintSettings } from "./settings.ts";
import { SettingsFinder } from "./settings-finder.ts";

/** The options of lint. */
export interface LintOptions extends Look {
  config?: string | undefined;
  only: readonly string[];
  skip: readonly string[];
  openclawVersion?: string | undefined;
  target?: LintSettings["target"] | undefined;
  localOnly: boolean;
  fix: boolean;
  fixDryRun: boolean;
}

/** What to lint, and how. */
export interface LintJob {
  /** Absolute paths; "-" is `stdinText`. */
  inputs: readonly string[];
  stdinText: string | undefined;
  o: LintOptions;
  outside: Outside;
  finder: SettingsFinder;
}

export interface LintResult {
  loaded: LoadedConfig[];
  /** Every examined file, also those that could not be read, in order. */
  configs: Report["configs"];
  findings: Finding[];
  suppressed: number;
  /** Ids of the checks that were run for at least one file. */
  ran: ReadonlySet<string>;
  sources: Map<string, string>;
  /** Of the first file. */
  openclaw: OpenClawVersion;
  unreadable: boolean;
}

/** The configs in the current folder that come before the one that OpenClaw would use. */
const HERE = ["openclaw.json", "openclaw.json5"];

/** Finds what to lint, and reads standard input if it is named. Throws UserError for invalid options. */
export async function openJob(names: readonly string[], o: LintOptions, outside: Outside): Promise<LintJob> {
  validateSelection(o, LINT_IDS);
  const finder = new SettingsFinder(outside.fs, outside.host.homeDir, LINT_IDS);
  const inputs = await inputsOf(names, o.config, outside, finder);
  const stdin = inputs.includes("-");
  if (stdin && (o.fix || o.fixDryRun))
    throw new UserError("standard input cannot be fixed", { hint: "name the file instead" });
  return { inputs, stdinText: stdin ? await outside.readStdin() : undefined, o, outside, finder };
}

/** What to lint: the arguments, else --config, else the files of the settings, else a config here, else OpenClaw's. */
async function inputsOf(
  names: readonly string[],
  flag: string | undefined,
  outside: Outside,
  finder: SettingsFinder,
): Promise<string[]> {
  const { fs, host } = outside;
  const { cwd, platform } = host;
  if (names.length > 0) return expandInputs({ names, base: cwd, settings: null }, fs, platform);
  if (flag === undefined) {
    const { file, files } = await finder.in(cwd);
    if (file !== null && files.length > 0)
      return expandInputs({ names: files, base: dirname(file), settings: file }, fs, platform);
    const here = HERE.map((name) => resolve(cwd, name)).find((path) => fs.info(path) !== null);
    if (here !== undefined) return [here];
  }
  return [configLocation(flag, outside).path];
}

/** The total bytes of all inputs (UTF-16 units for standard input). */
export function sizeOf({ inputs, stdinText = "", outside: { fs } }: LintJob): number {
  const sizes = inputs.map((input) => {
    if (input === "-") return stdinText.length;
    try {
      return fs.info(fs.realPath(input) ?? input)?.sizeBytes ?? 0;
    } catch (error) {
      // Reading the file will report it.
      if (error instanceof UserError) return 0;
      throw error;
    }
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Checks one config after another. An unreadable one is a finding. `fs` may contain unwritten changes. */
export async function lintInputs(job: LintJob, fs: Fs): Promise<LintResult> {
  const ran = new Set<string>();
  const sources = new Map<string, string>();
  const loaded: LoadedConfig[] = [];
  const configs: Report["configs"] = [];
  const findings: Finding[] = [];
  let openclaw: OpenClawVersion | null = null;
  let suppressed = 0;
  let unreadable = false;
  for (const input of job.inputs) {
    const read = loadInput(input, job, fs);
    const options = await optionsFor(input, read.ok ? read.config : null, job);
    openclaw ??= options.openclaw;
    if (!read.ok) {
      findings.push(problemFinding(read.problem, input));
      configs.push({ path: input === "-" ? STDIN : input, includes: [] });
      addSource(sources, read.problem, input === "-" ? job.stdinText : undefined, job.outside);
      unreadable ||= read.problem.kind !== "include";
      continue;
    }
    loaded.push(read.config);
    configs.push(...configsOf([read.config]));
    const { config } = read;
    const checked = await checkConfig(config, options);
    // no finding, no text of the config in the output
    if (checked.findings.length > 0 || job.o.fix || job.o.fixDryRun)
      job.outside.secrets?.hide(input, () => secretTexts(config));
    findings.push(...checked.findings);
    suppressed += checked.suppressed.length;
    for (const id of checked.ran) ran.add(id);
  }
  for (const [file, text] of sourcesOf(loaded)) sources.set(file, text);
  openclaw ??= versionFor(null, job);
  return { loaded, configs, findings, suppressed, ran, sources, openclaw, unreadable };
}

/** Reads one config. `fs` may contain unwritten changes. */
export function loadInput(input: string, { outside, stdinText }: LintJob, fs: Fs): LoadResult {
  return loadConfig(input, fs, { env: outside.env, stdinText: input === "-" ? stdinText : undefined });
}

/** The settings and the OpenClaw version for a config. */
export async function optionsFor(
  input: string,
  config: LoadedConfig | null,
  job: LintJob,
): Promise<CheckOptions> {
  const { o, outside, finder } = job;
  const settings = await finder.in(input === "-" ? outside.host.cwd : dirname(input));
  return {
    openclaw: versionFor(config, job),
    selection: o,
    settings: {
      ...settings,
      target: o.target ?? settings.target,
      localOnly: o.localOnly || settings.localOnly,
    },
  };
}

function versionFor(config: LoadedConfig | null, { o, outside }: LintJob): OpenClawVersion {
  const { fs, env, host } = outside;
  return detectOpenClaw({ flag: o.openclawVersion, config: config?.value ?? null, fs, env, host });
}

/** Adds the text of a file that cannot be parsed, for its code frame. */
function addSource(
  sources: Map<string, string>,
  problem: LoadProblem,
  stdinText: string | undefined,
  { fs }: Outside,
): void {
  if (problem.place === null) return;
  const { file } = problem.place;
  const bytes = stdinText === undefined ? fs.readFile(file) : null;
  const text = stdinText ?? (bytes === null ? null : new TextDecoder().decode(bytes));
  if (text !== null) sources.set(file, text);
}
