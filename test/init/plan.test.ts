import { readFileSync } from "node:fs";
import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { runConfigChecks } from "../../src/checks/run/config.ts";
import { loadText } from "../../src/config/read/load.ts";
import type { LoadedConfig } from "../../src/config/read/types.ts";
import { planEdits } from "../../src/config/write/plan.ts";
import { getIn } from "../../src/core/json.ts";
import { planInit } from "../../src/init/plan.ts";
import { type InitWishes, resolveChoices } from "../../src/init/resolve.ts";
import { getTemplate, TEMPLATE_IDS } from "../../src/init/templates/registry.ts";
import { ROUTINGS } from "../../src/init/templates/types.ts";
import type { InitPlan } from "../../src/init/types.ts";
import { viewConfig } from "../../src/openclaw/view.ts";
import type { ServerState } from "../../src/servers/types.ts";
import { model, server } from "./states.ts";

const fs = { readFile: (path: string) => readFileSync(path) };
const VERSIONS = ["2026.2.6-3", "2026.4.15", "2026.7.1", "2026.9.6"];
const SONNET = "anthropic/claude-sonnet-4-6";

const LMSTUDIO = server("http://127.0.0.1:1234/v1", {
  kind: "lmstudio",
  product: "LM Studio",
  responsesApi: true,
  models: [model("minimax/minimax-m2.1", { allocated: 65_536, trained: 196_608 })],
});
const VLLM = server("http://127.0.0.1:8000/v1", { models: [model("Qwen/Qwen3-32B", { allocated: 40_960 })] });
const OLLAMA = server("http://127.0.0.1:11434/v1", {
  kind: "ollama",
  product: "Ollama",
  models: [model("qwen3:30b", { allocated: 32_768, trained: 262_144 })],
});
const LITELLM = server("http://gpubox:4000/v1", {
  kind: "litellm",
  auth: "required",
  models: [model("team-model", { trained: 131_072 })],
});
const SERVERS = [LMSTUDIO, VLLM, OLLAMA, LITELLM];

interface Case {
  text: string | null;
  state?: ServerState;
  wishes?: Partial<InitWishes>;
  openclaw?: string;
}

/** What init does between the scan and the write. */
function run({ text, state = LMSTUDIO, wishes = {}, openclaw = "2026.9.6" }: Case): {
  plan: InitPlan;
  text: string;
} {
  const config = text === null ? null : parse(text);
  const [first = model("none")] = state.models;
  const resolved = resolveChoices({
    state,
    model: { value: first, why: "", notes: [] },
    wishes: { hosted: [], ...wishes },
    config,
    openclaw,
    templateFor: (routing) => getTemplate(routing, fs),
  });
  const plan = planInit(config, resolved.choices, resolved.template, openclaw);
  const [change] = config === null ? [] : planEdits(config, plan.ops).changes;
  return { plan, text: plan.text ?? change?.after ?? text ?? "" };
}

function parse(text: string): LoadedConfig {
  const result = loadText(text, "/home/me/.openclaw/openclaw.json");
  if (!result.ok) throw new Error(result.problem.message);
  return result.config;
}

const provider = (text: string, id: string) => getIn(JSON5.parse(text), ["models", "providers", id]);
const route = (text: string) => getIn(JSON5.parse(text), ["agents", "defaults", "model"]);

const SEED_HYBRID = `{
  // my agents
  agents: {
    defaults: {
      model: {
        primary: "anthropic/claude-sonnet-4-6", // the good one
        fallbacks: ["lmstudio/minimax/minimax-m2.1", "anthropic/claude-opus-4-6"],
      },
      models: {
        "anthropic/claude-sonnet-4-6": { alias: "Sonnet" },
        "lmstudio/minimax/minimax-m2.1": { alias: "MiniMax Local" },
        "anthropic/claude-opus-4-6": { alias: "Opus" },
      },
    },
  },
  models: {
    mode: "merge",
    providers: {
      lmstudio: {
        baseUrl: "http://localhost:1234/v1/",
        apiKey: "lmstudio",
        api: "openai-responses",
        models: [
          { id: "other", name: "Other", contextWindow: 1000 },
          {
            id: "minimax/minimax-m2.1",
            name: "My MiniMax", // my name
            reasoning: false,
            cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
            contextWindow: 196608, // as in the docs
            maxTokens: 4096,
          },
        ],
      },
    },
  },
}
`;

