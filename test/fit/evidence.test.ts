import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contradictions, parseEvidence, quoteOf, readEvidence, strengthOf } from "../../src/fit/evidence.ts";
import { type Bench, parseBench, type Row } from "./evidence/bench.ts";
import type { Fit } from "./evidence/fit.ts";
import { bootstrap, heldOut, meanAgreement, spearman } from "./evidence/held-out.ts";
import { evidence } from "./evidence/index.ts";
import { isQuantized, observe } from "./evidence/observe.ts";
import { join, MIDDLE, POINTS } from "./evidence/strength.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8").replaceAll("\r\n", "\n");
const files = readdirSync(new URL("data/evidence/", root)).sort();
const sources = {
  benches: files.map((file) => ({ file: `data/evidence/${file}`, text: read(`data/evidence/${file}`) })),
  models: read("test/fit/evidence/models.json"),
  oldRank: read("test/fit/evidence/old-rank.json"),
};
const made = evidence(sources);
const shipped = readEvidence({ readFile: (path) => readFileSync(path) });

test("data/strength.json and the tables of docs/evidence.md are what npm run evidence makes", () => {
  expect(read("data/strength.json")).toBe(made.strength);
  const docs = read("docs/evidence.md");
  for (const block of Object.values(made.blocks)) expect(docs).toContain(block);
});

test("every file of evidence is named after its bench, and no result is in twice", () => {
  expect(made.joined.benches.map(({ id }) => `${id}.json`)).toEqual(files);
  for (const { id, rows } of made.joined.benches) {
    const keys = rows.map((row) => JSON.stringify([row.as, row.form, row.date, row.score]));
    expect(new Set(keys).size, id).toBe(keys.length);
  }
});

