import { describe, expect, it } from "vitest";
import { runConfigChecks } from "../../src/checks/run/config.ts";
import { loadText } from "../../src/config/read/load.ts";
import { patience, predictedReadTime } from "../../src/init/known/patience.ts";
import { viewConfig } from "../../src/openclaw/view.ts";
import { CATALOG, inCatalog, MODELS, PRODUCTS, written } from "./rows.ts";
import { model, server } from "./states.ts";

const NOW = "2026.9.6";
const CASES = Object.keys(PRODUCTS).flatMap((product) => MODELS.map((id) => [product, id] as const));
const given = (product: string) => {
  const found = PRODUCTS[product];
  if (found === undefined) throw new Error(product);
  return found;
};
const VLLM = (id: string, own = {}) =>
  server("http://127.0.0.1:8000/v1", { models: [model(id, { allocated: 65_536, ...own })] });

describe("a new row", () => {
  it.each(CASES)("%s, %s: as OpenClaw's docs of the provider have it", (product, id) => {
    const { state, expected } = given(product);
    const want = expected(id);
    expect(inCatalog(id)?.id).toBe(id);
    const { provider, row, text } = written(state(id), NOW);
    expect({
      api: provider["api"],
      reasoning: row["reasoning"],
      images: row["input"],
      compat: row["compat"] ?? {},
    }).toEqual({
      api: want.api,
      reasoning: want.reasoning,
      images: want.images ? ["text", "image"] : ["text"],
      compat: want.compat,
    });
    expect(provider).toMatchObject({ timeoutSeconds: 600 });
    // OpenClaw's doctor takes every text there for a secret
    expect(provider).not.toHaveProperty("apiKey");
    expect(text).toContain(`"${want.provider}/${id}"`);
    expect(text.match(/\/\/ .*/g)).toEqual(["// context: allocated by the server (GET /x)"]);
    expect(lintOf(text, NOW)).toEqual([]);
    expect(written(state(id), NOW, { text }).text).toBe(text);
  });

  it.each([
    ["2026.2.6-3", false, undefined],
    ["2026.2.26", true, { supportsDeveloperRole: false, supportsReasoningEffort: false }],
    [
      "2026.4.15",
      true,
      { supportsDeveloperRole: false, supportsReasoningEffort: false, thinkingFormat: "qwen-chat-template" },
    ],
    ["2026.5.28", true, { thinkingFormat: "qwen-chat-template" }],
  ])("for OpenClaw %s has only what it knows", (openclaw, reasoning, compat) => {
    const { row, text } = written(VLLM("qwen3.8-27b"), openclaw);
    expect([row["reasoning"], row["compat"]]).toEqual([reasoning, compat]);
    expect(lintOf(text, openclaw)).toEqual([]);
  });

  it("says no more than OpenClaw's default where neither the server nor the catalog knows", () => {
    const { row, decisions } = written(VLLM("my-own-finetune"), NOW);
    expect(row).toMatchObject({ reasoning: false, input: ["text"] });
    expect(row).not.toHaveProperty("compat");
    expect(decisions.join()).not.toMatch(/thinking|images/);
  });
  it("tells where its facts are from", () => {
    expect(written(VLLM("qwen3.8-27b"), NOW).decisions).toEqual(
      expect.arrayContaining([
        "thinking: off until /think on (enable_thinking) (as the catalog's Qwen3.8 27B says)",
        "images: yes (as the catalog's Qwen3.8 27B says)",
      ]),
    );
  });
  it("knows a model under another name by what the server has loaded", () => {
    const { row } = written(VLLM("my-agent", { launchName: "Qwen/Qwen3.8-27B-FP8" }), NOW);
    expect(row).toMatchObject({ reasoning: true, input: ["text", "image"] });
  });
  it("believes the server before the catalog", () => {
    const capabilities = { tools: true, vision: false, reasoning: false };
    const { row } = written(VLLM("qwen3.8-27b", { capabilities }), NOW);
    expect(row).toMatchObject({ reasoning: false, input: ["text"] });
    expect(row).not.toHaveProperty("compat");
  });
  it("does not promise images that the command line of the server limits", () => {
    const args = ["--limit-mm-per-prompt", '{"image": 0}'];
    const state = { ...VLLM("qwen3.8-27b"), launched: { program: ["vllm", "serve"], args, port: 8000 } };
    expect(written(state, NOW).row).toMatchObject({ reasoning: true, input: ["text"] });
  });
  it("over LM Studio's chat route has the efforts to which OpenClaw maps its on and off", () => {
    const wishes = { api: "openai-completions" } as const;
    const { row } = written(given("LM Studio").state("qwen3-8b"), NOW, { wishes });
    expect(row["compat"]).toEqual({
      supportsReasoningEffort: true,
      supportedReasoningEfforts: ["none", "minimal", "low", "medium", "high", "xhigh"],
      reasoningEffortMap: { off: "none", none: "none", adaptive: "xhigh", max: "xhigh" },
    });
  });
});

