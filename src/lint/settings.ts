import type { ConfigSettings } from "../checks/types.ts";
import type { Severity } from "../core/finding.ts";

/** A project's settings for lint: in `.openclaw-localrc.json5`, or under `openclaw-local` in package.json. */
export interface LintSettings extends ConfigSettings {
  /** The settings file, if there is one. */
  file: string | null;
  rules: ReadonlyMap<string, Severity | "off">;
  /** What to check when the command line names no file; relative to the folder of the settings file. */
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

/** The start of every suppression comment. */
export const SUPPRESSION_MARK = "openclaw-local-disable";
