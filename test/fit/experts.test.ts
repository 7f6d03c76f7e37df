import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GIB } from "../../src/core/bytes.ts";
import { askFor } from "../../src/fit/ask.ts";
import type { CatalogModel, Quant } from "../../src/fit/catalog.ts";
import { placeExperts } from "../../src/fit/experts.ts";
import { USABLE_SHARE } from "../../src/fit/memory.ts";
import { poolOf } from "../../src/fit/pool.ts";
import { recommend } from "../../src/fit/recommend.ts";
import { expertSpeed } from "../../src/fit/speed.ts";
import type { Hardware } from "../../src/machine/types.ts";
import { askedText } from "../../src/report/asked-text.ts";
import { recommendText, toRecommendJson } from "../../src/report/recommend-text.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";
import { catalog, modelOf } from "./support/catalog.ts";
import { type HardwareSpec, hardwareOf } from "./support/hardware.ts";

const LOOK = { style: PLAIN_STYLE, ascii: true };

/** A card (GiB) in a machine with RAM (GiB), described with flags. */
function described(
  vram: number,
  ram?: number,
  more: Partial<HardwareSpec> & { ramGBs?: number } = {},
): Hardware {
  const base = hardwareOf({ kind: "gpu", budget: vram - 1, total: vram, ...more });
  return {
    ...base,
    gpus: base.gpus.map((gpu) => ({ ...gpu, memory: { ...gpu.memory, source: "--vram" } })),
    ram: {
      totalBytes: (ram ?? 512) * GIB,
      availableBytes: null,
      source: ram === undefined ? "/proc/meminfo" : "--ram",
      bandwidthGBs: more.ramGBs ?? null,
    },
  };
}

function quantOf(model: CatalogModel, name: string): Quant {
  const quant = model.quants.find((q) => q.name === name);
  if (quant === undefined) throw new Error(`no ${name}`);
  return quant;
}

const inRam = (hardware: Hardware, options = {}) =>
  recommend(hardware, options, catalog).picks.filter((pick) => pick.experts !== null);

/** The strongest of two families. */
const BOTH = ["ornith-1.0-35b-a3b Q4_K_M", "qwen3.6-35b-a3b Q4_K_M"];

