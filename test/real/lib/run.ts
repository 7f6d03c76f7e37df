import { type ChildProcess, spawn } from "node:child_process";

export interface RunResult {
  /** null: killed by a signal, or it could not be started. */
  code: number | null;
  stdout: string;
  stderr: string;
  ms: number;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** After this it is killed, with what it started. */
  timeoutMs: number;
}

/** Runs a command to its end; there is no standard input. Never rejects. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const started = performance.now();
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that pip's and npm's children end with it.
      detached: true,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    const timer = setTimeout(() => {
      err.push(Buffer.from(`\n(ended: it ran longer than ${options.timeoutMs / 1000} s)\n`));
      killGroup(child);
    }, options.timeoutMs);
    const finish = (code: number | null) => {
      clearTimeout(timer);
      const ms = Math.round(performance.now() - started);
      done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), ms });
    };
    child.once("error", (error) => {
      err.push(Buffer.from(error.message));
      finish(null);
    });
    child.once("close", finish);
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // it has just ended
  }
}

/** The last line that says something: what to show of a failed installer. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
