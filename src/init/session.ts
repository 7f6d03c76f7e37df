import type { LoadedConfig } from "../config/read/types.ts";
import type { Report } from "../core/report.ts";
import { commandLine } from "../core/shell.ts";
import type { Deadline } from "../doctor/deadline.ts";
import type { Hardware } from "../machine/types.ts";
import type { Outside } from "../ports/index.ts";
import type { Prompter } from "../ui/prompts.ts";
import type { InitDocument } from "./document.ts";
import type { InitOptions } from "./options.ts";

export interface InitMeans {
  outside: Outside;
  /** Null: take the proposals. Throws UserError when asking is required but impossible. */
  ask(): Prompter | null;
  /** The hardware of this machine, with the user's overrides. */
  hardware(): Promise<Hardware>;
  /** Shows a report to people. */
  show(report: Report, config: LoadedConfig): Promise<void>;
}

/** A run of init, as its steps see it. */
export interface Session extends Omit<InitMeans, "ask"> {
  o: InitOptions;
  /** The end of the whole run. */
  deadline: Deadline | null;
  document: InitDocument;
  /** Prints a line for people on stdout; nothing under --json. */
  say(line: string): Promise<void>;
}

/** A command of this tool for the config of this run, as the user would type it here. */
export function ownCommand({ o, outside }: Pick<Session, "o" | "outside">, ...words: string[]): string {
  const config = o.config === undefined ? [] : ["--config", o.config];
  return commandLine(outside.host.platform, "openclaw-local", ...words, ...config);
}
