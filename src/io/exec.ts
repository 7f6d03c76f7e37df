import type { ChildProcess } from "node:child_process";
import type { Env, ExecResult, Proc } from "../ports/index.ts";
import { launch } from "./launch.ts";

const DEFAULT_TIMEOUT_MS = 3000;
/** Bytes kept of each stream; the rest is read and dropped so that the command cannot block on a full pipe. */
const MAX_OUTPUT_BYTES = 64 * 1024;
/** How long to wait for output after the end of a command whose child may still hold the pipes open. */
const DRAIN_MS = 200;

const POSIX = process.platform !== "win32";
const running = new Set<ChildProcess>();
let exitHookSet = false;

/**
 * Runs commands without a shell. Never throws: a missing command, a non-zero status and a timeout are values. Each command
 * gets its own process group so that a timeout ends its children too.
 */
export function createProc(env: Env): Proc {
  return {
    run: (command, args, options = {}) =>
      runOnce(command, args, {
        timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        env: options.onlyEnv ? (options.env ?? {}) : definedOnly({ ...env, ...options.env, LC_ALL: "C" }),
        cwd: options.cwd,
        signal: options.signal,
        onOutput: options.onOutput,
      }),
    launch: (command, args, { logPath, env: more }) =>
      launch(command, args, { logPath, env: definedOnly({ ...env, ...more }) }),
  };
}

interface RunOptions {
  timeoutMs: number;
  env: Record<string, string>;
  cwd?: string | undefined;
  signal?: AbortSignal | undefined;
  onOutput?: ((text: string) => void) | undefined;
}

function runOnce(command: string, args: readonly string[], options: RunOptions): Promise<ExecResult> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const stdout = new CappedText();
    const stderr = new CappedText();
    let done = false;
    let drain: NodeJS.Timeout | undefined;
    const finish = (exitCode: number | null, problem: ExecResult["problem"]) => {
      if (done) return;
      done = true;
      clearTimeout(limit);
      clearTimeout(drain);
      options.signal?.removeEventListener("abort", onAbort);
      resolve({
        exitCode,
        stdout: stdout.text(),
        stderr: stderr.text(),
        problem,
        ms: Math.round(performance.now() - startedAt),
      });
    };
    const child = start(command, args, options);
    const end = (problem: ExecResult["problem"]) => {
      if (child) endGroup(child);
      finish(null, problem);
      if (child) forget(child);
    };
    const limit = setTimeout(() => end("timeout"), options.timeoutMs);
    const onAbort = () => end("failed");
    options.signal?.addEventListener("abort", onAbort, { once: true });
    if (!child) {
      finish(null, "failed");
      return;
    }
    running.add(child);
    const take = (kept: CappedText) => (chunk: Buffer) => {
      kept.add(chunk);
      options.onOutput?.(chunk.toString("utf8"));
    };
    child.stdout?.on("data", take(stdout));
    child.stderr?.on("data", take(stderr));
    child.on("error", (error: NodeJS.ErrnoException) => {
      forget(child);
      finish(null, error.code === "ENOENT" ? "not-found" : "failed");
    });
    const ended = (code: number | null) => {
      forget(child);
      finish(code, code === 0 ? null : "failed");
    };
    child.on("exit", (code) => {
      drain = setTimeout(() => ended(code), DRAIN_MS);
    });
    child.on("close", ended);
  });
}

/** Loaded with the first command, since most runs start none. */
function childProcess() {
  return process.getBuiltinModule("node:child_process");
}

/** Null when the command cannot be started (a NUL byte in an argument, an empty command, a file that is not a program). */
function start(
  command: string,
  args: readonly string[],
  { env, cwd }: Pick<RunOptions, "env" | "cwd">,
): ChildProcess | null {
  try {
    killOnExit();
    const { spawn } = childProcess();
    return spawn(command, [...args], {
      ...{ env, cwd },
      stdio: ["ignore", "pipe", "pipe"],
      detached: POSIX,
      windowsHide: true,
      shell: false,
    });
  } catch {
    return null;
  }
}

/** Ends the command and its children. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (!POSIX) {
    endTree(child, child.pid);
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Already gone.
  }
  child.kill("SIGKILL");
}

/** Windows finds children by their parent, so taskkill must run before the command itself ends. */
function endTree(child: ChildProcess, pid: number): void {
  try {
    childProcess()
      .spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true })
      .on("error", () => child.kill("SIGKILL"))
      .on("exit", (code) => {
        if (code !== 0) child.kill("SIGKILL");
      })
      .unref();
  } catch {
    child.kill("SIGKILL");
  }
}

/** Releases the pipes so that a leftover child cannot keep this process alive. */
function forget(child: ChildProcess): void {
  running.delete(child);
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** A separate process group does not get the terminal's Ctrl-C, so this process ends the running commands at its exit. */
function killOnExit(): void {
  if (exitHookSet) return;
  exitHookSet = true;
  process.on("exit", () => {
    for (const child of running) endGroup(child);
  });
}

function definedOnly(env: Env): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) result[name] = value;
  return result;
}

class CappedText {
  #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Buffer): void {
    const room = MAX_OUTPUT_BYTES - this.#bytes;
    if (room <= 0) return;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#chunks.push(kept);
    this.#bytes += kept.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
