import { isAbsolute, resolve } from "node:path";
import { loadConfig, problemError } from "../../config/read/load.ts";
import type { LoadedConfig, LoadResult } from "../../config/read/types.ts";
import { UserError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Report } from "../../core/report.ts";
import { toolVersion } from "../../io/tool.ts";
import { resolveConfigPath } from "../../openclaw/config-path.ts";
import type { Outside } from "../../ports/index.ts";
import { displayPath } from "../../report/parts/paths.ts";

/** Where the config is: the flag (from the current folder), else what OpenClaw itself would use. */
export function configLocation(flag: string | undefined, outside: Outside) {
  const absolute =
    flag === undefined || isAbsolute(flag) || flag.startsWith("~") ? flag : resolve(outside.host.cwd, flag);
  return resolveConfigPath({
    env: outside.env,
    homeDir: outside.host.homeDir,
    fs: outside.fs,
    flag: absolute,
  });
}

/** Loads a config or throws the one-sentence error of why it cannot be read. */
export function loadOrThrow(path: string, outside: Outside): LoadedConfig {
  const result: LoadResult = loadConfig(path, outside.fs, { env: outside.env });
  if (result.ok) return result.config;
  const { problem } = result;
  const place = problem.place;
  // A place is what the person needs first; problemError adds it for includes only.
  if (place !== null && problem.kind !== "include") {
    throw new UserError(
      `${displayPath(place.file, outside.host.cwd)}:${place.line}:${place.column}: ${problem.message.replace(/ \(line \d+, column \d+\)$/, "")}`,
      {
        ...(problem.hint === null ? {} : { hint: problem.hint }),
      },
    );
  }
  throw problemError(problem);
}

/** Text of every file of a config by the name under which findings show it. */
export function sourcesOf(configs: readonly LoadedConfig[], outside: Outside): Map<string, string> {
  const files = configs.flatMap((config) => config.files);
  return new Map(files.map((file) => [displayPath(file.path, outside.host.cwd), file.text]));
}

/** Findings with file names as they are shown: relative to the current folder where they lie in it. */
export function shownFindings(findings: readonly Finding[], outside: Outside): Finding[] {
  return findings.map((f) => (f.file === null ? f : { ...f, file: displayPath(f.file, outside.host.cwd) }));
}

export function configsOf(configs: readonly LoadedConfig[], outside: Outside): Report["configs"] {
  const shown = (path: string) => displayPath(path, outside.host.cwd);
  return configs.map((config) => ({
    path: shown(config.main.path),
    includes: config.files.slice(1).map((file) => shown(file.path)),
  }));
}

export const TOOL = (): Report["tool"] => ({ name: "openclaw-local", version: toolVersion() });
