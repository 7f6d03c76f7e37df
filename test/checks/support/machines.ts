import { GIB, MIB } from "../../../src/core/bytes.ts";
import { FakeMachine } from "../../machine/support/fake-machine.ts";

/** A machine without a GPU. */
export const withMemory = (gib: number, freeGib: number) =>
  new FakeMachine({ totalMemoryBytes: gib * GIB }).system(
    "/proc/meminfo",
    `MemTotal: ${gib * MIB} kB\nMemAvailable: ${freeGib * MIB} kB`,
  );

export const laptop = () => withMemory(16, 12);

export const rtx4090 = (freeMiB = 24_100) =>
  withMemory(64, 56).prints(
    "nvidia-smi",
    `0, GPU-1, NVIDIA GeForce RTX 4090, 24564, ${freeMiB}, 580.95.05, 8.9, [N/A], None\n`,
  );

export const mac32 = () =>
  new FakeMachine({
    platform: "darwin",
    arch: "arm64",
    release: "25.1.0",
    cpuModel: "Apple M4",
    totalMemoryBytes: 32 * GIB,
  }).prints(
    "sysctl",
    `hw.memsize: ${32 * GIB}\niogpu.wired_limit_mb: 0\nmachdep.cpu.brand_string: Apple M4\n`,
  );
