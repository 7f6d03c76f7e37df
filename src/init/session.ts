import type { LoadedConfig } from "../config/read/types.ts";
import type { Report } from "../core/report.ts";
import type { Hardware } from "../machine/types.ts";
import type { Outside } from "../ports/index.ts";
import type { Prompter } from "../ui/prompts.ts";
import type { InitDocument } from "./document.ts";
import type { InitOptions } from "./options.ts";

/** What a run of init needs besides its options. */
export interface InitMeans {
  outside: Outside;
  /** Who answers; null: the proposed choices are taken. Throws UserError where somebody should answer and nobody can. */
  ask(): Prompter | null;
  /** This machine, or the one that is described. */
  hardware(): Promise<Hardware>;
  /** Shows a report to people. */
  show(report: Report, config: LoadedConfig): Promise<void>;
}

/** A run of init, as its steps see it. */
export interface Session {
  o: InitOptions;
  outside: Outside;
  document: InitDocument;
  /** Null: nobody is asked. */
  ask: Prompter | null;
  /** Read only when somebody asks. */
  hardware: InitMeans["hardware"];
  show: InitMeans["show"];
  /** A line for people, on stdout; none under --json. */
  say(line: string): Promise<void>;
}
