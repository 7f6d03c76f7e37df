import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CONFIG_CHECKS } from "../../src/checks/config/registry.ts";
import { applyEdits } from "../../src/config/edit/edit.ts";
import { fillTemplate } from "../../src/init/templates/fill.ts";
import { getTemplate, TEMPLATE_IDS } from "../../src/init/templates/registry.ts";
import { bundledVersions } from "../../src/openclaw/schema/load.ts";
import { opsOf } from "../support/apply-fix.ts";
import { EVERYTHING, LOCAL } from "../templates/values.ts";
import { FILE_CASES } from "./file-cases.ts";
import { lint, unmark } from "./lint.ts";
import { LOCAL_CASES } from "./local-cases.ts";
import { MODEL_CASES } from "./model-cases.ts";
import { PROVIDER_CASES } from "./provider-cases.ts";
import { REF_CASES } from "./ref-cases.ts";
import { SETTINGS_CASES } from "./settings-cases.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/configs/${name}`, import.meta.url), "utf8");

describe.each(CONFIG_CHECKS)("$id", ({ id, title, doc }) => {
  it("is explained in whole sentences", () => {
    expect(title).toMatch(/^[A-Za-z$].*[^.]$/);
    expect(doc.what).toMatch(/\.$/);
    expect(doc.why).toMatch(/\.$/);
    expect(`${title} ${doc.what} ${doc.why}`).not.toMatch(/TODO|FIXME/);
  });

  it("finds its bad example and not its good one", () => {
    expect(lint(doc.bad ?? "", doc.version, undefined, doc.settings).map((f) => f.checkId)).toContain(id);
    // The bundled schemas do not reach back to the version of this one's examples, so both have it.
    if (id !== "schema-not-bundled")
      expect(lint(doc.good ?? "", undefined, undefined, doc.settings)).toEqual([]);
  });
});

describe("every fix", () => {
  const failing = [
    ...FILE_CASES,
    ...PROVIDER_CASES,
    ...MODEL_CASES,
    ...REF_CASES,
    ...SETTINGS_CASES,
    ...LOCAL_CASES,
  ].flatMap(({ id, failing }) =>
    failing.map(({ text, version, settings }) => ({ id, text: unmark(text).text, version, settings })),
  );
  it.each(failing)("of $id mends $text and brings no new fault", ({ id, text, version, settings }) => {
    const before = lint(text, version, undefined, settings);
    const edits = before.find((f) => f.checkId === id)?.fix?.edits ?? [];
    if (edits.length === 0) return;
    const after = lint(applyEdits(text, opsOf(edits)), version, undefined, settings);
    expect(after.map((f) => f.checkId)).not.toContain(id);
    expect(after.length).toBeLessThan(before.length);
  });
});

describe("a correct config", () => {
  it("of LM Studio gives no finding at all", () => {
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
    "of the local-models page gives none on %s, but for the retired model",
    (version) => {
      expect(lint(fixture("seed-lmstudio.json5"), version)).toEqual([]);
      expect(lint(fixture("seed-openai-compatible.json5"), version)).toEqual([]);
      const hybrid = lint(fixture("seed-hybrid.json5"), version).map((f) => [f.checkId, f.line, f.column]);
      expect(hybrid).toEqual(version === "2026.9.6" ? [["hosted-model-retired", 5, 18]] : []);
    },
  );

  it.each(TEMPLATE_IDS)("that the template %s makes gives none", (id) => {
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
  it("keeps the order of the text", () => {
    expect(lint(text).map((f) => f.checkId)).toEqual([
      "baseurl-path",
      "config-unknown-key",
      "id-repeats-provider",
    ]);
  });
  it("chooses and leaves out", () => {
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
  it("is in no finding", () => {
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