describe("a new file", () => {
  it.each(VERSIONS)("for %s has the server's figures, and one comment with their source", (openclaw) => {
    const { plan, text } = run({
      text: null,
      openclaw,
      wishes: { routing: "local-first", hosted: [SONNET] },
    });
    expect(plan).toMatchObject({
      provider: "lmstudio",
      model: "lmstudio/minimax/minimax-m2.1",
      routing: "local-first",
    });
    expect(route(text)).toEqual({ primary: "lmstudio/minimax/minimax-m2.1", fallbacks: [SONNET] });
    expect(provider(text, "lmstudio")).toMatchObject({
      baseUrl: "http://127.0.0.1:1234/v1",
      api: "openai-responses",
      models: [{ id: "minimax/minimax-m2.1", name: "minimax-m2.1", contextWindow: 65_536, maxTokens: 8_192 }],
    });
    expect(getIn(provider(text, "lmstudio"), ["apiKey"])).toBe(
      openclaw === "2026.2.6-3" ? "lmstudio" : undefined,
    );
    expect(getIn(JSON5.parse(text), ["models", "mode"])).toBe("merge");
    const tokens = getIn(provider(text, "lmstudio"), ["models", 0, "contextTokens"]);
    expect(tokens).toBe(openclaw === "2026.2.6-3" ? undefined : 65_536);
    expect(text.match(/\/\/ .*/g)).toEqual(["// context: allocated by the server (GET /x)"]);
    expect(text).not.toContain("undefined");
  });
  it("uses Ollama's own API at its root and requests the context", () => {
    expect(provider(run({ text: null, state: OLLAMA }).text, "ollama")).toMatchObject({
      baseUrl: "http://127.0.0.1:11434",
      api: "ollama",
      models: [{ contextWindow: 32_768, params: { num_ctx: 32_768 } }],
    });
  });
  it("takes a required key from the environment, and gives a host name the settings that OpenClaw needs", () => {
    expect(provider(run({ text: null, state: LITELLM }).text, "litellm")).toMatchObject({
      apiKey: "${LITELLM_API_KEY}",
      timeoutSeconds: 600,
      request: { allowPrivateNetwork: true },
    });
  });
  it("with an alias lets every model be chosen", () => {
    const wishes = { routing: "local-first", hosted: [SONNET], alias: "Mini" } as const;
    const models = { "lmstudio/minimax/minimax-m2.1": { alias: "Mini" }, [SONNET]: {} };
    const now = run({ text: null, wishes: { ...wishes, hosted: [SONNET] } });
    expect(getIn(JSON5.parse(now.text), ["agents", "defaults"])).toMatchObject({ models, modelPolicy: {} });
    const old = run({ text: null, wishes: { ...wishes, hosted: [SONNET] }, openclaw: "2026.7.1" });
    expect(getIn(JSON5.parse(old.text), ["agents", "defaults", "models"])).toEqual(models);
    expect(getIn(JSON5.parse(old.text), ["agents", "defaults", "modelPolicy"])).toBeUndefined();
    expect(old.plan.notes.join()).toContain("limits which models");
  });
});

