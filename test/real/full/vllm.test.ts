import { rmSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { applyConfigAdvice, printedCommand } from "../lib/advice.ts";
import { brief, doctor, expectClean } from "../lib/cli.ts";
import { launch, type ModelServer, start } from "../lib/product.ts";
import { proven } from "../lib/proof.ts";
import { makeSandbox, writeConfig } from "../lib/sandbox.ts";
import { scenario } from "../lib/scenario.ts";
import type { ServerProcess } from "../lib/server-process.ts";
import { healthyStory, planted } from "../lib/story.ts";
import { waitForStatus } from "../lib/wait.ts";
import { untilBusy, vllm } from "../products/vllm.ts";
import { litellmInFront } from "./litellm-in-front.ts";

const CONTEXT = 65_536;
const PORT = 8000;
const KEY = { VLLM_API_KEY: "sk-only-for-this-lane" };
const START_MS = 420_000;

type Config = Parameters<typeof writeConfig>[1];

// A start takes one to three minutes, so that the faults of one start share it, and most starts are the printed command of
// the fault before: the file is one story, in order.
scenario(
  "vLLM",
  ["vllm", "hfModels", "openclaw", "litellm"],
  ({ vllm: part, hfModels, openclaw, litellm }) => {
    const product = vllm(part.venv);
    const sandbox = makeSandbox("vllm", openclaw.path);
    // as users have them: the family is in the name of the folder
    const plain = `${sandbox.dir}/Qwen2.5-tiny`;
    const thinking = `${sandbox.dir}/Qwen3-tiny`;
    const baseUrl = `http://127.0.0.1:${PORT}/v1`;
    let server: ServerProcess | null = null;
    beforeAll(() => {
      symlinkSync(hfModels.plain, plain);
      symlinkSync(hfModels.thinking, thinking);
    });
    afterAll(async () => {
      await server?.stop();
      sandbox.remove();
    });

    const stop = async () => {
      await server?.stop();
      server = null;
    };
    /** Stops the server and starts it as typed or printed. */
    const run = async (command: string, env: NodeJS.ProcessEnv = {}) => {
      await stop();
      const started: ModelServer = await launch(product, sandbox, command, PORT, env);
      server = started;
    };
    const serve = (model: string, ...options: readonly (string | number)[]) =>
      ["vllm serve", model, "--host 127.0.0.1 --port", PORT, "--served-model-name tiny", ...options].join(
        " ",
      );
    const config = (more: Partial<Config> = {}) =>
      writeConfig(sandbox, {
        id: "vllm",
        baseUrl,
        model: "tiny",
        contextWindow: CONTEXT,
        apiKey: "vllm-local",
        ...more,
      });
    const keyed = (more: Partial<Config> = {}) => config({ apiKey: "${VLLM_API_KEY}", ...more });
    const ask = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => doctor(sandbox, args, env);
    const planting =
      (write: () => void, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
      () => {
        write();
        return ask(args, env);
      };
    const followEdits = (env: NodeJS.ProcessEnv) => async (finding: Finding) => {
      applyConfigAdvice(sandbox, finding);
      return ask([], env);
    };
    const fault = (title: string, rest: Omit<Parameters<typeof planted>[1], "product">) =>
      planted(title, { product, ...rest });

    describe("with a key, 12,288 tokens and no tool parser", () => {
      test("starts", { timeout: START_MS }, () => {
        const command = serve(plain, "--max-model-len 12288 --api-key", KEY.VLLM_API_KEY);
        server = start(product, sandbox, command, PORT);
      });

      fault("still loading: it takes no connections yet", {
        plant: planting(() => keyed(), [], KEY),
        finds: "warning server-loading",
        check: ({ message, fixHint }) => {
          expect(message).toContain("vLLM runs, but does not listen");
          expect(fixHint).toMatch(/^wait/);
        },
      });

      test("is ready", { timeout: START_MS }, async () => {
        if (server === null) throw new Error("it was not started");
        await waitForStatus(server, `http://127.0.0.1:${PORT}/health`, { status: 200, timeoutMs: START_MS });
      });

      fault("no key", {
        plant: async () => {
          writeConfig(sandbox, { id: "vllm", baseUrl, model: "tiny", contextWindow: CONTEXT });
          return ask();
        },
        finds: "error server-401",
        check: ({ fix }) => expect(fix?.edits).toMatchObject([{ value: "${VLLM_API_KEY}" }]),
      });

      fault("a wrong key", {
        plant: async () => {
          keyed();
          const wrong = await ask([], { VLLM_API_KEY: "wrong-secret-value" });
          expect(JSON.stringify(wrong.report)).not.toContain("wrong-secret-value");
          return wrong;
        },
        finds: "error server-401",
      });

      fault("12,288 tokens, the config says a million", {
        plant: planting(() => keyed({ contextWindow: 1_000_000 }), [], KEY),
        finds: "error context-server-below-config",
        check: (finding) => {
          expect(finding.evidence).toMatchObject({ allocated: 12_288, trained: 131_072 });
          expect(printedCommand(finding)).toContain("--max-model-len 131072");
        },
      });

      fault("12,288 tokens and a key", {
        plant: planting(() => keyed(), [], KEY),
        finds: "error context-server-below-config",
        check: (finding) => {
          expect(JSON.stringify(finding)).not.toContain(KEY.VLLM_API_KEY);
          expect(printedCommand(finding)).toContain("--enforce-eager");
        },
        cure: async (finding) => {
          await run(printedCommand(finding), KEY);
          return ask([], KEY);
        },
      });
    });

    describe("faults of the config", () => {
      fault("an id that it does not have", {
        plant: planting(() => keyed({ model: "nope" }), [], KEY),
        finds: "error model-id-not-served",
        cure: followEdits(KEY),
      });

      fault("no /v1 in baseUrl", {
        plant: planting(() => keyed({ baseUrl: `http://127.0.0.1:${PORT}` }), [], KEY),
        finds: "error baseurl-path",
        cure: followEdits(KEY),
      });

      fault("the config says a million tokens", {
        plant: planting(() => keyed({ contextWindow: 1_000_000 }), [], KEY),
        finds: "error context-server-below-config",
        check: ({ fix }) => expect(fix?.commands).toEqual([]),
        cure: followEdits(KEY),
      });
    });

    describe("it goes away", () => {
      fault("killed in the middle of an answer", {
        plant: async () => {
          keyed();
          const asked = ask(["--deep"], KEY);
          await untilBusy(`http://127.0.0.1:${PORT}`);
          if (server !== null) process.kill(-server.pid, "SIGKILL");
          return asked;
        },
        finds: ["error no-answer", "error answer-error", "error stream-cut"],
      });

      fault("not running", {
        plant: async () => {
          await stop();
          config();
          return ask();
        },
        finds: "error server-unreachable",
        check: ({ fixHint }) => expect(fixHint).toContain("if it was just started, wait"),
        cure: async (finding) => {
          await run(printedCommand(finding), { MODEL: plain });
          return ask();
        },
      });
    });

    describe("without a tool parser, as the printed command started it", () => {
      fault("no tool parser, over the Responses API", {
        plant: planting(() => config({ api: "openai-responses" }), ["--deep"]),
        finds: "error tool-calls-as-text",
      });

      fault("no tool parser", {
        plant: planting(() => config(), ["--deep"]),
        finds: "error vllm-no-auto-tool-choice",
        cure: async (finding) => {
          await run(printedCommand(finding));
          return ask(["--deep"]);
        },
      });
    });

    describe("healthy, as the printed command started it", () => {
      healthyStory({
        product,
        sandbox,
        baseUrl: () => baseUrl,
        scanned: { kind: "vllm", version: product.version, auth: "none" },
        model: { id: "tiny", loaded: true, contextAllocated: CONTEXT },
        context: "max_model_len",
      });
    });

    litellmInFront({
      openclaw: openclaw.path,
      bin: litellm.bin,
      version: litellm.what.split(" ").at(-1) ?? "",
      backend: { baseUrl, context: CONTEXT },
    });

    describe("20,480 tokens, a parser of another family, a reasoning model without its parser", () => {
      test("starts", { timeout: START_MS }, async () => {
        const parser = "--enable-auto-tool-choice --tool-call-parser pythonic";
        // which the agent turn has filled
        rmSync(`${sandbox.dir}/.openclaw/workspace`, { recursive: true, force: true });
        await run(serve(thinking, "--max-model-len=20480", parser));
      });

      fault("20,480 tokens", {
        plant: planting(() => config({ contextWindow: 20_480 })),
        finds: "warning context-below-floor",
        check: (finding) => expect(printedCommand(finding)).toContain("--tool-call-parser pythonic"),
      });

      test("three findings, and one command for all of them", { timeout: 900_000 }, async () => {
        config({ contextWindow: 20_480 });
        const { report } = await ask(["--deep"]);
        const ids = report.findings.map((f) => f.checkId).sort();
        expect(ids, brief(report).join("\n")).toEqual([
          "context-below-floor",
          "think-leak",
          "tool-calls-as-text",
        ]);
        const commands = new Set(report.findings.flatMap((f) => f.fix?.commands ?? []));
        expect([...commands]).toHaveLength(1);
        const [command = ""] = commands;
        for (const option of [
          "--max-model-len 32768",
          "--tool-call-parser hermes",
          "--reasoning-parser qwen3",
        ])
          expect(command).toContain(option);
        for (const finding of report.findings.filter((f) => (f.fix?.edits.length ?? 0) > 0))
          applyConfigAdvice(sandbox, finding);
        await run(command);
        expectClean(await ask(["--deep"]));
        const both = ["a parser of another family", "a reasoning model without its parser"];
        proven(product.name, { version: product.version, faults: both, cured: ["20,480 tokens", ...both] });
      });
    });
  },
);
