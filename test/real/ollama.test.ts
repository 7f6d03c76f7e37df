import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { closedPort } from "../emulators/index.ts";
import { applyConfigAdvice, onlyFinding, printedCommand } from "./lib/advice.ts";
import { cli, doctor, expectClean } from "./lib/cli.ts";
import { TOOLS } from "./lib/paths.ts";
import { installInto, launch, type ModelServer } from "./lib/product.ts";
import { run } from "./lib/run.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { healthyStory, planted } from "./lib/story.ts";
import { ollama } from "./products/ollama.ts";

const CONTEXT = 65_536;
const ID = "tooly:latest";

interface Row {
  id?: string;
  /** Null: the config asks for no context. */
  params?: { num_ctx: number } | null;
  /** False: over the OpenAI-compatible API. */
  native?: boolean;
  compat?: { supportsTools: boolean };
}

scenario("Ollama", ["ollama", "models", "openclaw"], ({ ollama: part, models, openclaw }) => {
  const product = ollama(part.bin);
  const sandbox = makeSandbox("ollama", openclaw.path);
  const bin = installInto(sandbox, product);
  let server: ModelServer;
  let port = 0;

  /** A command as printed, in the user's shell. */
  const shell = (command: string) =>
    run("sh", ["-c", command], {
      cwd: sandbox.dir,
      env: { ...sandbox.env, PATH: `${bin}:${sandbox.env["PATH"]}` },
      timeoutMs: 60_000,
    });
  const client = async (args: string) => {
    const result = await shell(`OLLAMA_HOST=127.0.0.1:${port} ollama ${args}`);
    expect(result.code, result.stderr).toBe(0);
  };
  // threads that wait for each other are slow on a machine with more work than cores
  const from = `FROM ${models.small}\nPARAMETER num_thread 1`;
  const modelfile = readFileSync(`${TOOLS}Modelfile.tools`, "utf8").replace(/^FROM .*/, from);
  const create = async (name: string, text: string) => {
    writeFileSync(`${sandbox.dir}/Modelfile`, text);
    await client(`create ${name} -f Modelfile`);
  };
  const serve = async (command = `OLLAMA_HOST=127.0.0.1:${port} ollama serve`) => {
    server = await launch(product, sandbox, command, port);
  };
  const restart = async (command?: string) => {
    await server.stop();
    await serve(command);
  };
  /** Answers one message, and stays loaded with this context; undefined: with the server's own. */
  const load = async (model: string, context?: number) => {
    const options = context === undefined ? {} : { num_ctx: context };
    const messages = [{ role: "user", content: "ping" }];
    const body = JSON.stringify({ model, messages, options, stream: false });
    const reply = await fetch(`${server.origin}/api/chat`, { method: "POST", body });
    expect(await reply.text()).toContain("pong");
  };
  const unload = (model: string) => client(`stop ${model}`);
  const config = ({ id = ID, params = { num_ctx: CONTEXT }, native = true, compat }: Row = {}) => {
    const row = { id, name: id, contextWindow: CONTEXT, maxTokens: 8_192, ...(compat ? { compat } : {}) };
    const provider = native
      ? {
          baseUrl: server.origin,
          apiKey: "ollama",
          api: "ollama",
          models: [{ ...row, ...(params ? { params } : {}) }],
        }
      : { baseUrl: server.baseUrl, apiKey: "ollama", api: "openai-completions", models: [row] };
    const value = {
      models: { providers: { ollama: provider } },
      agents: { defaults: { model: { primary: `ollama/${id}` } } },
    };
    writeFileSync(sandbox.config, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  };
  const ask = (...args: string[]) => doctor(sandbox, args);
  const followEdits = async (finding: Finding, ...args: string[]) => {
    applyConfigAdvice(sandbox, finding);
    return ask(...args);
  };

  beforeAll(async () => {
    port = await closedPort();
    await serve();
    await create("tooly", modelfile);
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  describe("healthy", () => {
    beforeAll(() => load(ID, CONTEXT));
    healthyStory({
      product,
      sandbox,
      baseUrl: () => server.baseUrl,
      scanned: { kind: "ollama", version: product.version, auth: "none" },
      model: { id: ID, loaded: true, contextAllocated: CONTEXT },
      context: "context_length",
      slowTurn: true,
    });
  });

  describe("init", () => {
    const init = async (...args: string[]) => {
      const home = makeSandbox("ollama-init");
      const where = ["--endpoint", server.baseUrl, "--routing", "local-only"];
      const command = ["init", "--yes", "--config", home.config, ...where, ...args];
      const { code, json } = await cli<{ model: string; error: unknown }>(home, command);
      const text = code === 0 ? readFileSync(home.config, "utf8") : "";
      home.remove();
      return { code, text, error: JSON.stringify(json.error) };
    };

    test("takes a model that is loaded with 4,096 tokens, since the config asks for more", async () => {
      await unload(ID);
      await load(ID);
      const { code, text } = await init();
      expect(code).toBe(0);
      expect(text).toContain(`num_ctx: ${CONTEXT}`);
    });

    test("refuses it over the API that cannot ask, with a command for a server that was started by hand", async () => {
      const { code, error } = await init("--api", "openai-completions");
      expect(code).toBe(1);
      expect(error).toContain(`OLLAMA_CONTEXT_LENGTH=${CONTEXT} OLLAMA_HOST=127.0.0.1:${port} ollama serve`);
    });

    test("takes a model with tools, although one without is loaded", async () => {
      await create("silent", `${from}\n`);
      await unload(ID);
      await load("silent", CONTEXT);
      const { text } = await init();
      await unload("silent");
      await client("rm silent");
      expect(text).toContain(`primary: "ollama/${ID}"`);
    });
  });

  describe("what is no fault", () => {
    test("a model that is not loaded, and one named without its tag", async () => {
      await client(`stop ${ID}`);
      config();
      expectClean(await ask());
      config({ id: "tooly" });
      expectClean(await ask());
    });

    test("two names of one model: both are loaded, although /api/ps names one", async () => {
      await client("cp tooly twin");
      await create("sibling", `FROM tooly\nPARAMETER temperature 0\n`);
      await load("tooly", CONTEXT);
      await load("sibling", CONTEXT);
      const { json } = await cli<{ servers: { models: object[] }[] }>(sandbox, [
        "scan",
        "--endpoint",
        server.baseUrl,
      ]);
      expect(json.servers[0]?.models).toMatchObject(
        Array.from({ length: 3 }, () => ({ loaded: true, contextAllocated: CONTEXT })),
      );
      await client("rm twin");
      await client("rm sibling");
    });
  });

  describe("faults", () => {
    planted("no num_ctx: Ollama would load it with 4,096 tokens", {
      product,
      plant: async () => {
        await unload(ID);
        config({ params: null });
        return ask();
      },
      finds: "warning ollama-context-default",
      cure: followEdits,
    });

    planted("no num_ctx, and loaded with 4,096 tokens", {
      product,
      plant: async () => {
        await load(ID);
        config({ params: null });
        return ask();
      },
      finds: "error ollama-context-default",
      cure: followEdits,
    });

    planted("num_ctx is less than contextWindow", {
      product,
      plant: () => {
        config({ params: { num_ctx: 4_096 } });
        return ask();
      },
      finds: "error ollama-context-default",
      cure: followEdits,
    });

    planted("a prompt over /v1 is cut to 4,096 tokens", {
      product,
      slow: true,
      plant: async () => {
        await unload(ID);
        config({ native: false });
        return ask("--deep");
      },
      finds: "error ollama-context-default",
      cure: followEdits,
    });

    planted("over /v1, loaded with 4,096 tokens: Ollama's own API", {
      product,
      plant: () => {
        config({ native: false });
        return ask();
      },
      finds: "error ollama-context-default",
      cure: followEdits,
    });

    planted("over /v1, started with enough: still not its own API", {
      product,
      plant: async () => {
        config({ native: false });
        const finding = onlyFinding(await ask(), "error ollama-context-default");
        await restart(printedCommand(finding));
        await load(ID);
        return ask();
      },
      finds: "warning ollama-v1-compat",
      cure: followEdits,
    });

    planted("an id that it does not have", {
      product,
      plant: () => {
        config({ id: "nope:7b" });
        return ask();
      },
      finds: "error model-id-not-served",
      check: (finding) =>
        expect(finding.fix?.commands).toEqual([`OLLAMA_HOST=127.0.0.1:${port} ollama pull nope:7b`]),
      cure: async (finding) => {
        // without the network it fails, but it must have asked this server
        await shell(printedCommand(finding));
        expect(server.log()).toMatch(/POST\s+"\/api\/pull"/);
        return followEdits(finding);
      },
    });

    planted("an id without its tag", {
      product,
      plant: async () => {
        await client("cp tooly tagged:main");
        config({ id: "tagged" });
        return ask();
      },
      finds: "error model-id-not-served",
      cure: async (finding) => {
        const result = await followEdits(finding);
        await client("rm tagged:main");
        return result;
      },
    });

    planted("a model whose template has no tools", {
      product,
      plant: async () => {
        await create("silent", `${from}\n`);
        config({ id: "silent:latest" });
        return ask();
      },
      finds: "error model-lacks-tools",
      cure: async (finding) => {
        expect(finding.fixHint).toContain("compat.supportsTools to false");
        config({ id: "silent:latest", compat: { supportsTools: false } });
        const result = await ask();
        await client("rm silent");
        return result;
      },
    });

    planted("a template from which Ollama cannot tell a call", {
      product,
      slow: true,
      plant: async () => {
        const blind = modelfile.replace(/^PARSER .*\n/m, "").replace("{{ if .ToolCalls }}", "{{ if true }}");
        await create("blind", blind);
        config({ id: "blind:latest" });
        return ask("--deep");
      },
      finds: "error tool-calls-as-text",
      cure: async (finding) => {
        expect(finding.fixHint).toContain("{{ if .ToolCalls }}");
        const shown = await shell(printedCommand(finding));
        expect(shown.stdout).toContain("<tool_call>");
        await create("blind", modelfile);
        return ask("--deep");
      },
    });

    planted("Ollama takes the tag of a call for a tool of OpenClaw", {
      product,
      slow: true,
      plant: async () => {
        await create("mistaken", modelfile.replace(/^PARSER .*\n/m, ""));
        config({ id: "mistaken:latest" });
        return ask("--deep");
      },
      finds: "error tool-arguments-invalid",
      cure: async (finding) => {
        expect(finding.fixHint).toContain("PARSER qwen3");
        await create("mistaken", "FROM mistaken\nPARSER qwen3\n");
        return ask("--deep");
      },
    });

    planted("killed while it answers", {
      product,
      plant: async () => {
        await restart();
        config();
        const asked = ask("--deep");
        await isBusy(`${server.origin}/api/ps`, ID);
        process.kill(server.pid, "SIGKILL");
        return asked;
      },
      finds: ["error no-answer", "error answer-error", "error stream-cut"],
    });

    planted("not running", {
      product,
      plant: async () => {
        await server.stop();
        config();
        return ask();
      },
      finds: "error server-unreachable",
      cure: async (finding) => {
        await serve(printedCommand(finding));
        return ask();
      },
    });

    planted("running, but without any model", {
      product,
      plant: async () => {
        const names = readdirSync(`${sandbox.dir}/.ollama/models/manifests/registry.ollama.ai/library`);
        for (const name of names) await client(`rm ${name}`);
        config();
        return ask();
      },
      finds: "error no-model-served",
      check: (finding) =>
        expect(finding.fix?.commands).toEqual([`OLLAMA_HOST=127.0.0.1:${port} ollama pull ${ID}`]),
      cure: async (finding) => {
        await shell(printedCommand(finding));
        expect(server.log()).toMatch(/POST\s+"\/api\/pull"/);
        await create("tooly", modelfile);
        return ask();
      },
    });
  });
});

/** Waits until Ollama has begun to load a model. */
async function isBusy(url: string, model: string): Promise<void> {
  for (let i = 0; i < 600; i += 1) {
    const reply = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (reply !== null && (await reply.text()).includes(`"${model}"`)) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`Ollama was never asked for ${model}`);
}
