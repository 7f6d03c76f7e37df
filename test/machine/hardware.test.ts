import { describe, expect, it } from "vitest";
import { GIB, MIB } from "../../src/core/bytes.ts";
import { probeHardware } from "../../src/machine/probe.ts";
import type { HardwareOverrides } from "../../src/machine/types.ts";
import { isAlive } from "../support/alive.ts";
import { desktop, gib, type HardwareRow, mac, SAMPLES, WRONG_DETECTIONS, windows } from "./hardware-rows.ts";
import { FakeMachine } from "./support/fake-machine.ts";

async function holds(row: HardwareRow): Promise<void> {
  const hardware = await probeHardware(row.machine().outside);
  const { gpus, budget, notes } = hardware;
  const seen = gpus.map(({ name, memory }) => [name, memory.kind, gib(memory.totalBytes), memory.confidence]);
  expect(seen).toEqual(row.gpus);
  expect([budget.kind, gib(budget.bytes)]).toEqual(row.budget);
  for (const gpu of gpus) expect(gpu.memory.totalBytes).not.toBe(0);
  expect(notes.join("\n")).toMatch(row.notes ?? /^$/);
  row.also?.(hardware);
}

describe("what other tools get wrong", () => {
  it.each(Object.entries(WRONG_DETECTIONS))("%s", (_, row) => holds(row));
});

describe("what real tools print", () => {
  it.each(Object.entries(SAMPLES))("%s", (_, row) => holds(row));

  it("every field of a GPU", async () => {
    const box = new FakeMachine().prints(
      "nvidia-smi",
      "0, GPU-1, NVIDIA GeForce RTX 4090, 24564, 24100, 580.95.05, 8.9, [N/A], None\r\n",
    );
    const { gpus, budget } = await probeHardware(box.outside);
    expect(gpus).toEqual([
      {
        name: "NVIDIA GeForce RTX 4090",
        vendor: "nvidia",
        memory: {
          totalBytes: 24_564 * MIB,
          freeBytes: 24_100 * MIB,
          kind: "dedicated",
          source: "nvidia-smi",
          confidence: "high",
        },
        bandwidthGBs: 1008,
      },
    ]);
    expect(budget).toEqual({
      bytes: 24_100 * MIB - GIB,
      kind: "gpu",
      how: "23.5 GiB free (nvidia-smi) - 1 GiB",
    });
  });
});

describe("hanging tools", () => {
  const HANGING: [what: string, machine: () => FakeMachine, tools: string[], note: RegExp | null][] = [
    ["one", () => desktop(), ["nvidia-smi"], /nvidia-smi did not answer within \d+ ms/],
    [
      "all of Linux",
      () => desktop(),
      ["nvidia-smi", "amd-smi", "rocm-smi", "llama-server", "vulkaninfo"],
      /did not answer/,
    ],
    [
      "all of macOS",
      () => mac(64, "25.1.0", "Apple M4 Max"),
      ["sysctl", "system_profiler", "vm_stat", "llama-server"],
      null,
    ],
    [
      "all of Windows",
      () => windows([], 64, 64),
      ["nvidia-smi", "powershell.exe", "llama-server", "vulkaninfo"],
      /PowerShell did not answer/,
    ],
  ];
  it.each(HANGING)("%s: nothing left behind, nothing invented", async (_, machine, tools, note) => {
    const box = machine();
    for (const tool of tools) box.hangs(tool);
    const { notes, gpus, budget } = await probeHardware(box.outside, {}, 500);
    if (note !== null) expect(notes.join("\n")).toMatch(note);
    for (const gpu of gpus) expect(gpu.memory.totalBytes).not.toBe(0);
    expect(budget.bytes).toBeGreaterThan(0);
    expect(box.pids().length).toBeGreaterThan(1);
    await expect.poll(() => box.pids().filter(isAlive), { timeout: 2000 }).toEqual([]);
  });
});

it.each([
  [18_446_744_073_709_552_000, 64],
  [0, 64],
  [null, 64],
  [2 * GIB, 2],
])("a container limit of %s leaves %s GiB", async (limit, total) => {
  const box = new FakeMachine({ constrainedMemoryBytes: limit, availableMemoryBytes: 1.9 * GIB });
  const { ram, notes } = await probeHardware(box.outside);
  expect(gib(ram.totalBytes)).toBe(total);
  expect(gib(ram.availableBytes)).toBe(total === 2 ? 1.9 : 50);
  expect(notes.join().includes("limited")).toBe(total === 2);
});

