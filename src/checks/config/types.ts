import type { LoadedConfig, Place } from "../../config/read/types.ts";
import type { FindingDraft, Severity } from "../../core/finding.ts";
import type { ConfigPath } from "../../core/path.ts";
import type { ConfigView, OpenClawVersion } from "../../openclaw/types.ts";

/** What a rule or check means; `explain` and the docs page are made of it. */
export interface RuleDoc {
  what: string;
  why: string;
  /** Shortest JSON5 that has the fault, and the same mended; or, for a live check, what is seen and what helps. */
  bad: string;
  good: string;
  /** The OpenClaw version that the examples are for, where the fault is not one on the newest. */
  version?: string;
  /** The settings that the examples need. */
  settings?: RuleSettings;
}

/** What the user says about the setup, which no config tells. */
export interface RuleSettings {
  /** Where OpenClaw runs; null: not told. */
  target: "docker" | "host" | null;
  /** True: nothing may reach a hosted model. */
  localOnly: boolean;
}

export interface RuleContext {
  config: LoadedConfig;
  view: ConfigView;
  openclaw: OpenClawVersion;
  /** Absent where nothing is told. */
  settings?: RuleSettings;
}

/** A fault that the config alone shows. Pure and synchronous: lint opens no socket and reads no other file. */
export interface Rule {
  id: string;
  title: string;
  severity: Severity;
  doc: RuleDoc;
  /**
   * Rules that explain the same fault better: a finding of this rule is dropped when one of them has a finding at the
   * same path or about the same target.
   */
  yieldsTo?: readonly string[];
  /** `at` places the finding; its `path` text is made of it. */
  run(context: RuleContext): RuleFinding[];
}

export interface RuleFinding extends FindingDraft {
  at: ConfigPath;
  /** Underline the key instead of the value. */
  atKey?: boolean;
  /** The place itself, where the path does not lead to it (the first of two equal keys). */
  place?: Place;
}
