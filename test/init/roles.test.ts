import { readFileSync } from "node:fs";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { loadText } from "../../src/config/read/load.ts";
import { planEdits } from "../../src/config/write/plan.ts";
import { getIn, isObject, type JsonObject } from "../../src/core/json.ts";
import { memoryView } from "../../src/doctor/memory.ts";
import { readCatalog } from "../../src/fit/catalog.ts";
import { planInit } from "../../src/init/plan.ts";
import { resolveChoices } from "../../src/init/resolve.ts";
import { roleMemoryNotes } from "../../src/init/roles/memory.ts";
import { roleOffers } from "../../src/init/roles/offers.ts";
import { firstPlace, placeOf, ROLES } from "../../src/init/roles/places.ts";
import { readRole } from "../../src/init/roles/wish.ts";
import { getTemplate } from "../../src/init/templates/registry.ts";
import { viewConfig } from "../../src/openclaw/view.ts";
import type { ServerModel, ServerState } from "../../src/servers/types.ts";
import { hardwareOf } from "../fit/support/hardware.ts";
import { model, server } from "./states.ts";

const fs = { readFile: (path: string) => readFileSync(path) };
const NEWEST = "2026.9.6";
const can = (own: Partial<ServerModel["capabilities"]>) => ({
  capabilities: { tools: true, vision: false, reasoning: null, ...own },
});
const BIG = model("qwen3-32b", { allocated: 65_536, sizeBytes: 19.8e9, ...can({}) });
const SMALL = model("qwen3-8b", { loaded: false, trained: 131_072, sizeBytes: 5e9, ...can({}) });
const TINY = model("qwen3.5-4b", { loaded: false, trained: 131_072, sizeBytes: 2.7e9, ...can({}) });
const SEER = model("qwen3.6-27b", {
  ...{ type: "vlm", loaded: false, trained: 131_072, sizeBytes: 16.5e9 },
  ...can({ vision: true }),
});
const EMBEDDER = model("text-embedding-x", { type: "embedding", loaded: false, sizeBytes: 84e6 });
const studio = (models: ServerModel[], own: Partial<ServerState> = {}) =>
  server("http://127.0.0.1:1234/v1", {
    kind: "lmstudio",
    product: "LM Studio",
    responsesApi: true,
    models,
    ...own,
  });
const STUDIO = studio([BIG, SMALL, TINY, SEER, EMBEDDER]);

/** The memory of a card of so many GiB. */
const card = (gib: number) => {
  const view = memoryView(hardwareOf({ kind: "gpu", budget: gib - 1 }), readCatalog(fs), () => false);
  if (view === null) throw new Error("no memory");
  return view;
};

/** What init does between the scan and the write. */
function run(
  before: string | null,
  roles: readonly string[],
  {
    state = STUDIO,
    openclaw = NEWEST,
    context,
  }: { state?: ServerState; openclaw?: string; context?: number } = {},
) {
  const loaded = before === null ? null : loadText(before, "/home/me/.openclaw/openclaw.json");
  if (loaded?.ok === false) throw new Error(loaded.problem.message);
  const config = loaded === null ? null : loaded.config;
  const resolved = resolveChoices({
    ...{ state, config, openclaw, model: { value: BIG, why: "", notes: [] } },
    wishes: { hosted: [], role: roles.map(readRole), context },
    templateFor: (routing) => getTemplate(routing, fs),
  });
  const plan = planInit(config, resolved.choices, resolved.template, openclaw);
  const [change] = config === null ? [] : planEdits(config, plan.ops).changes;
  const text = plan.text ?? change?.after ?? before ?? "";
  const notes = [...resolved.notes, ...plan.notes];
  return { text, value: JSON5.parse<JsonObject>(text), notes, choices: resolved.choices };
}

