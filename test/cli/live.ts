import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import type { Report } from "../../src/core/report.ts";
import { configText, type Setup } from "../doctor/harness.ts";
import {
  assertHarmless,
  type Emulator,
  type EmulatorOptions,
  type Profile,
  startEmulator,
} from "../emulators/index.ts";
import { openclawLocal, tempDir } from "./run.ts";

const running: Emulator[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

/** Closed after the test. */
export function track<T extends Emulator>(server: T): T {
  running.push(server);
  return server;
}

export async function serve<O extends EmulatorOptions>(profile: Profile<O>): Promise<Emulator<O>> {
  return track(await startEmulator(profile));
}

export interface Examined {
  code: number | null;
  report: Report;
  findings: Finding[];
  /** Ids of the findings, in order. */
  ids: string[];
  /** Where the config lies. */
  config: string;
}

/** The real executable's `doctor --json` on a config; without --deep no emulator of the test may have got more than readings. */
export async function examine(
  setup: Setup | string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Examined> {
  const config = join(tempDir(), "openclaw.json");
  writeFileSync(config, typeof setup === "string" ? setup : configText(setup));
  return examineFile(config, args, env);
}

export async function examineFile(
  config: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Examined> {
  const fixed = ["doctor", "--config", config, "--json", "--openclaw-version", "2026.9.6"];
  const result = await openclawLocal([...fixed, ...args], { env });
  let report: Report;
  try {
    report = JSON.parse(result.stdout) as Report;
  } catch {
    throw new Error(`doctor: exit ${result.code}, no JSON\n${result.stdout}${result.stderr}`);
  }
  if (!args.includes("--deep")) for (const server of running) assertHarmless(server, { key: "allowed" });
  return {
    code: result.code,
    report,
    findings: report.findings,
    ids: report.findings.map((f) => f.checkId),
    config,
  };
}
