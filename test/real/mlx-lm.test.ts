import { existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { applyConfigAdvice, printedCommand } from "./lib/advice.ts";
import { cli, doctor, expectClean } from "./lib/cli.ts";
import { makeHfHome } from "./lib/hf-cache.ts";
import { installInto, launch, type ModelServer, start } from "./lib/product.ts";
import { proven } from "./lib/proof.ts";
import { run } from "./lib/run.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { healthyStory, planted } from "./lib/story.ts";
import { waitForStatus } from "./lib/wait.ts";
import { mlxLm } from "./products/mlx-lm.ts";

const TRAINED = 131_072;

/** Waits until something is true. */
async function until(is: () => boolean): Promise<void> {
  for (let i = 0; i < 3_000 && !is(); i += 1) await new Promise((done) => setTimeout(done, 20));
}

scenario("mlx-lm", ["mlxLm", "hfModels", "openclaw"], ({ mlxLm: part, hfModels, openclaw }) => {
  const product = mlxLm(part.venv);
  const sandbox = makeSandbox("mlx-lm", openclaw.path);
  // the server shows where a link leads
  const folder = realpathSync(hfModels.plain);
  const hub = makeHfHome(`${sandbox.dir}/hf`, {
    "test/thinking": hfModels.thinking,
    "test/no-tools": hfModels.noTools,
  });
  let server: ModelServer;
  let port = 0;
  const serve = (command: string) => launch(product, sandbox, command, port, hub);
  const command = () => `mlx_lm.server --model ${hfModels.plain} --port ${port} --max-tokens 8192`;
  const ask = (args: readonly string[] = []) => doctor(sandbox, args, hub);
  const config = (more: Partial<Parameters<typeof writeConfig>[1]> = {}) =>
    writeConfig(sandbox, {
      ...{ baseUrl: `http://127.0.0.1:${port}/v1`, model: folder, contextWindow: 65_536, ...more },
    });
  /** The server's own answer to "ping". */
  const say = async (model: string, base = server.baseUrl) => {
    const messages = [{ role: "user", content: "ping" }];
    const reply = await fetch(`${base}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, messages, max_tokens: 32 }),
    });
    return ((await reply.json()) as { choices: { message: object }[] }).choices[0]?.message;
  };
  const fixed = async (finding: Parameters<typeof applyConfigAdvice>[1]) => {
    applyConfigAdvice(sandbox, finding);
    return ask();
  };
  beforeAll(async () => {
    port = await closedPort();
    server = await serve(command());
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  describe("healthy", () => {
    healthyStory({
      product,
      sandbox,
      baseUrl: () => server.baseUrl,
      scanned: { kind: "mlx", version: null, auth: "none" },
      model: { id: folder, contextAllocated: null, contextTrained: TRAINED },
      context: "config.json of the model on this machine (max_position_embeddings)",
    });

    test("a repository in the Hugging Face cache: its context, and its reasoning apart from the answer", async () => {
      const { json } = await cli<{ servers: { models: object[] }[] }>(
        sandbox,
        ["scan", "--endpoint", server.baseUrl],
        hub,
      );
      expect(json.servers[0]?.models).toContainEqual(
        expect.objectContaining({ id: "test/thinking", contextTrained: TRAINED }),
      );
      config({ model: "test/thinking" });
      expectClean(await ask(["--deep"]));
      expect(await say("test/thinking")).toMatchObject({
        content: expect.stringMatching(/^\s*pong\s*$/),
        reasoning: expect.stringContaining("Let me see."),
      });
      proven(product.name, { version: product.version, reasoning: true });
    });

    test("default_model, the id of what it was started with", async () => {
      config({ model: "default_model" });
      expectClean(await ask());
      expect(await say("default_model")).toMatchObject({ content: "pong" });
    });

    test("the folder under another name", async () => {
      symlinkSync(folder, `${sandbox.dir}/link`);
      config({ model: `${sandbox.dir}/link` });
      expectClean(await ask());
      expect(await say(`${sandbox.dir}/link`)).toMatchObject({ content: "pong" });
    });

    test("a base URL without /v1, where it has the chat route as well", async () => {
      config({ baseUrl: server.origin });
      expectClean(await ask());
      expect(await say(folder, server.origin)).toMatchObject({ content: "pong" });
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
      cure: fixed,
    });

    planted("the Responses API", {
      product,
      plant: async () => {
        config({ api: "openai-responses" });
        return ask();
      },
      finds: "error responses-unsupported",
      cure: fixed,
    });

    planted("a context beyond what the model was trained for", {
      product,
      plant: async () => {
        config({ contextWindow: 1_000_000 });
        return ask();
      },
      finds: "warning context-server-below-config",
      check: ({ evidence }) => expect(evidence).toMatchObject({ configured: 1_000_000, trained: TRAINED }),
      cure: fixed,
    });

    planted("no contextWindow", {
      product,
      plant: async () => {
        config({ contextWindow: null });
        return ask();
      },
      finds: "warning no-context-declared",
      cure: fixed,
    });

    planted("a template without tools", {
      product,
      plant: async () => {
        config({ model: "test/no-tools" });
        return ask(["--deep"]);
      },
      finds: "warning tools-ignored",
    });

    planted("killed while it answers", {
      product,
      plant: async () => {
        config();
        const before = server.log().length;
        const endSlowMotion = server.slowDown();
        const asking = ask(["--deep"]);
        await until(() => server.log().slice(before).includes("Prompt processing progress"));
        process.kill(server.pid, "SIGKILL");
        await endSlowMotion();
        return asking;
      },
      finds: ["error no-answer", "error answer-error", "error stream-cut"],
    });

    planted("just started, and not there yet", {
      product,
      plant: async () => {
        const starting = start(product, sandbox, command(), port, hub);
        server = { ...server, ...starting };
        config();
        return ask();
      },
      finds: "error server-unreachable",
      cure: async () => {
        await waitForStatus(server, `${server.origin}/health`, { status: 200, timeoutMs: product.readyMs });
        return ask();
      },
    });

    planted("down", {
      product,
      plant: async () => {
        await server.stop();
        config({ id: "mlx" });
        return ask();
      },
      finds: "error server-unreachable",
      cure: async (finding) => {
        server = await serve(printedCommand(finding));
        return ask();
      },
    });

    planted("no Hugging Face cache, so that its list is empty", {
      product,
      plant: async () => {
        await server.stop();
        mkdirSync(`${sandbox.dir}/bare`);
        server = await launch(product, sandbox, command(), port, BARE);
        config();
        return bare(["--deep"]);
      },
      finds: "info no-model-list",
      check: (finding) => expect(finding.status).toBe("unverified"),
      cure: async (finding) => {
        const env = {
          PATH: `${installInto(sandbox, product)}:${process.env["PATH"]}`,
          ...BARE,
          HOME: sandbox.dir,
        };
        expect(await run("sh", ["-c", printedCommand(finding)], { env, timeoutMs: 10_000 })).toMatchObject({
          code: 0,
        });
        expect(existsSync(`${BARE.HF_HOME}/hub`)).toBe(true);
        return bare();
      },
    });
  });

  const BARE = { HF_HOME: `${sandbox.dir}/bare` };
  const bare = (args: readonly string[] = []) => doctor(sandbox, args, BARE);
});
