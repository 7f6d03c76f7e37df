import { readFileSync } from "node:fs";
import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { getIn, type Json } from "../../src/core/json.ts";
import { fillTemplate } from "../../src/init/templates/fill.ts";
import { keyLiteral, valueLiteral } from "../../src/init/templates/literal.ts";
import { getTemplate, listTemplates, TEMPLATE_IDS } from "../../src/init/templates/registry.ts";
import { EVERYTHING, LOCAL } from "./values.ts";

const fs = { readFile: (path: string) => readFileSync(path) };
const VERSIONS = [
  "2026.1.30",
  "2026.2.6-3",
  "2026.2.26",
  "2026.4.15",
  "2026.5.28",
  "2026.7.1",
  "2026.8.1",
  "2026.9.6",
];

describe("templates", () => {
  it("are listed with a label and when to use them", () => {
    expect(listTemplates(fs).map((t) => t.id)).toEqual([...TEMPLATE_IDS]);
    for (const t of listTemplates(fs)) expect(t.when.length).toBeGreaterThan(20);
  });

  it("keep one member a line, as filling needs it", () => {
    for (const { id, text } of listTemplates(fs)) {
      for (const line of text.split("\n")) {
        expect(line, id).toMatch(/^\s*(\/\/.*|[{}[\]]|[}\]],|("[^"]*"|\w+): (.*,|[{[]))?$/);
        expect(line.length, line).toBeLessThanOrEqual(125);
      }
    }
  });

  it("refuse an unknown name with the list", () => {
    expect(() => getTemplate("nope", fs)).toThrow(/unknown template "nope"/);
  });

  it.each(TEMPLATE_IDS)(
    "%s is valid JSON5 with one comment, without placeholders, on every version",
    (id) => {
      for (const version of VERSIONS) {
        for (const values of [LOCAL, EVERYTHING]) {
          const { text, value } = fillTemplate(getTemplate(id, fs), values, version);
          expect(JSON5.parse(text)).toEqual(value);
          expect(text).not.toMatch(/\{\{|@since|@label|@when/);
          // its explanations are for the reader of the template; a config gets the source of its figure only
          expect(text.match(/\/\/ .*/g) ?? []).toEqual(["// context: GET /api/v1/models"]);
          expect(text.endsWith("}\n")).toBe(true);
          expect(getIn(value, ["models", "mode"])).toBe("merge");
          expect(getIn(value, ["models", "providers", "lmstudio", "models", 0, "contextWindow"])).toBe(
            65_536,
          );
        }
      }
    },
  );

  it("leave out what the version rejects", () => {
    const at = (version: string) => fillTemplate(getTemplate("local-first", fs), EVERYTHING, version);
    const row = (version: string) =>
      Object.keys(getIn(at(version).value, ["models", "providers", "lmstudio", "models", 0]) ?? {});
    const core = ["id", "name", "reasoning", "input", "cost", "contextWindow", "maxTokens"];
    expect(row("2026.2.6-3")).toEqual(core);
    expect(row("2026.2.26")).toEqual([...core, "compat"]);
    expect(row("2026.4.15")).toContain("contextTokens");
    expect(row("2026.4.15")).not.toContain("params");
    expect(row("2026.5.28")).toContain("params");
    expect(
      getIn(at("2026.4.15").value, ["models", "providers", "lmstudio", "timeoutSeconds"]),
    ).toBeUndefined();
    expect(getIn(at("2026.5.28").value, ["models", "providers", "lmstudio", "timeoutSeconds"])).toBe(600);
    expect(getIn(at("2026.7.1").value, ["agents", "defaults", "modelPolicy"])).toBeUndefined();
    expect(getIn(at("2026.8.1").value, ["agents", "defaults", "modelPolicy"])).toEqual({});
  });

  it("names no model of its own but placeholders", () => {
    for (const { text } of listTemplates(fs)) expect(text).not.toMatch(/claude|minimax|qwen|gpt/i);
  });

  it("openrouter-regional stands on its own when there is no local server", () => {
    const values = {
      primary: "openrouter/qwen/qwen3-235b",
      openrouterBaseUrl: "https://us.openrouter.ai/api/v1",
    };
    const { value } = fillTemplate(getTemplate("openrouter-regional", fs), values, "2026.9.6");
    expect(Object.keys(getIn(value, ["models", "providers"]) ?? {})).toEqual(["openrouter"]);
    expect(getIn(value, ["models", "providers", "openrouter", "params"])).toEqual({
      provider: { data_collection: "deny" },
    });
    expect(getIn(value, ["agents", "defaults", "model"])).toEqual({ primary: "openrouter/qwen/qwen3-235b" });
  });

  it("a missing value of a required placeholder is a bug, not a hole", () => {
    expect(() => fillTemplate(getTemplate("local-only", fs), {}, "2026.9.6")).toThrow(
      /needs a value for primary/,
    );
  });

  it("hostile values stay values: they end no comment and no string", () => {
    const evil = 'x"}\n}, evil: { // */ \u2028 {{baseUrl}}';
    const { value } = fillTemplate(
      getTemplate("local-only", fs),
      { ...EVERYTHING, providerId: evil, modelId: evil, contextNote: evil, apiKeyNote: evil },
      "2026.9.6",
    );
    expect(Object.keys(value)).toEqual(["agents", "models"]);
    expect(getIn(value, ["models", "providers", evil, "models", 0, "id"])).toBe(evil);
  });
});

describe("literals", () => {
  it("read back as the value they were", () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((v) => JSON.parse(JSON.stringify(v)) as Json);
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON5.parse(valueLiteral(value, "    "))).toEqual(value);
      }),
    );
    expect([keyLiteral("baseUrl"), keyLiteral("a-b"), keyLiteral("1")]).toEqual(["baseUrl", '"a-b"', '"1"']);
  });
});
