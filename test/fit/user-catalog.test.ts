import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson5 } from "../../src/config/read/json5.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { formatPath } from "../../src/core/path.ts";
import { catalogData, catalogOf, parseCatalog } from "../../src/fit/catalog.ts";
import { mergeCatalog } from "../../src/fit/user-catalog.ts";

const text = readFileSync(new URL("../../data/catalog.json", import.meta.url), "utf8");
const shipped = catalogData(text);
const catalog = parseCatalog(text);
const merge = (...models: Json[]) => mergeCatalog(shipped, { models }, "mine.json5");

function merged(...models: Json[]) {
  const result = merge(...models);
  if (!result.ok) throw new Error(result.problem.message);
  return catalogOf(result.data);
}

function problem(file: Json): string {
  const result = mergeCatalog(shipped, file, "mine.json5");
  return result.ok ? "none" : `${formatPath(result.problem.path)}: ${result.problem.message}`;
}

it("a new row: only id and parameters are needed", () => {
  const layers = [{ kind: "full", layers: 2, kvHeads: 4, kDim: 64, vDim: 64 }];
  const found = merged({ id: "mine-1b", params: { totalB: 1 }, geometry: { layers } }).models.at(-1);
  expect(found).toMatchObject({
    id: "mine-1b",
    name: "mine-1b",
    source: "mine.json5",
    geometry: { layers, source: "mine.json5", confidence: "high", approximate: false },
    strength: null,
  });
});

it("experts of the user's own, by their parameters", () => {
  const experts = { count: 64, used: 4, blocks: 30, routedB: 28 };
  const row = { id: "mine-30b", params: { totalB: 30, activeB: 3 }, experts };
  expect(merged(row).models.at(-1)?.experts).toEqual({
    ...experts,
    ...{ firstBlock: 0, hostB: 0, restBytes: null, source: "mine.json5" },
  });
  expect(problem({ models: [{ ...row, experts: { count: 64 } }] })).toContain("routedB");
});

it("a known id overrides field by field, forms by their name; nothing else changes", () => {
  const own = { name: "Q4_K_M", bits: 4, format: "gguf", bytes: 1000 };
  const after = merged({ id: "qwen3.5-4b", contextNative: 5, params: { activeB: 8 }, quants: [own] });
  const [old, now] = [catalog, after].map((c) => c.models.find((model) => model.id === "qwen3.5-4b"));
  expect(now).toMatchObject({ contextNative: 5, params: { totalB: 4, activeB: 8 }, geometry: old?.geometry });
  expect(now?.quants.find((q) => q.name === "Q4_K_M")).toMatchObject({ bytes: 1000, source: "mine.json5" });
  expect(now?.quants.length).toBe(old?.quants.length);
  const others = (c: typeof catalog) => c.models.filter((model) => model.id !== "qwen3.5-4b");
  expect(others(after)).toEqual(others(catalog));
});

it("an empty file changes nothing", () => {
  expect(merged()).toEqual({ ...catalog, source: "shipped, mine.json5" });
});

