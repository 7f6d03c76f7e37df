import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
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
}

/** `init` at a pseudo-terminal, in a home of its own. */
export function wizard(args: readonly string[], options: WizardOptions = {}): WizardRun {
  const dir = tempDir();
  const config = join(dir, "openclaw.json");
  if (options.config !== undefined) writeFileSync(config, options.config, { mode: 0o600 });
  const command = [process.execPath, PLAIN_MACHINE, BIN, "init", "--config", config, ...args];
  const terminal = new TestTerminal(command, {
    columns: options.columns ?? 100,
    rows: options.rows ?? 40,
    cwd: dir,
    env: {
      PATH: "/usr/bin:/bin",
      HOME: dir,
      LANG: "C.UTF-8",
      TERM: "xterm-256color",
      // the machine that the tests run on must not decide what fits
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
