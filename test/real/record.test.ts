import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { KEY, type Situation } from "../emulators/recorded/battery.ts";
import type { Names } from "../emulators/recorded/tidy.ts";
import { MASTER_KEY, startLitellm } from "./lib/litellm.ts";
import { MODEL_ID, startLlama, startRouter } from "./lib/llama.ts";
import { routerBinary } from "./lib/llama-router.ts";
import { TOOLS } from "./lib/paths.ts";
import { launch, type Product } from "./lib/product.ts";
import { record } from "./lib/record.ts";
import { run } from "./lib/run.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { mlxLm } from "./products/mlx-lm.ts";
import { mlxVlm } from "./products/mlx-vlm.ts";
import { ollama } from "./products/ollama.ts";
import { sglang } from "./products/sglang.ts";
import { transformers } from "./products/transformers.ts";
import { vllm } from "./products/vllm.ts";

// npm run record: asks every server of the lane the same questions and writes what it says to test/replies.

const CONTEXT = 8_192;
const TINY = "/models/tiny";
const LONG = { timeout: 1_200_000 };
/** Of a second situation of a product: what differs. */
const TOOLS_ONLY = /tool/;
const LISTS = /^(unknown-path.*|get-.*|chat|chat-unknown-model|chat-overflow.*)$/;

/** Records a product that is started by a command. */
async function recordProduct(
  product: Product,
  command: string,
  situation: Situation,
  { folder = "", names = [] }: { folder?: string; names?: Names } = {},
): Promise<void> {
  const sandbox = makeSandbox(`record-${product.name}`);
  const port = await closedPort();
  const server = await launch(product, sandbox, command.replace("PORT", String(port)), port);
  try {
    const all: Names = [...names, [sandbox.dir, "/home/user"]];
    const where = `${product.name}-${product.version}${folder}`;
    expect(await record(where, server.origin, situation, all)).toBeGreaterThan(3);
  } finally {
    await server.stop();
    sandbox.remove();
  }
}

scenario("llama-server", ["llama", "models"], ({ llama, models }) => {
  const version = /\d[\d.]*\d/.exec(llama.what)?.[0] ?? "unknown";
  const names: Names = [[models.plain, `${TINY}.gguf`]];
  test("alone", LONG, async () => {
    const port = await closedPort();
    const args = ["-c", String(CONTEXT), "-np", "1", "--api-key", KEY];
    const server = await startLlama({ bin: llama.bin, model: models.plain, port, args });
    const situation = { model: MODEL_ID, context: CONTEXT, key: true };
    await record(`llama-server-${version}`, `http://127.0.0.1:${port}`, situation, names).finally(
      server.stop,
    );
  });
  test("as a router", LONG, async () => {
    const sandbox = makeSandbox("record-router");
    const folder = `${sandbox.dir}/models`;
    mkdirSync(folder);
    copyFileSync(models.plain, `${folder}/tiny.gguf`);
    const port = await closedPort();
    const bin = routerBinary(llama.bin, `${sandbox.dir}/router`);
    const server = await startRouter(bin, folder, port, ["-c", String(CONTEXT)]);
    const situation = { model: "tiny", context: CONTEXT, key: false, only: LISTS };
    const to = `llama-server-${version}-router`;
    await record(to, `http://127.0.0.1:${port}`, situation, [...names, [sandbox.dir, "/home/user"]]).finally(
      server.stop,
    );
    sandbox.remove();
  });
});

scenario("LiteLLM in front of llama-server", ["llama", "models", "litellm"], ({ llama, models, litellm }) => {
  test("with a master key", LONG, async () => {
    const sandbox = makeSandbox("record-litellm");
    const [back, port] = [await closedPort(), await closedPort()];
    const args = ["-c", String(CONTEXT), "-np", "1"];
    const server = await startLlama({ bin: llama.bin, model: models.plain, port: back, args });
    const proxy = await startLitellm(sandbox, litellm.bin, port, server.baseUrl, { declares: CONTEXT });
    const version = /[\d.]+$/.exec(litellm.what)?.[0] ?? "unknown";
    const situation = { model: MODEL_ID, context: CONTEXT, key: true };
    const names: Names = [
      [server.baseUrl, "http://127.0.0.1:9000/v1"],
      [`127.0.0.1:${back}`, "127.0.0.1:9000"],
      [MASTER_KEY, KEY],
    ];
    await record(`litellm-${version}`, `http://127.0.0.1:${port}`, situation, names, MASTER_KEY).finally(
      async () => {
        await proxy.stop();
        await server.stop();
        sandbox.remove();
      },
    );
  });
});

scenario("mlx-lm", ["mlxLm", "hfModels"], ({ mlxLm: part, hfModels }) => {
  test("with a folder", LONG, async () => {
    const names: Names = [[hfModels.plain, TINY]];
    const command = `mlx_lm.server --model ${hfModels.plain} --host 127.0.0.1 --port PORT --max-tokens 8192`;
    const situation = { model: TINY, context: null, key: false };
    await recordProduct(mlxLm(part.venv), command, situation, { names });
  });
});