describe("an existing row", () => {
  const config = (row: string) => `{
  models: { mode: "merge", providers: { vllm: { baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions",
    models: [
      // the desk
      { id: "qwen3.8-27b", name: "Q", contextWindow: 65536, maxTokens: 8192${row} },
    ],
  } } },
  agents: { defaults: { model: { primary: "vllm/qwen3.8-27b", fallbacks: [] } } },
}
`;
  it("gets what it lacks, and nothing else changes", () => {
    const { text } = written(VLLM("qwen3.8-27b"), NOW, { text: config("") });
    expect(text.replace(/,\s*(?:reasoning|input|compat): (?:true|\[[^\]]*\]|\{[^}]*\})/g, "")).toBe(
      config(""),
    );
    expect(written(VLLM("qwen3.8-27b"), NOW, { text }).text).toBe(text);
    expect(written(VLLM("qwen3.8-27b"), NOW, { text }).row).toMatchObject({
      reasoning: true,
      input: ["text", "image"],
      compat: { thinkingFormat: "qwen-chat-template" },
    });
  });
  it.each([
    ', reasoning: false, input: ["text"]',
    ', reasoning: true, input: ["text"], compat: { thinkingFormat: "qwen" }',
  ])("keeps what the user set: %s", (row) => {
    expect(written(VLLM("qwen3.8-27b"), NOW, { text: config(row) }).text).toBe(config(row));
  });
  it("has a comment about a figure that changes told", () => {
    const text = config("")
      .replace("contextWindow: 65536,", "contextWindow: 131072, // 128k is what fits\n       ")
      .replace("maxTokens: 8192", "// sk-abcdefghijklmnopqrstuvwxyz lives here\n        maxTokens: 99999");
    const { notes } = written(VLLM("qwen3.8-27b"), NOW, { text });
    // not the one above the row: it is about more than the figure
    expect(notes.filter((note) => note.includes("comment"))).toEqual([
      'the comment at line 5 ("128k is what fits") may no longer be true: models.providers.vllm.models[0].contextWindow changes from 131072 to 65536',
      'the comment at line 6 ("… lives here") may no longer be true: models.providers.vllm.models[0].maxTokens changes from 99999 to 8192',
    ]);
  });
});

describe("the time limit", () => {
  it("is never below what OpenClaw waits without it, and follows the prefill of the whole context", () => {
    const of = (prefill16kSeconds: number | null, openclaw = NOW) =>
      patience({ fullSeconds: prefill16kSeconds === null ? null : prefill16kSeconds * 8, openclaw });
    expect([of(null), of(5), of(60)]).toEqual([600, 600, 960]);
    expect(of(60, "2026.4.15")).toBeUndefined();
  });
  it("is predicted where the catalog has measured this machine", () => {
    const measured = CATALOG.models.find((one) => Object.keys(one.prefill16kSeconds).length > 0);
    const [name = "", seconds] = Object.entries(measured?.prefill16kSeconds ?? {})[0] ?? [];
    const here = predictedReadTime(measured ?? null, { gpus: [{ name: `NVIDIA ${name}` }] });
    expect(here?.seconds(16_384)).toBe(seconds);
    expect(here?.seconds(131_072)).toBeCloseTo((seconds ?? 0) * 8);
    expect(predictedReadTime(measured ?? null, { gpus: [] })).toBeNull();
  });
});

function lintOf(text: string, version: string): string[] {
  const result = loadText(text, "/home/me/.openclaw/openclaw.json");
  if (!result.ok) throw new Error(result.problem.message);
  const { config } = result;
  const openclaw = { version, source: "flag" } as const;
  return runConfigChecks({ config, view: viewConfig(config.value), openclaw }, () => true).map(
    (f) => `${f.severity} ${f.checkId}: ${f.message}`,
  );
}
