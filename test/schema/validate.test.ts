import { describe, expect, it } from "vitest";
import { editDistance } from "../../src/core/distance.ts";
import { isObject, type Json } from "../../src/core/json.ts";
import { formatPath } from "../../src/core/path.ts";
import { checkConfig, keyHistory } from "../../src/openclaw/schema/check-config.ts";
import { bundledVersions, loadSnapshot, nearestSnapshots } from "../../src/openclaw/schema/load.ts";
import type { Schema } from "../../src/openclaw/schema/types.ts";
import { validate } from "../../src/openclaw/schema/validate.ts";
import { targetOf } from "./random-config.ts";

function issues(schema: Schema, value: Json): string[] {
  return validate(schema, value).issues.map((i) => `${i.kind} ${formatPath(i.path)}: ${i.message}`);
}

const STRING: Schema = { type: "string" };
const REF: Schema = {
  oneOf: ["env", "file"].map((source) => ({
    type: "object",
    properties: { source: { type: "string", const: source }, id: { type: "string" } },
    required: ["source", "id"],
    additionalProperties: false,
  })),
};

describe("the validator", () => {
  it("reports each fault once", () => {
    const schema: Schema = {
      type: "object",
      properties: { a: { type: "integer", minimum: 1 }, b: STRING },
      required: ["b"],
      additionalProperties: false,
    };
    expect(issues(schema, { a: 0.5, c: 1 })).toEqual([
      "type a: must be a whole number, not 0.5",
      'unknown-key c: "c" is not a known key',
      'required b: "b" is missing',
    ]);
    expect(issues(schema, { a: 0, b: "" })).toEqual(["range a: must be at least 1"]);
  });

  it("merges the values of a union", () => {
    const schema: Schema = { anyOf: ["merge", "replace"].map((v) => ({ type: "string", const: v })) };
    expect(validate(schema, "merg").issues).toEqual([
      {
        path: [],
        kind: "enum",
        message: 'must be one of "merge" or "replace"',
        allowed: ["merge", "replace"],
        types: [],
        suggestion: "merge",
      },
    ]);
    expect(issues({ anyOf: [STRING, REF] }, 5)).toEqual(["type : must be a string or an object, not number"]);
  });

  it("reports the meant branch of a union", () => {
    expect(issues({ anyOf: [STRING, REF] }, { source: "file", id: 5 })).toEqual([
      "type id: must be a string, not a number",
    ]);
    expect(issues(REF, { source: "env" })).toEqual(['required id: "id" is missing']);
  });

  it("does not check ${VAR}", () => {
    const schema: Schema = { type: "string", pattern: "^[a-z]+$", maxLength: 3 };
    expect(issues(schema, "${SOME_NAME}")).toEqual([]);
    expect(issues(schema, "${lower}")).toHaveLength(2);
    expect(issues({ type: "integer" }, "${PORT}")).toHaveLength(1);
  });

  it("notes unknown keywords, without a fault", () => {
    expect(validate({ type: "string", dependentRequired: {} }, "a")).toEqual({
      issues: [],
      notes: ['the schema keyword "dependentRequired"'],
    });
  });

  it("survives a schema that contains itself", () => {
    const schema: Schema = { type: "object", additionalProperties: { $ref: "#" } };
    let value: Json = {};
    for (let i = 0; i < 5_000; i += 1) value = { a: value };
    const { issues: found, notes } = validate(schema, value);
    expect(found).toEqual([]);
    expect(notes).toHaveLength(1);
  });

  it("rejects numbers that JSON5 allows and JSON does not", () => {
    expect(issues({ type: "number" }, Number.NaN)).toEqual(["type : must be a number, not NaN"]);
    expect(issues({ type: "number" }, Number.POSITIVE_INFINITY)).toHaveLength(1);
  });
});

describe("every snapshot", () => {
  const versions = bundledVersions();
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const limits = { contextWindow: 65_536, maxTokens: 8_192 };
  const models = [{ id: "m", name: "M", reasoning: false, input: ["text"], cost, ...limits }];
  const local = { baseUrl: "http://127.0.0.1:8000/v1", apiKey: "local", api: "openai-completions", models };
  const model = { primary: "local/m", fallbacks: [] };
  const common: Json = {
    agents: { defaults: { model, models: { "local/m": { alias: "M" } } } },
    models: { mode: "merge", providers: { local } },
  };

  it("is of one of the ten releases", () => expect(versions).toHaveLength(10));

  it.each(versions)("%s accepts an empty config and common keys, and refuses an unknown key", (version) => {
    const schema = loadSnapshot(version);
    expect(validate(schema, {})).toEqual({ issues: [], notes: [] });
    expect(validate(schema, common)).toEqual({ issues: [], notes: [] });
    expect(issues(schema, { nonsense: 1 })).toHaveLength(1);
  });

  it.each(versions)("%s has no dangling reference", (version) => {
    const schema = loadSnapshot(version);
    const lost = new Set<string>();
    const walk = (part: Json): void => {
      if (Array.isArray(part)) part.forEach(walk);
      if (!isObject(part)) return;
      Object.values(part).forEach(walk);
      const ref = part["$ref"];
      if (typeof ref === "string" && targetOf(schema, ref) === undefined) lost.add(ref);
    };
    walk(schema);
    expect([...lost]).toEqual([]);
  });
});

describe("the choice of a snapshot", () => {
  const available = ["2026.4.15", "2026.7.1", "2026.8.2", "2026.9.6"];
  it.each([
    ["2026.9.6", "2026.9.6", "2026.9.6"],
    ["2026.9.1", "2026.8.2", "2026.9.6"],
    ["2026.7.35", "2026.7.1", null],
    ["2026.8.1", null, "2026.8.2"],
    ["2026.1.1", null, "2026.4.15"],
    ["2027.1.1", "2026.9.6", null],
  ])("for %s is %s and %s", (version, below, above) => {
    expect(nearestSnapshots(version, available)).toEqual({ below, above });
  });

  it("accepts between two snapshots what one of them accepts", () => {
    const config = { models: { providers: { a: { baseUrl: "x", models: [], timeoutSeconds: 5 } } } };
    expect(checkConfig(config, "2026.4.15").issues).toHaveLength(1);
    expect(checkConfig(config, "2026.5.2").issues).toEqual([]);
    expect(checkConfig(config, "2026.5.28").issues).toEqual([]);
  });

  it("knows when a key was added or removed", () => {
    expect(keyHistory(["agents", "defaults", "llm"], "2026.9.6")).toEqual({
      until: "2026.4.15",
      since: null,
    });
    expect(keyHistory(["models", "providers", "any", "timeoutSeconds"], "2026.4.15")).toEqual({
      until: null,
      since: "2026.5.28",
    });
    expect(keyHistory(["nonsense"], "2026.9.6")).toEqual({ until: null, since: null });
  });
});

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["baesUrl", "baseUrl", 1],
    ["ab", "ba", 1],
    ["ca", "abc", 3],
  ])("%s to %s is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
  it("stops beyond the limit", () => {
    expect(editDistance("abcdef", "uvwxyz", 2)).toBe(3);
    expect(editDistance("a", "abcdef", 2)).toBe(3);
  });
});
