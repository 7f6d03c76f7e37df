import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { BIN, tempDir } from "../cli/run.ts";
import { TestTerminal } from "../support/terminal.ts";

const PLAIN_MACHINE = `--import=${new URL("../setup/plain-machine.mjs", import.meta.url)}`;

export interface WizardRun {
  terminal: TestTerminal;
  dir: string;
  /** Path of the config. */
  config: string;
  /** Its text; null: there is none. */
  read(): string | null;
}

interface WizardOptions {
  columns?: number;
  rows?: number;
  config?: string | undefined;
  env?: Record<string, string>;
  /** The home of an earlier run; default: a new one. */
  in?: string;
  /** Standard output goes to this file of the home instead of the terminal. */
  stdoutTo?: string;
}

/** So much memory that everything fits: the machine that the tests run on must not decide. */
export const ROOMY = ["--vram", "256"];

/** `init` at a pseudo-terminal, in a home of its own. */
export function wizard(args: readonly string[], options: WizardOptions = {}): WizardRun {
  const dir = options.in ?? tempDir();
  const config = join(dir, "openclaw.json");
  if (options.config !== undefined) writeFileSync(config, options.config, { mode: 0o600 });
  const init = [process.execPath, PLAIN_MACHINE, BIN, "init", "--config", config, ...args];
  const { stdoutTo } = options;
  const command =
    stdoutTo === undefined ? init : ["/bin/sh", "-c", 'exec "$@" >"$0"', join(dir, stdoutTo), ...init];
  const terminal = new TestTerminal(command, {
    columns: options.columns ?? 100,
    rows: options.rows ?? 40,
    cwd: dir,
    env: {
      PATH: "/usr/bin:/bin",
      HOME: dir,
      LANG: "C.UTF-8",
      TERM: "xterm-256color",
      ...options.env,
    },
  });
  onTestFinished(() => terminal.kill());
  return {
    terminal,
    dir,
    config,
    read: () => (existsSync(config) ? readFileSync(config, "utf8") : null),
  };
}

/** Waits until a question stands, and is not answered yet. */
export function asks(run: WizardRun, question: string): Promise<string> {
  return run.terminal.shows(new RegExp(`^\\? ${question.replaceAll(/[?().]/g, "\\$&")}`, "m"));
}

/** Answers questions one after the other. */
export async function answers(run: WizardRun, ...steps: readonly [question: string, ...keys: string[]][]) {
  for (const [question, ...keys] of steps) {
    const before = await asks(run, question);
    const changes = (ms: number) =>
      // the same question may come again
      expect.poll(() => run.terminal.text(), { interval: 10, timeout: ms }).not.toBe(before);
    run.terminal.press(...keys);
    // on a busy machine a question can stand before it reads keys; a person would press again
    await changes(5_000).catch(() => {
      run.terminal.press(...keys);
      return changes(15_000);
    });
  }
}
