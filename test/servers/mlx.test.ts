import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createFs } from "../../src/io/fs.ts";
import { createClient } from "../../src/servers/client.ts";
import { adapterOf } from "../../src/servers/registry.ts";
import { localModelConfigs } from "../../src/servers/shared/model-config.ts";
import { generic, mlx } from "../emulators/index.ts";
import { http, modelOf, probe, probed, start } from "./support.ts";

const home = mkdtempSync(join(tmpdir(), "mlx-"));
afterAll(() => rmSync(home, { recursive: true }));

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const configs = localModelConfigs(createFs(), {}, { homeDir: home, platform: "linux" });
const QWEN = { model_type: "qwen2", max_position_embeddings: 131_072 };

/** A model folder with this config.json. */
function folder(name: string, config: object | string = QWEN): string {
  const path = `${home}/${name}`;
  mkdirSync(path, { recursive: true });
  writeFileSync(`${path}/config.json`, typeof config === "string" ? config : JSON.stringify(config));
  return path;
}

function cached(id: string, config: object): void {
  const root = `.cache/huggingface/hub/models--${id.replace("/", "--")}`;
  folder(`${root}/snapshots/${COMMIT}`, config);
  mkdirSync(`${home}/${root}/refs`);
  writeFileSync(`${home}/${root}/refs/main`, `${COMMIT}\n`);
}

const lm = (id: string) => mlx({ models: [{ id }] });
const vlm = (id: string, more = {}) =>
  mlx({ product: "mlx-vlm", models: [{ id }], unlimited: true, ...more });

describe("mlx-lm", () => {
  it("has what the model was trained for, by the config.json of its folder", async () => {
    const id = folder("qwen");
    const model = modelOf(await probed(lm(id), { modelConfigs: configs }));
    expect(model).toMatchObject({
      contextAllocated: { value: null },
      contextTrained: { value: 131_072, source: `${id}/config.json (max_position_embeddings)` },
      aliases: ["default_model"],
    });
  });

  it("the same of a repository in the Hugging Face cache, which may not be what it was started with", async () => {
    cached("org/qwen", QWEN);
    const state = await probed(lm("org/qwen"), { modelConfigs: configs });
    expect(modelOf(state)).toMatchObject({ contextTrained: { value: 131_072 }, aliases: [] });
    expect(state.unlisted?.("default_model")).toMatchObject({ contextTrained: { value: null } });
  });

  it("not of another machine's models", () => {
    const id = folder("qwen");
    const at = (url: string) =>
      createClient(http, new URL(url), { timeoutMs: 1, modelConfigs: configs }).modelConfig(id);
    expect(at("http://localhost:8080/v1")).not.toBeNull();
    expect(at("http://192.168.1.5:8080/v1")).toBeNull();
  });

  it("answers a model of this machine that it does not list, also under another name", async () => {
    symlinkSync(folder("qwen"), `${home}/link`);
    const { unlisted } = await probed(lm("org/other"), { modelConfigs: configs });
    expect(unlisted?.(`${home}/link`)).toMatchObject({ contextTrained: { value: 131_072 } });
    expect(unlisted?.(`${home}/nothing`)).toBeNull();
    expect(unlisted?.("org/nothing")).toBeNull();
  });

  it("without a Hugging Face cache is recognized by its empty list, its 404 and its health", async () => {
    const state = await probed(mlx({ noCache: true }), { modelConfigs: configs });
    expect(state).toMatchObject({ kind: "mlx", product: "mlx-lm", status: "no-list", models: [] });
    expect(state.detail).toMatch(/without a Hugging Face cache/);
    expect(state.unlisted?.(folder("qwen"))).toMatchObject({ contextTrained: { value: 131_072 } });
  });

  it("an empty list of another server is no model server", async () => {
    const server = generic({});
    const empty = {
      ...server,
      handle: (exchange: Parameters<typeof server.handle>[0]) => exchange.text(200, ""),
    };
    expect(await probed(empty as typeof server)).toMatchObject({ status: "not-a-model-server", kind: null });
  });

  it("has its chat route without /v1 as well", async () => {
    const emulator = await start(lm("org/qwen"));
    expect(await probe(emulator.origin)).toMatchObject({
      kind: "mlx",
      status: "ready",
      suggestedBaseUrl: null,
    });
  });
});

