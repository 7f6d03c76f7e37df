import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { getIn, type Json } from "../../src/core/json.ts";
import { chooseModel } from "../../src/init/model.ts";
import { currentRoute, planRoute } from "../../src/init/routing.ts";
import { literalValue, readLiteral, substitute } from "../../src/openclaw/literal.ts";
import { viewConfig } from "../../src/openclaw/view.ts";
import { startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { applyFix } from "../support/apply-fix.ts";
import { configOn, doctorHere } from "../support/doctor.ts";
import { track } from "../support/track.ts";
import { init, options, read, stage } from "./stage.ts";
import { model, server } from "./states.ts";

async function served(id: string, allocatedContext = 65_536): Promise<string> {
  return track(await startEmulator(vllm({ models: [{ id }], allocatedContext }))).baseUrl;
}

/** Runs `init --yes --json` on a config. */
async function run(config: string | undefined, endpoint: string, own: object = {}, env = {}) {
  const on = stage(config === undefined ? { env } : { config, env });
  const code = await init(on, options(on, { endpoint: [endpoint], json: true, ...own }));
  const text = existsSync(on.config) ? read(on.config) : "";
  const value: Json = text === "" ? null : JSON5.parse(text);
  return { on, code, document: JSON.parse(on.stdout()), text, value };
}

const entry = (baseUrl: string, row: string) =>
  `{ baseUrl: "${baseUrl}", apiKey: "x", api: "openai-completions", models: [${row}] }`;
const MODEL = ["agents", "defaults", "model"];

describe("what a server says is text in the config, never a reference", () => {
  it("escapes as OpenClaw reads it", () => {
    const env = { KEY: "secret", HOME: "/root" };
    for (const id of [
      "${KEY}",
      "$${KEY}",
      "$$${KEY}",
      "a/${KEY}/${HOME}",
      "$KEY",
      "${key}",
      "${",
      "$$",
      "${KEY",
    ]) {
      expect(substitute(literalValue(id), env)).toBe(id);
      expect(readLiteral(literalValue(id))).toBe(id);
    }
  });

  it.each(["${OPENAI_API_KEY}", "pub/$${HOME}-${B}", 'quo"te', "back\\slash // not a comment"])(
    "%s: in a new file, a merged one, the alias map and the policy",
    async (id) => {
      const url = await served(id);
      const old =
        '{ agents: { defaults: { model: "openai/gpt-5.5", models: { "openai/gpt-5.5": {} }, modelPolicy: { allow: ["openai/*"] } } } }';
      for (const config of [undefined, old]) {
        const { on, code, value, text } = await run(config, url, { alias: "pet" });
        expect(code).toBe(0);
        const raw = literalValue(id);
        expect(getIn(value, ["models", "providers", "vllm", "models", 0, "id"])).toBe(raw);
        expect(getIn(value, [...MODEL, "primary"])).toBe(`vllm/${raw}`);
        // OpenClaw substitutes in values only
        expect(getIn(value, ["agents", "defaults", "models", `vllm/${id}`])).toEqual({ alias: "pet" });
        if (config !== undefined)
          expect(getIn(value, ["agents", "defaults", "modelPolicy", "allow", 1])).toBe(
            // OpenClaw takes no spaces there
            raw.includes(" ") ? "pet" : `vllm/${raw}`,
          );
        const again = options(on, { endpoint: [url], alias: "pet" });
        expect(await init(on, again)).toBe(0);
        expect(read(on.config)).toBe(text);
      }
    },
  );

  it("a row that an earlier init wrote as a reference is corrected", async () => {
    const url = await served("${OPENAI_API_KEY}");
    const row =
      '{ id: "${OPENAI_API_KEY}", name: "${OPENAI_API_KEY}", contextWindow: 65536, maxTokens: 8192 }';
    const config = `{ models: { providers: { vllm: ${entry(url, row)} } }, agents: { defaults: { model: "vllm/\${OPENAI_API_KEY}" } } }`;
    const { text } = await run(config, url);
    expect(text.replaceAll("$${", "")).not.toContain("${OPENAI_API_KEY}");
  });

  it("an id that no config can name is refused, and not taken unasked", () => {
    const hidden = ["line\nbreak", "esc\u001b[2J", "rtl\u202e", " outer"].map((id) => model(id));
    for (const odd of hidden)
      expect(() => chooseModel(server("http://h:1/v1", { models: [odd] }), odd.id, [])).toThrow(
        /control characters/,
      );
    const state = server("http://h:1/v1", { models: [...hidden, model("plain")] });
    expect(chooseModel(state, null, []).value.id).toBe("plain");
  });
});

describe("what is there stays", () => {
  const hosted = ["mistral/large", "google/gemini-3-pro", "openrouter/z-ai/glm-5"];
  const [primary = "", ...fallbacks] = hosted;
  const value = { agents: { defaults: { model: { primary, fallbacks } } } };
  const plan = (routing: "local-first" | "hosted-first", from: typeof value, hostedFlags: string[]) =>
    planRoute({ routing, local: "vllm/m", hostedFlags, current: currentRoute(viewConfig(from), from) }).value;

  it("--hosted goes in front of the hosted models, and a second run changes nothing", () => {
    const flags = ["openai/gpt-5.5", "google/gemini-3-pro"];
    const local = plan("local-first", value, flags);
    expect([local.primary, ...local.fallbacks]).toEqual([
      ...["vllm/m", "openai/gpt-5.5", "google/gemini-3-pro", "mistral/large", "openrouter/z-ai/glm-5"],
    ]);
    const away = plan("hosted-first", value, flags);
    expect([away.primary, ...away.fallbacks]).toEqual([
      ...["openai/gpt-5.5", "vllm/m", "google/gemini-3-pro", "mistral/large", "openrouter/z-ai/glm-5"],
    ]);
    for (const [routing, route] of [
      ["local-first", local],
      ["hosted-first", away],
    ] as const)
      expect(plan(routing, { agents: { defaults: { model: route } } }, flags)).toEqual(route);
  });

  it("a model is one model by its alias, in another case and through a variable", async () => {
    const models = { "openai/gpt-5.5": { alias: "gpt" }, "vllm/m": { alias: "Den" } };
    for (const model of [
      { primary: "den", fallbacks: ["gpt"] },
      { primary: "VLLM/m", fallbacks: ["OpenAI/gpt-5.5"] },
    ]) {
      const from = { agents: { defaults: { model, models } } };
      expect(plan("local-first", from, ["openai/gpt-5.5"])).toEqual(model);
    }
    const url = await served("den-8b");
    const row = '{ id: "${DEN}", name: "D", contextWindow: 65536, maxTokens: 8192 }';
    const config = `{ models: { mode: "merge", providers: { lab: ${entry(url, row)} } }, agents: { defaults: { model: "lab/\${DEN}" } } }`;
    const { text, document } = await run(config, url, {}, { DEN: "den-8b" });
    expect(text).toBe(config);
    expect(document.doctor.findings.map((f: { checkId: string }) => f.checkId)).not.toContain(
      "model-id-not-served",
    );
    expect((await run("{}", url, { alias: "${HOME}" })).code).toBe(2);
  });

  it.each([
    ["contextWindow: 49152", {}],
    ["contextWindow: 131072, contextTokens: 49152", {}],
  ])("%s, lower than the server's, with a note; --context raises it", async (figures) => {
    const url = await served("shed-14b", 131_072);
    const row = `{ id: "shed-14b", name: "S", ${figures}, maxTokens: 8192 }`;
    const config = `{ models: { mode: "merge", providers: { vllm: ${entry(url, row)} } }, agents: { defaults: { model: "vllm/shed-14b" } } }`;
    const kept = await run(config, url);
    expect(kept.text).toBe(config);
    expect(kept.document.notes.join()).toMatch(/stays 49,152 .*--context 131072/);
    const raised = await run(config, url, { context: 131_072 });
    expect(getIn(raised.value, ["models", "providers", "vllm", "models", 0, "contextWindow"])).toBe(131_072);
  });
  it("but a context in which no turn fits is raised, with a note", async () => {
    const url = await served("m", 65_536);
    const row = '{ id: "m", name: "M", contextWindow: 8192, maxTokens: 2048 }';
    const { document, text } = await run(`{ models: { providers: { vllm: ${entry(url, row)} } } }`, url);
    expect(text).toContain("contextWindow: 65536");
    expect(document.notes.join()).toContain("was 8,192 tokens");
  });

  it("each comment stays behind its model when the route changes", async () => {
    const url = await served("den-8b");
    const row = '{ id: "den-8b", name: "D", contextWindow: 65536, maxTokens: 8192 }';
    const config = (primary: string, fallbacks: string) =>
      `{\n  models: { mode: "merge", providers: { vllm: ${entry(url, row)} } },\n  agents: { defaults: { model: {\n    primary: ${primary}\n    fallbacks: [\n      ${fallbacks}\n    ],\n  } } },\n}\n`;
    const text = config(
      '"openai/gpt-5.5", // clever',
      '"google/gemini-3-pro", // free until March\n      "vllm/den-8b", // under the desk',
    );
    const first = await run(text, url, { routing: "local-first" });
    expect(first.text).toBe(
      config(
        '"vllm/den-8b", // under the desk',
        '"openai/gpt-5.5", // clever\n      "google/gemini-3-pro", // free until March',
      ),
    );
    const only = await run(text, url, { routing: "local-only" });
    expect(only.text).toContain('"vllm/den-8b" /* under the desk */, // was "openai/gpt-5.5": clever');
    const alone = text.replace(/fallbacks: \[[^\]]*\],/, "");
    expect((await run(alone, url, { routing: "local-first" })).text).toMatch(
      /primary: "vllm\/den-8b",\n\s*fallbacks: \[\n?\s*"openai\/gpt-5\.5",? (\/\*|\/\/) clever/,
    );
    expect(only.text).toContain('// was "google/gemini-3-pro": free until March');
  });
});

describe("what the report says happened, happened", () => {
  it.each<[string, (file: string) => void, object]>([
    ["read-only", (file) => chmodSync(file, 0o444), {}],
    ["managed", () => {}, { OPENCLAW_NIX_MODE: "1" }],
  ])("a %s file is neither changed nor said to be, also in a dry run", async (_, prepare, env) => {
    const url = await served("m");
    for (const dryRun of [false, true]) {
      const on = stage({ config: "{} // mine\n", env: { ...env } });
      prepare(on.config);
      await init(on, options(on, { endpoint: [url], json: true, dryRun }));
      const { changed, created, backupPath, error, notes } = JSON.parse(on.stdout());
      expect({ changed, created, backupPath }).toEqual({ changed: false, created: false, backupPath: null });
      expect(dryRun ? notes.join() : error.message).toMatch(/read-only|managed/);
      expect(read(on.config)).toBe("{} // mine\n");
      expect(readdirSync(on.dir)).toEqual(["openclaw.json"]);
    }
  });

  it("a retired hosted model is replaced where the note says so, with its alias and its place in the policy", async () => {
    const url = await served("nook-8b");
    const old = "anthropic/claude-sonnet-4-5";
    const better = "anthropic/claude-sonnet-4-6";
    for (const routing of ["local-first", "hosted-first"]) {
      const { value, document, text } = await run(
        `{ agents: { defaults: { model: { primary: "${old}", fallbacks: ["${better}"] }, models: { "${old}": { alias: "son" } }, modelPolicy: { allow: ["${old}", "vllm/*"] } } } }`,
        url,
        { routing },
      );
      expect(document.notes.join()).toContain(`${better} takes its place`);
      expect(text).not.toContain(old);
      const { primary, fallbacks } = Object(getIn(value, MODEL));
      expect([primary, ...fallbacks].sort()).toEqual([better, "vllm/nook-8b"]);
      expect(getIn(value, ["agents", "defaults", "models", better])).toEqual({ alias: "son" });
      expect(getIn(value, ["agents", "defaults", "modelPolicy", "allow"])).toEqual([better, "vllm/*"]);
    }
    const byAlias = `{ agents: { defaults: { model: "son", models: { "${old}": { alias: "son" } } } } }`;
    expect((await run(byAlias, url, { routing: "local-first" })).document.notes.join()).toContain(
      `${better} takes its place in agents.defaults.models`,
    );
    const declared = `{ models: { providers: { anthropic: { baseUrl: "https://gw.example", models: [{ id: "claude-sonnet-4-5", name: "S" }] } } }, agents: { defaults: { model: "${old}" } } }`;
    expect((await run(declared, url, { routing: "local-first" })).text).toContain(old);
  });

  it("the edit for a model that is gone leaves no twin behind", async () => {
    const studio = track(
      await startLmStudio({
        models: [{ key: "new/hawk", instances: [{ id: "new/hawk", context: 65_536 }] }],
      }),
    );
    const row = (id: string) =>
      `{ id: "${id}", name: "N", contextWindow: 65536, contextTokens: 65536, maxTokens: 4096 }`;
    const config = `{
  agents: { defaults: {
    model: { primary: "lmstudio/new/hawk", fallbacks: ["openai/gpt-5.5", "lmstudio/old/finch"] },
    models: { "lmstudio/old/finch": { alias: "bird" }, "lmstudio/new/hawk": {}, "openai/gpt-5.5": {} },
    modelPolicy: { allow: ["lmstudio/old/finch", "lmstudio/new/hawk"] },
  } },
  models: { providers: { lmstudio: { baseUrl: "${studio.baseUrl}", apiKey: "x", api: "openai-responses", models: [${row("old/finch")}, ${row("new/hawk")}] } } },
}`;
    const machine = new FakeMachine();
    const file = configOn(machine, config);
    const seen = await doctorHere(["--config", file], machine);
    const [gone] = seen.findings.filter((f) => f.checkId === "model-id-not-served");
    expect(gone?.fix?.edits.every((edit) => edit.op === "remove")).toBe(true);
    if (gone !== undefined) applyFix(file, gone);
    const value: Json = JSON5.parse(read(file));
    expect(getIn(value, ["models", "providers", "lmstudio", "models"])).toHaveLength(1);
    expect(getIn(value, ["agents", "defaults"])).toEqual({
      model: { primary: "lmstudio/new/hawk", fallbacks: ["openai/gpt-5.5"] },
      models: { "lmstudio/new/hawk": {}, "openai/gpt-5.5": {} },
      modelPolicy: { allow: ["lmstudio/new/hawk"] },
    });
  });

  it("a header's value is never in the diff", async () => {
    const url = await served("m");
    const config = `{\n  models: { providers: { vllm: {\n    baseUrl: "${url}",\n    headers: {\n      "X-Gate": "hunter2 \\"x\\"",\n      "X-Var": "\${GATE}",\n    },\n    apiKey: "x", models: [],\n  } } },\n}\n`;
    const { document } = await run(config, url);
    expect(document.diff).toContain('"X-Gate": "***"');
    expect(document.diff).toContain("${GATE}");
    expect(document.diff).not.toContain("hunter2");
  });
});

it("a folder on PATH that cannot be entered holds no openclaw", async () => {
  const url = await served("m");
  const on = stage();
  symlinkSync("two", join(on.dir, "one"));
  symlinkSync("one", join(on.dir, "two"));
  mkdirSync(join(on.dir, "locked"), { mode: 0 });
  const PATH = ["one", "locked"].map((name) => join(on.dir, name)).join(":");
  const outside = { ...on.outside, env: { ...on.outside.env, PATH } };
  const own = options(on, { endpoint: [url], json: true, openclawVersion: undefined });
  expect(await init({ ...on, outside }, own)).toBe(0);
  chmodSync(join(on.dir, "locked"), 0o700);
});