describe("--role", () => {
  it("names a role and a model, which may have an equals sign", () => {
    expect(readRole("heartbeat=a/b=c")).toEqual({ role: "heartbeat", ref: "a/b=c" });
    expect(readRole(" Embedding = x ")).toEqual({ role: "embedding", ref: "x" });
    for (const [text, message, hint] of [
      ["heartbeet=x", "there is no role", "did you mean heartbeat?"],
      ["chat=x", "there is no role", "one of: heartbeat"],
      ["heartbeat", "names no model", "--role heartbeat=<model>"],
      ["heartbeat=", "names no model", "--role heartbeat=<model>"],
    ] as const) {
      expect(() => readRole(text)).toThrow(
        expect.objectContaining({
          message: expect.stringContaining(message),
          hint: expect.stringContaining(hint),
          exitCode: 2,
        }),
      );
    }
  });

  it("has a place in each release that knows it", () => {
    const at = (version: string) => ROLES.map((role) => placeOf(role, version)?.join(".") ?? null);
    const defaults = (key: string) => `agents.defaults.${key}`;
    const old = ["heartbeat.model", "subagents.model"].map(defaults);
    const seeing = ["imageModel", "pdfModel"].map(defaults);
    expect(at("2026.9.6")).toEqual([
      ...old,
      defaults("utilityModel"),
      defaults("compaction.model"),
      ...seeing,
      "memory.search",
    ]);
    // between two schemas the older one counts
    expect(at("2026.3.10")).toEqual([...old, null, null, seeing[0], null, defaults("memorySearch")]);
    expect(placeOf("embedding", "2026.8.1")).toEqual(["memory", "search"]);
    expect(firstPlace("compaction")).toEqual({ version: "2026.3.24", path: defaults("compaction.model") });
  });
});

describe("the rows of roles", () => {
  it("are those that a main model would get", () => {
    const { value } = run(null, ["heartbeat=qwen3-8b", "image=qwen3.6"]);
    const rows = getIn(value, ["models", "providers", "lmstudio", "models"]);
    const alone = resolveChoices({
      ...{ state: STUDIO, config: null, openclaw: NEWEST, model: { value: SEER, why: "", notes: [] } },
      wishes: { hosted: [] },
      templateFor: (routing) => getTemplate(routing, fs),
    });
    const { text } = planInit(null, alone.choices, alone.template, NEWEST);
    const own = getIn(JSON5.parse(text ?? ""), ["models", "providers", "lmstudio", "models", 0]);
    expect(own).toMatchObject({ id: "qwen3.6-27b", input: ["text", "image"] });
    expect(rows).toMatchObject([{ id: "qwen3-32b" }, { id: "qwen3-8b" }, own]);
    expect(getIn(value, ["agents", "defaults", "imageModel"])).toEqual({ primary: "lmstudio/qwen3.6-27b" });
  });

  it("have a context of their own, whatever --context says of the main model", () => {
    const { value } = run(null, ["heartbeat=qwen3-8b"], { context: 32_768 });
    const rows = getIn(value, ["models", "providers", "lmstudio", "models"]);
    expect(rows).toMatchObject([{ contextWindow: 32_768 }, { contextWindow: 65_536 }]);
  });

  it("are added once, and kept as the user has them", () => {
    const before = `{
  models: { mode: "merge", providers: { lmstudio: {
    baseUrl: "http://127.0.0.1:1234/v1", apiKey: "lmstudio", api: "openai-responses",
    models: [
      { id: "qwen3-8b", name: "My small one", contextWindow: 32768, contextTokens: 32768, maxTokens: 2048 }, // 32k
    ],
  } } },
}
`;
    const roles = ["heartbeat=qwen3-8b", "utility=qwen3-8b"];
    const { text, value } = run(before, roles);
    const rows = getIn(value, ["models", "providers", "lmstudio", "models"]);
    expect(rows).toMatchObject([
      { id: "qwen3-8b", name: "My small one", contextWindow: 32_768, maxTokens: 2_048 },
      { id: "qwen3-32b" },
    ]);
    expect(text).toContain("maxTokens: 2048 }, // 32k");
    expect(run(text, roles).text).toBe(text);
  });

  it("follow an alias that the config has for the model", () => {
    const { text } = run(null, ["heartbeat=qwen3-8b"]);
    const named = text.replace('model: "lmstudio/qwen3-8b"', 'model: "fast"');
    const config = named.replace(
      "heartbeat: {",
      'models: { "lmstudio/qwen3-8b": { alias: "fast" }, "lmstudio/qwen3-32b": {} },\n      modelPolicy: {},\n      heartbeat: {',
    );
    expect(run(config, ["heartbeat=qwen3-8b"]).text).toBe(config);
  });
});

