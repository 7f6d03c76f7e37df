import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MIB } from "../../src/core/bytes.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { assertHarmless, llamacpp, mlx, ollama, type Profile, startLmStudio } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { start, track } from "../support/track.ts";
import { configText } from "./harness.ts";

/* The commands on machines that are not this one, against emulated servers. */

const GIB = 2 ** 30;
let box: FakeMachine;

const rtx4090 = (freeMiB = 24_100) =>
  new FakeMachine({ totalMemoryBytes: 64 * GIB })
    .system("/proc/meminfo", `MemTotal: ${64 * MIB} kB\nMemAvailable: ${56 * MIB} kB`)
    .prints(
      "nvidia-smi",
      `0, GPU-1, NVIDIA GeForce RTX 4090, 24564, ${freeMiB}, 580.95.05, 8.9, [N/A], None\n`,
    );
const laptop = () =>
  new FakeMachine({ totalMemoryBytes: 16 * GIB }).system(
    "/proc/meminfo",
    `MemTotal: ${16 * MIB} kB\nMemAvailable: ${12 * MIB} kB`,
  );
const mac32 = () =>
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

/** Ollama with one model that is not in memory. */
const unloaded = (id = "qwen3-coder:30b", size = 18_556_684_288) =>
  ollama({ models: [{ id, tools: true, loaded: false, trainedContext: 262_144, row: { size } }] });

/** A config for OpenClaw's own Ollama route, which asks for `tokens` in every request. */
const asking = (baseUrl: string, tokens: number, model = "qwen3-coder:30b", more: JsonObject = {}) =>
  configText({
    id: "ollama",
    baseUrl: baseUrl.replace(/\/v1$/, ""),
    api: "ollama",
    model,
    row: { contextWindow: tokens, params: { num_ctx: tokens }, ...more },
  });

async function findings(config: string, ...args: string[]): Promise<Finding[]> {
  const file = join(box.dir, "openclaw.json");
  writeFileSync(file, config);
  const run = await runInProcess(["doctor", "--config", file, "--json", ...args], box);
  expect(run.stderr).toBe("");
  const report: { findings: Finding[] } = JSON.parse(run.stdout);
  return report.findings;
}