describe("an existing config", () => {
  it("gets the server's figures in place; spelling, names, costs and comments stay", () => {
    const { text } = run({ text: SEED_HYBRID });
    const expected = SEED_HYBRID.replace(
      "contextWindow: 196608, // as in the docs",
      "contextWindow: 65536, // as in the docs",
    ).replace("maxTokens: 4096,\n", "maxTokens: 4096,\n            contextTokens: 65536,\n");
    expect(text).toBe(expected);
  });
  it("gets no key that an old version would refuse", () => {
    const { text } = run({ text: SEED_HYBRID, openclaw: "2026.2.6-3" });
    expect(text).toBe(SEED_HYBRID.replace("contextWindow: 196608", "contextWindow: 65536"));
  });
  it("gets a provider next to the others, with a comment about its origin", () => {
    const { text } = run({ text: SEED_HYBRID, state: VLLM });
    expect(provider(text, "lmstudio")).toEqual(provider(SEED_HYBRID, "lmstudio"));
    expect(provider(text, "vllm")).toMatchObject({
      api: "openai-completions",
      models: [{ contextWindow: 40_960 }],
    });
    expect(text).toContain(
      "// added by openclaw-local init; context: allocated by the server (GET /x)\n      vllm: {",
    );
    for (const line of SEED_HYBRID.split("\n").filter((l) => l.includes("//"))) expect(text).toContain(line);
    expect(getIn(JSON5.parse(text), ["agents", "defaults", "models", "vllm/Qwen/Qwen3-32B"])).toEqual({});
  });
  it("gets no comments when it has none, because other tools may read it as JSON", () => {
    const text = JSON.stringify({ agents: { defaults: { model: { primary: SONNET } } } }, null, 2);
    const after = run({ text, state: VLLM }).text;
    expect(JSON.parse(after)).toMatchObject({
      agents: { defaults: { model: { primary: "vllm/Qwen/Qwen3-32B", fallbacks: [SONNET] } } },
    });
  });
  it("with the model as a string keeps it as the safety net", () => {
    const { text, plan } = run({ text: `{ agents: { defaults: { model: "${SONNET}" } } }` });
    expect(route(text)).toEqual({ primary: "lmstudio/minimax/minimax-m2.1", fallbacks: [SONNET] });
    expect(plan.notes.join()).toContain(`changes from ${SONNET}`);
  });
  it("with mode replace changes to merge only when a hosted model would be hidden", () => {
    const text = (extra: string) =>
      `{ models: { mode: "replace", providers: {} }, agents: { defaults: { model: { primary: "${extra}" } } } }`;
    expect(getIn(JSON5.parse(run({ text: text(SONNET) }).text), ["models", "mode"])).toBe("merge");
    expect(getIn(JSON5.parse(run({ text: text("lmstudio/x") }).text), ["models", "mode"])).toBe("replace");
  });
  it("keeps its key, or gets the variable of --api-key-env", () => {
    const text = `{ models: { providers: { mine: { baseUrl: "http://gpubox:4000", apiKey: "\${OLD}", api: "openai-completions", models: [] } } } }`;
    expect(provider(run({ text, state: LITELLM }).text, "mine")).toMatchObject({
      apiKey: "${OLD}",
      baseUrl: "http://gpubox:4000/v1",
    });
    expect(provider(run({ text, state: LITELLM, wishes: { apiKeyEnv: "NEW" } }).text, "mine")).toMatchObject({
      apiKey: "${NEW}",
    });
  });
  it("gets the new model into its policy", () => {
    const text = `{ agents: { defaults: { modelPolicy: { allow: ["anthropic/*"] }, model: { primary: "${SONNET}" } } } }`;
    expect(getIn(JSON5.parse(run({ text }).text), ["agents", "defaults", "modelPolicy", "allow"])).toEqual([
      "anthropic/*",
      "lmstudio/minimax/minimax-m2.1",
    ]);
  });
  it("never gets a map of models unasked, because the map limits the choice", () => {
    const { text } = run({ text: `{ agents: { defaults: { model: { primary: "${SONNET}" } } } }` });
    expect(getIn(JSON5.parse(text), ["agents", "defaults", "models"])).toBeUndefined();
  });
  it("refuses an alias of another model", () => {
    expect(() => run({ text: SEED_HYBRID, wishes: { alias: "opus" } })).toThrow(
      /already stands for anthropic/,
    );
  });
  it("local-only removes hosted fallbacks and reports them, and the hosted models that remain elsewhere", () => {
    const text = SEED_HYBRID.replace(
      "      models: {\n",
      '      imageModel: "openai/gpt-5",\n      models: {\n',
    );
    const done = run({ text, wishes: { routing: "local-only" } });
    expect(route(done.text)).toEqual({ primary: "lmstudio/minimax/minimax-m2.1", fallbacks: [] });
    expect(done.plan.notes.join("\n")).toContain(
      "agents.defaults.imageModel still names the hosted openai/gpt-5",
    );
  });
  it("openrouter-regional pins the base URL and keeps what its entry has", () => {
    const text = `{ models: { providers: { openrouter: { baseUrl: "https://openrouter.ai/api/v1", params: { temperature: 0 }, models: [] } } } }`;
    const wishes = {
      template: getTemplate("openrouter-regional", fs),
      hosted: ["openrouter/mistralai/mistral-large"],
      openrouterBaseUrl: "https://us.openrouter.ai/api/v1",
    };
    const done = run({ text, wishes });
    expect(provider(done.text, "openrouter")).toEqual({
      baseUrl: "https://us.openrouter.ai/api/v1",
      params: { temperature: 0, provider: { data_collection: "deny" } },
      models: [],
      api: "openai-completions",
    });
    expect(() => run({ text, wishes: { ...wishes, hosted: [SONNET] } })).toThrow(
      /needs a model of OpenRouter/,
    );
  });
});

