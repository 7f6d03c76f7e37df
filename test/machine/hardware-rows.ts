import { expect } from "vitest";
import { GIB, MIB } from "../../src/core/bytes.ts";
import type { Hardware } from "../../src/machine/types.ts";
import { FakeMachine } from "./support/fake-machine.ts";

/** A machine, and what `hardware` says of it. */
export interface HardwareRow {
  machine: () => FakeMachine;
  /** name, kind, GiB in all, confidence of each GPU */
  gpus: [name: string, kind: string, totalGiB: number | null, confidence: string][];
  budget: [kind: string, totalGiB: number | null];
  /** Absent: there are none. */
  notes?: RegExp | undefined;
  also?(hardware: Hardware): void;
}

export const gib = (bytes: number | null) => (bytes === null ? null : Math.round((bytes / GIB) * 10) / 10);
const linux = (totalKB: number, availableKB: number, more: Partial<FakeMachine["host"]> = {}) =>
  new FakeMachine({ totalMemoryBytes: totalKB * 1024, ...more }).system(
    "/proc/meminfo",
    `MemTotal:       ${totalKB} kB\nMemFree:         1000000 kB\nMemAvailable:   ${availableKB} kB`,
  );
export const desktop = (more: Partial<FakeMachine["host"]> = {}) => linux(65_734_000, 60_000_000, more);

/** Answers each query of nvidia-smi with the fields that it asks for, as the driver does. */
function nvidia(machine: FakeMachine, rows: Record<string, string>[], command = "nvidia-smi"): FakeMachine {
  const fields = ["index", "uuid", "name", "memory.total", "memory.free", "driver_version", "compute_cap"];
  const line = (row: Record<string, string>, names: string[]) =>
    names.map((name) => row[name] ?? "[N/A]").join(", ");
  const full = rows.map((row) => line(row, [...fields, "mig.mode.current", "addressing_mode"])).join("\n");
  return machine.prints(command, `${full}\n`);
}
const card = (name: string, total: string, free = total, more: Record<string, string> = {}) => ({
  index: "0",
  uuid: "GPU-1",
  name,
  "memory.total": total,
  "memory.free": free,
  driver_version: "580.95.05",
  compute_cap: "8.9",
  addressing_mode: "None",
  ...more,
});

const amdCard = (machine: FakeMachine, name: string, device: string, memory: Record<string, number>) => {
  const folder = `/sys/class/drm/${name}/device`;
  machine
    .system(`${folder}/vendor`, "0x1002")
    .system(`${folder}/device`, device)
    .system(`${folder}/revision`, "0xc8");
  for (const [key, value] of Object.entries(memory)) machine.system(`${folder}/mem_info_${key}`, value);
  return machine;
};
const intelCard = (machine: FakeMachine, name: string, device: string) =>
  machine
    .system(`/sys/class/drm/${name}/device/vendor`, "0x8086")
    .system(`/sys/class/drm/${name}/device/device`, device);

export const mac = (memoryGiB: number, release: string, chip: string, wired = 0, cores = 40) =>
  new FakeMachine({
    platform: "darwin",
    arch: "arm64",
    release,
    cpuModel: chip,
    totalMemoryBytes: memoryGiB * GIB,
  })
    .prints(
      "sysctl",
      `hw.memsize: ${memoryGiB * GIB}\niogpu.wired_limit_mb: ${wired}\nmachdep.cpu.brand_string: ${chip}\n`,
    )
    .prints("system_profiler", `{"SPDisplaysDataType":[{"sppci_cores":"${cores}"}]}`)
    .prints(
      "vm_stat",
      "Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free: 100000.\nPages inactive: 200000.\nPages speculative: 1000.\n",
    );
/** A Windows machine whose `powershell.exe` prints adapters as `name|bytes`, and the installed memory. */
export const windows = (adapters: string[], seenGiB: number, installedGiB: number) =>
  new FakeMachine({
    platform: "win32",
    release: "10.0.26100",
    totalMemoryBytes: seenGiB * GIB,
    freeMemoryBytes: (seenGiB - 8) * GIB,
  }).prints("powershell.exe", `${[...adapters, `RAM|${installedGiB * GIB}`].join("\r\n")}\r\n`);

