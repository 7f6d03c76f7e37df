import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openclawLocal } from "../../cli/run.ts";
import type { FakeMachine } from "./commands.ts";

const PRELOAD = new URL("./other-machine.js", import.meta.url).href;

/** What the real executable printed about a machine, and what it cost. */
export interface WholeRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** From start to end, node's own start included. */
  ms: number;
  /** Longest pause of the event loop. */
  pauseMs: number;
}

/** Runs bin/openclaw-local.js as if it stood on `machine`: only the outside is another, see other-machine.js. */
export async function runOn(machine: FakeMachine, args: string[]): Promise<WholeRun> {
  const file = join(machine.dir, "machine.json");
  const report = join(machine.dir, "pause");
  writeFileSync(file, JSON.stringify({ ...machine.host, root: machine.root, report }));
  const startedAt = performance.now();
  const result = await openclawLocal(args, {
    env: { PATH: machine.bin, OTHER_MACHINE: file, HOME: machine.dir, ...machine.env },
    node: [`--import=${PRELOAD}`],
  });
  const ms = performance.now() - startedAt;
  return { ...result, ms, pauseMs: Number(readFileSync(report, "utf8")) };
}
