import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogModel } from "../../src/fit/catalog.ts";
import { type KvType, needOf, USABLE_SHARE } from "../../src/fit/memory.ts";
import { budgetFor, poolOf } from "../../src/fit/pool.ts";
import { isChatModel, isWhole } from "../../src/fit/proposable.ts";
import { recommend } from "../../src/fit/recommend.ts";
import { TIERS } from "../../src/fit/tiers.ts";
import { catalog, geometryOf, modelOf } from "./support/catalog.ts";
import { GOLDEN, labelled } from "./support/golden.ts";
import { type HardwareSpec, hardwareOf } from "./support/hardware.ts";

const HUGE = { score: 1000, low: 1000, high: 1000, weight: 1, results: [] };

describe("picks by machine", () => {
  it.each(Object.entries(GOLDEN))("%s", (_, [spec, tier, first, second]) => {
    const result = recommend(hardwareOf(spec), {}, catalog);
    expect([result.tier, labelled(result.picks[0]), labelled(result.picks[1])]).toEqual([
      tier,
      first,
      second,
    ]);
  });

  it("a small shared memory: the pick says what is left and what to close; a large one does not", () => {
    const risks = (name: string) => {
      const spec = GOLDEN[name]?.[0] ?? { kind: "cpu", budget: 0 };
      return recommend(hardwareOf(spec), {}, catalog).picks[0]?.risk.join() ?? "";
    };
    expect(risks("Mac 16 GB")).toMatch(/7\.8 GiB of 16\.0 GiB are left .* close browsers/);
    expect(risks("Mac 32 GB")).toContain("9.9 GiB of 32.0 GiB are left");
    for (const name of ["Mac 64 GB", "GB10", "RTX 4090", "CPU, 32 GB"])
      expect(risks(name)).not.toContain("close browsers");
  });

  it("what the evidence does not carry is never first: thin, of its maker alone, or none at all", () => {
    for (const [name, [spec]] of Object.entries(GOLDEN)) {
      const [first] = recommend(hardwareOf(spec), {}, catalog).picks;
      const strength = catalog.models.find(({ id }) => id === first?.model)?.strength;
      expect([name, strength?.results.some(({ self }) => !self)]).toEqual([name, true]);
      expect(strength?.weight, name).toBeGreaterThanOrEqual(0.2);
    }
  });

  it("a first pick that two benches put below another that fits says so", () => {
    const first = recommend(hardwareOf({ kind: "gpu", budget: 14.92, bandwidth: 960 }), {}, catalog);
    expect(first.picks[0]?.model).toBe("qwen3.5-9b");
    expect(first.notes.join()).toMatch(
      /2 benches put Ornith 1\.0 9B clearly above Qwen3\.5 9B, the first pick/,
    );
  });

  it("no pick takes what people keep free of a unified memory", () => {
    const share = (name: string) => {
      const spec = GOLDEN[name]?.[0];
      const { picks } = recommend(hardwareOf(spec ?? { kind: "cpu", budget: 0 }), {}, catalog);
      return Math.max(...picks.map(({ needBytes }) => needBytes.total / 2 ** 30)) / (spec?.ram ?? 1);
    };
    for (const name of ["GB10", "Strix Halo", "M4 Max 128 GB"])
      expect(share(name), name).toBeLessThanOrEqual(0.8);
    expect(share("M3 Ultra 512 GB")).toBeLessThanOrEqual(0.9);
  });
});

const kinds = fc.constantFrom<HardwareSpec["kind"]>("gpu", "unified", "cpu");
const vendors = fc.constantFrom<NonNullable<HardwareSpec["vendor"]>>("nvidia", "amd", "apple", "intel");
const specs: fc.Arbitrary<HardwareSpec> = fc
  .record({
    kind: kinds,
    vendor: vendors,
    budget: fc.double({ min: 0.5, max: 900, noNaN: true }),
    bandwidth: fc.integer({ min: 40, max: 5000 }),
    cards: fc.integer({ min: 1, max: 8 }),
    ram: fc.integer({ min: 8, max: 1024 }),
  })
  .map((spec) => (spec.kind === "gpu" ? spec : { ...spec, cards: 1 }));

