import type { ConfigSettings } from "../checks/types.ts";
import type { Severity } from "../core/finding.ts";

/** What a project says about lint: in `.openclaw-localrc.json5`, or under `openclaw-local` in package.json. */
export interface LintSettings extends ConfigSettings {
  /** The settings file; null where there is none. */
  file: string | null;
  rules: ReadonlyMap<string, Severity | "off">;
  /** Globs of what is checked when the command line names no file, from the folder of the settings file. */
  files: readonly string[];
}

export const NO_SETTINGS: LintSettings = {
  file: null,
  rules: new Map(),
  files: [],
  target: null,
  localOnly: false,
};

export const RC_NAME = ".openclaw-localrc.json5";
export const PACKAGE_KEY = "openclaw-local";

/** What every suppression comment begins with; a config without it needs no reader of such comments. */
export const SUPPRESSION_MARK = "openclaw-local-disable";
