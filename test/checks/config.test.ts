import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/init/templates/fill.ts";
import { getTemplate, TEMPLATE_IDS } from "../../src/init/templates/registry.ts";
import { bundledVersions } from "../../src/openclaw/schema/load.ts";
import { EVERYTHING, LOCAL } from "../templates/values.ts";
import { lint } from "./support/lint.ts";
import { suite } from "./support/suite.ts";

await suite("config");

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/configs/${name}`, import.meta.url), "utf8");

describe("a correct config", () => {
  it("for LM Studio gives no findings", () => {
    const text = `{
      agents: { defaults: { model: { primary: "lmstudio/qwen3-30b" } } },
      models: { providers: { lmstudio: {
        baseUrl: "http://127.0.0.1:1234/v1", apiKey: "lmstudio", api: "openai-responses",
        models: [{ id: "qwen3-30b", name: "Qwen3 30B", contextWindow: 65536, maxTokens: 8192 }],
      } } },
    }`;
    expect(lint(text)).toEqual([]);
  });

  it.each(bundledVersions())(
    "from the local-models page gives none on %s, except for the retired model",
    (version) => {
      expect(lint(fixture("seed-lmstudio.json5"), version)).toEqual([]);
      expect(lint(fixture("seed-openai-compatible.json5"), version)).toEqual([]);
      const hybrid = lint(fixture("seed-hybrid.json5"), version).map((f) => [f.checkId, f.line, f.column]);
      expect(hybrid).toEqual(version === "2026.9.6" ? [["hosted-model-retired", 5, 18]] : []);
    },
  );

  it.each(TEMPLATE_IDS)("from the template %s gives none", (id) => {
    const template = getTemplate(id, { readFile: (path: string) => readFileSync(path) });
    for (const values of [LOCAL, EVERYTHING])
      for (const version of ["2026.9.6", "2026.7.1"])
        expect(lint(fillTemplate(template, values, version).text, version)).toEqual([]);
  });
});

describe("the selection", () => {
  const text = `{ models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000", apiKey: "local", nonsense: 1, models: [{ id: "local/m", name: "M", contextWindow: 65536 }],
  } } }, agents: { defaults: { model: { primary: "local/local/m" } } } }`;
  it("keeps the order of the file", () => {
    expect(lint(text).map((f) => f.checkId)).toEqual([
      "baseurl-path",
      "config-unknown-key",
      "id-repeats-provider",
    ]);
  });
  it("applies only and skip", () => {
    expect(lint(text, undefined, { only: ["baseurl-path"], skip: [] }).map((f) => f.checkId)).toEqual([
      "baseurl-path",
    ]);
    expect(
      lint(text, undefined, { only: [], skip: ["baseurl-path", "id-repeats-provider"] }).map(
        (f) => f.checkId,
      ),
    ).toEqual(["config-unknown-key"]);
  });
});

describe("a secret", () => {
  it("appears in no finding", () => {
    const key = "sk-proj-Zq81vLw0TtYx93RmKd72HbNc";
    const text = `{ models: { providers: { r: {
      baseUrl: "http://llm.example.com", apikey: ${JSON.stringify(key)}, apiKey: ${JSON.stringify(key)},
      headers: { Authorization: "Bearer ${key}" }, models: [{ id: "m", name: "M", apiToken: "${key}" }],
    } } } }`;
    const found = lint(text);
    expect(found.length).toBeGreaterThan(3);
    expect(JSON.stringify(found)).not.toContain(key);
  });
});
