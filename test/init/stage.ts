import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { InitOptions } from "../../src/init/options.ts";
import { runInit } from "../../src/init/run.ts";
import { createOutside } from "../../src/io/outside.ts";
import { probeHardware } from "../../src/machine/probe.ts";
import type { Outside } from "../../src/ports/index.ts";
import type { Prompter } from "../../src/ui/prompts.ts";

export interface Stage {
  dir: string;
  /** Path of the config, which may not exist yet. */
  config: string;
  outside: Outside;
  stdout(): string;
  stderr(): string;
  abort: AbortController;
}

const stages: { dir: string; dispose(): Promise<void> }[] = [];
afterAll(async () => {
  for (const { dir, dispose } of stages.splice(0)) {
    await dispose();
    rmSync(dir, { recursive: true, force: true });
  }
});

/** The real outside with its own home. It records what is written to the streams. */
export function stage(own: { config?: string; env?: Record<string, string> } = {}): Stage {
  const dir = mkdtempSync(join(tmpdir(), "openclaw-local-init-"));
  const abort = new AbortController();
  const env = { PATH: "", HOME: dir, ...own.env };
  const real = createOutside(env, abort.signal);
  stages.push({ dir, dispose: () => real.dispose() });
  const config = join(dir, "openclaw.json");
  if (own.config !== undefined) writeFileSync(config, own.config, { mode: 0o600 });
  let stdout = "";
  let stderr = "";
  const outside: Outside = {
    ...real,
    host: { ...real.host, homeDir: dir, cwd: dir },
    stdinIsTty: false,
    stderrIsTty: false,
    stdout: async (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  };
  return { dir, config, outside, stdout: () => stdout, stderr: () => stderr, abort };
}

/** Options of `init --yes` for a stage. */
export function options(on: Stage, own: Partial<InitOptions> = {}): InitOptions {
  return {
    config: on.config,
    endpoint: [],
    hosted: [],
    yes: true,
    dryRun: false,
    json: false,
    quiet: false,
    verbose: false,
    timeout: 2_000,
    openclawVersion: "2026.9.6",
    ...own,
  };
}

/** Runs init; without `ask` it takes the proposals. */
export function init(on: Stage, own: InitOptions, ask: Prompter | null = null): Promise<number> {
  const { outside } = on;
  return runInit(own, {
    outside,
    ask: () => ask,
    hardware: () => probeHardware(outside),
    show: async () => {},
  });
}

export function read(path: string): string {
  return readFileSync(path, "utf8");
}
