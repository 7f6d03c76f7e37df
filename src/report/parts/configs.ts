import type { LoadedConfig } from "../../config/read/types.ts";
import type { Report } from "../../core/report.ts";

/** The texts of all files of some configs by path, for code frames. */
export function sourcesOf(configs: readonly LoadedConfig[]): Map<string, string> {
  return new Map(configs.flatMap((config) => config.files.map((file) => [file.path, file.text])));
}

/** The part of a report that names the files. */
export function configsOf(configs: readonly LoadedConfig[]): Report["configs"] {
  return configs.map(({ main, files }) => ({
    path: main.path,
    includes: files.slice(1).map((file) => file.path),
  }));
}