describe("mlx-vlm", () => {
  it("has the lower of --max-kv-size and the positions of the model", async () => {
    const id = folder("qwen");
    const limit = async (more: object) => modelOf(await probed(vlm(id, more), { modelConfigs: configs }));
    const positions = { value: 131_072, source: `${id}/config.json (max_position_embeddings)` };
    expect(await limit({})).toMatchObject({ type: "llm", loaded: true, contextAllocated: positions });
    expect(await limit({ unlimited: false, allocatedContext: 200_000 })).toMatchObject({
      contextAllocated: positions,
    });
    expect(await limit({ unlimited: false, allocatedContext: 20_480 })).toMatchObject({
      contextAllocated: { value: 20_480, source: "GET /health (effective_context_limit)" },
      contextTrained: { value: 131_072 },
    });
  });

  it("says why nothing is known of a loaded model", async () => {
    expect(modelOf(await probed(vlm("org/else"))).contextAllocated).toMatchObject({
      value: null,
      source: "GET /health has no limit: it was started without --max-kv-size",
    });
  });

  it("a config with a vision part", async () => {
    const id = folder("vision", { text_config: QWEN, vision_config: { depth: 2 } });
    const model = modelOf(await probed(vlm(id), { modelConfigs: configs }));
    expect(model).toMatchObject({
      type: "vlm",
      capabilities: { vision: true },
      contextTrained: { value: 131_072 },
    });
  });

  it("the restart keeps host, port, key, and the options that its settings show", async () => {
    const settings = { kv_bits: 4, draft_model: "org/draft one" };
    const emulator = await start(vlm("org/m", { settings, apiKey: "k" }));
    const state = await probe(emulator.baseUrl, { apiKey: "k" });
    const [command] = adapterOf("mlx").contextCommands(modelOf(state), 65_536, state, "linux");
    const { port } = new URL(emulator.baseUrl);
    expect(command).toBe(
      `mlx_vlm.server --model org/m --host 127.0.0.1 --port ${port} --max-kv-size 65536 --kv-bits 4 --kv-quant-scheme uniform --draft-model 'org/draft one' --api-key "$MLX_VLM_SERVER_API_KEY"`,
    );
  });

  it("is started as such where the config calls it so", () => {
    const options = { model: "org/m", context: null, port: null, platform: "linux" } as const;
    const [vlmStart] = adapterOf("mlx").startCommands({ ...options, providerId: "mlx-vlm" });
    expect(vlmStart).toBe("mlx_vlm.server --model org/m --host 127.0.0.1 --port 8080");
    expect(adapterOf("mlx").startCommands({ ...options, providerId: "mlx" })[0]).toMatch(/^mlx_lm\.server/);
  });
});

describe("the context in a config.json", () => {
  const trainedOf = async (config: object | string) =>
    modelOf(await probed(lm(folder("any", config)), { modelConfigs: configs })).contextTrained;
  const rope = (scaling: object) => ({ ...QWEN, max_position_embeddings: 32_768, rope_scaling: scaling });
  const yarn = { factor: 4, original_max_position_embeddings: 32_768 };
  it.each<[string, object | string, number | null, string]>([
    [
      "Llama 3",
      rope({ rope_type: "llama3", factor: 8, original_max_position_embeddings: 8192 }),
      32_768,
      "high",
    ],
    ["YaRN, by the old name of its type", rope({ type: "yarn", ...yarn }), 131_072, "high"],
    [
      "YaRN that is counted already",
      { ...rope({ rope_type: "yarn", ...yarn }), max_position_embeddings: 131_072 },
      131_072,
      "high",
    ],
    ["YaRN without the original: the least", rope({ type: "yarn", factor: 4 }), 32_768, "low"],
    ["linear: the least", rope({ rope_type: "linear", factor: 8 }), 32_768, "low"],
    [
      "one scaling for each attention",
      { ...QWEN, rope_parameters: { full: { rope_type: "linear" }, sliding: { rope_type: "default" } } },
      131_072,
      "low",
    ],
    ["none", { model_type: "mamba" }, null, "unknown"],
    ["no number", { max_position_embeddings: "many" }, null, "unknown"],
    ["no JSON", "{", null, "unknown"],
    ["too large", JSON.stringify({ ...QWEN, x: "x".repeat(2 ** 21) }), null, "unknown"],
  ])("%s", async (_title, config, value, confidence) => {
    expect(await trainedOf(config)).toMatchObject({ value, confidence });
  });

  it.each(["../up/there", "org/../..", "//host/share", "org/a/b", "C:\\m", ""])(
    "no file is read for %j",
    (id) => {
      expect(configs(id)).toBeNull();
    },
  );

  it("nothing but a file is read", () => {
    mkdirSync(`${home}/odd/config.json`, { recursive: true });
    expect(configs(`${home}/odd`)).toBeNull();
  });
});