/** What is left to the desktop where no GPU is seen. */
const NO_GPU: Expected = { gpus: [], budget: ["cpu", 34.3] };

type Expected = Pick<HardwareRow, "gpus" | "budget">;
/** One GPU with memory of its own, of which that much is the budget (GiB). */
const own = (name: string, total: number, budget: number): Expected => ({
  gpus: [[name, "dedicated", total, "high"]],
  budget: ["gpu", budget],
});
/** One GPU that uses the memory of the system. */
const shared = (name: string, total: number, budget: number): Expected => ({
  gpus: [[name, "unified", total, "medium"]],
  budget: ["unified", budget],
});

const STRIX = "AMD RYZEN AI MAX+ 395 w/ Radeon 8060S";

/** Cases that recur in other tools' issue lists. */
export const WRONG_DETECTIONS: Record<string, HardwareRow> = {
  ...Object.fromEntries(
    (
      [
        ["GB10: memory [N/A]", "NVIDIA GB10", [127_600_748, 118_566_368], "ATS", 121.7, 105.1],
        ["a future chip with ATS", "NVIDIA GB21", [127_600_748, 118_566_368], "ATS", 121.7, 105.1],
        ["Thor", "NVIDIA Thor", [128_000_000, 115_000_000], "ATS", 122.1, 101.7],
        ["Orin", "Orin (nvgpu)", [64_000_000, 58_000_000], "[N/A]", 61, 47.3],
        [
          "N1X laptop: shares all RAM",
          "NVIDIA N1X",
          [65_000_000, 50_000_000],
          "None",
          62,
          39.7,
          ["8128", "7929"],
        ],
      ] as [string, string, [number, number], string, number, number, [string, string]?][]
    ).map(
      ([title, name, ram, addressing_mode, total, budget, told = ["[N/A]", "[N/A]"]]): [
        string,
        HardwareRow,
      ] => [
        title,
        {
          machine: () => nvidia(linux(...ram, { arch: "arm64" }), [card(name, ...told, { addressing_mode })]),
          ...shared(name, total, budget),
        },
      ],
    ),
  ),
  "GB10 whose driver prints Not Supported and has no addressing mode": {
    machine: () =>
      linux(127_600_748, 118_566_368).command(
        "nvidia-smi",
        'case "$1" in *mig*) echo "Field \\"addressing_mode\\" is not a valid field to query."; exit 2;;\n*uuid*) echo "0, GPU-1, NVIDIA GB10, Not Supported, Not Supported, 580.95.05, 12.1";; esac',
      ),
    ...shared("NVIDIA GB10", 121.7, 105.1),
  },
  "Strix Halo: the GTT pool, not the carve-out": {
    machine: () =>
      amdCard(linux(130_000_000, 121_634_816, { cpuModel: STRIX }), "card0", "0x1586", {
        vram_total: 536_870_912,
        vram_used: 100_000_000,
        gtt_total: 133_143_986_176,
        gtt_used: 0,
      }),
    ...shared("AMD GPU 1002:1586", 124.5, 108.4),
    also: ({ gpus }) => expect(gpus[0]).toMatchObject({ vendor: "amd", bandwidthGBs: 256 }),
  },
  "Strix Halo on Windows: the carve-out is missing from the RAM": {
    machine: () => windows(["AMD Radeon(TM) 8060S Graphics|34359738368"], 95.6, 128),
    ...shared("AMD Radeon(TM) 8060S Graphics", 32, 31),
    notes: /Variable Graphics Memory/,
    also: ({ ram }) => expect(gib(ram.totalBytes)).toBe(128),
  },
  "carve-out and GTT together exceed the RAM": {
    machine: () =>
      amdCard(linux(32_505_856, 29_360_128, { cpuModel: STRIX }), "card1", "0x1586", {
        vram_total: 98_304 * MIB,
        vram_used: 0,
        gtt_total: 108_000 * MIB,
        gtt_used: 0,
      }),
    // 96 GiB carve-out and what is available of the 31 GiB that are left, less 8 GiB: never the 201 GiB that are told
    ...shared("AMD GPU 1002:1586", 201.5, 116),
    notes: /ttm\.pages_limit/,
  },
  "WSL2: nvidia-smi only at /usr/lib/wsl/lib, lspci shows a Microsoft device": {
    machine: () =>
      nvidia(
        desktop({ release: "6.6.87.2-microsoft-standard-WSL2" })
          .system("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2")
          .prints("lspci", "00:01.0 3D controller: Microsoft Corporation Basic Render Driver\n"),
        [card("NVIDIA GeForce RTX 4090", "24564", "23000")],
        "/usr/lib/wsl/lib/nvidia-smi",
      ),
    ...own("NVIDIA GeForce RTX 4090", 24, 21.5),
    notes: /wslconfig/,
    also: ({ os }) => expect(os.wsl).toBe(true),
  },
  "Windows: AdapterRAM has 32 bits, the registry 64": {
    machine: () => windows(["AMD Radeon AI PRO R9700|34208743424"], 63.7, 64),
    ...own("AMD Radeon AI PRO R9700", 31.9, 30.9),
  },
  "AMD: the PCI BAR (32 GiB) is not the memory": {
    machine: () =>
      amdCard(
        desktop()
          .prints("lspci", "03:00.0 VGA compatible controller: AMD\n\tMemory at 7800000000 [size=32G]\n")
          .system(
            "/usr/share/libdrm/amdgpu.ids",
            "# List of AMDGPU IDs\n1.0.0\n744C,\tC8,\tAMD Radeon RX 7900 XTX",
          ),
        "card0",
        "0x744c",
        { vram_total: 25_753_026_560, vram_used: 0, gtt_total: 33_000_000_000, gtt_used: 0 },
      ),
    ...own("AMD Radeon RX 7900 XTX", 24, 23),
    also: ({ gpus }) => expect(gpus[0]?.bandwidthGBs).toBe(960),
  },
  "a small card in a machine with much memory is no APU": {
    machine: () =>
      amdCard(
        linux(131_000_000, 120_000_000).system(
          "/usr/share/libdrm/amdgpu.ids",
          "743F,\tC8,\tAMD Radeon RX 6500 XT",
        ),
        "card0",
        "0x743f",
        { vram_total: 8_573_157_376, vram_used: 0, gtt_total: 68_700_000_000, gtt_used: 0 },
      ),
    ...own("AMD Radeon RX 6500 XT", 8, 7),
  },
  "Mac with an AMD GPU: no unified memory, no misread text": {
    machine: () =>
      new FakeMachine({
        platform: "darwin",
        release: "24.6.0",
        cpuModel: "Intel(R) Core(TM) i9-9880H CPU @ 2.30GHz",
        totalMemoryBytes: 32 * GIB,
      })
        .prints(
          "sysctl",
          `hw.memsize: ${32 * GIB}\nmachdep.cpu.brand_string: Intel(R) Core(TM) i9-9880H CPU @ 2.30GHz\n`,
        )
        .prints(
          "system_profiler",
          '{"SPDisplaysDataType":[{"sppci_model":"AMD Radeon Pro 5500M","spdisplays_vram":"8 GB"}]}',
        )
        .prints(
          "vm_stat",
          "Mach Virtual Memory Statistics: (page size of 4096 bytes)\nPages free: 1000000.\nPages inactive: 4000000.\nPages speculative: 1000.\n",
        ),
    gpus: [],
    budget: ["cpu", 11.4],
    notes: /Not Apple Silicon/,
  },
  "driver and library mismatch: exit 18": {
    machine: () =>
      desktop()
        .prints("nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch\n", 18)
        .system("/proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA GeForce RTX 4090"),
    gpus: [["NVIDIA GeForce RTX 4090", "dedicated", null, "unknown"]],
    budget: ["cpu", 34.3],
    notes: /version mismatch.*reboot/,
  },
  "driver and library mismatch, nothing in /proc: no invented GPU": {
    machine: () =>
      desktop().prints("nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch\n", 18),
    ...NO_GPU,
    notes: /version mismatch.*reboot/,
  },
  "a small old GPU does not hide a large RAM": {
    machine: () => nvidia(desktop(), [card("NVIDIA GeForce GT 1030", "2048", "2000")]),
    gpus: [["NVIDIA GeForce GT 1030", "dedicated", 2, "high"]],
    budget: ["cpu", 34.3],
    also: ({ budget }) => expect(budget.how).toContain("too small"),
  },
  "GPUs of two vendors are not one pool": {
    machine: () =>
      amdCard(nvidia(desktop(), [card("NVIDIA GeForce RTX 4090", "24564", "24100")]), "card0", "0x1586", {
        vram_total: 16 * GIB,
        vram_used: 0,
        gtt_total: 16 * GIB,
        gtt_used: 0,
      }),
    gpus: [
      ["NVIDIA GeForce RTX 4090", "dedicated", 24, "high"],
      ["AMD GPU 1002:1586", "dedicated", 16, "high"],
    ],
    budget: ["gpu", 22.5],
  },
  "a card whose driver is missing": {
    machine: () => desktop().system("/sys/class/drm/card0/device/vendor", "0x10de"),
    ...NO_GPU,
    notes: /install the driver/,
  },
  "WSL and a container without a GPU": {
    machine: () =>
      desktop()
        .system("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2")
        .system("/.dockerenv", ""),
    ...NO_GPU,
    notes: /wslconfig.*--gpus all/s,
    also: ({ os }) => expect(os).toMatchObject({ wsl: true, container: true }),
  },
};