describe("memory search", () => {
  const at = (value: JsonObject) => getIn(value, ["memory", "search"]);
  it("keeps the user's own way to the same server", () => {
    const before = `{ memory: { search: { provider: "openai-compatible", model: "text-embedding-x",
      remote: { baseUrl: "http://localhost:1234/v1", apiKey: "x" } } } }`;
    const { value, notes } = run(before, ["embedding=text-embedding-x"]);
    expect(at(value)).toEqual(at(JSON5.parse(before)));
    expect(notes).toEqual([]);
  });
  it("says when it is off, or falls back to another provider", () => {
    const before = `{ memory: { search: { enabled: false, fallback: "openai" } } }`;
    const { value, notes } = run(before, ["embedding=text-embedding-x"]);
    expect(at(value)).toMatchObject({ enabled: false, fallback: "openai", provider: "lmstudio" });
    expect(notes).toContain("memory search stays off: memory.search.enabled is false");
    expect(notes).toContain("memory search still falls back to openai");
  });
  it("copies no secret", () => {
    const before = `{ models: { providers: { lmstudio: { baseUrl: "http://127.0.0.1:1234/v1", apiKey: "sk-own", models: [] } } } }`;
    expect(() => run(before, ["embedding=text-embedding-x"], { openclaw: "2026.2.26" })).toThrow(
      expect.objectContaining({ exitCode: 1, message: expect.not.stringContaining("sk-own") }),
    );
    expect(at(run(before, ["embedding=text-embedding-x"]).value)).toEqual({
      provider: "lmstudio",
      model: "text-embedding-x",
    });
  });
  it("takes the model of another provider of the config", () => {
    const before = `{ models: { providers: { gpu2: { baseUrl: "http://10.0.0.7:8001/v1", apiKey: "\${GPU2}", models: [] } } } }`;
    expect(at(run(before, ["embedding=gpu2/bge-m3"]).value)).toEqual({ provider: "gpu2", model: "bge-m3" });
    // a chat model there needs a row, which only an init on that server can make
    expect(() => run(before, ["heartbeat=gpu2/qwen"])).toThrow(/"gpu2" of the config has no model "qwen"/);
  });
});

describe("the memory of two models", () => {
  const notes = (gib: number, roles: readonly string[], state = STUDIO) =>
    roleMemoryNotes({ memory: card(gib), state, model: BIG, choices: run(null, roles, { state }).choices });
  it("is told when it is too little", () => {
    expect(notes(32, ["heartbeat=qwen3-8b"])).toEqual([
      expect.stringMatching(
        /^qwen3-32b and qwen3-8b need 49\.6 GiB together, which does not fit into 32\.0 GiB/,
      ),
    ]);
    expect(notes(96, ["heartbeat=qwen3-8b"])).toEqual([]);
    expect(notes(32, ["heartbeat=qwen3-32b"])).toEqual([]);
  });
  it("is not guessed, and not asked of models that are loaded", () => {
    const unknown = studio([BIG, model("mystery", { loaded: false, trained: 131_072 })]);
    expect(notes(32, ["heartbeat=mystery"], unknown)).toEqual([]);
    const loaded = studio([BIG, { ...SMALL, loaded: true }]);
    expect(notes(32, ["heartbeat=qwen3-8b"], loaded)).toEqual([]);
    const far = { ...STUDIO, baseUrl: "http://10.0.0.7:1234/v1" };
    expect(notes(32, ["heartbeat=qwen3-8b"], far)).toEqual([]);
  });
});

