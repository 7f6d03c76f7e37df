import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { applyConfigAdvice, binFolder, onlyFinding, printedCommand } from "./lib/advice.ts";
import { doctor, expectClean } from "./lib/cli.ts";
import {
  CONTEXT,
  type Llama,
  type LlamaOptions,
  MODEL_ID,
  runPrinted,
  startLlama,
  startRouter,
} from "./lib/llama.ts";
import { routerBinary } from "./lib/llama-router.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { faultTests } from "./lib/story.ts";
import { llamaProduct } from "./parts/llama.ts";

type Config = Parameters<typeof writeConfig>[1];

// Each fault is made for real on a set-up that is in order apart from it; where the advice is an edit or a start command,
// it is followed to the letter and the finding must be gone. Any free port will do: nothing is concluded from it.
scenario("real faults of llama-server", ["llama", "models"], ({ llama, models }) => {
  const sandbox = makeSandbox("faults");
  const fault = faultTests(llamaProduct(llama));
  const bin = binFolder(sandbox, "llama-server", llama.bin);
  const routerBin = routerBinary(llama.bin, `${sandbox.dir}/router`);
  let port = 0;
  let server: Llama | null = null;
  beforeAll(async () => {
    port = await closedPort();
  });
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  afterEach(stop);
  afterAll(() => sandbox.remove());

  const start = async (args: readonly string[], more: Partial<LlamaOptions> = {}) => {
    server = await startLlama({ bin: llama.bin, model: models.plain, port, args, ...more });
    return server;
  };
  const healthy = (more: Partial<LlamaOptions> = {}) => start(["-c", "65536", "-np", "1"], more);
  const baseUrl = () => `http://127.0.0.1:${port}/v1`;
  const config = (more: Partial<Config> = {}) =>
    writeConfig(sandbox, { baseUrl: baseUrl(), model: MODEL_ID, contextWindow: CONTEXT, ...more });
  const ask = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => doctor(sandbox, args, env);
  /** Stops the server and starts it as printed. */
  const followCommand = async (command: string, env: NodeJS.ProcessEnv = {}, folder = bin) => {
    await stop();
    server = await runPrinted(command, folder, port, env);
  };

  describe("the server", () => {
    fault("stopped: unreachable, and the printed command starts it", "cured", async () => {
      // without --alias the id is the file, so that the command can name it
      config({ id: "llama-cpp", model: models.plain });
      const finding = onlyFinding(await ask(), "error server-unreachable");
      expect(finding.endpoint).toBe(baseUrl());
      server = await runPrinted(printedCommand(finding), bin, port);
      expectClean(await ask());
    });

    fault("--api-key, and none in the config: the edit names a variable", "cured", async () => {
      await healthy();
      await stop();
      await start(["-c", "65536", "-np", "1", "--api-key", "right-key"]);
      config();
      const finding = onlyFinding(await ask(), "error server-401");
      applyConfigAdvice(sandbox, finding);
      const [edit] = finding.fix?.edits ?? [];
      const name = /^\$\{(\w+)\}$/.exec(String(edit?.value))?.[1] ?? "";
      expectClean(await ask([], { [name]: "right-key" }));
      expectClean(await ask(["--deep"], { [name]: "right-key" }));
    });

    fault("--api-key, and a wrong one in the config, which is nowhere in the report", "found", async () => {
      await start(["-c", "65536", "-np", "1", "--api-key", "right-key"]);
      config({ apiKey: "${LOCAL_LLM_KEY}" });
      const wrong = await ask([], { LOCAL_LLM_KEY: "wrong-secret-value" });
      onlyFinding(wrong, "error server-401");
      expect(JSON.stringify(wrong.report)).not.toContain("wrong-secret-value");
      expectClean(await ask([], { LOCAL_LLM_KEY: "right-key" }));
    });

    fault("still loading: one warning that nothing behind it was checked", "found", async () => {
      // on a busy machine the load may end before doctor asks: then there is nothing to see yet
      for (let attempt = 1; ; attempt += 1) {
        const slow = await healthy({ model: models.heavy, slow: true });
        config();
        const asked = await ask();
        if (asked.report.findings.length > 0 || attempt === 4) {
          onlyFinding(asked, "warning server-loading");
          await slow.finishLoading();
          return expectClean(await ask());
        }
        await stop();
      }
    });

    fault("a doubled /v1: the edit mends it", "cured", async () => {
      await healthy();
      config({ baseUrl: `${baseUrl()}/v1` });
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "error baseurl-path"));
      expectClean(await ask());
    });
  });

  describe("the model list", () => {
    fault("an id that the server does not have: the edit mends it", "cured", async () => {
      await healthy();
      config({ model: "some-other-model" });
      // llama-server answers whatever is asked for, so this is no error; it must be said
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "warning model-id-not-served"));
      expectClean(await ask());
    });

    fault("an id that repeats the provider: the edit mends it", "cured", async () => {
      await healthy();
      config({ model: `local/${MODEL_ID}` });
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "warning id-repeats-provider"));
      expectClean(await ask());
    });
  });

  describe("the context", () => {
    fault("-c 4096: the printed command gives enough", "cured", async () => {
      await start(["-c", "4096", "-np", "1"]);
      config();
      const finding = onlyFinding(await ask(), "error context-server-below-config");
      expect(finding.evidence).toMatchObject({ configured: CONTEXT, allocated: 4_096 });
      await followCommand(printedCommand(finding));
      expectClean(await ask());
    });

    fault("-c 40960: the edit alone mends it, and so does the command alone", "cured", async () => {
      await start(["-c", "40960", "-np", "1"]);
      config();
      const finding = onlyFinding(await ask(), "error context-server-below-config");
      applyConfigAdvice(sandbox, finding);
      expectClean(await ask());
      config();
      await followCommand(printedCommand(finding));
      expectClean(await ask());
    });

    fault("-np 4: the printed command has one slot", "cured", async () => {
      await start(["-c", "65536", "-np", "4"]);
      config();
      const finding = onlyFinding(await ask(), "error llamacpp-slots-split-context");
      expect(finding.evidence).toMatchObject({ allocated: 16_384 });
      await followCommand(printedCommand(finding));
      expectClean(await ask());
    });

    fault("-np 4 --api-key: the printed command takes the key from a variable", "cured", async () => {
      await start(["-c", "65536", "-np", "4", "--api-key", "right-key"]);
      config({ apiKey: "${LLAMA_API_KEY}" });
      const env = { LLAMA_API_KEY: "right-key" };
      const finding = onlyFinding(await ask([], env), "error llamacpp-slots-split-context");
      expect(JSON.stringify(finding)).not.toContain("right-key");
      await followCommand(printedCommand(finding), env);
      expectClean(await ask([], env));
    });

    fault("config and server agree on too little: command and edit together", "cured", async () => {
      await start(["-c", "8192", "-np", "1"]);
      config({ contextWindow: 8_192 });
      const finding = onlyFinding(await ask(), "error context-below-floor");
      applyConfigAdvice(sandbox, finding);
      await followCommand(printedCommand(finding));
      expectClean(await ask());
    });

    fault("the config has too little: the edit takes what the server has", "cured", async () => {
      await healthy();
      config({ contextWindow: 8_192 });
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "error context-below-floor"));
      expectClean(await ask());
    });

    fault("no contextWindow: the edit writes what the server tells", "cured", async () => {
      await healthy();
      config({ contextWindow: null });
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "warning no-context-declared"));
      expectClean(await ask());
    });
  });

  describe("a router", () => {
    const folder = `${sandbox.dir}/models`;
    /** Loads a model by the router's own API, and waits until its row says so. */
    const load = async (model = "tiny", until = /"value":"loaded"/) => {
      const body = JSON.stringify({ model });
      await fetch(`http://127.0.0.1:${port}/models/load`, { method: "POST", body });
      for (let i = 0; i < 100; i += 1) {
        if (until.test(await (await fetch(`${baseUrl()}/models`)).text())) return;
        await new Promise((done) => setTimeout(done, 100));
      }
      throw new Error(`the router did not load its model\n${server?.log()}`);
    };
    beforeAll(() => {
      mkdirSync(folder, { recursive: true });
      copyFileSync(models.plain, `${folder}/tiny.gguf`);
      writeFileSync(`${folder}/broken.gguf`, "no weights at all");
    });

    fault(
      "unloaded: its context is unknown, and doctor does not load it; loaded: nothing",
      "found",
      async () => {
        server = await startRouter(routerBin, folder, port);
        config({ model: "tiny" });
        onlyFinding(await ask(), "info context-undeclared");
        const list = await (await fetch(`${baseUrl()}/models`)).text();
        expect(list).not.toMatch(/"value"\s*:\s*"load(ed|ing)"/);
        await load();
        expectClean(await ask());
        expectClean(await ask(["--deep"]));
      },
    );

    fault("a file that it cannot load: one error", "found", async () => {
      server = await startRouter(routerBin, folder, port);
      config({ model: "broken" });
      await load("broken", /"failed":true/);
      onlyFinding(await ask(), "error model-load-failed");
    });

    fault("started with too little for all: the printed command gives enough", "cured", async () => {
      server = await startRouter(routerBin, folder, port, ["-c", "8192"]);
      config({ model: "tiny" });
      const finding = onlyFinding(await ask(), "error context-server-below-config");
      await followCommand(printedCommand(finding), {}, dirname(routerBin));
      await load();
      expectClean(await ask());
    });
  });

  describe("what only an inference shows", () => {
    fault("--no-jinja: one error; the printed command starts it with its template", "cured", async () => {
      await healthy({ noJinja: true });
      config();
      const finding = onlyFinding(await ask(["--deep"]), "error tools-error");
      await followCommand(printedCommand(finding));
      expectClean(await ask(["--deep"]));
    });

    fault(
      "a template without tools: said without and with --deep; another model, or a chat-only row",
      "found",
      async () => {
        await healthy({ model: models.noTools });
        config();
        onlyFinding(await ask(), "error model-lacks-tools");
        onlyFinding(await ask(["--deep"]), "error model-lacks-tools");
        await stop();
        await healthy();
        expectClean(await ask(["--deep"]));
      },
    );

    fault("openai-responses with a reasoning model: the edit mends it", "cured", async () => {
      await healthy({ model: models.thinking });
      config({ api: "openai-responses" });
      const finding = onlyFinding(await ask(["--deep"]), "error responses-overlapping-items");
      applyConfigAdvice(sandbox, finding);
      expectClean(await ask(["--deep"]));
    });

    fault("killed while it streams: one error", "found", async () => {
      const live = await healthy();
      config();
      const endSlowMotion = live.slowDown();
      const asked = ask(["--deep"]);
      await busy(`http://127.0.0.1:${port}/slots`);
      process.kill(live.pid, "SIGKILL");
      await endSlowMotion();
      const { report } = await asked;
      const ids = report.findings.map((f) => `${f.severity} ${f.checkId}`);
      expect(ids, JSON.stringify(report.findings, null, 2)).toHaveLength(1);
      expect(["error no-answer", "error answer-error", "error stream-cut"]).toContain(ids[0]);
    });
  });
});

/** Waits until llama-server works on a request. */
async function busy(url: string): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    const reply = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (reply !== null && /"is_processing"\s*:\s*true/.test(await reply.text())) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error("the server was never busy");
}