describe("what init writes", () => {
  const cases = SERVERS.flatMap((state) =>
    ROUTINGS.map((routing) => ({ state, routing, name: state.product ?? state.kind })),
  );
  it.each(cases)("passes lint: $name, $routing", ({ state, routing }) => {
    for (const openclaw of VERSIONS) {
      const wishes = { routing, hosted: routing === "local-only" ? [] : [SONNET], alias: "Mini" };
      const config = parse(run({ text: null, state, openclaw, wishes }).text);
      const findings = runConfigChecks(
        { config, view: viewConfig(config.value), openclaw: { version: openclaw, source: "flag" } },
        () => true,
      );
      // the servers of this file have little context on purpose; init adds a note about it
      const told = findings
        .filter((f) => f.severity !== "info" && f.checkId !== "context-below-floor")
        .map((f) => `${openclaw} ${f.checkId}: ${f.message}`);
      expect(told).toEqual([]);
    }
  });
});

describe("running init again", () => {
  const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
  const wishesOf = fc.record({
    routing: maybe(fc.constantFrom(...ROUTINGS)),
    hosted: fc.constantFrom<string[][]>([], [SONNET], [SONNET, "anthropic/claude-opus-4-6"]),
    template: maybe(fc.constantFrom(...TEMPLATE_IDS)),
    alias: maybe(fc.constantFrom("Mini", "Lokal")),
    context: maybe(fc.constantFrom(32_768, 100_000)),
    apiKeyEnv: maybe(fc.constant("MY_KEY")),
    providerId: maybe(fc.constantFrom("mine", "lmstudio")),
  });
  const texts = fc.constantFrom(
    null,
    "{}",
    SEED_HYBRID,
    `{"agents":{"defaults":{"model":"${SONNET}"}}}`,
    `{ agents: { defaults: { model: { primary: "anthropic/a" }, models: { "anthropic/a": {} } } } }`,
    `{\r\n\tmodels: { mode: 'replace', providers: { 'vllm': { baseUrl: 'http://localhost:8000/v1', models: [] } } },\r\n}\r\n`,
  );
  it("changes nothing, byte for byte, with the same flags and without any", () => {
    let done = 0;
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(...SERVERS),
        fc.constantFrom(...VERSIONS),
        wishesOf,
        (text, state, openclaw, raw) => {
          const wishes = {
            ...raw,
            template: raw.template === undefined ? undefined : getTemplate(raw.template, fs),
          };
          let first: string;
          try {
            first = run({ text, state, openclaw, wishes }).text;
          } catch (error) {
            // contradicting flags are refused
            expect(error).toHaveProperty("name", "UserError");
            return;
          }
          done += 1;
          expect(run({ text: first, state, openclaw, wishes }).plan.ops).toEqual([]);
          // an API that is not the server's best has to be forced again
          const forced = wishes.template?.api == null ? {} : { template: wishes.template };
          const { context, providerId } = wishes;
          const bare = run({ text: first, state, openclaw, wishes: { context, providerId, ...forced } });
          expect(bare.plan.ops).toEqual([]);
        },
      ),
      { numRuns: 600 },
    );
    expect(done).toBeGreaterThan(150);
  });
});