describe("what is wrong, and where", () => {
  it.each<[Json, string]>([
    [[], ": must be an object, not an array"],
    [{}, 'models: "models" is missing'],
    [{ models: {} }, "models: must be an array, not an object"],
    [{ models: [{}] }, 'models[0].id: "id" is missing'],
    [
      { models: [{ id: "x" }] },
      'models[0]: "params.totalB" (10^9 parameters) is missing, which a new model needs',
    ],
  ])("%j", (file, message) => {
    expect(problem(file)).toBe(message);
  });

  it.each<[JsonObject, string]>([
    [{ contxtNative: 5 }, 'contxtNative: "contxtNative" is not a known key; did you mean "contextNative"?'],
    [{ contextNative: "5" }, "contextNative: must be a whole number or null, not a string"],
    [{ params: { totalB: 0 } }, "params.totalB: must be greater than 0"],
    [
      { quants: [{ name: "a", bits: 4, format: "bin" }] },
      'quants[0].format: must be one of "gguf", "safetensors" or "mlx"',
    ],
    [
      { geometry: { layers: [{ kind: "ful" }] } },
      'geometry.layers[0].kind: must be one of "full", "sliding", "mla", "recurrent" or "flat"; did you mean "full"?',
    ],
    [
      { geometry: { layers: [{ kind: "mla", layers: 3, rank: 5 }] } },
      'geometry.layers[0].rope: "rope" is missing',
    ],
    [{ vision: 1 }, "vision: must be a boolean or null, not a number"],
  ])("%j", (fields, message) => {
    expect(problem({ models: [{ id: "x", ...fields }] })).toBe(`models[0].${message}`);
  });

  it("any JSON gives a catalog or a problem, never an exception", () => {
    const row = fc.record(
      {
        id: fc.constantFrom("x", "qwen3.5-9b", "__proto__"),
        params: fc.oneof(fc.jsonValue(), fc.constant({ totalB: 3 })),
        geometry: fc.jsonValue(),
        quants: fc.jsonValue(),
        base: fc.constantFrom("x", "qwen3.5-9b", "none"),
        mtp: fc.jsonValue(),
        score: fc.jsonValue(),
        notes: fc.jsonValue(),
      },
      { requiredKeys: ["id"] },
    );
    const json = fc.oneof(
      fc.json(),
      row.map((r) => JSON.stringify({ models: [r] })),
      row.map((r) => JSON.stringify({ asOf: "2027-01-01", models: [r] })),
    );
    fc.assert(
      fc.property(json, (file) => {
        const result = mergeCatalog(shipped, JSON.parse(file), "f");
        if (result.ok) expect(catalogOf(result.data).models.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

it("the example of the docs is valid", () => {
  const docs = readFileSync(new URL("../../docs/hardware.md", import.meta.url), "utf8");
  const example = parseJson5(/```json5\n([\s\S]*?)```/.exec(docs)?.[1] ?? "");
  if (!example.ok) throw new Error(example.message);
  const result = mergeCatalog(shipped, example.value, "docs");
  if (!result.ok) throw new Error(result.problem.message);
  expect(catalogOf(result.data).models.slice(-2)).toMatchObject([
    { id: "my-model-12b", contextNative: 131_072 },
    { id: "my-tune-27b", vocab: 248_320 },
  ]);
});

it("drafts of the user's own", () => {
  const mtp = { heads: 1, inGguf: true, runs: { llamacpp: { tokens: 3, source: "tried here" } } };
  const row = { id: "mine-8b", params: { totalB: 8 }, mtp };
  expect(merged(row).models.at(-1)?.mtp).toMatchObject({ ...mtp, source: "mine.json5", drafts: [] });
  expect(problem({ models: [{ ...row, mtp: { heads: 1, runs: { llamacp: {} } } }] })).toContain(
    "models[0].mtp.runs.llamacp",
  );
  expect(problem({ models: [{ ...row, mtp: { heads: 1e9 } }] })).toContain("models[0].mtp.heads");
});

describe("base: a fine-tune of a model", () => {
  const tune = { id: "mine-27b", base: "qwen3.8-27b" };

  it("has its shape, but neither heads, licence nor files", () => {
    const base = catalog.models.find(({ id }) => id === "qwen3.8-27b");
    const found = merged(tune).models.at(-1);
    const { params, vocab, blocks, contextNative } = base ?? {};
    expect(found).toMatchObject({ base: "qwen3.8-27b", params, vocab, blocks, contextNative });
    expect(found).toMatchObject({ mtp: null, licence: null, quants: [], strength: null });
    expect(found?.geometry?.layers).toEqual(base?.geometry?.layers);
    expect(found?.geometry).toMatchObject({ source: /^as its base qwen3.8-27b: /, confidence: "medium" });
  });

  it("the row's own values win, null too, and a base may have a base", () => {
    const other = { id: "other-27b", base: "mine-27b", contextNative: 8192, geometry: null };
    const found = merged(other, tune).models.find(({ id }) => id === "other-27b");
    expect(found).toMatchObject({ contextNative: 8192, geometry: null, vocab: 248_320 });
  });

  it.each<[string, JsonObject[], string]>([
    ["unknown", [{ id: "a", base: "none" }], 'models[0].base: no model has the id "none"'],
    ["itself", [{ id: "a", base: "a" }], "models[0].base: goes in a circle: a, a"],
    [
      "a circle",
      [tune, { id: "a", base: "b" }, { id: "b", base: "a" }],
      "models[1].base: goes in a circle: a, b, a",
    ],
    [
      "a circle through a shipped row",
      [tune, { id: "qwen3.8-27b", base: "mine-27b" }],
      "models[1].base: goes in a circle: qwen3.8-27b, mine-27b, qwen3.8-27b",
    ],
    ["no id", [{ id: "a", base: 5 }], "models[0].base: must be a string or null, not a number"],
  ])("%s is refused with its place", (_, models, message) => {
    expect(problem({ models })).toBe(message);
  });
});

describe("a whole catalog of a later release", () => {
  const later = JSON.parse(text) as JsonObject;

  it("replaces the shipped one, and may have fields that are not known here", () => {
    const models = [{ id: "later-5b", params: { totalB: 5 }, aNewField: { x: 1 } }];
    const result = mergeCatalog(
      shipped,
      { ...later, asOf: "2027-01-01", models, another: true },
      "later.json",
    );
    if (!result.ok) throw new Error(result.problem.message);
    expect(catalogOf(result.data)).toMatchObject({
      ...{ asOf: "2027-01-01", source: "later.json" },
      models: [{ id: "later-5b", source: "later.json" }],
    });
  });

  it("the shipped one is itself such a file", () => {
    const result = mergeCatalog({ ...shipped, models: [] }, later, "later.json");
    if (!result.ok) throw new Error(formatPath(result.problem.path) + result.problem.message);
    expect(catalogOf(result.data).models).toEqual(catalog.models);
  });

  it.each<[JsonObject, string]>([
    [{ asOf: "yesterday", models: [] }, "asOf: must match ^\\d{4}-\\d{2}-\\d{2}$"],
    [{ asOf: "2027-01-01" }, 'models: "models" is missing'],
    [
      { asOf: "2027-01-01", models: [{ id: "a", params: { totalB: -1 } }] },
      "models[0].params.totalB: must be greater than 0",
    ],
    [
      {
        asOf: "2027-01-01",
        models: [{ id: "a", params: { totalB: 1 }, geometry: { layers: [{ kind: "new" }] } }],
      },
      'models[0].geometry.layers[0].kind: must be one of "full", "sliding", "mla", "recurrent" or "flat"',
    ],
  ])("%j is refused", (file, message) => {
    expect(problem(file)).toContain(message);
  });
});
