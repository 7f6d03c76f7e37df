import { chmodSync, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { run as runCommand } from "../../src/commands/init/run.ts";
import { init as spec } from "../../src/commands/init/spec.ts";
import { runnable } from "../../src/commands/shared/command.ts";
import { UserError } from "../../src/core/errors.ts";
import { getIn } from "../../src/core/json.ts";
import {
  assertHarmless,
  closedPort,
  type Emulator,
  generic,
  litellm,
  llamacpp,
  ollama,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { track } from "../support/track.ts";
import { init, options, read, stage } from "./stage.ts";

const lmstudio = async (own: Parameters<typeof startLmStudio>[0] = {}) => track(await startLmStudio(own));

const MINIMAX = "minimax/minimax-m2.1";
const USER = `// mine
{
  agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-6" } } }, // not cheap
  gateway: { port: 18789 },
}
`;

describe("init --yes", () => {
  it("makes a config without doctor findings, and a second run changes nothing", async () => {
    const server = await lmstudio();
    const on = stage();
    const config = join(on.dir, ".openclaw", "openclaw.json");
    const own = options(on, { config: undefined, endpoint: [server.baseUrl] });
    expect(await init(on, own)).toBe(0);
    const text = read(config);
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(getIn(JSON5.parse(text), ["models", "providers", "lmstudio", "models", 0])).toMatchObject({
      id: MINIMAX,
      contextWindow: 65_536,
      contextTokens: 65_536,
    });
    expect(getIn(JSON5.parse(text), ["models", "providers", "lmstudio", "api"])).toBe("openai-responses");
    assertHarmless(server, { key: "allowed" });
    expect(await init(on, own)).toBe(0);
    expect(read(config)).toBe(text);
    expect(readdirSync(join(on.dir, ".openclaw"))).toEqual([
      "openclaw.json",
      "openclaw.json.openclaw-local-undo",
    ]);
    expect(on.stdout()).toContain("nothing to change");
  });

  it("merges into a config with comments, keeps a backup, and reports all of it in one JSON document", async () => {
    const server = await lmstudio();
    const on = stage({ config: USER });
    expect(await init(on, options(on, { endpoint: [server.baseUrl], json: true }))).toBe(0);
    const document = JSON.parse(on.stdout());
    expect(document).toMatchObject({
      schemaVersion: 1,
      ok: true,
      configPath: on.config,
      created: false,
      changed: true,
      provider: "lmstudio",
      model: `lmstudio/${MINIMAX}`,
      routing: "local-first",
      error: null,
      doctor: { command: "doctor", ok: true, endpoints: [{ provider: "lmstudio" }] },
    });
    expect(document.diff).toContain("+");
    expect(read(document.backupPath)).toBe(USER);
    const text = read(on.config);
    for (const part of ["// mine", "// not cheap", "gateway: { port: 18789 }"]) expect(text).toContain(part);
    expect(getIn(JSON5.parse(text), ["agents", "defaults", "model"])).toEqual({
      primary: `lmstudio/${MINIMAX}`,
      fallbacks: ["anthropic/claude-sonnet-4-6"],
    });
  });

  it("names another config in the commands that it prints", async () => {
    const server = await lmstudio();
    const on = stage({ config: USER });
    expect(await init(on, options(on, { endpoint: [server.baseUrl] }))).toBe(0);
    expect(on.stdout()).toContain(`(openclaw-local undo --config ${on.config} takes the change back)`);
    expect(on.stdout()).toContain(`next: openclaw-local doctor --deep --config ${on.config} sends`);
    const usual = stage();
    const own = options(usual, { config: undefined, endpoint: [server.baseUrl] });
    expect(await init(usual, own)).toBe(0);
    expect(usual.stdout()).toContain("next: openclaw-local doctor --deep sends");
  });

  it("--dry-run shows the same and writes nothing, with or without --yes", async () => {
    const server = await lmstudio();
    const on = stage({ config: USER });
    const own = options(on, { endpoint: [server.baseUrl], json: true, dryRun: true, yes: false });
    expect(await init(on, own)).toBe(0);
    expect(JSON.parse(on.stdout())).toMatchObject({
      ok: true,
      changed: true,
      backupPath: null,
      dryRun: true,
    });
    expect(readdirSync(on.dir)).toEqual(["openclaw.json"]);
    expect(read(on.config)).toBe(USER);
  });

  it("--endpoint without a server fails, names what was tried and writes nothing", async () => {
    const on = stage();
    const url = `http://127.0.0.1:${await closedPort()}/v1`;
    expect(await init(on, options(on, { endpoint: [url], json: true }))).toBe(1);
    const document = JSON.parse(on.stdout());
    expect(document).toMatchObject({
      ok: false,
      changed: false,
      doctor: null,
      error: { message: `no model server at ${url}` },
    });
    expect(document.tried).toEqual([{ url, outcome: expect.stringContaining("refused") }]);
    expect(readdirSync(on.dir)).toEqual([]);
    expect(on.stderr()).toContain(url);
  });

  it("names the key that a server requires, and sets the server up when the key is given", async () => {
    const server = await lmstudio({ apiKey: "sk-lm-verysecret" });
    const locked = stage();
    const asked = options(locked, { endpoint: [server.baseUrl] });
    await expect(init(locked, asked)).rejects.toMatchObject({
      exitCode: 1,
      hint: expect.stringContaining("--api-key-env LM_API_TOKEN"),
    });
    const on = stage({ env: { LM_API_TOKEN: "sk-lm-verysecret" } });
    expect(await init(on, options(on, { endpoint: [server.baseUrl], apiKeyEnv: "LM_API_TOKEN" }))).toBe(0);
    expect(read(on.config)).toContain('apiKey: "${LM_API_TOKEN}"');
    expect(read(on.config) + on.stdout() + on.stderr()).not.toContain("verysecret");
  });

  it("refuses a context in which no turn fits, with the command for a larger one", async () => {
    const server = await lmstudio({ models: [{ instances: [{ id: MINIMAX, context: 4_096 }] }] });
    const on = stage();
    await expect(init(on, options(on, { endpoint: [server.baseUrl] }))).rejects.toMatchObject({
      message: expect.stringContaining("4,096"),
      hint: expect.stringMatching(/lms load .*--context-length 65536/),
      exitCode: 1,
    });
    expect(existsSync(on.config)).toBe(false);
  });

  it("chooses the server with the loaded chat model, never an embedding model", async () => {
    const empty = await lmstudio({ models: [{ key: "text-embedding-x", type: "embedding", instances: [] }] });
    const sleeping = await lmstudio({ models: [{ key: "asleep" }] });
    const ready = await lmstudio({
      models: [
        {
          key: "text-embedding-y",
          type: "embedding",
          instances: [{ id: "text-embedding-y", context: 2_048 }],
        },
        { key: "awake", instances: [{ id: "awake", context: 40_000 }] },
      ],
    });
    const on = stage();
    const endpoint = [empty, sleeping, ready].map((s) => s.baseUrl);
    expect(await init(on, options(on, { endpoint, json: true }))).toBe(0);
    expect(JSON.parse(on.stdout())).toMatchObject({ model: "lmstudio/awake" });
  });
});

describe("init --yes with other products", () => {
  const setUp = async (server: Emulator, own: Parameters<typeof options>[1] = {}) => {
    track(server);
    const on = stage();
    const code = await init(on, options(on, { endpoint: [server.baseUrl], json: true, ...own }));
    // the doctor sends the placeholder key of the new config, as OpenClaw will
    assertHarmless(server, { key: "allowed" });
    const document = JSON.parse(on.stdout());
    const value = existsSync(on.config) ? JSON5.parse(read(on.config)) : null;
    return { code, document, provider: getIn(value, ["models", "providers", document.provider ?? ""]) };
  };

  const openai = { api: "openai-completions" };
  it.each<[string, Parameters<typeof startEmulator>[0], string, object]>([
    [
      "vLLM: max_model_len",
      vllm({ models: [{ id: "Qwen/Qwen3-32B" }], allocatedContext: 40_960 }),
      "vllm/Qwen/Qwen3-32B",
      { ...openai, timeoutSeconds: 600, models: [{ contextWindow: 40_960, reasoning: true }] },
    ],
    [
      "llama.cpp: the slot's context",
      llamacpp({ models: [{ id: "qwen3-8b.gguf" }], allocatedContext: 65_536 }),
      "llama-cpp/qwen3-8b.gguf",
      { ...openai, models: [{ contextWindow: 65_536 }] },
    ],
    [
      "Ollama: its own API under its root",
      ollama({ models: [{ id: "qwen3:8b", loaded: true, allocatedContext: 32_768 }] }),
      "ollama/qwen3:8b",
      {
        api: "ollama",
        baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        models: [{ contextWindow: 32_768, params: { num_ctx: 32_768 } }],
      },
    ],
  ])("%s", async (_, profile, model, provider) => {
    const result = await setUp(await startEmulator(profile));
    expect(result).toMatchObject({ code: 0, document: { ok: true, error: null, model }, provider });
  });
  it("LiteLLM: an unknown context has to be given", async () => {
    const profile = () =>
      litellm({ models: [{ id: "team-model" }], allocatedContext: null, trainedContext: null });
    const without = await setUp(await startEmulator(profile()));
    expect(without).toMatchObject({
      code: 1,
      document: { ok: false, error: { hint: expect.stringContaining("--context") } },
    });
    const given = await setUp(await startEmulator(profile()), { context: 65_536 });
    expect(given).toMatchObject({
      code: 0,
      document: { provider: "litellm" },
      provider: { models: [{ contextWindow: 65_536 }] },
    });
  });
  it("anything else that answers: id `local`", async () => {
    const result = await setUp(await startEmulator(generic({ models: [{ id: "m" }] })), { context: 65_536 });
    expect(result).toMatchObject({ code: 0, document: { provider: "local", model: "local/m" } });
  });
});

describe("an existing file", () => {
  it.each([
    ["{ agents: ", /openclaw\.json:1:\d+: .*not valid JSON5/],
    ["", /openclaw\.json:1:1: .*empty/],
    ["// only a comment\n", /openclaw\.json:1:1: .*empty/],
    ["[]", /openclaw\.json/],
  ])("%j is refused with its place and left unchanged", async (text, message) => {
    const on = stage({ config: text });
    const error = await init(on, options(on)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
    expect(read(on.config)).toBe(text);
    expect(readdirSync(on.dir)).toEqual(["openclaw.json"]);
    expect(await init(on, options(on, { json: true }))).toBe(2);
    expect(JSON.parse(on.stdout())).toMatchObject({
      ok: false,
      changed: false,
      error: { message: expect.stringMatching(message) },
    });
  });

  it("managed from elsewhere is not written", async () => {
    const server = await lmstudio();
    const on = stage({ config: USER, env: { OPENCLAW_CONFIG_READONLY: "1" } });
    await expect(init(on, options(on, { endpoint: [server.baseUrl] }))).rejects.toThrow(/managed/);
    expect(read(on.config)).toBe(USER);
  });

  it("without read permission is an input error", async () => {
    if (process.getuid?.() === 0) return;
    const on = stage({ config: USER });
    chmodSync(on.config, 0);
    await expect(init(on, options(on))).rejects.toBeInstanceOf(UserError);
  });
});

describe("a person", () => {
  it("without a terminal learns which flag is missing", async () => {
    const on = stage();
    const start = (own: object) =>
      runnable(spec, async () => ({ run: runCommand })).start(
        { args: [], options: { config: on.config, ...own } },
        on.outside,
      );
    await expect(start({})).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining("--yes"),
    });
    await expect(start({ input: false })).rejects.toMatchObject({
      message: expect.stringContaining("--no-input"),
    });
  });
});