describe("machines by flags", () => {
  const probe = (overrides: HardwareOverrides, box = new FakeMachine()) =>
    probeHardware(box.outside, overrides);

  it("--vram, one size for each GPU, is taken as given", async () => {
    const box = new FakeMachine().prints(
      "nvidia-smi",
      "0, GPU-1, NVIDIA L4, 23034, 22000, 1, 8.9, [N/A], None",
    );
    const { gpus, budget } = await probe({ vramBytes: [12 * GIB, 12 * GIB], bandwidthGBs: 360 }, box);
    expect(gpus.map((gpu) => [gpu.memory.source, gpu.bandwidthGBs])).toEqual([
      ["--vram", 360],
      ["--vram", 360],
    ]);
    expect(budget.bytes).toBe(22 * GIB);
  });

  it("--unified on a Mac follows Metal's limit, elsewhere only the system's share", async () => {
    const onMac = await probe({ unifiedBytes: 36 * GIB }, mac(16, "25.0.0", "Apple M4"));
    expect(gib(onMac.budget.bytes)).toBe(27.1);
    const { budget, ram } = await probe({ unifiedBytes: 128 * GIB });
    expect([budget.kind, gib(budget.bytes), ram.source]).toEqual(["unified", 106.7, "--unified"]);
  });

  it.each([
    // sold GB, unified memory of an unknown maker, Mac with an older and a newer macOS (budget in GiB)
    [8, 4, 4, 4],
    [16, 9.7, 9.7, 9.7],
    [18, 11, 11, 11],
    [24, 16, 15, 15],
    [32, 24, 20.3, 24],
    [36, 28, 27.1, 27.1],
    [48, 40, 35, 35],
    [64, 53.3, 47, 50.8],
    [96, 80, 71, 71],
    [128, 106.7, 106.5, 106.5],
  ])("--unified %sGB has as many GiB, and says so", async (gb, unknown, older, newer) => {
    const budget = async (box?: FakeMachine) =>
      gib((await probe({ unifiedBytes: gb * 1e9 }, box)).budget.bytes);
    expect(await budget()).toBe(unknown);
    expect(await budget(mac(16, "24.0.0", "Apple M4"))).toBe(older);
    expect(await budget(mac(16, "25.0.0", "Apple M4"))).toBe(newer);
    const { notes, ram } = await probe({ unifiedBytes: gb * 1e9 });
    expect(notes.join()).toContain(`--unified ${gb}GB was read as ${gb} GiB`);
    expect(ram.totalBytes).toBe(gb * GIB);
  });

  it("a size that no machine is sold with stays what it is", async () => {
    const { ram, notes } = await probe({ unifiedBytes: 20e9 });
    expect([ram.totalBytes, notes.join()]).toEqual([20e9, expect.stringContaining("say 20GiB")]);
  });

  it("--ram and --bandwidth describe a machine without a GPU", async () => {
    const { ram, budget } = await probe({ ramBytes: 64 * GIB, bandwidthGBs: 100 });
    expect(ram).toEqual({ totalBytes: 64 * GIB, availableBytes: null, source: "--ram", bandwidthGBs: 100 });
    expect([budget.kind, gib(budget.bytes)]).toEqual(["cpu", 38.4]);
  });

  it("--bandwidth next to a card is the card's: that of the RAM stays unknown unless it is given, too", async () => {
    const box = { vramBytes: [24 * GIB], ramBytes: 64 * GIB, bandwidthGBs: 1008 };
    const [alone, both] = [await probe(box), await probe({ ...box, ramGBs: 80 })];
    expect([alone.gpus[0]?.bandwidthGBs, alone.ram.bandwidthGBs]).toEqual([1008, null]);
    expect([both.gpus[0]?.bandwidthGBs, both.ram.bandwidthGBs]).toEqual([1008, 80]);
    const real = new FakeMachine().prints(
      "nvidia-smi",
      "0, GPU-1, NVIDIA L4, 23034, 22000, 1, 8.9, [N/A], None",
    );
    expect((await probe({ bandwidthGBs: 300 }, real)).ram.bandwidthGBs).toBeNull();
  });

  it("GB is 10^9, with a note", async () => {
    expect((await probe({ vramBytes: [24e9] })).notes.join()).toContain("24GiB");
    expect((await probe({ vramBytes: [24 * GIB] })).notes).toEqual([]);
  });
});
