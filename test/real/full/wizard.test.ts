import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "../../support/alive.ts";
import { KEYS } from "../../support/terminal.ts";
import {
  expectLasting,
  expectProven,
  killHard,
  printedIn,
  type Sitting,
  shell,
  sitDown,
  sittings,
} from "../lib/at-terminal.ts";
import { MASTER_KEY, startLitellm } from "../lib/litellm.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama, startRouter } from "../lib/llama.ts";
import { routerBinary } from "../lib/llama-router.ts";
import { TOOLS } from "../lib/paths.ts";
import { installInto, launch, type ModelServer } from "../lib/product.ts";
import { makeSandbox, type Sandbox } from "../lib/sandbox.ts";
import { scenario } from "../lib/scenario.ts";
import type { ServerProcess } from "../lib/server-process.ts";
import { isHeld } from "../lib/wait.ts";
import { ollama } from "../products/ollama.ts";

// The wizard of init with every kind of state that a server can be in, each to a finished turn of the real OpenClaw.

const STORY = { timeout: 900_000 };
const PORT = 8000;

/** From the routing to the end, with the test drive. */
async function toTheEnd(sitting: Sitting): Promise<void> {
  await sitting.at("Privacy or availability?", KEYS.enter);
  await writeAndTry(sitting);
}

async function writeAndTry(sitting: Sitting): Promise<void> {
  await sitting.at("Write this?", KEYS.enter);
  await sitting.at("Try it with a real agent turn?", KEYS.enter);
  expectProven(await sitting.ends(0));
}

afterAll(() => {
  process.stderr.write(sittings());
});

scenario("llama-server", ["llama", "models", "openclaw", "port8000"], ({ llama, models, openclaw }) => {
  let server: Llama | null = null;
  let sandbox: Sandbox;
  const args = ["-c", String(CONTEXT), "-np", "1"];
  const start = async (more: readonly string[] = args) => {
    sandbox = makeSandbox("wizard", openclaw.path);
    server = await startLlama({ bin: llama.bin, model: models.plain, port: PORT, args: more });
  };
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  afterEach(async () => {
    await stop();
    sandbox?.remove();
  });

  test("up and right", STORY, async () => {
    await start();
    const sitting = sitDown(sandbox);
    await toTheEnd(sitting);
    await expectLasting(sandbox, sitting, null);
  });

  test("a reasoning model, tested before it is written", STORY, async () => {
    sandbox = makeSandbox("wizard", openclaw.path);
    server = await startLlama({ bin: llama.bin, model: models.thinking, port: PORT, args });
    const sitting = sitDown(sandbox);
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?", "t");
    expectProven(await sitting.at("Write this?"));
    expect(existsSync(sandbox.config)).toBe(false);
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", "n");
    await sitting.ends(0);
    await expectLasting(sandbox, sitting, null);
  });

  test(
    "a config that cannot be read, then one that OpenClaw refuses: corrected on the way",
    STORY,
    async () => {
      await start();
      const broken = '{\n  gateway: { mode: "local" },\n  agents: {\n';
      const refused = `{
  // mine
  gateway: { mode: "local" },
  models: { providers: { llamacpp: {
    baseUrl: "http://127.0.0.1:8000/v1/chat/completions", api: "openai",
    models: [{ id: "${MODEL_ID}", name: "mine", contextWindow: 65536 }],
  } } },
  agents: { defaults: { model: { primary: "llamacpp/${MODEL_ID}" } } },
}
`;
      writeFileSync(sandbox.config, broken, { mode: 0o600 });
      const sitting = sitDown(sandbox);
      await sitting.at("OpenClaw cannot read it either. What now?");
      writeFileSync(sandbox.config, refused);
      await sitting.at("OpenClaw cannot read it either. What now?", KEYS.enter);
      await sitting.at("What about these errors?", "f");
      await sitting.at("Write these fixes?", KEYS.enter);
      // no safe fix for the other: init writes the API that the server speaks
      await sitting.at("What about these errors?", "g");
      await sitting.at("The config uses llamacpp/my-local-model. What shall change?", KEYS.enter);
      // the routing that it has stays
      await writeAndTry(sitting);
      expect(readFileSync(sandbox.config, "utf8")).toContain("// mine");
      await expectLasting(sandbox, sitting, refused);
    },
  );

  test("it ends during the test drive: said, the config stays, exit 1", STORY, async () => {
    await start();
    const sitting = sitDown(sandbox);
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", KEYS.enter);
    await sitting.terminal.shows("OpenClaw sends the model a prompt", 120_000);
    await stop();
    const text = await sitting.ends(1);
    expect(text).toContain("no longer answers");
    expect(existsSync(sandbox.config)).toBe(true);
  });

  test(
    "the port is held by a program that is no model server: an address, and it goes on",
    STORY,
    async () => {
      sandbox = makeSandbox("wizard", openclaw.path);
      const held = await new Promise<Server>((done) => {
        const one = createServer((socket) => socket.on("data", () => socket.end("no HTTP at all\n")));
        one.listen(PORT, "127.0.0.1", () => done(one));
      });
      server = await startLlama({ bin: llama.bin, model: models.plain, port: 8080, args });
      const sitting = sitDown(sandbox, ["--endpoint", `${PORT}`]);
      await sitting.at("What now?", "a");
      await sitting.at("Address of the server?", "8080", KEYS.enter);
      await sitting.at("Privacy or availability?", KEYS.enter);
      await sitting.at("Write this?", KEYS.enter);
      await sitting.at("Try it with a real agent turn?", "n");
      await sitting.ends(0);
      held.close();
    },
  );
});