describe("oom-kv-cache", () => {
  it("Ollama is asked for a context whose cache does not fit on the card: numbers, and a smaller one that fits", async () => {
    const server = await start(unloaded());
    box = rtx4090();
    const [finding, ...others] = await findings(asking(server.baseUrl, 262_144));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      checkId: "oom-kv-cache",
      severity: "warning",
      status: "found",
      evidence: {
        contextTokens: 262_144,
        weightsBytes: 18_556_684_288,
        kvBytes: 24 * GIB,
        fittingTokens: 40_960,
      },
    });
    expect(finding?.message).toContain("weights 17.3 GiB, KV cache 24.0 GiB");
    expect(finding?.message).toContain("24.0 GiB of GPU memory (nvidia-smi), 23.5 GiB free");
    expect(finding?.fixHint).toContain("40,960 tokens fit");
    expect(finding?.fix?.edits).toEqual([
      expect.objectContaining({ path: "models.providers.ollama.models[0].contextWindow", value: 40_960 }),
      expect.objectContaining({ path: "models.providers.ollama.models[0].params.num_ctx", value: 40_960 }),
    ]);
    expect(finding?.fix?.commands.join()).toContain("OLLAMA_CONTEXT_LENGTH=40960");
    assertHarmless(server);
  });

  it("what the fix says is clean", async () => {
    const server = await start(unloaded());
    box = rtx4090();
    expect(await findings(asking(server.baseUrl, 40_960))).toEqual([]);
  });

  it("on a machine without a GPU it exceeds everything: an error", async () => {
    const server = await start(unloaded());
    box = laptop();
    const [finding, ...others] = await findings(asking(server.baseUrl, 65_536));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ checkId: "oom-kv-cache", severity: "error" });
    expect(finding?.message).toContain("the 16.0 GiB of this machine");
    expect(finding?.fixHint).toContain("smaller quantization or a smaller model");
    expect(finding?.fix).toBeNull();
  });

  it("a quantized cache would do: worth knowing, no more, because the server does not tell its cache", async () => {
    const server = await start(unloaded("qwen3.8:27b", 16_464_440_224));
    box = rtx4090();
    const [finding] = await findings(asking(server.baseUrl, 262_144, "qwen3.8:27b"));
    expect(finding).toMatchObject({ checkId: "oom-kv-cache", severity: "info" });
    expect(finding?.fixHint).toContain("q8_0");
  });

  it("other programs hold the card", async () => {
    const server = await start(unloaded());
    box = rtx4090(6000);
    const [finding] = await findings(asking(server.baseUrl, 32_768));
    expect(finding).toMatchObject({ checkId: "oom-kv-cache", severity: "warning" });
    expect(finding?.message).toContain("what other programs leave");
    expect(finding?.message).toContain("5.9 GiB free");
  });

  it("a router that was told a context for a model that it has yet to load", async () => {
    const id = "Qwen3-Coder-30B-A3B:Q8_0";
    const server = await start(
      llamacpp({ mode: "router", models: [{ id, tools: true, loaded: false }], argsContext: 262_144 }),
    );
    box = new FakeMachine({ totalMemoryBytes: 32 * GIB }).system(
      "/proc/meminfo",
      `MemTotal: ${32 * MIB} kB\nMemAvailable: ${30 * MIB} kB`,
    );
    const config = configText({ baseUrl: server.baseUrl, model: id, row: { contextWindow: 262_144 } });
    const [finding, ...others] = await findings(config);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ checkId: "oom-kv-cache", severity: "error" });
  });

  it("mlx-lm lets its cache grow to what the config plans with", async () => {
    const id = "mlx-community/Qwen3.8-27B-4bit";
    const server = await start(mlx({ models: [{ id, tools: true }] }));
    box = mac32();
    const config = (contextWindow: number) =>
      configText({ baseUrl: server.baseUrl, model: id, row: { contextWindow } });
    const ids = (list: Finding[]) => list.map((f) => f.checkId);
    expect(ids(await findings(config(262_144)))).toContain("oom-kv-cache");
    expect(ids(await findings(config(65_536)))).not.toContain("oom-kv-cache");
  });

  const SILENT: [
    why: string,
    machine: () => FakeMachine,
    profile: () => Profile,
    config: (url: string) => string,
  ][] = [
    [
      "the model is in memory already",
      laptop,
      () =>
        ollama({ models: [{ id: "qwen3-coder:30b", tools: true, loaded: true }], allocatedContext: 65_536 }),
      (url) => asking(url, 65_536),
    ],
    [
      "nobody knows the model",
      laptop,
      () => unloaded("my-own-model:latest"),
      (url) => asking(url, 262_144, "my-own-model:latest"),
    ],
    [
      "size and name do not belong together",
      laptop,
      () => unloaded("qwen3-coder:30b", 900_000_000),
      (url) => asking(url, 262_144),
    ],
    [
      "in a container the server may be the host's",
      () => laptop().system("/.dockerenv", ""),
      () => unloaded(),
      (url) => asking(url, 262_144),
    ],
    [
      "in WSL the server may be that of Windows",
      () => laptop().system("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2"),
      () => unloaded(),
      (url) => asking(url, 262_144),
    ],
    [
      "the port is a tunnel to another machine",
      () => laptop().prints("ss", 'LISTEN 0 128 127.0.0.1:11434 0.0.0.0:* users:(("ssh",pid=4711,fd=5))\n'),
      () => unloaded(),
      (url) => asking(url, 262_144),
    ],
    [
      "weights that exceed the card are kept in main memory on purpose",
      rtx4090,
      () => unloaded("gpt-oss:120b", 63_400_000_000),
      (url) => asking(url, 32_768, "gpt-oss:120b"),
    ],
  ];
  it.each(SILENT)("silent: %s", async (_, machine, profile, config) => {
    const server = await start(profile());
    box = machine();
    const ids = (await findings(config(server.baseUrl))).map((f) => f.checkId);
    expect(ids).not.toContain("oom-kv-cache");
  });

  it("a listener that is no tunnel is no reason for silence", async () => {
    const server = await start(unloaded());
    box = laptop().prints("ss", 'LISTEN 0 128 127.0.0.1:11434 0.0.0.0:* users:(("ollama",pid=4711,fd=5))\n');
    expect((await findings(asking(server.baseUrl, 65_536))).map((f) => f.checkId)).toEqual(["oom-kv-cache"]);
  });
});

