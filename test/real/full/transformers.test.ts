import { afterAll, beforeAll, describe, expect } from "vitest";
import { applyConfigAdvice, printedCommand } from "../lib/advice.ts";
import { doctor } from "../lib/cli.ts";
import { launch, type ModelServer } from "../lib/product.ts";
import { makeSandbox, writeConfig } from "../lib/sandbox.ts";
import { scenario } from "../lib/scenario.ts";
import { healthyStory, planted } from "../lib/story.ts";
import { transformers } from "../products/transformers.ts";

const PORT = 8_000;
const STARTS_MS = 240_000;

scenario("transformers serve", ["transformers", "hfModels", "openclaw"], (have) => {
  const { hfModels, openclaw } = have;
  const product = transformers(have.transformers.venv);
  const sandbox = makeSandbox("transformers", openclaw.path);
  const baseUrl = `http://127.0.0.1:${PORT}/v1`;
  let server: ModelServer | null = null;
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  const run = async (command: string) => {
    await stop();
    server = await launch(product, sandbox, command, PORT);
  };
  const serve = (model: string, options = "") =>
    run(`transformers serve ${model} --host 127.0.0.1 --port ${PORT} ${options}`);
  // its cache would take most of the memory that is free
  const BATCHING = "--continuous-batching --cb-block-size 256 --cb-num-blocks 400";
  const config = (model = hfModels.plain) => writeConfig(sandbox, { baseUrl, model, contextWindow: 65_536 });
  // it has no limit of its own and reports none, which is said each time
  const ask = (...args: string[]) => doctor(sandbox, [...args, "--skip", "context-undeclared"]);
  afterAll(async () => {
    await stop();
    sandbox.remove();
  });

  describe("with its model and continuous batching", () => {
    beforeAll(() => serve(hfModels.plain, BATCHING), STARTS_MS);

    healthyStory({
      product,
      sandbox,
      baseUrl: () => baseUrl,
      scanned: { kind: "openai-compatible", auth: "none" },
      model: { id: hfModels.plain, loaded: true },
      context: null,
      unverified: ["info unverified context-undeclared"],
      init: ["--context", "65536"],
    });

    planted("an id that it does not have", {
      product,
      plant: () => {
        config("nope");
        return ask();
      },
      finds: "error model-id-not-served",
      cure: async (finding) => {
        applyConfigAdvice(sandbox, finding);
        return ask("--deep");
      },
    });

    planted("not running", {
      product,
      plant: async () => {
        await stop();
        config();
        return ask();
      },
      finds: "error server-unreachable",
      cure: async () => {
        await serve(hfModels.plain, BATCHING);
        return ask();
      },
    });
  });

  describe("without a model", () => {
    beforeAll(() => serve(""), STARTS_MS);

    planted("no model in memory, and none downloaded", {
      product,
      plant: () => {
        config();
        return ask();
      },
      finds: "warning no-model-served",
      cure: async (finding) => {
        await run(printedCommand(finding));
        return ask();
      },
    });

    planted("no continuous batching: each turn reads the whole prompt", {
      product,
      plant: async () => {
        config();
        // a tiny model reads a long prompt in a second or two, and a wait of less than 3 s is no finding
        const atFullSpeed = server?.slowDown(7);
        try {
          return await ask("--deep");
        } finally {
          await atFullSpeed?.();
        }
      },
      finds: "warning prompt-cache-thrash",
      check: (finding) => expect(finding.fixHint).toContain("--continuous-batching"),
      cure: async () => {
        await serve(hfModels.plain, BATCHING);
        return ask("--deep");
      },
    });
  });

  describe("a model of a family whose calls it does not parse", () => {
    beforeAll(() => serve(hfModels.llama, BATCHING), STARTS_MS);

    planted("tool calls come back as text", {
      product,
      plant: () => {
        config(hfModels.llama);
        return ask("--deep");
      },
      finds: "error tool-calls-as-text",
      check: ({ fixHint }) => expect(fixHint).toMatch(/^use a Qwen/),
      cure: async () => {
        await serve(hfModels.plain, BATCHING);
        config();
        return ask("--deep");
      },
    });
  });
});