scenario("mlx-vlm", ["mlxVlm", "hfModels"], ({ mlxVlm: part, hfModels }) => {
  const names: Names = [[hfModels.plain, TINY]];
  const command = `mlx_vlm.server --model ${hfModels.plain} --host 127.0.0.1 --port PORT`;
  test("with a limit and a key", LONG, async () => {
    const situation = { model: TINY, context: CONTEXT, key: true };
    const started = `${command} --max-kv-size ${CONTEXT} --api-key ${KEY}`;
    await recordProduct(mlxVlm(part.venv), started, situation, { names });
  });
  test("without a limit", LONG, async () => {
    const situation = { model: TINY, context: null, key: false, only: LISTS };
    await recordProduct(mlxVlm(part.venv), command, situation, { names, folder: "-no-limit" });
  });
});

scenario("Ollama", ["ollama", "models"], ({ ollama: part, models }) => {
  const product = ollama(part.bin);
  test("empty, then with a model", LONG, async () => {
    const sandbox = makeSandbox("record-ollama");
    const port = await closedPort();
    const env = { OLLAMA_HOST: `127.0.0.1:${port}`, OLLAMA_CONTEXT_LENGTH: String(CONTEXT) };
    const names: Names = [
      [sandbox.dir, "/home/user"],
      [models.plain, `${TINY}.gguf`],
    ];
    const server = await launch(product, sandbox, "ollama serve", port, env);
    try {
      const lists = {
        model: "tiny:latest",
        context: null,
        key: false,
        only: /^get-(api-tags|api-ps|v1-models)$/,
      };
      await record(`ollama-${product.version}-empty`, server.origin, lists, names);
      const file = `${sandbox.dir}/Modelfile`;
      writeFileSync(
        file,
        readFileSync(`${TOOLS}Modelfile.tools`, "utf8").replace(/FROM .*/, `FROM ${models.plain}`),
      );
      const made = await run(part.bin, ["create", "tiny", "-f", file], {
        env: { ...sandbox.env, ...env },
        timeoutMs: 60_000,
      });
      expect(made.code, made.stderr).toBe(0);
      const body = JSON.stringify({ model: "tiny:latest", messages: [] });
      await fetch(`${server.origin}/api/chat`, { method: "POST", body });
      // it reads the whole of a prompt before it cuts it
      const only = /^(?!chat-overflow-huge)/;
      const situation = { model: "tiny:latest", context: CONTEXT, key: false, only };
      await record(`ollama-${product.version}`, server.origin, situation, names);
    } finally {
      await server.stop();
      sandbox.remove();
    }
  });
});

scenario("transformers serve", ["transformers", "hfModels"], ({ transformers: part, hfModels }) => {
  test("with a folder", LONG, async () => {
    const command = `transformers serve ${hfModels.plain} --host 127.0.0.1 --port PORT`;
    const situation = { model: TINY, context: null, key: false };
    await recordProduct(transformers(part.venv), command, situation, { names: [[hfModels.plain, TINY]] });
  });
});

scenario("vLLM", ["vllm", "hfModels"], ({ vllm: part, hfModels }) => {
  const names: Names = [[hfModels.plain, TINY]];
  const served = `--max-model-len ${CONTEXT} --served-model-name ${MODEL_ID} --api-key ${KEY}`;
  const command = `vllm serve ${hfModels.plain} --host 127.0.0.1 --port PORT ${served}`;
  const situation = { model: MODEL_ID, context: CONTEXT, key: true };
  test("with a parser", LONG, async () => {
    const parser = "--enable-auto-tool-choice --tool-call-parser hermes";
    await recordProduct(vllm(part.venv), `${command} ${parser}`, situation, { names });
  });
  test("without a parser", LONG, async () => {
    const only = { ...situation, only: TOOLS_ONLY };
    await recordProduct(vllm(part.venv), command, only, { names, folder: "-no-parser" });
  });
});

scenario("SGLang", ["sglang", "hfModels"], ({ sglang: part, hfModels }) => {
  const names: Names = [[hfModels.plain, TINY]];
  const served = `--context-length ${CONTEXT} --served-model-name ${MODEL_ID} --api-key ${KEY}`;
  const command = `python3 -m sglang.launch_server --model-path ${hfModels.plain} --host 127.0.0.1 --port PORT ${served}`;
  const situation = { model: MODEL_ID, context: CONTEXT, key: true };
  test("with a parser", LONG, async () => {
    await recordProduct(sglang(part.venv), `${command} --tool-call-parser qwen25`, situation, { names });
  });
  test("without a parser", LONG, async () => {
    const only = { ...situation, only: TOOLS_ONLY };
    await recordProduct(sglang(part.venv), command, only, { names, folder: "-no-parser" });
  });
});
