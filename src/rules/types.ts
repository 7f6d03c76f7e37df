import type { LoadedConfig } from "../config/types.ts";
import type { FindingDraft, Severity } from "../core/finding.ts";
import type { ConfigPath } from "../core/path.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";

/** What a rule or check means; `explain` and the docs page are made of it. */
export interface RuleDoc {
  what: string;
  why: string;
  /** Shortest JSON5 that has the fault, and the same mended; or, for a live check, what is seen and what helps. */
  bad: string;
  good: string;
}

export interface RuleContext {
  config: LoadedConfig;
  view: ConfigView;
  openclaw: OpenClawVersion;
}

/** A fault that the config alone shows. Pure and synchronous: lint opens no socket and reads no other file. */
export interface Rule {
  id: string;
  title: string;
  severity: Severity;
  doc: RuleDoc;
  /** `at` places the finding; its `path` text is made of it. */
  run(context: RuleContext): RuleFinding[];
}

export interface RuleFinding extends FindingDraft {
  at: ConfigPath;
  /** Underline the key instead of the value. */
  atKey?: boolean;
}
