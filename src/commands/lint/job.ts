import { dirname } from "node:path";
import type { Selection } from "../../checks/run/select.ts";
import { loadConfig } from "../../config/read/load.ts";
import type { LoadedConfig, LoadProblem, LoadResult } from "../../config/read/types.ts";
import type { Finding } from "../../core/finding.ts";
import { type CheckOptions, checkConfig, selectIds } from "../../lint/check.ts";
import { problemFinding } from "../../lint/problem.ts";
import { NO_SETTINGS } from "../../lint/settings.ts";
import type { SettingsFinder } from "../../lint/settings-finder.ts";
import { detectOpenClaw } from "../../openclaw/detect.ts";
import type { OpenClawVersion } from "../../openclaw/types.ts";
import type { Fs, Outside } from "../../ports/index.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { flagOption, type RawOptions, textOption } from "../shared/options.ts";
import { sourcesOf } from "../shared/session.ts";

/** What is to be linted, and how. */
export interface LintJob {
  inputs: string[];
  stdinText: string | undefined;
  raw: RawOptions;
  outside: Outside;
  selection: Selection;
  finder: SettingsFinder;
}

export interface LintResult {
  loaded: LoadedConfig[];
  findings: Finding[];
  suppressed: number;
  /** Ids of what was looked for in at least one file. */
  ran: ReadonlySet<string>;
  sources: Map<string, string>;
  /** Of the first file. */
  openclaw: OpenClawVersion | null;
  unreadable: boolean;
}

/** Checks one config after another; one that cannot be read is a finding. */
export async function lintInputs(job: LintJob, fs: Fs): Promise<LintResult> {
  const { outside, stdinText } = job;
  const ran = new Set<string>();
  const sources = new Map<string, string>();
  const result: LintResult = {
    ...{ loaded: [], findings: [], suppressed: 0, ran, sources, openclaw: null, unreadable: false },
  };
  for (const input of job.inputs) {
    const read = loadInput(input, job, fs);
    const config = read.ok ? read.config : null;
    const options = await optionsFor(input, config, job);
    result.openclaw ??= options.openclaw;
    if (!read.ok) {
      result.findings.push(problemFinding(read.problem, input));
      addSource(sources, read.problem, input === "-" ? stdinText : undefined, outside);
      result.unreadable ||= read.problem.kind !== "include";
      continue;
    }
    result.loaded.push(read.config);
    const checked = await checkConfig(read.config, options);
    result.findings.push(...checked.findings);
    result.suppressed += checked.suppressed;
    for (const id of checked.ran) ran.add(id);
  }
  if (result.loaded.length === 0) for (const id of selectIds(job.selection, NO_SETTINGS)) ran.add(id);
  for (const [file, text] of sourcesOf(result.loaded, outside)) sources.set(file, text);
  return result;
}

/** Reads one config; `fs` may hold texts that are not written yet. */
export function loadInput(input: string, { outside, stdinText }: LintJob, fs: Fs): LoadResult {
  return loadConfig(input, fs, {
    env: outside.env,
    ...(input === "-" && stdinText !== undefined ? { stdinText } : {}),
  });
}

/** What a config is checked for: its own settings, and the OpenClaw that it is for. */
export async function optionsFor(
  input: string,
  config: LoadedConfig | null,
  { outside, raw, selection, finder }: LintJob,
): Promise<CheckOptions> {
  const settings = await finder.in(input === "-" ? outside.host.cwd : dirname(input));
  const target = textOption(raw, "target");
  return {
    openclaw: versionFor(config, raw, outside),
    selection,
    settings: {
      ...settings,
      target: target === "docker" || target === "host" ? target : settings.target,
      localOnly: flagOption(raw, "localOnly") || settings.localOnly,
    },
  };
}

/** The OpenClaw that a config is judged for. */
export function versionFor(config: LoadedConfig | null, raw: RawOptions, outside: Outside): OpenClawVersion {
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
