/** Interfaces to the outside world; no code. Only src/io implements them, so that everything else can be tested without it. */

import type { Secrets } from "../core/secrets.ts";

/** Certificates and keys of a connection, as PEM texts, and the name that the server's certificate must have. */
export interface TlsSettings {
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  passphrase?: string | undefined;
  serverName?: string | undefined;
}

/** What every request to a server carries besides its key. Only the server's own origin may receive it. */
export interface RequestSettings {
  /** Names in lower case. `authorization` takes the place of the key. */
  headers: Readonly<Record<string, string>>;
  tls?: TlsSettings | undefined;
}

export interface HttpRequest {
  method: "GET" | "POST";
  url: string;
  headers?: Record<string, string> | undefined;
  body?: string | undefined;
  /** Whole request, in ms. */
  timeoutMs: number;
  /** Body cap in bytes; what comes after it is not read. Default 2 MiB. */
  maxBytes?: number | undefined;
  signal?: AbortSignal | undefined;
  tls?: TlsSettings | undefined;
  /** Goes through a tunnel (CONNECT) of this HTTP proxy; never set for a request that carries a key. */
  proxy?: string | undefined;
}

export type HttpFailure =
  | "refused"
  | "timeout"
  | "dns"
  | "reset"
  | "tls"
  | "unreachable"
  | "invalid-url"
  | "too-large"
  | "malformed"
  | "aborted"
  | "other";

export type HttpOutcome =
  | {
      ok: true;
      status: number;
      /** Names in lower case; repeated headers are joined by ", ". */
      headers: Record<string, string>;
      body: string;
      ms: number;
    }
  | {
      ok: false;
      /** A timeout alone: true where the server took the connection. */
      connected?: boolean | undefined;
      failure: HttpFailure;
      message: string;
      /** The error code of Node or undici, where there is one. */
      code?: string | undefined;
      ms: number;
    };

/** A raw piece of a stream, with the time since the request was sent. */
export interface StreamChunk {
  text: string;
  ms: number;
}

/** Never follows a redirect (a 3xx is an ordinary answer), never uses a proxy unasked, never throws: failures are values. */
export interface Http {
  request(request: HttpRequest): Promise<HttpOutcome>;
  /** Like request, but passes on the pieces of the body as they arrive; the outcome holds the whole (capped) body. */
  stream(request: HttpRequest, onChunk: (chunk: StreamChunk) => void): Promise<HttpOutcome>;
  /** Closes idle sockets so that the process can end. */
  close(): Promise<void>;
}

/** Never throws. */
export interface Dns {
  /** The addresses of a name according to the system (including its hosts file); null: none, or not in time. */
  lookup(name: string, timeoutMs: number): Promise<readonly string[] | null>;
}

export interface FileInfo {
  kind: "file" | "directory" | "symlink" | "other";
  /** Permission bits, such as 0o600. */
  mode: number;
  sizeBytes: number;
  mtimeMs: number;
}

/** Synchronous, as configs are a few MB at most. A missing file is a value, not an error. */
export interface Fs {
  /** The bytes of a file; null when it does not exist. Throws UserError when it cannot be read. */
  readFile(path: string): Uint8Array | null;
  /** Up to `length` bytes from `offset` on; null when the file does not exist. */
  openRead(path: string, offset: number, length: number): Uint8Array | null;
  /** Does not follow symlinks. */
  info(path: string): FileInfo | null;
  list(dir: string): string[];
  realPath(path: string): string | null;
  makeDir(path: string): void;
  /** Writes a new file and syncs it to disk; throws when it exists. */
  writeNew(path: string, bytes: Uint8Array, mode: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  syncDir(path: string): void;
  /** Bytes that this user may still write on the file system of a path; null: unknown, or no such path. */
  freeBytes(path: string): number | null;
  /** A new folder for this user alone (0700) among the system's temporary files. */
  makeTemp(prefix: string): TempFolder;
}

/** A temporary folder; it also goes when the process ends. */
export interface TempFolder {
  /** Without symlinks. */
  path: string;
  /** Removes it with all that is in it. Never throws. */
  remove(): void;
}

export interface ExecResult {
  /** Null when the command was not found, timed out or was killed. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  problem: "not-found" | "timeout" | "failed" | null;
  ms: number;
}

export interface Proc {
  run(
    command: string,
    args: readonly string[],
    options?: {
      timeoutMs?: number | undefined;
      env?: Record<string, string> | undefined;
      /** True: `env` is the whole environment; default: it is added to this process's. */
      onlyEnv?: boolean | undefined;
      /** Default: the current folder. */
      cwd?: string | undefined;
      /** Ends the command and its children; it then counts as failed. */
      signal?: AbortSignal | undefined;
      /** Gets both streams as they come, uncut and as they are. */
      onOutput?: ((text: string) => void) | undefined;
    },
  ): Promise<ExecResult>;
  /**
   * Starts a command that outlives this process: in a group of its own, without input, with both streams in a new file.
   * `env`: variables besides those of this process. Throws UserError when the file exists or cannot be written.
   */
  launch(
    command: string,
    args: readonly string[],
    options: { logPath: string; env?: Record<string, string> | undefined },
  ): Promise<Launched | { problem: "not-found" | "failed" }>;
}

/** A process that outlives this one. */
export interface Launched {
  pid: number;
  /** How it ended; null while it runs. `status` null: by a signal. */
  ended(): { status: number | null } | null;
  /** Ends it and its children, and resolves when it has ended. */
  stop(): Promise<void>;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** Facts about the machine. */
export interface Host {
  platform: NodeJS.Platform;
  arch: string;
  release: string;
  homeDir: string;
  cwd: string;
  cpuModel: string | null;
  /** The brand of the processor, for when cpuModel is null. Takes a while; null when it is not found in time. */
  cpuBrand?(): Promise<string | null>;
  cpuCount: number;
  totalMemoryBytes: number;
  freeMemoryBytes: number;
  /** process.constrainedMemory(): 0 or a huge value means no limit. */
  constrainedMemoryBytes: number | null;
  availableMemoryBytes: number | null;
  /** IP addresses of this machine's interfaces, without loopback. */
  networkAddresses?(): readonly string[];
  /** The Node that runs this tool. */
  node?: { execPath: string; version: string } | undefined;
  /** Of this process; null on Windows. */
  userId?: number | null | undefined;
  /** True in the demo: its model servers are simulated and take no memory. */
  simulatesServers?: boolean | undefined;
}

/** A line of progress on stderr; silent without a terminal, in CI and under --quiet. */
export interface Progress {
  start(text: string): void;
  update(text: string): void;
  stop(): void;
}

/** Everything outside that a command may use. */
export interface Outside {
  /** Of this tool. */
  version: string;
  http(): Promise<Http>;
  fs: Fs;
  proc: Proc;
  dns: Dns;
  env: Env;
  host: Host;
  now(): number;
  stdinIsTty: boolean;
  readStdin(): Promise<string>;
  signal: AbortSignal;
  /** What no output may contain; stdout and stderr of the real outside mask it. */
  secrets?: Secrets | undefined;
  /** Results. */
  stdout(text: string): Promise<void>;
  /** Messages and progress. */
  stderr(text: string): void;
  stderrIsTty: boolean;
  stdoutIsTty: boolean;
  width: number;
}
