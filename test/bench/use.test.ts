import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { GIB } from "../../src/core/bytes.ts";
import type { DepthSpeed } from "../../src/core/speed.ts";
import { readCatalog } from "../../src/fit/catalog.ts";
import { keepOwn, loadOwn, ownFigures } from "../../src/fit/own/file.ts";
import type { OwnEntry } from "../../src/fit/own/types.ts";
import { decodeNear, measuredFor, measuredForm, readSeconds } from "../../src/fit/own/use.ts";
import { probeHardware } from "../../src/machine/probe.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { plainText } from "../support/config-text.ts";
import { configOn, doctorHere } from "../support/doctor.ts";
import { MODEL, speedServer } from "./server.ts";
import { FILE } from "./support.ts";

const spread = (median: number) => ({
  median,
  low: median,
  high: median,
  runs: 3,
  source: "server" as const,
});

function depth(promptTokens: number, prefill: number, decode = 40): DepthSpeed {
  const speeds = { prefill: spread(prefill), decode: spread(decode) };
  return { depth: promptTokens, promptTokens, ...speeds, why: null, again: null };
}

/** Figures of the machine that FakeMachine is. */
function entry(given: Partial<OwnEntry> & { port?: number } = {}): OwnEntry {
  const { port = 8_080, ...rest } = given;
  return {
    ...{ measuredAt: "2026-11-30T12:00:00.000Z", tool: "0.1.0", model: MODEL, quantization: null },
    server: { kind: "llamacpp", product: "llama.cpp", version: "b11669", port },
    context: 131_072,
    hardware: { gpus: [], cpu: "AMD Ryzen 9 7950X", ramBytes: 64 * GIB },
    depths: [depth(4_000, 100), depth(16_000, 80), depth(64_000, 40, 20)],
    exam: null,
    ...rest,
  };
}

function sources(machine: FakeMachine) {
  return { ...machine.outside, show: (path: string) => path };
}

function machineWith(...entries: OwnEntry[]): FakeMachine {
  const machine = new FakeMachine();
  for (const one of entries) keepOwn(one, sources(machine));
  return machine;
}

describe("the figures in use", () => {
  it("the time for a prompt lies on the line through the sizes next to it, and beyond the largest on its continuation", () => {
    const slow = entry();
    expect(readSeconds(slow, 16_000)).toBeCloseTo(200);
    expect(readSeconds(slow, 64_000)).toBeCloseTo(1_600);
    // a token takes 10 ms at 4,000, 12.5 ms at 16,000 and 25 ms at 64,000
    expect(readSeconds(slow, 2_000)).toBeCloseTo(20);
    expect(readSeconds(slow, 40_000)).toBeCloseTo(40_000 * 0.01875);
    expect(readSeconds(slow, 128_000)).toBeCloseTo(128_000 * (0.025 + 0.0125 * (64 / 48)));
    expect(readSeconds(entry({ depths: [depth(16_000, 80)] }), 32_000)).toBeCloseTo(400);
    // where a long prompt was read quicker, a longer one is not quicker still
    const odd = entry({ depths: [depth(4_000, 50), depth(16_000, 100)] });
    expect(readSeconds(odd, 160_000)).toBeCloseTo(1_600);
    expect(readSeconds(entry({ depths: [] }), 4_000)).toBeNull();
    expect([decodeNear(slow, 16_384)?.median, decodeNear(slow, 100_000)?.median]).toEqual([40, 20]);
  });

  it("belong to one model, server and machine", async () => {
    const here = await probeHardware(new FakeMachine().outside);
    const own = { entries: [entry({ quantization: "q4_k_m" })] };
    const wanted = { model: MODEL, kind: "llamacpp", port: 8_080, quantization: "q4_k_m" };
    expect(measuredFor(own, wanted, here)).not.toBeNull();
    expect(measuredFor(own, { ...wanted, quantization: null }, here)).not.toBeNull();
    for (const other of [{ model: "x" }, { kind: "vllm" }, { port: 8_081 }, { quantization: "q8_0" }])
      expect(measuredFor(own, { ...wanted, ...other }, here)).toBeNull();
    const gpu = { name: "NVIDIA GeForce RTX 4090", memoryBytes: 24 * GIB };
    for (const hardware of [
      { cpu: "another" },
      { ramBytes: 32 * GIB },
      { ramBytes: null },
      { gpus: [gpu] },
    ]) {
      const elsewhere = { entries: [entry({ hardware: { ...entry().hardware, ...hardware } })] };
      expect(measuredFor(elsewhere, { ...wanted, quantization: null }, here)).toBeNull();
    }
  });

  it("are found for a form of the catalog, whichever server they are of", async () => {
    const machine = new FakeMachine();
    const here = await probeHardware(machine.outside);
    const catalog = readCatalog(machine.outside.fs);
    const row = catalog.models.find(
      ({ quants }) => quants.filter(({ format }) => format === "gguf").length > 1,
    );
    const [one, two] = row?.quants.filter(({ format }) => format === "gguf") ?? [];
    if (row === undefined || one === undefined || two === undefined) throw new Error("no row has two forms");
    const own = {
      entries: [entry({ model: `someone/${row.id}-GGUF`, quantization: one.name.toLowerCase() })],
    };
    expect(measuredForm(own, { row, quant: one }, here, catalog)).toBe(own.entries[0]);
    expect(measuredForm(own, { row, quant: two }, here, catalog)).toBeNull();
  });
});