describe("what is offered", () => {
  const offered = (
    gib: number | null,
    { state = STUDIO, value = {}, openclaw = NEWEST, main = BIG } = {},
  ): string[] =>
    roleOffers({
      state,
      model: main,
      context: 65_536,
      memory: gib === null ? null : card(gib),
      openclaw,
      value,
    }).map((one) => `${one.role}=${one.model.id}`);
  const ALL = ["heartbeat=qwen3-8b", "utility=qwen3-8b", "image=qwen3.6-27b", "embedding=text-embedding-x"];

  it("is a small model with tools, one that sees, and one for embeddings, where there is room", () => {
    expect(offered(96)).toEqual(ALL);
    // no room for more than a small one without a turn's context
    expect(offered(32)).toEqual([]);
    expect(offered(null)).toEqual([]);
  });
  it("says why, with the sizes", () => {
    const [first] = roleOffers({
      state: STUDIO,
      model: BIG,
      context: 65_536,
      memory: card(96),
      openclaw: NEWEST,
      value: {},
    });
    expect(first?.why).toContain("4.7 GiB next to 18.4 GiB");
  });
  it("is nothing with one model, on a server that would swap, or for what the config decides", () => {
    expect(offered(96, { state: studio([BIG]) })).toEqual([]);
    expect(offered(96, { state: studio(STUDIO.models, { traits: ["jit-off"] }) })).toEqual([]);
    const swaps = { ...STUDIO, kind: "mlx" as const, models: [{ ...BIG, loaded: null }, SMALL] };
    expect(offered(96, { state: swaps, main: { ...BIG, loaded: null } })).toEqual([]);
    const loaded = model("qwen3-8b", { allocated: 65_536, sizeBytes: 5e9, ...can({}) });
    const swapped = { ...swaps, models: [{ ...BIG, loaded: false }, loaded] };
    expect(offered(96, { state: swapped, main: { ...BIG, loaded: false } })).toEqual([]);
    const value = {
      agents: { defaults: { heartbeat: { every: "0m" }, utilityModel: "", imageModel: "a/b" } },
      memory: { search: { provider: "none" } },
    };
    expect(offered(96, { value })).toEqual([]);
    expect(offered(96, { openclaw: "2026.5.28" })).toEqual(ALL.filter((one) => !one.startsWith("utility")));
  });
  it("is no model that is tiny, without tools, without context or elsewhere", () => {
    const without = (one: ServerModel) => offered(96, { state: studio([BIG, one]) });
    expect(without(TINY)).toEqual(["utility=qwen3.5-4b"]);
    expect(without({ ...SMALL, ...can({ tools: false }) })).toEqual(["utility=qwen3-8b"]);
    expect(without({ ...SMALL, ...can({ tools: null }) })).toEqual(["utility=qwen3-8b"]);
    expect(without({ ...SMALL, remote: true })).toEqual([]);
    expect(without(model("qwen3-8b", { allocated: 4_096, sizeBytes: 5e9, ...can({}) }))).toEqual([]);
    expect(without({ ...SMALL, sizeBytes: 16e9 })).toEqual([]);
  });
  it("can be taken as it is", () => {
    const roles = offered(96);
    const { value } = run(null, roles);
    const refs = viewConfig(value).refs.map(({ ref }) => ref);
    expect(refs).toEqual(expect.arrayContaining(["lmstudio/qwen3-8b", "lmstudio/qwen3.6-27b"]));
    expect(isObject(getIn(value, ["memory", "search"]))).toBe(true);
    expect(offered(96, { value })).toEqual([]);
  });
});
