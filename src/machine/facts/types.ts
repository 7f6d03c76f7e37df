import type { LoadedConfig } from "../../config/read/types.ts";
import type { Dns, Env, Fs, Host, Proc } from "../../ports/index.ts";

/** The result of reading a fact. An unknown one has its reason and is never guessed. */
export type Reading<T> = { known: true; value: T } | { known: false; reason: string };

/** This machine and OpenClaw's files on it. Each fact is read at most once for a world. */
export interface HostWorld {
  fs: Fs;
  proc: Proc;
  dns: Dns;
  host: Host;
  /** Variables of this process: those of the user's shell. */
  shellEnv: Env;
  /** Variables of an OpenClaw that this shell starts: its `.env` and `env.vars` after the shell's. */
  env: Env;
  /** Those of OpenClaw's own files, which every OpenClaw has. */
  fileEnv: Env;
  config: LoadedConfig | null;
  /** True when OpenClaw reads `config` here, so that its state and service belong to this config. */
  inUse: boolean;
  /** OpenClaw's state folder. */
  stateDir: string;
  now(): number;
  /** Ends the wait for facts; the rest stays unknown. */
  signal?: AbortSignal | undefined;
}

/** One fact about a machine. */
export interface HostFact<T> {
  name: string;
  /** In ms; after that it is unknown. */
  timeoutMs: number;
  /** Reads it, once for a world. Never throws. */
  of(world: HostWorld): Promise<Reading<T>>;
}
