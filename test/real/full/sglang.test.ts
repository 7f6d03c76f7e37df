import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { applyConfigAdvice, printedCommand } from "../lib/advice.ts";
import { doctor } from "../lib/cli.ts";
import { launch, type ModelServer, start } from "../lib/product.ts";
import { proven } from "../lib/proof.ts";
import { makeSandbox, writeConfig } from "../lib/sandbox.ts";
import { scenario } from "../lib/scenario.ts";
import type { ServerProcess } from "../lib/server-process.ts";
import { healthyStory, planted } from "../lib/story.ts";
import { waitForStatus } from "../lib/wait.ts";
import { sglang } from "../products/sglang.ts";

const PORT = 30_000;
const KEY = { SGLANG_API_KEY: "right-key" };
const STARTS_MS = 600_000;

// A start takes two minutes, so each server that a printed command has started is used for what comes next.
scenario("SGLang", ["sglang", "hfModels", "openclaw"], ({ sglang: part, hfModels, openclaw }) => {
  const product = sglang(part.venv);
  const sandbox = makeSandbox("sglang", openclaw.path);
  // the name of a family, as the folders of real models have it
  const model = `${sandbox.dir}/Qwen2.5-tiny`;
  symlinkSync(hfModels.plain, model);
  let server: ServerProcess | null = null;
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  const run = async (command: string, env: NodeJS.ProcessEnv = {}): Promise<ModelServer> => {
    await stop();
    const started = await launch(product, sandbox, command, PORT, env);
    server = started;
    return started;
  };
  const typed = (options: string) =>
    `python3 -m sglang.launch_server --model-path ${model} --host 127.0.0.1 --port ${PORT} ${options}`;
  const baseUrl = `http://127.0.0.1:${PORT}/v1`;
  const config = (more: Partial<Parameters<typeof writeConfig>[1]> = {}) =>
    writeConfig(sandbox, { id: "sglang", baseUrl, model: "tiny", contextWindow: 65_536, ...more });
  const keyed = { apiKey: "${SGLANG_API_KEY}" };
  const ask = (args: readonly string[] = [], env: NodeJS.ProcessEnv = KEY) => doctor(sandbox, args, env);
  const followCommand =
    (args: readonly string[] = []) =>
    async (finding: Finding) => {
      await run(printedCommand(finding), KEY);
      return ask(args);
    };
  const followEdits = async (finding: Finding) => {
    applyConfigAdvice(sandbox, finding);
    return ask();
  };
  afterAll(async () => {
    await stop();
    sandbox.remove();
  });

  describe("with a key, a small context and the parser of another family", () => {
    beforeAll(async () => {
      const sizes = "--context-length 12288 --max-total-tokens 13000";
      await run(typed(`--served-model-name tiny ${sizes} --tool-call-parser llama3 --api-key right-key`));
    }, STARTS_MS);

    planted("no key in the config", {
      product,
      plant: () => {
        config();
        return ask();
      },
      finds: "error server-401",
      check: ({ fix }) => expect(fix?.edits[0]?.value).toBe("${SGLANG_API_KEY}"),
      cure: async (finding) => {
        applyConfigAdvice(sandbox, finding);
        return ask(["--only", "server-401"]);
      },
    });

    planted("a wrong key", {
      product,
      plant: () => {
        config(keyed);
        return ask([], { SGLANG_API_KEY: "wrong-secret-value" });
      },
      finds: "error server-401",
      check: (finding) => expect(JSON.stringify(finding)).not.toContain("wrong-secret-value"),
    });

    planted("a context of 12,288 tokens", {
      product,
      plant: () => {
        config(keyed);
        return ask();
      },
      finds: "error context-server-below-config",
      check(finding) {
        expect(finding.evidence).toMatchObject({ configured: 65_536, allocated: 12_288 });
        const command = printedCommand(finding);
        expect(command).toContain("--max-total-tokens 65536");
        expect(command).toContain("--tool-call-parser llama3");
        expect(command).toContain('--api-key "$SGLANG_API_KEY"');
        expect(command).not.toContain("right-key");
      },
      cure: followCommand(),
    });

    planted("the tool parser of another family", {
      product,
      plant: () => {
        config(keyed);
        return ask(["--deep"]);
      },
      finds: "error tool-calls-as-text",
      check: (finding) =>
        expect(printedCommand(finding)).toMatch(/--max-total-tokens 65536 .*--tool-call-parser qwen25 /),
      cure: followCommand(["--deep"]),
    });
  });

  describe("healthy", () => {
    healthyStory({
      product,
      sandbox,
      baseUrl: () => baseUrl,
      scanned: { kind: "sglang", version: product.version, auth: "required" },
      model: { id: "tiny", loaded: true, contextAllocated: 65_536 },
      context: "max_model_len, max_total_num_tokens",
      scan: ["--api-key-env", "SGLANG_API_KEY"],
      env: KEY,
    });
  });

  describe("names and limits", () => {
    planted("an id that it does not have, which it answers all the same", {
      product,
      plant: () => {
        config({ ...keyed, model: "nope" });
        return ask();
      },
      finds: "warning model-id-not-served",
      cure: followEdits,
    });

    planted("an id with a colon, which it takes for an adapter", {
      product,
      plant: () => {
        config({ ...keyed, model: "qwen2.5:7b" });
        return ask();
      },
      finds: "error model-id-not-served",
      cure: followEdits,
    });

    test("it answers the first of these ids, and not the second", async () => {
      const asked = async (id: string) => {
        const headers = { authorization: "Bearer right-key", "content-type": "application/json" };
        const messages = [{ role: "user", content: "ping" }];
        const body = JSON.stringify({ model: id, messages, max_tokens: 8 });
        return (await fetch(`${baseUrl}/chat/completions`, { method: "POST", headers, body })).status;
      };
      expect([await asked("nope"), await asked("qwen2.5:7b")]).toEqual([200, 400]);
    });
  });

  describe("down", () => {
    const notRunning = "not running";
    let command = "";
    planted(notRunning, {
      product,
      plant: async () => {
        await stop();
        config({ model });
        return ask();
      },
      finds: "error server-unreachable",
      check: (finding) => {
        command = printedCommand(finding);
      },
    });

    planted("just started by that command: it refuses connections while it loads", {
      product,
      plant: async () => {
        server = start(product, sandbox, command, PORT);
        return ask();
      },
      finds: "warning server-loading",
      cure: async () => {
        if (server === null) throw new Error("it is not started");
        const ready = `http://127.0.0.1:${PORT}${product.readyPath}`;
        await waitForStatus(server, ready, { status: 200, timeoutMs: product.readyMs });
        return ask();
      },
    });

    test("so the command of the first finding cures both", () => {
      proven(product.name, { version: product.version, cured: [notRunning] });
    });
  });

  describe("without a parser, and with a pool that is smaller than its context", () => {
    beforeAll(async () => {
      await run(typed("--served-model-name tiny --context-length 65536 --max-total-tokens 40000"));
    }, STARTS_MS);

    planted("no tool parser", {
      product,
      plant: () => {
        config({ contextWindow: 40_000 });
        return ask(["--skip", "context-below-floor"]);
      },
      finds: "error tool-calls-as-text",
      check: (finding) => expect(printedCommand(finding)).toContain("--tool-call-parser qwen25"),
      cure: followCommand(["--deep", "--skip", "context-below-floor"]),
    });

    planted("a pool of 40,000 tokens under a context of 65,536", {
      product,
      plant: () => {
        config();
        return ask();
      },
      finds: "error context-server-below-config",
      check(finding) {
        expect(finding.evidence).toMatchObject({ allocated: 40_000 });
        expect(printedCommand(finding)).toContain("--max-total-tokens 65536");
      },
      cure: async (finding) => {
        applyConfigAdvice(sandbox, finding);
        return ask(["--skip", "context-below-floor"]);
      },
    });

    planted("an output limit above the context", {
      product,
      plant: async () => {
        config({ contextWindow: 40_000 });
        const text = readFileSync(sandbox.config, "utf8");
        writeFileSync(sandbox.config, text.replace('"maxTokens": 8192', '"maxTokens": 70000'));
        return ask(["--skip", "context-below-floor"]);
      },
      finds: "warning max-tokens-overflow",
      cure: async (finding) => {
        applyConfigAdvice(sandbox, finding);
        return ask(["--skip", "context-below-floor"]);
      },
    });

    planted("killed while it reads a prompt", {
      product,
      plant: async () => {
        config({ contextWindow: 40_000 });
        const asked = ask(["--deep", "--skip", "context-below-floor"]);
        // a long prompt is read in pieces of this size
        const works = () => server?.log().match(/Prefill batch.*#new-token: 4096/g)?.length ?? 0;
        const before = works();
        let over = false;
        const ended = asked.finally(() => {
          over = true;
        });
        while (!over && works() === before) await new Promise((done) => setTimeout(done, 20));
        if (server !== null) process.kill(-server.pid, "SIGKILL");
        return ended;
      },
      finds: ["error no-answer", "error answer-error", "error stream-cut"],
    });
  });
});
