import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The executable. */
export const BIN = fileURLToPath(new URL("../../bin/openclaw-local.js", import.meta.url));

/** See there: what asks beyond this machine where it runs in a container must not do so in a test. */
const PLAIN_MACHINE = `--import=${new URL("../setup/plain-machine.mjs", import.meta.url)}`;
const LOOKS_AROUND = ["doctor", "init", "demo", "bench"];

export interface RunResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  stdin?: string;
  /** Node options such as "--import=..."; default PLAIN_MACHINE for what looks around on the machine. */
  node?: string[];
  /** Sends SIGINT after this many ms. */
  interruptAfterMs?: number;
  /** Another script than the executable. */
  script?: string;
  /** Of another user. */
  uid?: number | undefined;
  /** Sends SIGINT when it resolves. */
  interruptWhen?: Promise<unknown>;
}

/**
 * Runs the real executable with a home of its own and none of this machine's variables, so that nothing outside the
 * test is read. Standard input is empty unless given.
 */
export function openclawLocal(args: string[], options: RunOptions = {}): Promise<RunResult> {
  const home = options.env?.["HOME"] ?? tempDir();
  const node = options.node ?? (LOOKS_AROUND.includes(args[0] ?? "") ? [PLAIN_MACHINE] : []);
  const child = spawn(process.execPath, [...node, options.script ?? BIN, ...args], {
    cwd: options.cwd ?? home,
    env: { PATH: "/usr/bin:/bin", HOME: home, USERPROFILE: home, LANG: "C.UTF-8", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A child may end before it has read anything; then there is nobody to write to.
  child.stdin.on("error", () => undefined).end(options.stdin ?? "");
  if (options.interruptAfterMs !== undefined)
    setTimeout(() => child.kill("SIGINT"), options.interruptAfterMs);
  options.interruptWhen?.then(() => child.kill("SIGINT"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** The one JSON document on stdout; anything else there is a failure. */
export function parseStdout(result: RunResult): Record<string, unknown> {
  return JSON.parse(result.stdout);
}

const dirs: string[] = [];

/** A folder that is removed when the test file ends. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "openclaw-local-test-"));
  dirs.push(dir);
  return dir;
}

afterAll(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});
