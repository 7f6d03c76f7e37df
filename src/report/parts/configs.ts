import type { LoadedConfig } from "../../config/read/types.ts";
import type { Finding } from "../../core/finding.ts";
import type { Report } from "../../core/report.ts";
import { displayPath } from "./paths.ts";

/** Text of every file of some configs by the name under which findings show it. */
export function sourcesOf(configs: readonly LoadedConfig[], cwd: string): Map<string, string> {
  const files = configs.flatMap((config) => config.files);
  return new Map(files.map((file) => [displayPath(file.path, cwd), file.text]));
}

/** Findings with file names as they are shown: relative to the current folder where they lie in it. */
export function shownFindings(findings: readonly Finding[], cwd: string): Finding[] {
  return findings.map((f) => (f.file === null ? f : { ...f, file: displayPath(f.file, cwd) }));
}

/** The part of a report that names the files. */
export function configsOf(configs: readonly LoadedConfig[], cwd: string): Report["configs"] {
  return configs.map((config) => ({
    path: displayPath(config.main.path, cwd),
    includes: config.files.slice(1).map((file) => displayPath(file.path, cwd)),
  }));
}
