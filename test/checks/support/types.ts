import type { ConfigSettings } from "../../../src/checks/types.ts";
import type { Severity } from "../../../src/core/finding.ts";
import type { Json } from "../../../src/core/json.ts";
import type { Verdict, VerdictName } from "../../../src/core/report.ts";
import type { Emulator, Profile } from "../../emulators/index.ts";
import type { FakeMachine } from "../../machine/support/fake-machine.ts";
import type { Machine } from "../../machine/support/machine.ts";
import type { Setup } from "../../support/config-text.ts";
import type { Found, Seen } from "../../support/doctor.ts";

/** The cases that show that a check finds its fault and nothing else: `test/checks/<kind>/<id>.ts` exports it as `cases`. */
export interface Cases {
  /** Of a check of the config; three at least. */
  failing?: Failing[];
  passing?: Passing[];
  /** What doctor reports about a running server or a machine: at least one faulty and one healthy case. */
  scenarios?: ServerScenario[];
  machines?: MachineScenario[];
}

/** A config that must give one finding of the check where `«` stands, and no finding of any other check. */
export interface Failing {
  text: string;
  severity?: Severity;
  version?: string;
  settings?: ConfigSettings;
  /** Ids that this text may also give: a second fault that the example cannot avoid. */
  besides?: string[];
}

/** A config without any finding at all, or with a version or an id that another check is right about. */
export type Passing =
  | string
  | { text: string; version?: string; settings?: ConfigSettings; besides?: string[] };

/** What the finding must be. */
export interface Wanted {
  title: string;
  /** "severity id" of the only finding; null: silence. */
  finds: string | null;
  /** Options of doctor. */
  args?: string[];
  env?: Record<string, string>;
  /** Part of the message. */
  says?: RegExp;
  /** More of the finding, as toMatchObject takes it. */
  like?: Partial<Found>;
  /** Part of the advice. */
  hint?: RegExp;
  /** Value of each edit of the fix, by path. */
  edits?: { [path: string]: Json };
  commands?: readonly string[] | RegExp;
  /** Ids that are found once the edits are made; default none. */
  afterwards?: string[];
  /** Must not appear in the report. */
  hides?: string;
  verdicts?: Partial<Record<VerdictName, Verdict>>;
}

/** A server, and a config that names it. */
export interface ServerScenario extends Wanted {
  /** Number in the research on servers (its section 7), with a letter where it has several parts. */
  research?: string;
  server(): Profile | Promise<Emulator>;
  config?: ConfigOf;
  /** The machine that doctor runs on; default a plain one. */
  on?(): FakeMachine;
  /** An inference shows it, with these options: without --deep nothing is found, but for what is `likely`. */
  deep?: true | string[];
  /** Takes seconds, most of them asleep, and so starts first. */
  slow?: true;
  /** What the config alone makes likely: the inference proves it, and refutes it for the neighbors. */
  likely?: string;
  /** Found before it, and of the neighbors as well: the server does not report everything. "severity id" */
  also?: string;
  /** What --deep finds where a reading finds nothing; default nothing. */
  deepFinds?: string;
  /** Variants of the server that find nothing. */
  neighbors?: (() => Profile | Promise<Emulator>)[];
  /** server.kind of the report; null: none was recognized. */
  kind?: string | null;
  /** contextAllocated of the first model. */
  context?: number | null;
  /** Further assertions. */
  more?(seen: Seen, server: Emulator): unknown;
  /** Changes the server, and what doctor reports then. */
  later?: Later<Emulator>[];
}

/** The config's only provider; or a whole config. */
export type ConfigOf =
  | (Omit<Setup, "baseUrl"> & {
      /** Without /v1; or with a slash at the end. Default: the emulator's own base URL. */
      at?: "origin" | "slash";
      /** An address that is not the emulator's. */
      baseUrl?: string;
    })
  | ((server: Emulator) => string);

/** A machine with a config of its own in its home. */
export interface MachineScenario extends Wanted {
  machine(): Promise<Machine> | Machine;
  /** The smallest change that makes the machine healthy. */
  mend?(machine: Machine): unknown;
  /** Further assertions. */
  more?(seen: Seen): unknown;
  later?: Later<Machine>[];
}

export interface Later<T> {
  change(what: T): unknown;
  finds: string | null;
  args?: string[];
}