scenario("a llama.cpp router", ["llama", "models", "openclaw", "port8000"], ({ llama, models, openclaw }) => {
  const sandbox = makeSandbox("wizard-router", openclaw.path);
  const folder = `${sandbox.dir}/models`;
  let server: Llama | undefined;
  const start = async (model: string) => {
    mkdirSync(folder, { recursive: true });
    copyFileSync(model, `${folder}/tiny.gguf`);
    const program = routerBinary(llama.bin, `${sandbox.dir}/router-${Date.now()}`);
    server = await startRouter(program, folder, PORT, ["-c", String(CONTEXT), "-np", "1"]);
  };
  afterEach(() => server?.stop());
  afterAll(() => sandbox.remove());

  test("its model is not loaded: the wizard has it loaded", STORY, async () => {
    await start(models.plain);
    const sitting = sitDown(sandbox);
    await sitting.at("What about tiny?", KEYS.enter);
    if (/Do it\?/.test(await sitting.terminal.shows(/Do it\?|Privacy/)))
      await sitting.at("Do it?", KEYS.enter);
    await toTheEnd(sitting);
    await expectLasting(sandbox, sitting, null);
  });

  test("it is killed in the middle of the load: said, and the wizard waits for it", STORY, async () => {
    await start(models.heavy);
    const sitting = sitDown(sandbox);
    await sitting.at("What about tiny?");
    server?.slowDown();
    await sitting.at("What about tiny?", KEYS.enter);
    if (/Do it\?/.test(await sitting.terminal.shows(/Do it\?|loading/)))
      await sitting.at("Do it?", KEYS.enter);
    await sitting.terminal.shows("loading");
    await server?.stop();
    await sitting.terminal.shows("it did not work: ");
    await sitting.at("What about tiny?", "l");
    await sitting.at("What now?", "q");
    await sitting.ends(1);
    expect(existsSync(sandbox.config)).toBe(false);
  });
});