/** What real tools print, by the tool. */
export const SAMPLES: Record<string, HardwareRow> = {
  "an old driver that refuses fields twice, and a comma in the name": {
    machine: () =>
      desktop().command(
        "nvidia-smi",
        `case "$1" in
*addressing_mode*) echo 'Field "addressing_mode" is not a valid field to query.'; exit 2;;
*uuid*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;;
*) echo 'NVIDIA GeForce GTX 1080, Founders, 8119, 8000';;
esac`,
      ),
    ...own("NVIDIA GeForce GTX 1080, Founders", 7.9, 6.8),
  },
  "GB10 in /proc/driver only (a container without nvidia-smi)": {
    machine: () =>
      linux(127_600_748, 118_566_368)
        .system("/.dockerenv", "")
        .system("/proc/driver/nvidia/gpus/000F:01:00.0/information", "Model: \t\t NVIDIA GB10"),
    gpus: [["NVIDIA GB10", "dedicated", null, "unknown"]],
    budget: ["cpu", 67.8],
    notes: /cannot be read without nvidia-smi/,
  },
  "Grace Hopper: ATS, but memory of its own": {
    machine: () =>
      nvidia(linux(502_000_000, 480_000_000, { arch: "arm64" }), [
        card("NVIDIA GH200 480GB", "97871", "97000", { addressing_mode: "ATS" }),
      ]),
    ...own("NVIDIA GH200 480GB", 95.6, 93.7),
  },
  ...Object.fromEntries(
    [
      ["NVIDIA GeForce RTX 4090", 24_564, 24, 22.5, "24100"],
      ["NVIDIA GeForce RTX 5080", 16_303, 15.9, 14.9],
      ["NVIDIA GeForce RTX 3090", 24_576, 24, 23],
      ["NVIDIA GeForce RTX 5090", 32_607, 31.8, 30.8],
      ["NVIDIA H100 80GB HBM3", 81_559, 79.6, 78.6],
      ["NVIDIA GeForce RTX 4060", 8188, 8, 7],
      ["NVIDIA GeForce RTX 3060", 12_288, 12, 11],
    ].map(([name, mib, total, budget, free = mib]): [string, HardwareRow] => [
      String(name),
      {
        machine: () =>
          nvidia(linux(131_000_000, 120_000_000), [card(String(name), String(mib), String(free))]),
        gpus: [[String(name), "dedicated", Number(total), "high"]],
        // main memory is the larger budget beside cards below 5.5 GiB only
        budget: ["gpu", Number(budget)],
      },
    ]),
  ),
  "two cards, one of them with a comma in its name": {
    machine: () =>
      nvidia(desktop(), [
        card("NVIDIA GeForce RTX 3090, Founders", "24576"),
        card("NVIDIA GeForce RTX 3090", "24576"),
      ]),
    gpus: [
      ["NVIDIA GeForce RTX 3090, Founders", "dedicated", 24, "high"],
      ["NVIDIA GeForce RTX 3090", "dedicated", 24, "high"],
    ],
    budget: ["gpu", 46],
    also: ({ budget }) => expect(budget.how).toBe("2 x (24.0 GiB in all (nvidia-smi) - 1 GiB)"),
  },
  "40 cards": {
    machine: () =>
      nvidia(
        desktop(),
        Array.from({ length: 40 }, () => card("NVIDIA GeForce RTX 3090", "24576")),
      ),
    gpus: Array.from({ length: 40 }, () => ["NVIDIA GeForce RTX 3090", "dedicated", 24, "high"]),
    budget: ["gpu", 920],
  },
  "nvidia-smi that prints nothing": {
    machine: () => desktop().prints("nvidia-smi", ""),
    ...NO_GPU,
  },
  "memory that the driver does not report": {
    machine: () => nvidia(desktop(), [card("NVIDIA Quadro X", "[Unknown Error]", "[N/A]")]),
    gpus: [["NVIDIA Quadro X", "dedicated", null, "unknown"]],
    budget: ["cpu", 34.3],
    notes: /--vram/,
    also: ({ budget, gpus }) => {
      expect(budget.how).toContain("its memory is unknown");
      expect(gpus[0]?.memory.freeBytes).toBeNull();
    },
  },
  "MIG: the largest slice, neither the card nor the sum": {
    machine: () =>
      desktop().command(
        "nvidia-smi",
        `if [ "$1" = -L ]; then
echo 'GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-1)'
echo '  MIG 1g.10gb     Device  0: (UUID: MIG-1)'
echo '  MIG 3g.40gb     Device  1: (UUID: MIG-2)'
else echo '0, GPU-1, NVIDIA H100 80GB HBM3, 81559, 80000, 580.1, 9.0, Enabled, None'; fi`,
      ),
    gpus: [
      ["NVIDIA H100 80GB HBM3 MIG 1g.10gb", "dedicated", 9.3, "medium"],
      ["NVIDIA H100 80GB HBM3 MIG 3g.40gb", "dedicated", 37.3, "medium"],
    ],
    budget: ["gpu", 36.3],
    notes: /MIG is on/,
  },
  ...Object.fromEntries(
    [
      [
        "rocm-smi --json",
        '{"card0":{"Card Series":"Radeon RX 7900 XTX","VRAM Total Memory (B)":"25753026560","VRAM Total Used Memory (B)":"1048576000"},"system":{"Driver version":"6.7.0"}}',
      ],
      [
        "rocm-smi --json, older key, unquoted numbers",
        '{"card0":{"Card series":"Radeon RX 7900 XTX","VRAM Total Memory (B)":25753026560,"VRAM Total Used Memory (B)":1048576000}}',
      ],
    ].map(([title = "", text = ""]): [string, HardwareRow] => [
      title,
      {
        machine: () => desktop().prints("rocm-smi", text),
        ...own("Radeon RX 7900 XTX", 24, 22),
        also: ({ gpus }) => {
          expect(gpus[0]?.bandwidthGBs).toBe(960);
          expect(gpus[0]?.memory).toMatchObject({ freeBytes: 24_704_450_560, source: "rocm-smi" });
        },
      },
    ]),
  ),
  "rocm-smi as text, in blocks": {
    machine: () =>
      desktop().prints(
        "rocm-smi",
        `============================ ROCm System Management Interface ============================
GPU[0]\t\t: Card Series: \t\tAMD Radeon RX 7600
GPU[0]\t\t: VRAM Total Memory (B): 8573157376
GPU[0]\t\t: VRAM Total Used Memory (B): 0
GPU[1]\t\t: Card Series: \t\tAMD Instinct MI50
GPU[1]\t\t: VRAM Total Memory (B): 34342961152
==========================================================================================
`,
      ),
    gpus: [
      ["AMD Radeon RX 7600", "dedicated", 8, "high"],
      ["AMD Instinct MI50", "dedicated", 32, "high"],
    ],
    budget: ["gpu", 38],
  },
  "rocm-smi as text, as a table": {
    machine: () =>
      desktop().prints(
        "rocm-smi",
        "device,VRAM Total Memory (B),VRAM Total Used Memory (B),Card Series\r\ncard0,34208743424,0,AMD Radeon AI PRO R9700\r\ncard1,536870912,32620544,AMD Radeon Graphics\r\n",
      ),
    gpus: [
      ["AMD Radeon AI PRO R9700", "dedicated", 31.9, "high"],
      ["AMD Radeon Graphics", "dedicated", 0.5, "high"],
    ],
    // the integrated GPU's 512 MiB do not hold a layer: less its reserve of 1 GiB nothing is left of them
    budget: ["gpu", 30.9],
  },
  "amd-smi, wrapped": {
    machine: () =>
      desktop().prints(
        "amd-smi",
        '{"gpu_data":[{"gpu":0,"asic":{"market_name":"AMD Instinct MI300X"},"vram":{"size":{"value":196288,"unit":"MB"}}}]}',
      ),
    ...own("AMD Instinct MI300X", 191.7, 190.7),
  },
  "amd-smi, a plain list": {
    machine: () => desktop().prints("amd-smi", '[{"gpu":0,"vram":{"size":{"value":24560,"unit":"MB"}}}]'),
    ...own("AMD GPU", 24, 23),
  },
  "amdgpu sysfs, a kernel that lends half of the RAM": {
    machine: () =>
      amdCard(linux(130_000_000, 121_634_816, { cpuModel: STRIX }), "card0", "0x1586", {
        vram_total: 536_870_912,
        vram_used: 0,
        gtt_total: 66_000_000_000,
        gtt_used: 0,
      }),
    ...shared("AMD GPU 1002:1586", 62, 62),
    notes: /ttm\.pages_limit/,
  },
  "Intel by PCI id: Lunar Lake shares, A770 and B-series have their own": {
    machine: () => {
      const machine = intelCard(
        intelCard(intelCard(desktop(), "card0", "0x64a0"), "card1", "0x56a0"),
        "card2",
        "0xe211",
      );
      return machine
        .system("/sys/class/drm/card1/device/lmem_total_bytes", 16 * GIB)
        .system("/sys/class/drm/card2/device/tile0/physical_vram_size_bytes", 24 * GIB);
    },
    gpus: [
      ["Intel Lunar Lake graphics", "shared", null, "unknown"],
      ["Intel Arc A770", "dedicated", 16, "high"],
      ["Intel Arc Pro B-series", "dedicated", 24, "high"],
    ],
    budget: ["gpu", 38],
  },
  "Windows registry: right sizes kept, overflows refused": {
    machine: () =>
      windows(
        [
          "AMD Radeon PRO V710|30064771072",
          "NVIDIA GeForce RTX 4070|12884901888",
          "AMD Radeon RX 580|4293918720",
        ],
        63.7,
        64,
      ),
    gpus: [
      ["AMD Radeon PRO V710", "dedicated", 28, "high"],
      ["NVIDIA GeForce RTX 4070", "dedicated", 12, "high"],
      ["AMD Radeon RX 580", "dedicated", null, "unknown"],
    ],
    budget: ["gpu", 27],
  },
  ...Object.fromEntries(
    (
      [
        ["16 GB M4", () => mac(16, "24.6.0", "Apple M4"), 9.7, 120],
        ["16 GB M4 with a limit of the user's", () => mac(16, "25.6.0", "Apple M4", 14_336), 9.7, 120],
        ["32 GB M4, macOS 26", () => mac(32, "25.1.0", "Apple M4"), 24, 120],
        ["32 GB M2, macOS 15", () => mac(32, "24.6.0", "Apple M2"), 20.3, 100],
        ["64 GB M4 Max binned, macOS 15", () => mac(64, "24.6.0", "Apple M4 Max", 0, 32), 47, 410, 57_344],
        ["128 GB M4 Max", () => mac(128, "25.1.0", "Apple M4 Max"), 106.5, 546, 117_964],
        [
          "128 GB M4 Max with a limit of the user's",
          () => mac(128, "25.1.0", "Apple M4 Max", 114_688),
          111,
          546,
        ],
        ["512 GB M3 Ultra", () => mac(512, "25.1.0", "Apple M3 Ultra", 0, 80), 460.8, 819],
        ["under Rosetta", () => mac(64, "25.1.0", "VirtualApple @ 2.50GHz"), 50.8, null, 57_344],
      ] as [string, () => FakeMachine, number, number | null, number?][]
    ).map(([name, machine, budget, bandwidth, limit]): [string, HardwareRow] => [
      `macOS: ${name}`,
      {
        machine,
        gpus: [[machine().host.cpuModel ?? "", "unified", gib(machine().host.totalMemoryBytes), "high"]],
        budget: ["unified", budget],
        notes: limit === undefined ? undefined : new RegExp(`iogpu\\.wired_limit_mb=${limit}$`),
        also: ({ gpus, ram }) => {
          expect(gpus[0]?.bandwidthGBs).toBe(bandwidth);
          expect(ram).toMatchObject({ availableBytes: 301_000 * 16_384, source: "vm_stat" });
        },
      },
    ]),
  ),
  "llama-server --list-devices on a Mac: the true limit": {
    machine: () =>
      mac(48, "25.1.0", "Apple M4 Pro", 0).prints(
        "llama-server",
        "Available devices:\n  BLAS: Accelerate (0 MiB, 0 MiB free)\n  MTL0: Apple M4 Pro (38338 MiB, 38338 MiB free)\n",
      ),
    gpus: [["Apple M4 Pro", "unified", 48, "high"]],
    budget: ["unified", 36.4],
    also: ({ budget }) => expect(budget.how).toContain("llama-server --list-devices"),
  },
  "Windows registry: integrated GPUs share memory": {
    machine: () =>
      windows(
        [
          "AMD Radeon PRO V710|30064771072",
          "Intel(R) UHD Graphics|134217728",
          "AMD Radeon(TM) Graphics|4293918720",
          "Microsoft Basic Render Driver|",
        ],
        31,
        64,
      ),
    gpus: [
      ["AMD Radeon PRO V710", "dedicated", 28, "high"],
      ["Intel(R) UHD Graphics", "shared", null, "unknown"],
      ["AMD Radeon(TM) Graphics", "shared", null, "unknown"],
    ],
    budget: ["gpu", 27],
    also: ({ ram }) => expect(gib(ram.totalBytes)).toBe(64),
  },
  "Windows without PowerShell": {
    machine: () => new FakeMachine({ platform: "win32" }),
    gpus: [],
    budget: ["cpu", 30],
    notes: /PowerShell/,
  },
  "no tool at all": { machine: () => desktop(), ...NO_GPU },
  "llama-server --list-devices where no driver reports the memory": {
    machine: () =>
      desktop().prints(
        "llama-server",
        "Available devices:\n  Vulkan0: AMD Radeon RX 9070 XT (RADV GFX1201) (16304 MiB, 15900 MiB free)\n  Vulkan1: llvmpipe (LLVM 20.1.2, 256 bits) (31000 MiB, 31000 MiB free)\n",
      ),
    gpus: [["AMD Radeon RX 9070 XT (RADV GFX1201)", "dedicated", 15.9, "medium"]],
    budget: ["gpu", 14.5],
  },
  "vulkaninfo: a name, no memory": {
    machine: () =>
      desktop().prints(
        "vulkaninfo",
        "Devices:\n========\nGPU0:\n\tdeviceType         = PHYSICAL_DEVICE_TYPE_DISCRETE_GPU\n\tdeviceName         = AMD Radeon RX 9070 XT (RADV GFX1201)\nGPU1:\n\tdeviceType         = PHYSICAL_DEVICE_TYPE_CPU\n\tdeviceName         = llvmpipe (LLVM 20.1.2, 256 bits)\n",
      ),
    gpus: [["AMD Radeon RX 9070 XT (RADV GFX1201)", "dedicated", null, "unknown"]],
    budget: ["cpu", 34.3],
  },
  "a container's limit, not the machine's memory": {
    machine: () =>
      desktop({ constrainedMemoryBytes: 2 * GIB, availableMemoryBytes: 2_134_462_464 }).system(
        "/.dockerenv",
        "",
      ),
    gpus: [],
    budget: ["cpu", 1.2],
    notes: /limited by a container.*--gpus all/s,
    also: ({ ram }) => expect(ram.totalBytes).toBe(2 * GIB),
  },
};
