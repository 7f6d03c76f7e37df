import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GIB } from "../../src/core/bytes.ts";
import { askFor, findModel } from "../../src/fit/ask.ts";
import { EXAMPLE_MACHINES } from "../../src/fit/examples.ts";
import { poolOf } from "../../src/fit/pool.ts";
import { askedText } from "../../src/report/asked-text.ts";
import { toRecommendJson } from "../../src/report/recommend-text.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";
import { catalog, modelOf } from "./support/catalog.ts";
import { hardwareOf } from "./support/hardware.ts";

const card = poolOf(hardwareOf({ kind: "gpu", budget: 23, vendor: "nvidia", bandwidth: 1008 }));
const big = poolOf(hardwareOf({ kind: "unified", budget: 463, vendor: "apple", bandwidth: 819, ram: 512 }));
const empty = { budgetBytes: null, tier: "T0", tierLabel: "", picks: [], curve: [], notes: [] };

describe("a model that does not fit", () => {
  const asked = askFor({ model: modelOf("minimax-m2.1"), context: 196_608, quant: "Q8_0" }, card);

  it("has a sum that adds up, and machines that it fits", () => {
    const { weights, kv, state, compute, fixed, total } = asked.needBytes ?? {};
    expect([weights, kv, state, compute, fixed].reduce((sum: number, n) => sum + (n ?? 0), 0)).toBe(total);
    expect((kv ?? 0) / GIB).toBeCloseTo(46.5, 2);
    expect(asked.fits).toBe(false);
    expect(asked.tier?.id).toBe("T7");
    expect(asked.machines.map((m) => m.name)).toEqual([
      "4 x H100, 320 GiB",
      "8 x H100, 640 GiB",
      "Mac, M3 Ultra, 512 GiB",
    ]);
  });

  it("says so, with what is missing", () => {
    const text = askedText(asked, empty, { style: PLAIN_STYLE, ascii: true });
    expect(text).toContain("does not fit: this machine has 23.0 GiB");
    expect(text).toMatch(/total {2,}273\.6 GiB/);
    expect(text).toContain("machines that hold it");
    expect(text).toContain("UD-Q5_K_XL");
  });

  it("its JSON is plain and comes with the picks", () => {
    const json = toRecommendJson(empty, asked);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(json).toMatchObject({ picks: [], asked: { model: "minimax-m2.1", fits: false } });
    expect(toRecommendJson(empty)).not.toHaveProperty("asked");
  });
});

it("without a form: the most bits that fit here, else the smallest that is not low", () => {
  expect(askFor({ model: modelOf("minimax-m2.1"), context: 196_608 }, big).quant).toBe("Q8_0");
  expect(askFor({ model: modelOf("minimax-m2.1"), context: 196_608 }, card).quant).toBe("UD-Q5_K_XL");
});

it("GGUF forms without a row are estimated, others refused with the known ones", () => {
  const asked = askFor({ model: modelOf("qwen3.8-27b"), quant: "q5_k_m" }, card);
  expect(asked).toMatchObject({ quant: "Q5_K_M", fits: false, contextTokens: 65_536 });
  expect(asked.notes.join()).toMatch(/estimate.*fits with a q8_0 cache/);
  expect(() => askFor({ model: modelOf("qwen3.8-27b"), quant: "int3" }, card)).toThrow(/no form "int3"/);
});

it("what is unknown stays unknown", () => {
  const unknown = askFor({ model: modelOf("qwen2.5-coder-32b"), quant: "Q8_0" }, big);
  expect(unknown).toMatchObject({ needBytes: null, fits: null, tier: null, machines: [] });
  expect(askedText(unknown, empty, { style: PLAIN_STYLE, ascii: true })).toContain(
    "not known whether it fits",
  );
  expect(askFor({ model: modelOf("qwen2.5-coder-32b"), quant: "Q8_0" }, card).fits).toBe(false);
});

it("notes on too much context, too little context and forms that do not run here", () => {
  const notes = (context: number, quant: string) =>
    askFor({ model: modelOf("minimax-m2.1"), context, quant }, big).notes.join();
  expect(notes(400_000, "Q8_0")).toContain("trained for 196608");
  expect(notes(4096, "Q8_0")).toContain("at least 16384");
  expect(notes(65_536, "fp8")).toContain("safetensors does not run on this machine");
});

it("names as people and servers write them; a typo gets the nearest name", () => {
  expect(findModel("MiniMaxAI/MiniMax-M2.1", catalog).id).toBe("minimax-m2.1");
  expect(findModel("gpt-oss:20b", catalog).id).toBe("gpt-oss-20b");
  expect(() => findModel("minimax-m22", catalog)).toThrow(/no model "minimax-m22"/);
});

describe("properties", () => {
  const models = catalog.models.filter((model) => model.geometry !== null && model.quants.length > 0);
  const contexts = fc.integer({ min: 1024, max: 1_048_576 });

  it("more context never needs less, and never has more examples that it fits", () => {
    fc.assert(
      fc.property(fc.constantFrom(...models), contexts, contexts, (model, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [quant] = model.quants;
        if (quant === undefined) return;
        const [less, more] = [low, high].map((context) =>
          askFor({ model, context, quant: quant.name }, card),
        );
        if (!less?.needBytes || !more?.needBytes) return;
        expect(more.needBytes.total).toBeGreaterThanOrEqual(less.needBytes.total);
        expect(more.machines.length).toBeLessThanOrEqual(less.machines.length);
      }),
    );
  });

  it("the model fits every machine that is named", () => {
    fc.assert(
      fc.property(fc.constantFrom(...models), contexts, (model, context) => {
        for (const m of askFor({ model, context }, card).machines) {
          expect(m.needBytes).toBeLessThanOrEqual(0.97 * m.budgetBytes);
        }
      }),
    );
  });
});

it("the examples go from small to large", () => {
  for (const kind of EXAMPLE_MACHINES) {
    const sizes = kind.map(({ pool: { budgetBytes } }) => budgetBytes ?? 0);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  }
});
