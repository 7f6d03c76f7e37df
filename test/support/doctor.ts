import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../src/core/finding.ts";
import type { Report } from "../../src/core/report.ts";
import type { RunResult } from "../cli/run.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import type { AnyEdit } from "./apply-fix.ts";

/** A finding as the JSON report has it: paths are text. */
export interface Found extends Omit<Finding, "path" | "fix"> {
  path: string | null;
  fix: { commands: string[]; edits: (AnyEdit & { path: string })[]; safe: boolean } | null;
}

/** The JSON report. */
interface Told extends Omit<Report, "findings" | "fixed" | "repair"> {
  findings: Found[];
  fixed?: { file: string; checkId: string; path: string | null }[];
  repair?: { counts: { fixed: number; remaining: number; new: number } | null } & Record<string, unknown>;
}

export interface Seen extends RunResult {
  report: Told;
  findings: Found[];
  /** Ids of the findings, in order. */
  ids: string[];
  /** The same with severities: "error server-401". */
  brief: string[];
}

/** What a `doctor --json` said. */
export function seenIn(result: RunResult): Seen {
  if (result.stdout === "") throw new Error(`exit ${result.code}, no report: ${result.stderr}`);
  const report: Told = JSON.parse(result.stdout);
  const { findings } = report;
  const ids = findings.map((f) => f.checkId);
  return { ...result, report, findings, ids, brief: findings.map((f) => `${f.severity} ${f.checkId}`) };
}

/** `doctor --json` in this process, on a machine of its own. */
export async function doctorHere(
  args: readonly string[],
  machine = new FakeMachine(),
  signal?: AbortSignal,
): Promise<Seen> {
  return seenIn(await runInProcess(["doctor", "--json", ...args], machine, signal));
}

/** Writes a config that nobody else may read into the machine's home. */
export function configOn(machine: FakeMachine, text: string): string {
  const path = join(machine.dir, "openclaw.json");
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