describe("what always holds", () => {
  it("a pick fits, has commands to serve it, and says why the others lost", () => {
    fc.assert(
      fc.property(specs, fc.boolean(), (spec, allowLowQuant) => {
        const hardware = hardwareOf(spec);
        const { picks } = recommend(hardware, { allowLowQuant }, catalog);
        const whole = picks.filter((pick) => pick.experts === null);
        expect(picks.slice(0, whole.length)).toEqual(whole);
        whole.forEach((pick, i) => {
          const model = modelOf(pick.model);
          const quant = model.quants.find((q) => q.name === pick.quant);
          const budget = budgetFor(poolOf(hardware), quant?.format ?? "gguf") ?? 0;
          expect(pick.needBytes.total).toBeLessThanOrEqual(USABLE_SHARE * budget);
          // computed again from the row, so that the sum is of this model, form, context and cache
          const { total } = needOf(
            { weightsBytes: quant?.bytes ?? 0, geometry: geometryOf(pick.model), vocab: model.vocab },
            { context: pick.contextTokens, kvType: pick.kvType, devices: poolOf(hardware).devices },
          );
          expect(pick.needBytes.total).toBe(total);
          expect(pick.contextTokens).toBeLessThanOrEqual(model.contextNative ?? 0);
          expect(pick.contextTokens).toBeGreaterThanOrEqual(16_384);
          expect(pick.serve.length).toBeGreaterThan(0);
          expect(pick.lostBecause === null).toBe(i === 0);
          expect(pick.model).not.toMatch(/embed|rerank|draft|[-_]base\b/i);
          if (model.licenceKind !== "permissive") expect(pick.risk.join()).toMatch(/license/);
          if (!allowLowQuant) expect(quant?.bits).toBeGreaterThanOrEqual(4);
        });
      }),
      { numRuns: 300 },
    );
  });

  const row = fc.constantFrom(...catalog.models.filter((model) => model.proposed && model.geometry !== null));

  it("never a base, embedding, reranking or draft model, however high its rank", () => {
    const words = fc.constantFrom(..."base pt Embedding embed Reranker draft EAGLE3 pretrained".split(" "));
    const spoil = fc.constantFrom<(model: CatalogModel, word: string) => Partial<CatalogModel>>(
      ({ id }, word) => ({ id: `${id}-${word}` }),
      ({ repo }, word) => ({ repo: `${repo}-${word}` }),
      ({ id }, word) => ({ id: `${word}-${id}` }),
      ({ name }, word) => ({ name: `${name} ${word}` }),
    );
    fc.assert(
      fc.property(specs, row, words, spoil, (spec, model, word, spoiled) => {
        const bad = { ...model, id: `${model.id}-x`, family: "spoiled", strength: HUGE };
        const picksOf = (extra: CatalogModel) => {
          const more = { ...catalog, models: [...catalog.models, extra] };
          return recommend(hardwareOf(spec), { allowLowQuant: true }, more).picks.map((pick) => pick.model);
        };
        const { id = bad.id } = spoiled(bad, word);
        expect(picksOf({ ...bad, ...spoiled(bad, word) })).not.toContain(id);
        // the same row without the word is proposed where it fits, so that the rank does count
        if (picksOf(model).includes(model.id)) expect(picksOf(bad)).toContain(bad.id);
      }),
      { numRuns: 200 },
    );
  });

  it("a base model that the user named counts", () => {
    const own = { ...modelOf("qwen3.5-9b"), id: "my-base" };
    const spec = hardwareOf({ kind: "gpu", budget: 23, vendor: "nvidia" });
    const only = { ...catalog, models: [own] };
    expect(recommend(spec, {}, only).picks).toEqual([]);
    expect(recommend(spec, { named: true }, only).picks[0]?.model).toBe("my-base");
  });

  it("never one shard of several, although it would fit", () => {
    fc.assert(
      fc.property(specs, row, fc.integer({ min: 2, max: 30 }), (spec, model, shards) => {
        const quants = model.quants
          .filter(
            (quant) =>
              quant.bytes !== null && (quant.bytes * 8) / (model.params.totalB * 1e9) < 1.15 * quant.bits,
          )
          .map((quant) => ({ ...quant, bytes: Math.round((quant.bytes ?? 0) / shards) }));
        const part = { ...model, id: "part", family: "part", strength: HUGE, quants };
        const more = { ...catalog, models: [...catalog.models, part] };
        const { picks } = recommend(hardwareOf(spec), { allowLowQuant: true }, more);
        expect(picks.map((pick) => pick.model)).not.toContain("part");
      }),
      { numRuns: 200 },
    );
  });

  it("no shipped row is withheld by mistake", () => {
    for (const model of catalog.models) {
      expect([model.id, isChatModel(model)]).toEqual([model.id, true]);
      for (const quant of model.quants) expect([model.id, quant.name, isWhole(model, quant)]).toContain(true);
    }
    expect(isChatModel({ id: "m", name: "M", repo: "base/some-model" })).toBe(true);
  });

  it("two runners-up from the smallest tier with a pick on", () => {
    fc.assert(
      fc.property(
        specs.filter((spec) => spec.budget >= 6),
        (spec) => {
          const wide = { ...spec, ram: 1024, cards: 1 };
          const { picks } = recommend(hardwareOf(wide), {}, catalog);
          // the last one may be a model that no bench has tested
          const tested = picks.filter((pick) => pick.experts === null && pick.evidence !== null);
          expect(tested.length).toBeGreaterThanOrEqual(3);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("more memory is never a lower tier", () => {
    fc.assert(
      fc.property(specs, fc.double({ min: 0, max: 200, noNaN: true }), (spec, more) => {
        const rank = (budget: number) => {
          const { tier } = recommend(hardwareOf({ ...spec, budget }), {}, catalog);
          return TIERS.findIndex((item) => item.id === tier);
        };
        expect(rank(spec.budget + more)).toBeGreaterThanOrEqual(rank(spec.budget));
      }),
    );
  });

  it("more context is never less need", () => {
    const rows = catalog.models.filter((model) => model.geometry !== null);
    const contexts = fc.integer({ min: 1, max: 1 << 20 });
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        contexts,
        contexts,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom<KvType>("f16", "q8_0", "q4_0"),
        (model, a, b, slots, kvType) => {
          const total = (context: number) =>
            model.geometry === null
              ? 0
              : needOf(
                  { weightsBytes: 1, geometry: model.geometry, vocab: model.vocab },
                  { context, kvType, slots },
                ).total;
          expect(total(Math.max(a, b))).toBeGreaterThanOrEqual(total(Math.min(a, b)));
        },
      ),
    );
  });
});

describe("options", () => {
  const rtx4090 = hardwareOf({ kind: "gpu", budget: 22.99, vendor: "nvidia", bandwidth: 1008, total: 23.99 });

  it("a given context is kept or raised, or nothing is proposed", () => {
    for (const pick of recommend(rtx4090, { context: 131_072 }, catalog).picks) {
      expect(pick.contextTokens).toBeGreaterThanOrEqual(131_072);
    }
    const none = recommend(rtx4090, { context: 10_000_000 }, catalog);
    expect(none.picks).toEqual([]);
    expect(none.notes.join()).toContain("10000000 tokens");
  });

  it("a given server gets only its commands, and only forms that it loads", () => {
    for (const server of ["lmstudio", "vllm", "llamacpp", "ollama", "sglang"] as const) {
      const { picks } = recommend(rtx4090, { server }, catalog);
      expect(picks.length).toBeGreaterThan(0);
      expect(new Set(picks.flatMap((pick) => pick.serve.map((item) => item.server)))).toEqual(
        new Set([server]),
      );
    }
    expect(recommend(rtx4090, { server: "mlx" }, catalog).picks).toEqual([]);
    const mac = hardwareOf({ kind: "unified", budget: 47, vendor: "apple", bandwidth: 410, ram: 64 });
    expect(recommend(mac, { server: "mlx" }, catalog).picks[0]?.serve[0]?.command).toMatch(
      /^mlx_lm\.server --model mlx-community\//,
    );
    expect(recommend(mac, { server: "vllm" }, catalog).picks).toEqual([]);
  });

  it("low quantizations only on request, and with a warning", () => {
    const spec = hardwareOf({ kind: "unified", budget: 187, vendor: "apple", bandwidth: 819, ram: 256 });
    const low = recommend(spec, { allowLowQuant: true }, catalog).picks;
    const warned = low.filter((pick) => /below [45] bits/.test(pick.risk.join()));
    expect(warned.length).toBeGreaterThan(0);
    expect(
      recommend(spec, {}, catalog)
        .picks.flatMap((pick) => pick.risk)
        .join(),
    ).not.toMatch(/below [45] bits/);
  });

  it("too little memory: nothing, and a hosted model is named", () => {
    const small = hardwareOf({ kind: "gpu", budget: 5, vendor: "nvidia", bandwidth: 300 });
    const tools = recommend(small, {}, catalog);
    expect([tools.tier, tools.picks]).toEqual(["T0", []]);
    expect(tools.notes.join()).toContain("hosted model");
  });

  it("unknown memory: no picks, and what to say instead", () => {
    const spec = hardwareOf({ kind: "cpu", budget: 1 });
    const result = recommend({ ...spec, budget: { bytes: null, kind: "cpu", how: "?" } }, {}, catalog);
    expect(result.budgetBytes).toBeNull();
    expect(result.notes.join()).toContain("--vram");
  });

  it("models without published geometry are named, not proposed", () => {
    const result = recommend(rtx4090, {}, catalog);
    expect(result.notes.join()).toContain("Qwen2.5 Coder 32B Q4_K_M");
    expect(result.picks.map((pick) => pick.model)).not.toContain("qwen2.5-coder-32b");
  });

  it("a CPU without a known bandwidth: ranked as a desktop's, but the speed is unknown", () => {
    const cpu = (bandwidth?: number) =>
      hardwareOf({ kind: "cpu", budget: 16, ...(bandwidth && { bandwidth }) });
    const [known] = recommend(cpu(80), {}, catalog).picks;
    const [unknown] = recommend(cpu(), {}, catalog).picks;
    expect(unknown?.model).toBe(known?.model);
    expect([known?.decodeTokensPerSecond === null, unknown?.decodeTokensPerSecond]).toEqual([false, null]);
    expect(unknown?.why).toMatch(/speed unknown.*with 80 GB\/s it would be about \d+ to \d+ tokens/);
  });
});
