import { realpathSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { closedPort } from "../../emulators/index.ts";
import { applyConfigAdvice, printedCommand } from "../lib/advice.ts";
import { cli, doctor, expectClean } from "../lib/cli.ts";
import { makeHfHome } from "../lib/hf-cache.ts";
import { launch, type ModelServer } from "../lib/product.ts";
import { proven } from "../lib/proof.ts";
import { makeSandbox, writeConfig } from "../lib/sandbox.ts";
import { scenario } from "../lib/scenario.ts";
import { healthyStory, planted } from "../lib/story.ts";
import { mlxVlm } from "../products/mlx-vlm.ts";

const TRAINED = 131_072;
const KEY = "right-key";

scenario("mlx-vlm", ["mlxVlm", "hfModels", "openclaw"], ({ mlxVlm: part, hfModels, openclaw }) => {
  const product = mlxVlm(part.venv);
  const sandbox = makeSandbox("mlx-vlm", openclaw.path);
  // the server shows where a link leads
  const folder = realpathSync(hfModels.plain);
  const hub = makeHfHome(`${sandbox.dir}/hf`, {
    "test/thinking": hfModels.thinking,
    "test/no-tools": hfModels.noTools,
  });
  const keys = { ...hub, MLX_VLM_SERVER_API_KEY: KEY };
  let server: ModelServer | undefined;
  let port = 0;
  const baseUrl = () => `http://127.0.0.1:${port}/v1`;
  const serve = async (command: string) => {
    await server?.stop();
    server = undefined;
    // the variable alone makes it ask for the key
    server = await launch(product, sandbox, command, port, command.includes("--api-key") ? keys : hub);
  };
  const command = (...more: string[]) =>
    ["mlx_vlm.server --model", folder, "--host 127.0.0.1 --port", port, ...more].join(" ");
  const ask = (args: readonly string[] = [], env: NodeJS.ProcessEnv = hub) => doctor(sandbox, args, env);
  const config = (more: Partial<Parameters<typeof writeConfig>[1]> = {}) =>
    writeConfig(sandbox, { ...{ baseUrl: baseUrl(), model: folder, contextWindow: 65_536, ...more } });
  const edited = async (finding: Finding) => {
    applyConfigAdvice(sandbox, finding);
    return ask();
  };
  const restarted = (env?: NodeJS.ProcessEnv) => async (finding: Finding) => {
    await serve(printedCommand(finding));
    return ask([], env);
  };
  beforeAll(async () => {
    port = await closedPort();
    await serve(command());
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  describe("healthy", () => {
    healthyStory({
      product,
      sandbox,
      baseUrl,
      scanned: { kind: "mlx", version: product.version, auth: "none" },
      // it refuses what exceeds the positions of the model
      model: { id: folder, type: "llm", loaded: true, contextAllocated: TRAINED, contextTrained: TRAINED },
      context: "config.json of the model on this machine (max_position_embeddings)",
    });

    test("a reasoning model in the Hugging Face cache", async () => {
      config({ model: "test/thinking" });
      expectClean(await ask(["--deep"]));
      const { json } = await cli<{ servers: { models: object[] }[] }>(
        sandbox,
        ["scan", "--endpoint", baseUrl()],
        hub,
      );
      const model = { id: "test/thinking", loaded: true, contextAllocated: TRAINED };
      expect(json.servers[0]?.models).toContainEqual(expect.objectContaining(model));
      proven(product.name, { version: product.version, reasoning: true });
    });

    test("a base URL without /v1, where it has all routes as well", async () => {
      config({ baseUrl: baseUrl().replace("/v1", "") });
      expectClean(await ask());
    });
  });

  describe("faults", () => {
    planted("an id that it does not have", {
      product,
      plant: async () => {
        config({ model: "test/thinkin" });
        return ask();
      },
      finds: "error model-id-not-served",
      cure: edited,
    });

    planted("a template without tools", {
      product,
      plant: async () => {
        config({ model: "test/no-tools" });
        // an answer loads it, and what a server knows of a model's tools it knows of the loaded one
        await ask(["--deep"]);
        return ask();
      },
      finds: "error model-lacks-tools",
    });

    planted("more context than the model has positions", {
      product,
      plant: async () => {
        config({ contextWindow: 1_000_000 });
        return ask();
      },
      finds: "error context-server-below-config",
      check: ({ evidence, fix }) => {
        expect(evidence).toMatchObject({ configured: 1_000_000, allocated: TRAINED });
        // no option can give it more
        expect(fix?.commands).toEqual([]);
      },
      cure: edited,
    });

    planted("--max-kv-size 20480", {
      product,
      plant: async () => {
        await serve(command("--max-kv-size 20480"));
        config();
        return ask();
      },
      finds: "error context-server-below-config",
      cure: restarted(),
    });

    planted("--max-kv-size 20480 and a key", {
      product,
      plant: async () => {
        await serve(command("--max-kv-size 20480 --api-key", KEY));
        config({ apiKey: "${MLX_VLM_SERVER_API_KEY}" });
        return ask([], keys);
      },
      finds: "error context-server-below-config",
      check: (finding) => expect(JSON.stringify(finding)).not.toContain(KEY),
      cure: restarted(keys),
    });

    planted("a missing key", {
      product,
      plant: async () => {
        config();
        return ask();
      },
      finds: "error server-401",
      cure: async (finding) => {
        applyConfigAdvice(sandbox, finding);
        const name = /^\$\{(\w+)\}$/.exec(String(finding.fix?.edits[0]?.value))?.[1] ?? "";
        return ask([], { ...hub, [name]: KEY });
      },
    });

    planted("a wrong key", {
      product,
      plant: async () => {
        config({ apiKey: "${LOCAL_LLM_KEY}" });
        return ask([], { ...hub, LOCAL_LLM_KEY: "wrong-secret-value" });
      },
      finds: "error server-401",
      cure: () => ask([], { ...hub, LOCAL_LLM_KEY: KEY }),
    });

    planted("down", {
      product,
      plant: async () => {
        await server?.stop();
        config({ id: "mlx-vlm" });
        return ask();
      },
      finds: "error server-unreachable",
      cure: restarted(),
    });
  });
});
