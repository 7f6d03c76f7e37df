import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Hardware } from "../../src/machine/types.ts";
import { isAlive } from "../support/alive.ts";
import { desktop, gib, mac, SAMPLES, WRONG_DETECTIONS, windows } from "./hardware-rows.ts";
import type { FakeMachine, WholeRun } from "./support/fake-machine.ts";

/*
 * bin/openclaw-local.js hardware --json on machines that are not this one: commands on PATH, system files and what the
 * operating system says are replaced from outside (support/other-machine.js), the product is as it ships. Every figure is
 * checked in hardware.test.ts; here one machine for each thing that only the whole of it shows.
 */

/** Longest pause that is put up with: a call that blocks on a hanging tool pauses for 3,000 ms and more. */
const MOST_PAUSE_MS = 500;
/** Tools that are asked one after another take 6,000 ms and more. */
const MOST_MS = 5_500;
/** What the start of node takes, so that one does not hold up the next. */
const START_MS = 300;

async function tell(box: FakeMachine): Promise<Hardware & { run: WholeRun }> {
  const run = await box.executable(["hardware", "--json"]);
  expect([run.code, run.stderr]).toEqual([0, ""]);
  return { ...JSON.parse(run.stdout), run };
}

const ROWS = { ...WRONG_DETECTIONS, ...SAMPLES };

it.each([
  "WSL2: nvidia-smi only at /usr/lib/wsl/lib, lspci shows a Microsoft device",
  "Strix Halo: the GTT pool, not the carve-out",
  "Strix Halo on Windows: the carve-out is missing from the RAM",
  "macOS: 128 GB M4 Max",
  "a container's limit, not the machine's memory",
])("%s", async (name) => {
  const row = ROWS[name];
  if (row === undefined) throw new Error(`no row ${name}`);
  const { gpus, budget, notes } = await tell(row.machine());
  expect(gpus.map((gpu) => [gpu.name, gib(gpu.memory.totalBytes)])).toEqual(
    row.gpus.map(([gpu, , total]) => [gpu, total]),
  );
  expect([budget.kind, gib(budget.bytes)]).toEqual(row.budget);
  expect(notes.join("\n")).toMatch(row.notes ?? /^$/);
});

describe("every tool hangs at once", () => {
  const HANGING: [what: string, machine: () => FakeMachine, tools: string[]][] = [
    ["Linux", () => desktop(), ["nvidia-smi", "amd-smi", "rocm-smi", "llama-server", "vulkaninfo"]],
    ["macOS", () => mac(64, "25.1.0", "Apple M4 Max"), ["sysctl", "system_profiler", "vm_stat"]],
    [
      "Windows",
      // ends what it is told to end, with its children, as Windows does
      () => windows([], 64, 64).command("taskkill", '/usr/bin/pkill -KILL -P "$2"; kill -KILL "$2"; exit 0'),
      ["nvidia-smi", "powershell.exe", "llama-server", "vulkaninfo"],
    ],
  ];
  // side by side, since they only wait; again where it was late, as a machine that is busy is no fault of the tool
  it("in time, loop free, nothing left behind", { retry: 2 }, async () => {
    await Promise.all(
      HANGING.map(async ([what, machine, tools], i) => {
        const box = machine();
        for (const tool of tools) box.hangs(tool);
        await sleep(i * START_MS);
        const { run, budget } = await tell(box);
        expect(run.ms, what).toBeGreaterThan(2700);
        expect(run.ms, what).toBeLessThan(MOST_MS);
        expect(run.pauseMs, what).toBeLessThan(MOST_PAUSE_MS);
        expect(budget.bytes, what).toBeGreaterThan(0);
        const pids = box.pids();
        expect(pids.length, what).toBeGreaterThanOrEqual(2 * tools.length);
        await expect.poll(() => pids.filter(isAlive), { message: what, timeout: 2000 }).toEqual([]);
      }),
    );
  });
});