describe("the file", () => {
  it("keeps the newest of each, and no more than fifty", () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 12, minute)).toISOString();
    const many = Array.from({ length: 55 }, (_, n) => entry({ measuredAt: at(n % 60), model: `m${n}` }));
    const machine = machineWith(...many, entry({ model: "m54", measuredAt: at(59), tool: "newer" }));
    const kept = loadOwn(sources(machine));
    expect(kept).toHaveLength(50);
    expect([kept[0]?.model, kept[0]?.tool, kept.at(-1)?.model]).toEqual(["m54", "newer", "m5"]);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      "a median above the highest run",
      (t) => t.replace('"median": 100', '"median": 200'),
      /:\d+:\d+: entries\[0\]: /,
    ],
    ["a speed that is no number", (t) => t.replace('"median": 100', '"median": NaN'), /:\d+:\d+: /],
    ["a speed of 1e308", (t) => t.replace('"median": 100', '"median": 1e308'), /depths\[0\]/],
    ["a key more", (t) => t.replace('"tool"', '"key": "sk-1", "tool"'), /key/],
    ["a day that does not exist", (t) => t.replace("2026-11-30", "2026-99-99"), /entries\[0\]/],
  ])("with %s: ignored with its place", (_name, change, words) => {
    const machine = machineWith(entry());
    const path = join(machine.dir, FILE);
    writeFileSync(path, change(readFileSync(path, "utf8")));
    const { entries, problem } = ownFigures(sources(machine));
    expect([entries, problem]).toEqual([[], expect.stringMatching(words)]);
  });

  it("that is a link: ignored", () => {
    const machine = new FakeMachine();
    mkdirSync(dirname(join(machine.dir, FILE)), { recursive: true });
    symlinkSync("/dev/zero", join(machine.dir, FILE));
    expect(ownFigures(sources(machine)).problem).toContain("is a symlink");
  });
});

describe("doctor", () => {
  const ID = "llm-timeout-slow-prefill";

  async function setup(timeoutSeconds: number, figures: (port: number) => OwnEntry) {
    const server = await speedServer();
    const machine = machineWith(figures(server.port));
    const row = { contextWindow: 65_536, maxTokens: 8_192 };
    const provider = { timeoutSeconds, apiKey: "none" };
    const path = configOn(machine, plainText({ baseUrl: server.baseUrl, model: MODEL, row, provider }));
    return { machine, seen: await doctorHere(["--config", path, "--openclaw-version", "2026.9.6"], machine) };
  }
  const about = ({ findings }: Awaited<ReturnType<typeof setup>>["seen"]) =>
    findings.filter(({ checkId }) => checkId === ID).map(({ message }) => message);

  it("reports a first turn that takes longer than OpenClaw waits, as measured on this machine", async () => {
    const { seen } = await setup(120, (port) => entry({ port }));
    expect(about(seen)).toEqual([
      expect.stringMatching(
        /takes local\/qwen3-8b about \d+ s \(measured on this machine, 2026-11-30\), and OpenClaw waits 120 s/,
      ),
    ]);
  });

  it("takes back the warning of the config where the measured time is well below", async () => {
    const quick = [depth(4_000, 2_000), depth(16_000, 1_800)];
    expect(about((await setup(120, (port) => entry({ port, depths: quick }))).seen)).toEqual([]);
  });

  it.each<[string, (port: number) => OwnEntry]>([
    ["another port", (port) => entry({ port: port - 1 })],
    ["another machine", (port) => entry({ port, hardware: { gpus: [], cpu: "other", ramBytes: 64 * GIB } })],
  ])("does not believe figures of %s: the config's own warning stays", async (_name, figures) => {
    const { seen } = await setup(120, figures);
    expect(about(seen)).toEqual([expect.stringContaining("120 s is too short for a local model")]);
  });

  it("ignores a broken file, and says so", async () => {
    const server = await speedServer();
    const machine = machineWith(entry());
    writeFileSync(join(machine.dir, FILE), "{");
    const path = configOn(machine, plainText({ baseUrl: server.baseUrl, model: MODEL }));
    const run = await runInProcess(["doctor", "--config", path], machine);
    expect(run.stderr).toMatch(/note: measured figures are ignored: .*measured\.json:1:\d+/);
  });
});

describe("init", () => {
  it("writes a timeoutSeconds that the measured time for a full context fits into twice, and says why", async () => {
    const server = await speedServer();
    const run = async (machine: FakeMachine) => {
      const args = ["--endpoint", server.baseUrl, "--yes", "--dry-run", "--openclaw-version", "2026.9.6"];
      const { stdout } = await runInProcess(["init", ...args, "--context", "65536"], machine);
      return stdout;
    };
    expect(await run(new FakeMachine())).toMatch(/timeoutSeconds\W+600\b/);
    const measured = await run(machineWith(entry({ port: server.port, context: 65_536 })));
    // 1,665 s by the line through the two largest sizes
    expect(measured).toMatch(/timeoutSeconds\W+3360\b/);
    expect(measured.replace(/\s+/g, " ")).toContain(
      "reading a full context of 65,536 tokens takes about 1,665 s (measured on this machine, 2026-11-30)",
    );
  });
});
