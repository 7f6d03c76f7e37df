import { afterEach, describe, expect, it } from "vitest";
import { parseQuery } from "../../src/machine/gpu/nvidia.ts";
import { probeHardware } from "../../src/machine/probe.ts";
import { GIB, MIB } from "../../src/machine/size.ts";
import type { HardwareOverrides } from "../../src/machine/types.ts";
import { FakeMachine } from "./support/commands.ts";

let box: FakeMachine;
afterEach(() => box?.remove());

const probe = (overrides?: HardwareOverrides, timeoutMs?: number) =>
  probeHardware(box.outside(timeoutMs), overrides);
const gib = (bytes: number | null) => (bytes === null ? null : Math.round((bytes / GIB) * 10) / 10);

const RTX4090 = "0, GPU-1, NVIDIA GeForce RTX 4090, 24564, 24100, 580.95.05, 8.9, [N/A], None";
const RTX3090 = (i: number) =>
  `${i}, GPU-${i}, NVIDIA GeForce RTX 3090, 24576, 24576, 580.95.05, 8.6, [N/A], None`;

describe("NVIDIA", () => {
  it("one card, by nvidia-smi on PATH, without lspci", async () => {
    box = new FakeMachine().prints("nvidia-smi", `${RTX4090}\n`);
    const hardware = await probe();
    expect(hardware.gpus).toEqual([
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
    expect(hardware.budget).toEqual({
      bytes: 24_100 * MIB - GIB,
      kind: "gpu",
      how: "23.5 GiB free (nvidia-smi) - 1 GiB",
    });
  });

  it("two cards add up", async () => {
    box = new FakeMachine().prints("nvidia-smi", `${RTX3090(0)}\r\n${RTX3090(1)}\r\n`);
    const { budget } = await probe();
    expect(budget).toEqual({
      bytes: 46 * GIB,
      kind: "gpu",
      how: "2 x (24.0 GiB in all (nvidia-smi) - 1 GiB)",
    });
  });

  it("an older driver that refuses fields is asked for fewer", async () => {
    box = new FakeMachine().command(
      "nvidia-smi",
      `case "$1" in
*addressing_mode*) echo 'Field "addressing_mode" is not a valid field to query.'; exit 2;;
*uuid*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;;
*) echo 'NVIDIA GeForce GTX 1080, Founders, 8119, 8000';;
esac`,
    );
    const { gpus } = await probe();
    expect(gpus[0]?.name).toBe("NVIDIA GeForce GTX 1080, Founders");
    expect(gpus[0]?.memory.totalBytes).toBe(8119 * MIB);
  });

  it("GB10: no memory of its own, so what is available in main memory", async () => {
    box = new FakeMachine({ totalMemoryBytes: 127_600_748 * 1024 })
      .prints("nvidia-smi", "0, GPU-1, NVIDIA GB10, [N/A], [N/A], 580.95.05, 12.1, [N/A], ATS\n")
      .file("/proc/meminfo", "MemTotal:       127600748 kB\nMemAvailable:   118566368 kB");
    const { gpus, budget } = await probe();
    expect(gpus[0]?.memory).toMatchObject({
      kind: "unified",
      confidence: "medium",
      totalBytes: 127_600_748 * 1024,
    });
    expect([gib(budget.bytes), budget.kind]).toEqual([105.1, "unified"]);
  });

  const fields = (names: string) => names.split(" ");
  const unified: [string, string, string[]][] = [
    ["Thor", "ATS, [N/A], NVIDIA Thor", fields("addressing_mode memory.total name")],
    ["Orin", "N/A, [N/A], Orin (nvgpu)", fields("addressing_mode memory.total name")],
    ["not supported", "NVIDIA GB10, Not Supported, Not Supported", fields("name memory.total memory.free")],
  ];
  it.each(unified)("%s tells no memory, never 0", (_, text, order) => {
    expect(parseQuery(text, order)[0]).toMatchObject({ totalBytes: null });
  });

  it("N1X under-reports what it shares", async () => {
    box = new FakeMachine({ totalMemoryBytes: 64 * GIB }).prints(
      "nvidia-smi",
      "0, GPU-1, NVIDIA N1X, 8128, 7929, 580.1, 12.1, [N/A], None",
    );
    expect((await probe()).gpus[0]?.memory.kind).toBe("unified");
  });

  it("MIG: the largest slice, never the card, never the sum", async () => {
    box = new FakeMachine().command(
      "nvidia-smi",
      `if [ "$1" = -L ]; then
echo 'GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-1)'
echo '  MIG 1g.10gb     Device  0: (UUID: MIG-1)'
echo '  MIG 3g.40gb     Device  1: (UUID: MIG-2)'
else echo '0, GPU-1, NVIDIA H100 80GB HBM3, 81559, 80000, 580.1, 9.0, Enabled, None'; fi`,
    );
    const { gpus, budget, notes } = await probe();
    expect(gpus.map((gpu) => [gpu.name, gpu.memory.totalBytes])).toEqual([
      ["NVIDIA H100 80GB HBM3 MIG 1g.10gb", 10e9],
      ["NVIDIA H100 80GB HBM3 MIG 3g.40gb", 40e9],
    ]);
    expect(budget.bytes).toBe(40e9 - GIB);
    expect(notes.join()).toContain("MIG is on");
  });

  it("driver mismatch: a note that says what to do, and no made-up card", async () => {
    box = new FakeMachine().prints(
      "nvidia-smi",
      "Failed to initialize NVML: Driver/library version mismatch\n",
      18,
    );
    const { gpus, notes, budget } = await probe();
    expect(gpus).toEqual([]);
    expect(notes.join()).toMatch(/version mismatch.*reboot/);
    expect(budget.kind).toBe("cpu");
  });

  it("empty output is no card", async () => {
    box = new FakeMachine().prints("nvidia-smi", "");
    expect((await probe()).gpus).toEqual([]);
  });

  it("unknown memory is null, and said", async () => {
    box = new FakeMachine().prints(
      "nvidia-smi",
      "0, GPU-1, NVIDIA Quadro X, [Unknown Error], [N/A], 1, 7.5, [N/A], None",
    );
    const { gpus, notes, budget } = await probe();
    expect(gpus[0]?.memory).toMatchObject({ totalBytes: null, freeBytes: null, confidence: "unknown" });
    expect(notes.join()).toContain("--vram");
    expect(budget.how).toContain("its memory is unknown");
  });

  it("40 cards", async () => {
    box = new FakeMachine().prints("nvidia-smi", Array.from({ length: 40 }, (_, i) => RTX3090(i)).join("\n"));
    const { gpus, budget } = await probe();
    expect([gpus.length, gib(budget.bytes)]).toEqual([40, 920]);
  });

  it("a hanging driver ends within the limit, and the event loop stays free", async () => {
    box = new FakeMachine().command("nvidia-smi", "/bin/sleep 60");
    let lag = 0;
    let last = performance.now();
    const ticker = setInterval(() => {
      lag = Math.max(lag, performance.now() - last - 10);
      last = performance.now();
    }, 10);
    const startedAt = performance.now();
    const hardware = await probe();
    clearInterval(ticker);
    expect(performance.now() - startedAt).toBeLessThan(3500);
    expect(lag).toBeLessThan(100);
    expect(hardware.notes.join()).toContain("did not answer");
  });

  it("a small old card does not hide a large main memory", async () => {
    box = new FakeMachine().prints(
      "nvidia-smi",
      "0, GPU-1, NVIDIA GeForce GT 1030, 2048, 2000, 1, 6.1, [N/A], None",
    );
    const { budget } = await probe();
    expect([budget.kind, gib(budget.bytes)]).toEqual(["cpu", 30]);
    expect(budget.how).toContain("too small");
  });
});

const amdCard = (to: FakeMachine, card: string, memory: Record<string, number>) => {
  const device = `/sys/class/drm/${card}/device`;
  to.file(`${device}/vendor`, "0x1002").file(`${device}/device`, "0x1586");
  for (const [name, value] of Object.entries(memory)) to.file(`${device}/mem_info_${name}`, value);
  return to;
};

describe("AMD and Intel", () => {
  it("Strix Halo: carve-out and what it can borrow, not the carve-out alone", async () => {
    box = new FakeMachine({ cpuModel: "AMD RYZEN AI MAX+ 395 w/ Radeon 8060S" });
    amdCard(box, "card0", {
      vram_total: 536_870_912,
      vram_used: 100e6,
      gtt_total: 133_143_986_176,
      gtt_used: 0,
    });
    box.file("/proc/meminfo", `MemTotal: ${126 * MIB} kB\nMemAvailable: ${116 * MIB} kB`);
    const { gpus, budget } = await probe();
    expect(gpus[0]).toMatchObject({ vendor: "amd", bandwidthGBs: 256, memory: { kind: "unified" } });
    expect([budget.kind, gib(budget.bytes)]).toEqual(["unified", 108.4]);
  });

  it("a large carve-out is used, counted once, and remarked on", async () => {
    box = new FakeMachine({ cpuModel: "AMD RYZEN AI MAX+ 395" });
    amdCard(box, "card1", { vram_total: 98_304 * MIB, vram_used: 0, gtt_total: 108_000 * MIB, gtt_used: 0 });
    box.file("/proc/meminfo", `MemTotal: ${31 * MIB} kB\nMemAvailable: ${28 * MIB} kB`);
    const { budget, notes } = await probe();
    expect(gib(budget.bytes)).toBe(116);
    expect(notes.join()).toContain("ttm.pages_limit");
  });

  it("a card of its own is not better for borrowing main memory", async () => {
    box = new FakeMachine();
    amdCard(box, "card0", { vram_total: 25_753_026_560, vram_used: 0, gtt_total: 33e9, gtt_used: 0 });
    const { gpus, budget } = await probe();
    expect(gpus[0]?.memory).toMatchObject({
      kind: "dedicated",
      totalBytes: 25_753_026_560,
      confidence: "high",
    });
    expect(budget.bytes).toBe(25_753_026_560 - GIB);
  });

  it("rocm-smi, with a key spelled either way and unquoted numbers", async () => {
    for (const text of [
      '{"card0":{"Card Series":"Radeon RX 7900 XTX","VRAM Total Memory (B)":"25753026560","VRAM Total Used Memory (B)":"1048576000"},"system":{"Driver version":"6.7.0"}}',
      '{"card0":{"Card series":"Radeon RX 7900 XTX","VRAM Total Memory (B)":25753026560,"VRAM Total Used Memory (B)":1048576000}}',
    ]) {
      box?.remove();
      box = new FakeMachine().prints("rocm-smi", text);
      const { gpus } = await probe();
      expect(gpus[0]).toMatchObject({ name: "Radeon RX 7900 XTX", bandwidthGBs: 960 });
      expect(gpus[0]?.memory).toMatchObject({
        totalBytes: 25_753_026_560,
        freeBytes: 24_704_450_560,
        source: "rocm-smi",
      });
    }
  });

  it("amd-smi, wrapped or as a bare list", async () => {
    const card =
      '{"gpu":0,"asic":{"market_name":"AMD Instinct MI300X"},"vram":{"size":{"value":196288,"unit":"MB"}}}';
    for (const text of [`{"gpu_data":[${card}]}`, `[${card}]`]) {
      box?.remove();
      box = new FakeMachine().prints("amd-smi", text);
      expect((await probe()).gpus[0]).toMatchObject({
        name: "AMD Instinct MI300X",
        memory: { totalBytes: 196_288 * MIB },
      });
    }
  });

  it("Intel: xe and i915 cards have memory, an integrated GPU adds none", async () => {
    box = new FakeMachine();
    const add = (card: string, id: string) =>
      box
        .file(`/sys/class/drm/${card}/device/vendor`, "0x8086")
        .file(`/sys/class/drm/${card}/device/device`, id);
    add("card0", "0x64a0");
    add("card1", "0xe211").file("/sys/class/drm/card1/device/tile0/physical_vram_size_bytes", 24 * GIB);
    add("card2", "0x56a0").file("/sys/class/drm/card2/device/lmem_total_bytes", 16 * GIB);
    const { gpus, budget } = await probe();
    expect(gpus.map((gpu) => [gpu.memory.kind, gib(gpu.memory.totalBytes)])).toEqual([
      ["shared", null],
      ["dedicated", 24],
      ["dedicated", 16],
    ]);
    expect(gib(budget.bytes)).toBe(38);
  });

  it("cards of two vendors are not one pool", async () => {
    box = new FakeMachine().prints("nvidia-smi", RTX4090);
    amdCard(box, "card0", { vram_total: 16 * GIB, vram_used: 0, gtt_total: 16 * GIB, gtt_used: 0 });
    const { gpus, budget } = await probe();
    expect([gpus.length, budget.bytes]).toEqual([2, 24_100 * MIB - GIB]);
  });
});

describe("Apple and Windows", () => {
  const mac = (gibOfMemory: number, release: string, chip: string, wired = 0, cores = 40) =>
    new FakeMachine({
      platform: "darwin",
      arch: "arm64",
      release,
      cpuModel: chip,
      totalMemoryBytes: gibOfMemory * GIB,
    })
      .prints(
        "sysctl",
        `hw.memsize: ${gibOfMemory * GIB}\niogpu.wired_limit_mb: ${wired}\nmachdep.cpu.brand_string: ${chip}\n`,
      )
      .prints("system_profiler", `{"SPDisplaysDataType":[{"sppci_cores":"${cores}"}]}`)
      .prints(
        "vm_stat",
        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free: 100000.\nPages inactive: 200000.\nPages speculative: 1000.\n",
      );

  const rows: [what: string, box: () => FakeMachine, budgetGiB: number, bandwidth: number | null][] = [
    ["16 GB M4: the system's share decides", () => mac(16, "24.6.0", "Apple M4"), 8, 120],
    ["32 GB M4, macOS 26", () => mac(32, "25.1.0", "Apple M4"), 24, 120],
    ["32 GB M2, macOS 15", () => mac(32, "24.6.0", "Apple M2"), 20.3, 100],
    ["64 GB M4 Max binned, macOS 15", () => mac(64, "24.6.0", "Apple M4 Max", 0, 32), 47, 410],
    ["128 GB M4 Max", () => mac(128, "25.1.0", "Apple M4 Max"), 106.5, 546],
    ["128 GB M4 Max with a limit of its own", () => mac(128, "25.1.0", "Apple M4 Max", 114_688), 111, 546],
    ["512 GB M3 Ultra", () => mac(512, "25.1.0", "Apple M3 Ultra", 0, 80), 460.8, 819],
  ];
  it.each(rows)("%s", async (_, make, budgetGiB, bandwidth) => {
    box = make();
    const { gpus, budget, ram } = await probe();
    expect([budget.kind, gib(budget.bytes), gpus[0]?.bandwidthGBs]).toEqual([
      "unified",
      budgetGiB,
      bandwidth,
    ]);
    expect(ram).toMatchObject({ availableBytes: 301_000 * 16_384, source: "vm_stat" });
  });

  it("Windows: the registry's 64-bit size, sizes that cannot be true refused, installed memory", async () => {
    box = new FakeMachine({ platform: "win32", totalMemoryBytes: 31 * GIB }).prints(
      "powershell.exe",
      `AMD Radeon PRO V710|30064771072\r\nIntel(R) UHD Graphics|134217728\r\nAMD Radeon(TM) Graphics|4293918720\r\nMicrosoft Basic Render Driver|\r\nRAM|${64 * GIB}\r\n`,
    );
    const { gpus, ram, budget } = await probe();
    expect(gpus.map((gpu) => [gpu.name, gpu.memory.kind, gpu.memory.totalBytes])).toEqual([
      ["AMD Radeon PRO V710", "dedicated", 30_064_771_072],
      ["Intel(R) UHD Graphics", "shared", null],
      ["AMD Radeon(TM) Graphics", "shared", null],
    ]);
    expect([gib(ram.totalBytes), gib(budget.bytes)]).toEqual([64, 27]);
  });

  it("Windows without PowerShell says so", async () => {
    box = new FakeMachine({ platform: "win32" });
    expect((await probe()).notes.join()).toContain("PowerShell");
  });
});

describe("limits and places", () => {
  it("no limit is 0 or beyond the machine; a real one counts", async () => {
    for (const [told, total] of [
      [18_446_744_073_709_552_000, 64],
      [0, 64],
      [null, 64],
      [2 * GIB, 2],
    ] as const) {
      box?.remove();
      box = new FakeMachine({ constrainedMemoryBytes: told, availableMemoryBytes: 1.9 * GIB });
      const { ram, notes } = await probe();
      expect(gib(ram.totalBytes)).toBe(total);
      expect(gib(ram.availableBytes)).toBe(total === 2 ? 1.9 : 50);
      expect(notes.join().includes("limited")).toBe(total === 2);
    }
  });

  it("WSL and a container without a GPU are noted", async () => {
    box = new FakeMachine()
      .file("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2")
      .file("/.dockerenv", "");
    const { os, notes } = await probe();
    expect(os).toMatchObject({ wsl: true, container: true });
    expect(notes.join()).toMatch(/wslconfig.*--gpus all/s);
  });

  it("a card without its driver is noted", async () => {
    box = new FakeMachine().file("/sys/class/drm/card0/device/vendor", "0x10de");
    expect((await probe()).notes.join()).toContain("install the driver");
  });

  it("a machine without any tool is quick", async () => {
    box = new FakeMachine();
    const startedAt = performance.now();
    const { gpus } = await probe();
    expect(gpus).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(150);
  });
});

describe("described machines", () => {
  it("--vram, one size for each card, is taken as it is", async () => {
    box = new FakeMachine().prints("nvidia-smi", RTX4090);
    const { gpus, budget } = await probe({ vramBytes: [12 * GIB, 12 * GIB], bandwidthGBs: 360 });
    expect(gpus.map((gpu) => [gpu.memory.source, gpu.bandwidthGBs])).toEqual([
      ["--vram", 360],
      ["--vram", 360],
    ]);
    expect(budget.bytes).toBe(22 * GIB);
  });

  it("--unified on a Mac follows Metal's limit, elsewhere only the system's share", async () => {
    box = new FakeMachine({ platform: "darwin", release: "25.0.0" });
    expect(gib((await probe({ unifiedBytes: 36 * GIB })).budget.bytes)).toBe(27.1);
    box.remove();
    box = new FakeMachine();
    const { budget, ram } = await probe({ unifiedBytes: 128 * GIB });
    expect([budget.kind, gib(budget.bytes), ram.source]).toEqual(["unified", 115.2, "--unified"]);
  });

  it("--ram and --bandwidth describe a machine without a GPU", async () => {
    box = new FakeMachine();
    const { ram, budget } = await probe({ ramBytes: 64 * GIB, bandwidthGBs: 100 });
    expect(ram).toEqual({ totalBytes: 64 * GIB, availableBytes: null, source: "--ram", bandwidthGBs: 100 });
    expect([budget.kind, gib(budget.bytes)]).toEqual(["cpu", 38.4]);
  });

  it("GB is 10^9, which is pointed out", async () => {
    box = new FakeMachine();
    expect((await probe({ vramBytes: [24e9] })).notes.join()).toContain("24GiB");
    expect((await probe({ vramBytes: [24 * GIB] })).notes).toEqual([]);
  });
});
