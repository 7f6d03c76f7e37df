import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../cli/run.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";

export interface Spread {
  median: number;
  low: number;
  high: number;
  runs: number;
  source: "server" | "stream";
}

/** The document of bench --json. */
interface Told {
  ok: boolean;
  depths: {
    depth: number;
    promptTokens: number;
    prefillTokensPerSecond: Spread | null;
    decodeTokensPerSecond: Spread | null;
    secondTurn: { seconds: number; cachedTokens: number | null } | null;
    why: string | null;
  }[];
  notMeasured: { depth: number; because: string; why: string }[];
  kept: string | null;
  notKept: string | null;
  exam: { complete: boolean; measures: Record<string, { good: number; of: number }> } | null;
  error?: { message: string; hint: string | null };
}

export interface Bench extends RunResult {
  told: Told;
  machine: FakeMachine;
}

export const FILE = ".local/state/openclaw-local/measured.json";

/** bench --json --yes in this process, on a machine of its own. */
export async function bench(
  baseUrl: string,
  args: readonly string[] = [],
  { machine = new FakeMachine(), signal }: { machine?: FakeMachine; signal?: AbortSignal } = {},
): Promise<Bench> {
  const argv = ["bench", "--json", "--yes", "--endpoint", baseUrl, ...args];
  const result = await runInProcess(argv, machine, signal);
  return { ...result, machine, told: JSON.parse(result.stdout) };
}

/** The file of measured figures, as JSON; throws where there is none. */
export function keptOn(machine: FakeMachine) {
  return JSON.parse(readFileSync(join(machine.dir, FILE), "utf8"));
}