describe("what other checks propose respects the memory", () => {
  const KEY = "qwen/qwen3-coder-30b";
  const lmstudio = async (loadedContext: number | null) => {
    const studio = track(
      await startLmStudio({
        loadedContext,
        models: [{ key: KEY, sizeBytes: 18_556_684_288, maxContext: 262_144, quantization: "Q4_K_M" }],
      }),
    );
    return studio;
  };
  const config = (baseUrl: string) =>
    configText({ id: "lmstudio", baseUrl, model: KEY, row: { contextWindow: 196_608 } });

  it("LM Studio is told to load what fits, and the config is lowered to it", async () => {
    const studio = await lmstudio(null);
    box = mac32();
    const [finding, ...others] = await findings(config(studio.baseUrl));
    expect(others).toEqual([]);
    expect(finding?.checkId).toBe("lmstudio-unloaded");
    expect(finding?.fixHint).toContain("which is what fits into memory");
    expect(finding?.fix?.commands.join()).toContain("--context-length 49152");
    expect(finding?.fix?.edits[0]).toMatchObject({ value: 49_152 });
  });

  it("where all of it fits, memory is not blamed, and nothing is rounded", async () => {
    const studio = track(
      await startLmStudio({
        loadedContext: null,
        models: [{ key: KEY, sizeBytes: 18_556_684_288, maxContext: 202_752, quantization: "Q4_K_M" }],
      }),
    );
    box = new FakeMachine({ totalMemoryBytes: 128 * GIB }).system(
      "/proc/meminfo",
      `MemTotal: ${128 * MIB} kB\nMemAvailable: ${120 * MIB} kB`,
    );
    const row = { contextWindow: 202_752 };
    const [finding] = await findings(
      configText({ id: "lmstudio", baseUrl: studio.baseUrl, model: KEY, row }),
    );
    expect(finding?.checkId).toBe("lmstudio-unloaded");
    expect(finding?.fixHint).not.toContain("memory");
    expect(finding?.fix?.commands.join()).toContain("--context-length 202752");
    expect(finding?.fix?.edits).toEqual([]);
  });

  it("a config above what fits is lowered, not the server raised", async () => {
    const studio = await lmstudio(49_152);
    box = mac32();
    const [finding, ...others] = await findings(config(studio.baseUrl));
    expect(others).toEqual([]);
    expect(finding?.checkId).toBe("context-server-below-config");
    expect(finding?.fixHint).toContain("do not fit into this machine's memory");
    expect(finding?.fix?.commands).toEqual([]);
    expect(finding?.fix?.edits[0]).toMatchObject({ value: 49_152 });
  });

  it("cpu-offload names the context that would fit on the card", async () => {
    const models = [{ id: "qwen3.8:27b-q4_K_M", tools: true, loaded: true, trainedContext: 262_144 }];
    const server = await start(ollama({ models, allocatedContext: 131_072, gpuShare: 0.6 }));
    box = rtx4090();
    const [finding] = await findings(asking(server.baseUrl, 131_072, "qwen3.8:27b-q4_K_M"));
    expect(finding).toMatchObject({ checkId: "cpu-offload", severity: "warning" });
    expect(finding?.fixHint).toMatch(/with a context of [\d,]+ tokens it fits on the GPU/);
  });
});

describe("init", () => {
  it("plans with the context that fits, and says so", async () => {
    const server = await start(unloaded());
    box = mac32();
    const file = join(box.dir, "openclaw.json");
    const args = ["init", "--yes", "--json", "--config", file, "--endpoint", server.baseUrl];
    const run = await runInProcess(args, box);
    const document = JSON.parse(run.stdout);
    expect(document).toMatchObject({ ok: true, created: true });
    expect(document.diff).toContain("49152");
    expect(document.diff).not.toContain("65536");
    expect(document.doctor.findings).toEqual([]);
    expect(document.notes.join()).toContain("more does not fit into memory");
  });
});
