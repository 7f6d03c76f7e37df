import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "vitest";
import { tempDir } from "../cli/run.ts";
import { ROOT } from "./action.ts";

export interface Done {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs with this machine's environment, which names its registry. Never in this repository: npm would build it. */
export function command(name: string, args: string[], cwd: string, env: Record<string, string> = {}): Done {
  const child = spawnSync(name, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    shell: process.platform === "win32",
    timeout: 280_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.error !== undefined) throw child.error;
  return { code: child.status, stdout: child.stdout, stderr: child.stderr };
}

/** Throws with npm's message when it fails. */
export function npm(args: string[], cwd: string): string {
  const done = command("npm", args, cwd);
  if (done.code !== 0) throw new Error(`npm ${args.join(" ")}: exit ${done.code}\n${done.stderr}`);
  return done.stdout;
}

/** The files of this repository that git tracks or would track. */
export function sources(): string[] {
  const done = command("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT);
  if (done.code !== 0) throw new Error(`git ls-files: ${done.stderr}`);
  return done.stdout.split("\0").filter((file) => file !== "" && isFile(join(ROOT, file)));
}

/** A copy of the sources without built or installed files, where npm can build without disturbing other tests. */
export function checkout(options: { installed: boolean }): string {
  const dir = tempDir();
  for (const file of sources()) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(dir, file));
  }
  if (options.installed) symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"), "junction");
  return dir;
}

function isFile(path: string): boolean {
  return existsSync(path) && lstatSync(path).isFile();
}

const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|Could not resolve host/;

/** Skips the test when the text shows that there is no network, unless REQUIRE_REAL=1. */
export function skipWithoutNetwork(text: string, context: TestContext): void {
  const reason = NO_NETWORK.exec(text)?.[0];
  if (reason === undefined || process.env["REQUIRE_REAL"] === "1") return;
  context.skip(`no package registry can be reached from here (${reason})`);
}
