import type { LoadedConfig } from "../../config/read/types.ts";
import type { Dns, Env, Fs, Host, Proc } from "../../ports/index.ts";

/** What reading a fact came to; an unknown one has its reason and is never guessed. */
export type Reading<T> = { known: true; value: T } | { known: false; reason: string };

/** This machine and OpenClaw's files on it: what facts are read from. Each fact is read once for a world, when asked for. */
export interface HostWorld {
  fs: Fs;
  proc: Proc;
  dns: Dns;
  host: Host;
  /** Variables of this process: those of the user's shell. */
  shellEnv: Env;
  /** Variables as OpenClaw sees them when it is started from this shell: its `.env` and `env.vars` behind the shell's. */
  env: Env;
  /** The part of these that is in OpenClaw's own files, and so there for every OpenClaw. */
  fileEnv: Env;
  config: LoadedConfig | null;
  /** True when `config` is the file that OpenClaw reads here, so that OpenClaw's state and service belong to it. */
  inUse: boolean;
  /** OpenClaw's state folder. */
  stateDir: string;
  now(): number;
  /** Ends the waiting for facts: what is not known by then stays unknown. */
  signal?: AbortSignal | undefined;
}

/** One thing that is read of a machine. */
export interface HostFact<T> {
  name: string;
  /** In ms; what is not read by then is unknown. */
  timeoutMs: number;
  /** Reads it, once for each world. Never throws. */
  of(world: HostWorld): Promise<Reading<T>>;
}