describe("what is offered", () => {
  it.each([
    [16, 64, BOTH],
    [8, 48, BOTH],
    [12, 32, BOTH],
    [6, 64, BOTH],
    [24, 128, ["qwen3.8-flash-next IQ4_XS"]],
    [16, 24, BOTH],
    [16, 8, []],
    [4, 8, []],
  ])("%s GiB of GPU memory and %s GiB of RAM", (vram, ram, expected) => {
    expect(inRam(described(vram, ram)).map((pick) => `${pick.model} ${pick.quant}`)).toEqual(expected);
  });

  it("after the models that fit whole, which stay what they are", () => {
    const models = (ram?: number) => recommend(described(16, ram), {}, catalog).picks;
    const whole = models();
    expect(whole.map((pick) => pick.experts)).toEqual([null, null, null]);
    expect(models(64).slice(0, 3)).toEqual(whole);
    const last = models(64).at(-1);
    expect(last?.lostBecause).toContain("fits the GPU whole, so it is faster");
    expect(last?.risk.join()).toMatch(/slower than a model that fits the card.*300 s after which OpenClaw/);
  });

  it("never where the same model fits whole with enough context", () => {
    for (const pick of inRam(described(32, 512))) expect(pick.model).not.toBe("qwen3.6-35b-a3b");
  });

  it("not where the RAM is unknown: that of this computer is not that of a described card", () => {
    expect(inRam(described(16))).toEqual([]);
    const unknown = { ...described(16, 64), ram: { ...described(16, 64).ram, totalBytes: null } };
    expect(inRam(unknown)).toEqual([]);
  });

  it("measured RAM: the available part less the reserve", () => {
    const card = described(16, 64);
    const measured = (gib: number) => ({ ...card, ram: { ...card.ram, availableBytes: gib * GIB } });
    expect(poolOf(measured(30)).expertRamBytes).toBe(22 * GIB);
    expect(poolOf(card).expertRamBytes).toBe(56 * GIB);
    expect(inRam(measured(14))).toEqual([]);
  });

  it("no card, no experts in main memory", () => {
    for (const kind of ["unified", "cpu"] as const) {
      const { picks } = recommend(hardwareOf({ kind, budget: 20, ram: 128, vendor: "amd" }), {}, catalog);
      expect(picks.map((pick) => pick.experts)).toEqual([null, null, null]);
    }
  });

  it("each part fits its memory, and something is in main memory", () => {
    const sizes = fc.record({
      vram: fc.integer({ min: 4, max: 200 }),
      ram: fc.integer({ min: 8, max: 1024 }),
    });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 4 }), ({ vram, ram }, cards) => {
        const hardware = described(vram, ram, { cards, vendor: "nvidia" });
        for (const { needBytes, experts, serve, contextTokens } of inRam(hardware)) {
          expect(needBytes.total).toBeLessThanOrEqual(USABLE_SHARE * (hardware.budget.bytes ?? 0));
          expect(experts?.ramBytes).toBeLessThanOrEqual(USABLE_SHARE * (experts?.ramBudgetBytes ?? 0));
          expect(experts?.ramBytes).toBeGreaterThan(0);
          expect(contextTokens).toBeGreaterThanOrEqual(16_384);
          const commands = serve.map(({ command }) => command);
          for (const command of commands)
            expect(command).toMatch(/ -ncmoe \d+ | --cpu-moe | LLAMA_ARG_CPU_MOE=1 ollama/);
          if (cards > 1) expect(commands.join()).not.toContain("-ncmoe");
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("commands", () => {
  const commandsOf = (vram: number, ram: number, model: string) =>
    Object.fromEntries(
      inRam(described(vram, ram))
        .find((pick) => pick.model === model)
        ?.serve.map(({ server, command }) => [server, command]) ?? [],
    );

  it("llama.cpp with the computed number of blocks, Ollama with all; LM Studio has no option", () => {
    const commands = commandsOf(16, 64, "qwen3.6-35b-a3b");
    expect(Object.keys(commands)).toEqual(["llamacpp", "ollama"]);
    expect(commands["llamacpp"]).toMatch(/ -c 65536 -np 1 -ngl 999 -ncmoe 21 --host 127\.0\.0\.1 /);
    expect(commands["ollama"]).toMatch(/ LLAMA_ARG_CPU_MOE=1 ollama serve .*PARAMETER num_gpu 99/);
  });

  it("no command for Ollama where all experts together do not fit the RAM", () => {
    expect(Object.keys(commandsOf(16, 24, "qwen3.6-35b-a3b"))).toEqual(["llamacpp"]);
  });

  it("blocks before the first one with experts count, too", () => {
    const hardware = described(24, 64);
    const pool = poolOf(hardware);
    const model = modelOf("glm-4.7-flash");
    const placed = placeExperts(pool, model, quantOf(model, "Q8_0"), { context: 65_536, kvType: "f16" });
    const { cpuBlocks, inRam: count } = placed?.placement ?? {};
    expect(cpuBlocks).toBe((count ?? 0) + 1);
  });
});

describe("a named model", () => {
  it.each([
    ["qwen3.8-flash-next", "UD-Q4_K_XL", 24, 128, 40],
    ["gpt-oss-120b", "MXFP4", 24, 64, 27],
    ["qwen3.6-35b-a3b", "Q4_K_M", 8, 48, 38],
  ])("%s %s fits %s GiB of GPU memory and %s GiB of RAM", (id, quant, vram, ram, blocks) => {
    const hardware = described(vram, ram);
    const model = modelOf(id);
    const asked = askFor({ model, quant, context: 65_536 }, poolOf(hardware));
    expect(asked).toMatchObject({ fits: true, experts: { fits: true, blocksInRam: blocks } });
    const only = { ...catalog, models: [model] };
    const recommendation = recommend(hardware, { named: true, context: 65_536 }, only);
    const text = askedText(asked, recommendation, LOOK);
    expect(text).toContain("fits with its experts in main memory");
    expect(text).not.toMatch(/^does not fit/m);
    expect(text).toMatch(new RegExp(`-ncmoe ${blocks} `));
    const json = toRecommendJson(recommendation, asked);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it("too little RAM: does not fit, and why; unknown RAM: what to say", () => {
    const model = modelOf("gpt-oss-120b");
    const little = askFor({ model }, poolOf(described(24, 32)));
    expect([little.fits, little.notes.join()]).toEqual([false, expect.stringContaining("either")]);
    const unknown = askFor({ model }, poolOf(described(24)));
    expect([unknown.fits, unknown.experts?.fits]).toEqual([false, null]);
    expect(unknown.notes.join()).toContain("say --ram");
  });

  it("a dense model gets no such offer", () => {
    expect(askFor({ model: modelOf("llama-3.3-70b") }, poolOf(described(24, 128)))).toMatchObject({
      fits: false,
      experts: null,
    });
  });
});

/**
 * Measured: model, form, card (GiB, GB/s), RAM (GB/s, stated or of such machines), context, depth, -ncmoe, tokens a second,
 * GiB of GPU memory. The estimate must be within 40 %, memory within 25 % and not more than 10 % below.
 */
const MEASURED: [
  string,
  string,
  number,
  number,
  number,
  number,
  number,
  number | null,
  number,
  number | null,
][] = [
  // nibor1896/Crow#140: RTX 4090, 110 GB of DDR4; two channels of DDR4-3200 assumed
  ["qwen3.8-flash-next", "UD-Q4_K_XL", 24, 1008, 51.2, 80_000, 80_000, 40, 22.52, 22.2],
  ["qwen3.8-flash-next", "UD-Q4_K_XL", 24, 1008, 51.2, 80_000, 80_000, null, 20.84, 10.9],
  ["qwen3.8-flash-next", "UD-Q4_K_XL", 24, 1008, 51.2, 250_000, 80_000, null, 20.97, 17.0],
  // ollama/ollama#11772: RTX 5080, Windows; two channels of DDR5-5600 assumed. Its 2.9 GB do not state the context.
  ["qwen3.6-35b-a3b", "Q4_K_M", 16, 960, 89.6, 4_096, 2_700, null, 36.5, null],
  // gpt-oss-120b on an i9-14900K with -ncmoe 36 and its full context: 8 GB of GPU memory; DDR5-5600 assumed
  ["gpt-oss-120b", "MXFP4", 24, 936, 89.6, 131_072, 12_717, null, 25.62, 7.5],
];

describe("measurements with experts in main memory", () => {
  it.each(MEASURED)("%s %s on %s GiB", (id, form, vram, gbs, ramGBs, context, depth, blocks, speed, gib) => {
    const model = modelOf(id);
    const quant = quantOf(model, form);
    const pool = poolOf(described(vram, 128, { bandwidth: gbs, ramGBs }));
    // with one byte more than the rest takes, no experts stay on the card
    const small = { ...pool, devices: 2 };
    const at = blocks === null ? small : pool;
    const placed = placeExperts(at, model, quant, { context, kvType: "f16" });
    if (placed === null) throw new Error("does not fit");
    if (blocks !== null) expect(Math.abs((placed.placement.cpuBlocks ?? 0) - blocks)).toBeLessThanOrEqual(1);
    const estimate = expertSpeed(model, placed.placement, "f16", pool, depth)?.typical ?? 0;
    expect(Math.abs(estimate / speed - 1)).toBeLessThan(0.4);
    if (gib === null) return;
    const ratio = placed.need.total / GIB / gib;
    expect([ratio > 0.9, ratio < 1.25, ratio]).toEqual([true, true, ratio]);
  });

  it("the bandwidth of the RAM decides; without it the speed is unknown, and examples are named as such", () => {
    const pick = (ramGBs?: number) =>
      inRam(described(16, 64, { bandwidth: 960, ...(ramGBs && { ramGBs }) })).find(
        (one) => one.model === "qwen3.6-35b-a3b",
      );
    const typical = (gbs: number) => pick(gbs)?.decodeTokensPerSecond?.low ?? 0;
    expect(typical(90)).toBeGreaterThan(1.15 * typical(40));
    expect(pick()?.decodeTokensPerSecond).toBeNull();
    expect(pick()?.why).toMatch(/bandwidth of the main memory is not known.*DDR4-3200 \(51 GB\/s\)/);
  });
});

it("the text names both memories, and the commands", () => {
  const text = recommendText(recommend(described(16, 64), {}, catalog), LOOK);
  expect(text).toMatch(
    /qwen3\.6-35b-a3b Q4_K_M, 65536 tokens, experts in main memory {2}[\d.]+ GiB of the GPU and/,
  );
  expect(text).toContain("-ncmoe 21");
});
