import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { getIn } from "../../src/core/json.ts";
import { assertHarmless, litellm, ollama, startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { track } from "../support/track.ts";
import { init, options, read, type Stage, stage } from "./stage.ts";

const MODEL = { quantization: "Q4_K_M", parameters: null, maxContext: 131_072 };
const BIG = "qwen/qwen3-32b";
const SMALL = "qwen/qwen3-8b";
const EMBEDDER = "text-embedding-nomic-embed-text-v1.5";
const loadedAs = (key: string, context: number) => ({
  ...MODEL,
  key,
  type: "llm" as const,
  sizeBytes: 5e9,
  instances: [{ id: key, context }],
});
const studio = async () =>
  track(
    await startLmStudio({
      models: [
        loadedAs(BIG, 65_536),
        loadedAs(SMALL, 65_536),
        loadedAs("mistral/short", 4_096),
        { ...MODEL, key: EMBEDDER, type: "embedding", maxContext: 2_048, sizeBytes: 84e6, instances: [] },
      ],
    }),
  );
const ollamas = async () =>
  track(
    await startEmulator(
      ollama({
        models: [
          { id: "qwen3.6:27b", allocatedContext: 65_536, trainedContext: 262_144 },
          { id: "qwen3.5:9b", allocatedContext: 65_536, trainedContext: 262_144 },
          { id: "nomic-embed-text:latest", type: "embedding", trainedContext: 2_048 },
        ],
      }),
    ),
  );

interface Outcome {
  code: number;
  error: { message: string; hint: string | null } | null;
  changed: boolean;
  notes: string[];
  findings: string[];
}

/** Runs `init --yes --json` with roles and reads what it says. */
async function run(
  on: Stage,
  baseUrl: string,
  roles: readonly string[],
  own: Partial<Parameters<typeof options>[1]> = {},
): Promise<Outcome> {
  const before = on.stdout().length;
  const code = await init(on, options(on, { endpoint: [baseUrl], json: true, role: roles, ...own }));
  const said = JSON.parse(on.stdout().slice(before)) as Outcome & {
    doctor: { findings: { checkId: string; message: string }[] } | null;
  };
  const findings = said.doctor?.findings.map((f) => `${f.checkId}: ${f.message}`) ?? [];
  return { code, error: said.error, changed: said.changed, notes: said.notes, findings };
}

const at = (on: Stage, ...path: (string | number)[]) => getIn(JSON5.parse(read(on.config)), path);
const defaults = (on: Stage, ...path: string[]) => at(on, "agents", "defaults", ...path);
const ids = (on: Stage, provider: string) =>
  (at(on, "models", "providers", provider, "models") as { id: string }[]).map(({ id }) => id);

describe("init --role", () => {
  it("writes each role and its row without findings, and a second run changes nothing", async () => {
    const server = await studio();
    const on = stage();
    const roles = [
      "heartbeat=qwen3-8b",
      `utility=lmstudio/${SMALL}`,
      `subagent=${BIG}`,
      "compaction=QWEN/QWEN3-8B",
      "embedding=nomic",
    ];
    expect(await run(on, server.baseUrl, roles, { model: BIG })).toMatchObject({ code: 0, findings: [] });
    expect(defaults(on)).toMatchObject({
      model: { primary: `lmstudio/${BIG}` },
      heartbeat: { model: `lmstudio/${SMALL}` },
      utilityModel: `lmstudio/${SMALL}`,
      subagents: { model: `lmstudio/${BIG}` },
      compaction: { model: `lmstudio/${SMALL}` },
    });
    // an embedding model is no chat model: memory search finds it through the provider
    expect(ids(on, "lmstudio")).toEqual([BIG, SMALL]);
    expect(at(on, "memory", "search")).toEqual({ provider: "lmstudio", model: EMBEDDER });
    expect(at(on, "models", "providers", "lmstudio", "models", 1)).toMatchObject({
      contextWindow: 65_536,
      contextTokens: 65_536,
      maxTokens: 8_192,
      input: ["text"],
    });
    const text = read(on.config);
    expect(await run(on, server.baseUrl, roles, { model: BIG })).toMatchObject({ code: 0, changed: false });
    // and one without the option keeps them
    expect(await run(on, server.baseUrl, [])).toMatchObject({ code: 0, changed: false });
    expect(read(on.config)).toBe(text);
    assertHarmless(server, { key: "allowed" });
  });

  it("merges into a config byte for byte, with the num_ctx that Ollama needs", async () => {
    const server = await ollamas();
    const mine =
      "// mine\n{\n  gateway: { port: 18789 }, // x\n  agents: { defaults: { heartbeat: { every: '2h' } } },\n}\n";
    const on = stage({ config: mine });
    const roles = ["heartbeat=qwen3.5:9b", "embedding=nomic-embed-text"];
    const first = await run(on, server.baseUrl, roles, { model: "qwen3.6:27b" });
    expect(first).toMatchObject({ code: 0, findings: [] });
    const text = read(on.config);
    for (const line of ["// mine", "gateway: { port: 18789 }, // x", "every: '2h'"])
      expect(text).toContain(line);
    expect(defaults(on, "heartbeat")).toEqual({ every: "2h", model: "ollama/qwen3.5:9b" });
    expect(at(on, "models", "providers", "ollama", "models", 1)).toMatchObject({
      id: "qwen3.5:9b",
      params: { num_ctx: 65_536 },
    });
    expect(at(on, "memory", "search")).toEqual({ provider: "ollama", model: "nomic-embed-text:latest" });
    expect(await run(on, server.baseUrl, roles)).toMatchObject({ code: 0, changed: false });
  });

  it("says what it replaces, and leaves the rest of a setting", async () => {
    const server = await studio();
    const on = stage({
      config: `{
  agents: {
    defaults: {
      model: { primary: "anthropic/claude-sonnet-4-6" },
      heartbeat: { model: "anthropic/claude-opus-4-6", lightContext: true }, // cheap?
      subagents: { model: { primary: "anthropic/claude-opus-4-6", fallbacks: ["anthropic/claude-sonnet-4-6"] } },
      imageModel: "anthropic/claude-opus-4-6",
    },
    entries: { ops: { heartbeat: { model: "anthropic/claude-sonnet-4-6" } } },
  },
  memory: { search: { provider: "openai", model: "text-embedding-3-small", remote: { baseUrl: "https://x.example/v1" } } },
}
`,
    });
    const roles = [`heartbeat=${SMALL}`, `subagent=${SMALL}`, `embedding=${EMBEDDER}`];
    const { notes } = await run(on, server.baseUrl, roles, { model: BIG });
    const ref = `lmstudio/${SMALL}`;
    expect(notes).toEqual(
      expect.arrayContaining([
        `the model for heartbeat changes from anthropic/claude-opus-4-6 to ${ref}`,
        `the model for subagent changes from anthropic/claude-opus-4-6 to ${ref}`,
        "an agent has its own model for heartbeat that stays: anthropic/claude-sonnet-4-6",
        `memory search changes from openai text-embedding-3-small to lmstudio ${EMBEDDER}`,
        "memory.search.remote led to another server and is replaced",
      ]),
    );
    expect(read(on.config)).toContain(`heartbeat: { model: "${ref}", lightContext: true }, // cheap?`);
    expect(defaults(on, "subagents", "model")).toEqual({
      primary: ref,
      fallbacks: ["anthropic/claude-sonnet-4-6"],
    });
    expect(defaults(on, "imageModel")).toBe("anthropic/claude-opus-4-6");
    expect(at(on, "memory", "search")).toEqual({ provider: "lmstudio", model: EMBEDDER });
  });

  it("lets an allowlist have the models that it limits", async () => {
    const server = await studio();
    const own = { model: BIG, routing: "local-first" as const };
    const roles = [`heartbeat=${SMALL}`];
    const primary = "anthropic/claude-sonnet-4-6";
    const policy = stage({
      config: `{ agents: { defaults: { model: { primary: "${primary}" }, modelPolicy: { allow: ["anthropic/*"] } } } }`,
    });
    expect(await run(policy, server.baseUrl, roles, own)).toMatchObject({ findings: [] });
    expect(defaults(policy, "modelPolicy", "allow")).toEqual([
      "anthropic/*",
      `lmstudio/${BIG}`,
      `lmstudio/${SMALL}`,
    ]);
    // before 2026.8.1 the map with the aliases is the allowlist
    const map = stage({ config: `{ agents: { defaults: { model: { primary: "${primary}" } } } }` });
    const old = { ...own, alias: "big", openclawVersion: "2026.5.28" };
    expect(await run(map, server.baseUrl, roles, old)).toMatchObject({ code: 0, findings: [] });
    const allowed = defaults(map, "models");
    expect(Object.keys(allowed as object)).toEqual(
      expect.arrayContaining([`lmstudio/${BIG}`, `lmstudio/${SMALL}`, primary]),
    );
  });

  it("puts the settings of memory search where each release has them", async () => {
    const server = await studio();
    const search = async (openclawVersion: string, more: object = {}) => {
      const on = stage();
      const roles = [`embedding=${EMBEDDER}`];
      const { code, findings } = await run(on, server.baseUrl, roles, {
        model: BIG,
        openclawVersion,
        ...more,
      });
      expect({ code, findings }).toEqual({ code: 0, findings: [] });
      return [defaults(on, "memorySearch"), at(on, "memory")];
    };
    const byId = { provider: "lmstudio", model: EMBEDDER };
    const remote = { baseUrl: server.baseUrl, apiKey: "lmstudio" };
    expect(await search("2026.8.2")).toEqual([undefined, { search: byId }]);
    expect(await search("2026.7.1")).toEqual([byId, undefined]);
    expect(await search("2026.2.26")).toEqual([{ provider: "openai", model: EMBEDDER, remote }, undefined]);
    // OpenClaw's own "local" is not the provider of that name
    expect(await search("2026.9.6", { providerId: "local" })).toEqual([
      undefined,
      { search: { provider: "openai-compatible", model: EMBEDDER, remote: { ...remote, apiKey: "local" } } },
    ]);
  });

  it("asks a server with a key for embeddings with the same variable", async () => {
    const server = track(
      await startEmulator(
        litellm({
          apiKey: "sk-test",
          models: [
            { id: "team", trainedContext: 65_536 },
            { id: "bge-m3", type: "embedding" },
          ],
        }),
      ),
    );
    const on = stage({ env: { LITELLM_API_KEY: "sk-test", TEAM_KEY: "sk-test" } });
    const own = { apiKeyEnv: "TEAM_KEY", context: 65_536, openclawVersion: "2026.2.26" };
    expect((await run(on, server.baseUrl, ["embedding=bge"], own)).error).toBeNull();
    expect(defaults(on, "memorySearch", "remote", "apiKey")).toBe("${TEAM_KEY}");
    expect(read(on.config)).not.toContain("sk-test");
  });
});

describe("init --role writes nothing", () => {
  const refused = async (
    baseUrl: string,
    roles: readonly string[],
    own: Partial<Parameters<typeof options>[1]> = {},
  ): Promise<[number, string, string | null]> => {
    const on = stage();
    const { code, error, changed } = await run(on, baseUrl, roles, own);
    expect(changed).toBe(false);
    expect(() => read(on.config)).toThrow("ENOENT");
    return [code, error?.message ?? "", error?.hint ?? null];
  };

  it("for a model that the server does not list, or that could be several", async () => {
    const { baseUrl } = await studio();
    expect(await refused(baseUrl, ["heartbeat=qwen/qwen3-8c"])).toEqual([
      2,
      `${baseUrl} does not list the model "qwen/qwen3-8c", which --role heartbeat names`,
      `did you mean ${SMALL}?`,
    ]);
    expect(await refused(baseUrl, ["heartbeat=qwen3"])).toEqual([
      2,
      `--role heartbeat: several models have "qwen3" in their ids: ${BIG} and ${SMALL}`,
      "give the whole id",
    ]);
    expect((await refused(baseUrl, ["heartbeat=ollama/x"]))[0]).toBe(2);
    // vLLM serves one model, and no request makes it serve another
    const single = track(await startEmulator(vllm({ models: [{ id: "one" }], allocatedContext: 65_536 })));
    expect((await refused(single.baseUrl, ["heartbeat=two"]))[2]).toBe("it lists: one");
  });

  it("for a model that cannot do the work", async () => {
    const { baseUrl } = await studio();
    expect((await refused(baseUrl, [`heartbeat=${EMBEDDER}`])).slice(0, 2)).toEqual([
      1,
      `--role heartbeat: ${EMBEDDER} is not a chat model (the server lists it as embedding)`,
    ]);
    expect((await refused(baseUrl, [`embedding=${SMALL}`])).slice(0, 2)).toEqual([
      1,
      `--role embedding: ${SMALL} is a chat model`,
    ]);
    expect((await refused(baseUrl, [`image=${SMALL}`]))[1]).toBe(
      `--role image: ${SMALL} is not known to read images`,
    );
    expect((await refused(baseUrl, ["heartbeat=mistral/short"])).slice(0, 2)).toEqual([
      1,
      expect.stringMatching(/^--role heartbeat: mistral\/short has 4,096 tokens of context; a turn of/),
    ]);
  });

  it("for a release without the setting", async () => {
    const { baseUrl } = await studio();
    expect(await refused(baseUrl, [`utility=${SMALL}`], { openclawVersion: "2026.5.28" })).toEqual([
      1,
      "--role utility: OpenClaw 2026.5.28 has no setting for it",
      "leave it out, or update OpenClaw; OpenClaw 2026.7.1 has it: agents.defaults.utilityModel",
    ]);
    const [, message] = await refused(baseUrl, [`compaction=${SMALL}`], { openclawVersion: "2026.2.26" });
    expect(message).toBe("--role compaction: OpenClaw 2026.2.26 has no setting for it");
  });

  it("for a hosted model under local-only, or a role that is unknown or named twice", async () => {
    const { baseUrl } = await studio();
    const hosted = "heartbeat=anthropic/claude-sonnet-4-6";
    expect((await refused(baseUrl, [hosted], { routing: "local-only" })).slice(0, 2)).toEqual([
      2,
      "--routing local-only excludes hosted models, but --role heartbeat names anthropic/claude-sonnet-4-6",
    ]);
    expect((await refused(baseUrl, [`heartbeat=${BIG}`, `heartbeat=${SMALL}`]))[1]).toBe(
      `--role heartbeat names two models: ${BIG} and ${SMALL}`,
    );
    expect((await refused(baseUrl, ["heartbeet=x"])).slice(0, 2)).toEqual([
      2,
      '--role "heartbeet=x": there is no role "heartbeet"',
    ]);
    const on = stage();
    expect((await run(on, baseUrl, [hosted], { model: BIG })).notes).toContain(
      "anthropic/claude-sonnet-4-6 is hosted: what it is asked as the model for heartbeat leaves your machines",
    );
  });
});