scenario("Ollama", ["ollama", "models", "openclaw", "port11434"], ({ ollama: part, models, openclaw }) => {
  const product = ollama(part.bin);
  const sandbox = makeSandbox("wizard-ollama");
  const bin = installInto(sandbox, product);
  sandbox.env["PATH"] = `${openclaw.path}:${bin}:${sandbox.env["PATH"]}`;
  let server: ModelServer | null = null;
  const serve = async () => {
    server = await launch(product, sandbox, "ollama serve", 11_434);
  };
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  const client = async (...args: string[]) => {
    const result = await shell(sandbox, `ollama ${args.join(" ")}`);
    expect(result.code, result.stderr).toBe(0);
  };
  const create = async (name: string) => {
    const text = readFileSync(`${TOOLS}Modelfile.tools`, "utf8");
    const from = `FROM ${models.small}\nPARAMETER num_thread 1`;
    writeFileSync(`${sandbox.dir}/Modelfile`, text.replace(/^FROM .*/, from));
    await client("create", name, "-f", "Modelfile");
  };
  const load = async (model: string, context: number) => {
    const body = JSON.stringify({ model, options: { num_ctx: context }, stream: false });
    const reply = await fetch("http://127.0.0.1:11434/api/generate", { method: "POST", body });
    expect(reply.status).toBe(200);
  };
  beforeAll(async () => {
    await serve();
    await create("tooly");
  });
  afterAll(async () => {
    await stop();
    sandbox.remove();
  });

  test(
    "its model is loaded with 4,096 tokens: each request of OpenClaw will ask for more",
    STORY,
    async () => {
      await load("tooly", 4_096);
      const sitting = sitDown(sandbox);
      await toTheEnd(sitting);
      await expectLasting(sandbox, sitting, null);
    },
  );

  test("two models", STORY, async () => {
    await create("second");
    const sitting = sitDown(sandbox);
    await sitting.at("Which model?", KEYS.down, KEYS.enter);
    await toTheEnd(sitting);
    await expectLasting(sandbox, sitting, null);
  });

  test("the model is deleted while the question stands", STORY, async () => {
    await create("second");
    const sitting = sitDown(sandbox);
    const text = await sitting.at("Which model?");
    const [, model = ""] = /^❯ ([\w:.-]+)/m.exec(text) ?? [];
    const other = model.startsWith("second") ? "tooly:latest" : "second:latest";
    await sitting.at("Which model?", KEYS.enter);
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?");
    await client("rm", model);
    await sitting.at("Write this?", KEYS.enter);
    await sitting.terminal.shows(`${model} is no longer at`);
    await sitting.at("Which model?", KEYS.enter);
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", "n");
    await sitting.ends(0);
    const config = readFileSync(sandbox.config, "utf8");
    expect(config).toContain(other);
    expect(config).not.toContain(model);
    expect((await shell(sandbox, "openclaw-local undo --yes")).code).toBe(0);
  });

  describe("nothing runs, and it is installed", () => {
    beforeAll(stop);

    test(
      "the wizard is killed when it has just started it: how to stop it was said before",
      STORY,
      async () => {
        const sitting = sitDown(sandbox);
        await sitting.at("What now?", KEYS.enter);
        const printed = /process (\d+); to stop it: (kill \d+)/;
        await sitting.terminal.shows(printed);
        killHard(sandbox);
        expect(await sitting.terminal.exit).toBe(128 + 9);
        const [, pid = "", command = ""] = printed.exec(sitting.terminal.text()) ?? [];
        expect(isAlive(Number(pid))).toBe(true);
        expect((await shell(sandbox, command)).code).toBe(0);
        await expect.poll(() => isHeld(11_434), { timeout: 20_000 }).toBe(false);
        expect(existsSync(sandbox.config)).toBe(false);
      },
    );

    test("the wizard starts it", STORY, async () => {
      const sitting = sitDown(sandbox);
      await sitting.at("What now?", KEYS.enter);
      await toTheEnd(sitting);
      await expectLasting(sandbox, sitting, null);
      const stopping = printedIn(sitting, /^to stop it: (.*)$/m);
      expect((await shell(sandbox, stopping)).code).toBe(0);
      await expect.poll(() => isHeld(11_434), { timeout: 20_000 }).toBe(false);
    });
  });
});

const PROXY = ["llama", "models", "litellm", "openclaw", "port8000", "port4000"] as const;
scenario("LiteLLM with a key", PROXY, ({ llama, models, litellm, openclaw }) => {
  const sandbox = makeSandbox("wizard-litellm", openclaw.path);
  let server: Llama | undefined;
  let proxy: ServerProcess | undefined;
  beforeAll(async () => {
    server = await startLlama({ bin: llama.bin, model: models.plain, port: PORT });
    proxy = await startLitellm(sandbox, litellm.bin, 4000, server.baseUrl, { declares: CONTEXT });
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    sandbox.remove();
  });

  test("the key is entered, goes to OpenClaw's .env alone, and its turn works with it", STORY, async () => {
    const sitting = sitDown(sandbox, ["--endpoint", "4000"]);
    await sitting.at("Where is its key?", KEYS.enter);
    await sitting.at("Name of the variable?", KEYS.enter);
    await sitting.at("The key?", "sk-wrong", KEYS.enter);
    await sitting.at("Where is its key?", KEYS.enter);
    await sitting.at("Name of the variable?", KEYS.enter);
    await sitting.at("The key?", MASTER_KEY, KEYS.enter);
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?", "t");
    expectProven(await sitting.at("Write this?"));
    expect(sitting.terminal.text()).not.toContain("put the server's key");
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", KEYS.enter);
    const text = await sitting.ends(0);
    expect(text.match(/✔ OpenClaw/g)).toHaveLength(4);
    expect(sitting.terminal.raw).not.toContain(MASTER_KEY);
    const config = readFileSync(sandbox.config, "utf8");
    expect(config).toContain("${LITELLM_API_KEY}");
    expect(config).not.toContain(MASTER_KEY);
    expect(readFileSync(`${sandbox.dir}/.openclaw/.env`, "utf8")).toBe(`LITELLM_API_KEY=${MASTER_KEY}\n`);
    await expectLasting(sandbox, sitting, null);
  });
});