test("a broken file of evidence is named with the place", () => {
  const good = sources.benches[0]?.text ?? "";
  const broken = (from: RegExp, to: string) => () => parseBench(good.replace(from, to), "x.json");
  expect(broken(/"score": [\d.]+/, '"score": 1000')).toThrow("x.json: rows[0].score: must be 0 to 100");
  expect(broken(/"licence": "/, '"licenze": "')).toThrow("x.json: licence: must be a text");
  expect(broken(/"form": "hosted"/, '"form": "somewhere"')).toThrow("x.json: rows[0].form");
  expect(() => parseBench("[", "x.json")).toThrow("x.json: the file: not a JSON object");
});

test("what is held out agrees better with the joined score than with the old order, in the mean", () => {
  const { all, common } = meanAgreement(made.agreement);
  expect(all.benches).toBeGreaterThanOrEqual(15);
  expect(all.joined).toBeGreaterThan(all.prior);
  expect(common.joined).toBeGreaterThan(common.old);
});

test("the old order agrees with ClawProBench as known: 0.5", () => {
  const old = made.agreement.find(({ bench }) => bench === "clawprobench")?.common?.old;
  expect(old?.value).toBeCloseTo(0.54, 1);
});

test("the intervals hold at least what they promise", () => {
  const results = made.agreement.reduce((sum, a) => sum + a.models, 0);
  const covered = made.agreement.reduce((sum, a) => sum + a.covered, 0);
  expect(covered / results).toBeGreaterThan(0.8);
});

const row = (model: string, score: number, more: Partial<Row> = {}): Row => ({
  ...{
    model,
    as: model,
    form: "hosted",
    score,
    n: 100,
    repeats: null,
    date: null,
    pass3: null,
    spread: null,
  },
  ...{ self: false, ...more },
});
const bench = (id: string, rows: Row[], group = id): Bench => ({
  ...{ id, name: id, url: null, what: "", source: "", licence: "", asOf: "", metric: "", scale: 100 },
  ...{ taskCount: 100, group, bias: "", note: null, rows },
});
const joinOf = (benches: Bench[]) => {
  const models = new Set(benches.flatMap(({ rows }) => rows.flatMap(({ model }) => model ?? [])));
  const model = { totalB: 30, activeB: 30, released: "2026-01" };
  return join(benches, new Map([...models].map((id) => [id, model])));
};
const fitOf = (benches: Bench[]): Fit => joinOf(benches).fit;
const meanOf = (fit: Fit, model: string) => fit.models.get(model)?.mean ?? Number.NaN;

test("models are ordered across benches of different difficulty", () => {
  const easy = bench("easy", [row("a", 95), row("b", 88), row("c", 80)]);
  const hard = bench("hard", [row("c", 50), row("d", 35), row("e", 20)]);
  const fit = fitOf([easy, hard]);
  const order = [...fit.models].sort(([, x], [, y]) => y.mean - x.mean).map(([id]) => id);
  expect(order).toEqual(["a", "b", "c", "d", "e"]);
});

test("one bench that is far off moves a model little, and more benches narrow the interval", () => {
  const rows = Array.from({ length: 12 }, (_, i) => row(`m${i}`, 30 + 4 * i));
  const list = [1, 2, 3, 4].map((i) => bench(`b${i}`, rows));
  const four = fitOf(list);
  const off = fitOf([...list, bench("odd", [...rows.slice(0, -1), row("m11", 2)])]);
  expect(meanOf(off, "m11")).toBeGreaterThan(meanOf(off, "m10"));
  expect(four.models.get("m11")?.sd).toBeLessThan(0.9 * (fitOf(list.slice(0, 1)).models.get("m11")?.sd ?? 0));
});

test("the loss of 4-bit forms and the bonus of makers are found where they are", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const both = ids.flatMap((id, i) => [row(id, 40 + 6 * i), row(id, 28 + 6 * i, { form: "Q4_K_M, local" })]);
  expect(fitOf([bench("x", both), bench("y", both)]).loss.mean).toBeGreaterThan(0.2);
  const honest = ids.map((id, i) => row(id, 40 + 6 * i));
  const boasting = ids.map((id, i) => row(id, 40 + 6 * i + (i < 2 ? 20 : 0), { self: i < 2 }));
  expect(fitOf([bench("x", honest), bench("y", honest), bench("z", boasting)]).bonus.mean).toBeGreaterThan(
    0.2,
  );
});

test("forms: 4 bits and unknown local ones are quantized, larger ones and gpt-oss are not", () => {
  const is = (form: string, model = "a") => isQuantized(row(model, 1, { form }));
  const small = ["Q4_K_M, local", "nvfp4, local", "MLX 4-bit, local", "UD-IQ4_NL, local", "unknown, local"];
  expect(small.map((form) => is(form))).toEqual([true, true, true, true, true]);
  expect(["hosted", "Q8_K_XL, local", "Q6, local"].map((form) => is(form))).toEqual([false, false, false]);
  expect(is("Q4_K_M, local", "gpt-oss-120b")).toBe(false);
});

test("several rows of a model are one opinion", () => {
  const rows = observe([bench("x", [row("a", 40), row("a", 60), row("b", 50)])]);
  expect(rows.map(({ model }) => model)).toEqual(["a", "b"]);
  expect(rows[0]?.y).toBeCloseTo(rows[1]?.y ?? Number.NaN, 10);
});

test("a held-out bench and its group have no say in what it is compared with", () => {
  const scores = [70, 30, 55, 45, 62, 38, 50];
  const rows = scores.map((score, i) => row(`m${i}`, score));
  const reversed = scores.map((score, i) => row(`m${i}`, 100 - score));
  const [first] = heldOut(
    joinOf([bench("x", reversed, "g"), bench("y", reversed, "g"), bench("z", rows)]),
    new Map(),
  );
  expect(first?.bench).toBe("x");
  expect(first?.joined.value).toBe(-1);
  const old = new Map(scores.map((score, i) => [`m${i}`, score]));
  const [agreed] = heldOut(joinOf([bench("x", rows), bench("z", rows)]), old);
  expect([agreed?.joined.value, agreed?.common?.old.value, agreed?.common?.difference.value]).toEqual([
    1, 1, 0,
  ]);
});

test("Spearman and its interval", () => {
  expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBe(1);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
  // by hand: ranks 0.5 0.5 2 3 against 0 1 2 3
  expect(spearman([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 10);
  expect(spearman([1, 1, 1], [1, 2, 3])).toBe(0);
  const mean = (rows: readonly number[]) => rows.reduce((sum, x) => sum + x, 0) / rows.length;
  const found = bootstrap([1, 2, 3, 4, 5, 6, 7, 8], mean);
  expect(found).toEqual(bootstrap([1, 2, 3, 4, 5, 6, 7, 8], mean));
  expect(found.value).toBe(4.5);
  // the mean of 8 has a standard deviation of 2.29 / sqrt(8)
  expect(found.low).toBeCloseTo(4.5 - 1.28 * 0.81, 0);
  expect(found.high).toBeCloseTo(4.5 + 1.28 * 0.81, 0);
});

test("what src reads: score, interval, quotes; a model without evidence has none", () => {
  const strength = strengthOf(shipped, "qwen3.6-27b");
  const fit = made.joined.fit.models.get("qwen3.6-27b");
  expect(strength?.score).toBeCloseTo(MIDDLE + POINTS * (fit?.mean ?? 0), 0);
  expect(strength?.low).toBeLessThan(strength?.score ?? 0);
  expect(strength?.high).toBeGreaterThan(strength?.score ?? 0);
  expect(quoteOf(strengthOf(shipped, "qwen3.6-27b"))).toContain("ClawProBench 58.7 (102 tasks, hosted)");
  expect(quoteOf(strengthOf(shipped, "qwen3.8-27b"))).toContain(
    "muse-glimmer-benchmark 100.0 (30 tasks, nvfp4, local)",
  );
  expect(quoteOf(strengthOf(shipped, "qwen3.6-27b")).join()).toContain("hosted, reported by its maker");
  expect(quoteOf(strengthOf(shipped, "qwen2.5-coder-32b"))).toEqual([
    "24 models on an RTX 3090 9.3 of 10 (25 tasks, Q4_K_M, local)",
  ]);
  expect(strengthOf(shipped, "inkling-small")).toBeNull();
  expect(strengthOf(shipped, "__proto__")).toBeNull();
  expect(quoteOf(strengthOf(shipped, "inkling-small"))).toEqual([]);
});

test("contradictions name the benches that see it the other way, clearly and in one kind of form", () => {
  const found = contradictions(strengthOf(shipped, "gemma-4-31b"), strengthOf(shipped, "qwen3.5-27b")).map(
    ({ bench: name }) => name,
  );
  expect(found).toContain("Jake Benchmark");
  expect(found).toContain("QwenClawBench");
  expect(found).not.toContain("HermesAgent-20");
  const back = contradictions(strengthOf(shipped, "qwen3.5-27b"), strengthOf(shipped, "gemma-4-31b")).map(
    ({ bench: name }) => name,
  );
  expect(found.filter((name) => back.includes(name))).toEqual([]);
  expect(contradictions(strengthOf(shipped, "glm-5"), strengthOf(shipped, "inkling-small"))).toEqual([]);
  const model = (results: unknown[]) => ({ score: 50, low: 40, high: 60, weight: 0.5, results });
  const small = parseEvidence(
    JSON.stringify({
      ...{ asOf: "2026", loss4bit: { points: 0, low: 0, high: 0 } },
      benches: ["far", "near", "forms", "few"].map((name) => ({ name, scale: 100 })),
      models: {
        a: model([
          [0, 50, 100, "hosted"],
          [1, 50, 100, "hosted"],
          [2, 50, 100, "hosted"],
          [3, 50, 10, "hosted"],
        ]),
        b: model([
          [0, 60, 100, "hosted"],
          [1, 54, 100, "hosted"],
          [2, 90, 100, "Q4, local"],
          [3, 60, 10, "hosted"],
        ]),
      },
    }),
  );
  expect(
    contradictions(strengthOf(small, "a"), strengthOf(small, "b")).map(({ bench: name }) => name),
  ).toEqual(["far"]);
  expect(contradictions(strengthOf(small, "b"), strengthOf(small, "a"))).toEqual([]);
});

test("a damaged strength.json is one sentence with the place", () => {
  const text = read("data/strength.json");
  const damage = (from: RegExp, to: string) => () => parseEvidence(text.replace(from, to));
  expect(damage(/"score":[\d.]+/, '"score":"x"')).toThrow(
    "data/strength.json: models.kimi-k3.score is not a number",
  );
  expect(damage(/\[\[\d+,/, "[[999,")).toThrow("data/strength.json: models.kimi-k3.results[0] is not [bench");
  expect(damage(/"asOf": "[^"]*"/, '"asOf": 1')).toThrow("the file.asOf is not a text");
  for (const hostile of ["", "[]", '{"models": []}', "{".repeat(99)]) {
    expect(() => parseEvidence(hostile)).toThrow("data/strength.json: models is not an object");
  }
});

test("data/strength.json stays small", () => {
  expect(read("data/strength.json").length).toBeLessThan(30_000);
});
