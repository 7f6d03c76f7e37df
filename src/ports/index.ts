/** Shapes of the outside world; no code. Only src/io implements them, so that everything else can be tried without it. */

export interface HttpRequest {
  method: "GET" | "POST";
  url: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  /** Whole request, in ms. */
  timeoutMs: number;
  /** Body cap in bytes; what comes after it is not read. Default 2 MiB. */
  maxBytes?: number;
  signal?: AbortSignal | undefined;
  /** Goes through a tunnel (CONNECT) of this HTTP proxy; never set for a request that carries a key. */
  proxy?: string;
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
      /** Lower-case names; repeated headers joined by ", ". */
      headers: Record<string, string>;
      body: string;
      ms: number;
    }
  | { ok: false; failure: HttpFailure; message: string; ms: number };

/** One event of a stream: a raw line group as it came, with the time since the request was sent. */
export interface StreamChunk {
  text: string;
  ms: number;
}

/**
 * Never follows a redirect (a 3xx is an answer like any other), never uses a proxy for loopback or private addresses,
 * never throws: every failure is a value.
 */
export interface Http {
  request(request: HttpRequest): Promise<HttpOutcome>;
  /** Like request, handing over body pieces as they arrive; the outcome holds the whole (capped) body. */
  stream(request: HttpRequest, onChunk: (chunk: StreamChunk) => void): Promise<HttpOutcome>;
  /** Frees idle sockets, so that the process can end. */
  close(): Promise<void>;
}

/** Host names. Never throws. */
export interface Dns {
  /** The addresses that the system gives for a name (also from its hosts file); null: none, or not in time. */
  lookup(name: string, timeoutMs: number): Promise<readonly string[] | null>;
}

export interface FileInfo {
  kind: "file" | "directory" | "symlink" | "other";
  /** Permission bits, such as 0o600. */
  mode: number;
  sizeBytes: number;
  mtimeMs: number;
}

/** Synchronous where a whole small file is read (configs are at most a few MB). Missing files are values, not errors. */
export interface Fs {
  /** Bytes of a file; null when it does not exist. Throws UserError when it cannot be read. */
  readFile(path: string): Uint8Array | null;
  /** At most `length` bytes from `offset` on, fewer at the end of the file; null when it does not exist. */
  openRead(path: string, offset: number, length: number): Uint8Array | null;
  /** Does not follow symlinks. */
  info(path: string): FileInfo | null;
  list(dir: string): string[];
  realPath(path: string): string | null;
  makeDir(path: string): void;
  /** Writes a new file and syncs it to disk; fails when it exists. */
  writeNew(path: string, bytes: Uint8Array, mode: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  syncDir(path: string): void;
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
      timeoutMs?: number;
      env?: Record<string, string>;
      /** Ends the command and what it started; it then counts as failed. */
      signal?: AbortSignal;
    },
  ): Promise<ExecResult>;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** The machine, apart from its commands. */
export interface Host {
  platform: NodeJS.Platform;
  arch: string;
  release: string;
  homeDir: string;
  cwd: string;
  cpuModel: string | null;
  /** The brand of the processor where cpuModel is null; takes a while, null when it is not found in time. */
  cpuBrand?(): Promise<string | null>;
  cpuCount: number;
  totalMemoryBytes: number;
  freeMemoryBytes: number;
  /** process.constrainedMemory(): 0 or a huge value means no limit. */
  constrainedMemoryBytes: number | null;
  availableMemoryBytes: number | null;
  /** IP addresses of this machine's interfaces, loopback left out. */
  networkAddresses?(): readonly string[];
  /** The Node that runs this tool. */
  node?: { execPath: string; version: string };
  /** Of this process; null where there is no such thing (Windows). */
  userId?: number | null;
  /** True: the model servers here are simulated and take no memory (the demo's). */
  simulatesServers?: boolean;
}

/** A line of progress on stderr; silent when stderr is no terminal, in CI and under --quiet. */
export interface Progress {
  start(text: string): void;
  update(text: string): void;
  stop(): void;
}

/** All of the outside that a command may touch. */
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
  /** Results. */
  stdout(text: string): Promise<void>;
  /** Messages and progress. */
  stderr(text: string): void;
  stderrIsTty: boolean;
  stdoutIsTty: boolean;
  width: number;
}
