import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { cli, doctor } from "./lib/cli.ts";
import { type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { TOOLS } from "./lib/paths.ts";
import { installInto, launch, type ModelServer } from "./lib/product.ts";
import { run } from "./lib/run.ts";
import { makeSandbox, type Sandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { ollama } from "./products/ollama.ts";

interface Spread {
  median: number;
  low: number;
  high: number;
  source: string;
}

interface Told {
  ok: boolean;
  kept: string | null;
  depths: {
    depth: number;
    promptTokens: number;
    prefillTokensPerSecond: Spread | null;
    decodeTokensPerSecond: Spread | null;
    secondTurn: { seconds: number; cachedTokens: number | null } | null;
    why: string | null;
  }[];
  notMeasured: { depth: number; because: string }[];
}

/** A tiny model reads 16,000 tokens in some 10 s on two cores, in minutes when they are shared. */
const LONG_MS = 600_000;

const bench = (sandbox: Sandbox, ...args: string[]) =>
  cli<Told>(sandbox, ["bench", "--yes", "--config", sandbox.config, ...args]);

scenario("what bench measures with llama-server", ["llama", "models"], ({ llama, models }) => {
  const sandbox = makeSandbox("bench");
  let server: Llama;
  beforeAll(async () => {
    // the model says one word and ends; this makes it go on
    const args = ["-c", "16384", "-np", "1", "--ignore-eos"];
    server = await startLlama({ bin: llama.bin, model: models.plain, port: await closedPort(), args });
    writeConfig(sandbox, { baseUrl: server.baseUrl, model: MODEL_ID, contextWindow: 16_384 });
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  test(
    "prefill and decode at the sizes that fit, by its own times; the second turn comes from its cache",
    async () => {
      const { code, json } = await bench(sandbox);
      expect(code, JSON.stringify(json)).toBe(0);
      expect(json.depths.map(({ depth }) => depth)).toEqual([3_840, 16_000]);
      expect(json.notMeasured).toMatchObject([{ depth: 64_000, because: "room" }]);
      for (const one of json.depths) {
        expect(one.promptTokens).toBeGreaterThan(one.depth * 0.9);
        expect(one.promptTokens).toBeLessThan(one.depth * 1.01);
        expect(one.prefillTokensPerSecond?.low).toBeGreaterThan(0);
        expect(one.decodeTokensPerSecond?.low).toBeGreaterThan(0);
      }
      // the longest is the least disturbed by what else this machine does
      expect(json.depths[1]?.prefillTokensPerSecond?.source).toBe("server");
      // at 16,000 it may have no room: the generated model's answer is no text, and takes more tokens when it is read
      const [first] = json.depths;
      expect(first?.secondTurn?.cachedTokens).toBeGreaterThan((first?.promptTokens ?? 0) * 0.9);
      expect(statSync(json.kept ?? "").mode & 0o777).toBe(0o600);
    },
    LONG_MS,
  );

  test(
    "doctor goes by them",
    async () => {
      const { report } = await doctor(sandbox);
      const before = report.findings.filter(({ checkId }) => checkId === "llm-timeout-slow-prefill");
      expect(before).toEqual([]);
      const file = `${sandbox.dir}/.local/state/openclaw-local/measured.json`;
      const slow = readFileSync(file, "utf8").replace(/("(?:median|low|high)": )[\d.]+/g, "$120");
      writeFileSync(file, slow);
      const after = (await doctor(sandbox)).report.findings;
      expect(after.find(({ checkId }) => checkId === "llm-timeout-slow-prefill")?.message).toMatch(
        /measured on this machine, \d{4}-\d\d-\d\d/,
      );
    },
    LONG_MS,
  );
});

scenario("what bench measures with Ollama", ["ollama", "models"], ({ ollama: part, models }) => {
  const product = ollama(part.bin);
  const sandbox = makeSandbox("bench-ollama");
  const bin = installInto(sandbox, product);
  let server: ModelServer;
  beforeAll(async () => {
    const port = await closedPort();
    server = await launch(product, sandbox, `OLLAMA_HOST=127.0.0.1:${port} ollama serve`, port);
    const from = `FROM ${models.small}\nPARAMETER num_ctx 4096\nPARAMETER num_thread 1`;
    const modelfile = readFileSync(`${TOOLS}Modelfile.tools`, "utf8").replace(/^FROM .*/, from);
    writeFileSync(`${sandbox.dir}/Modelfile`, modelfile);
    const env = { ...sandbox.env, PATH: `${bin}:${sandbox.env["PATH"]}`, OLLAMA_HOST: `127.0.0.1:${port}` };
    const made = await run("ollama", ["create", "tiny", "-f", "Modelfile"], {
      cwd: sandbox.dir,
      env,
      timeoutMs: 60_000,
    });
    expect(made.code, made.stderr).toBe(0);
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  test(
    "its own times, in the context that it has; the model ends after a word, so that decode is unknown",
    async () => {
      const args = ["bench", "--yes", "--endpoint", server.baseUrl];
      const { code, json } = await cli<Told>(sandbox, args);
      expect(code, JSON.stringify(json)).toBe(0);
      expect(json.depths).toMatchObject([
        { depth: 3_840, decodeTokensPerSecond: null, why: expect.stringMatching(/only \d+ tokens?/) },
      ]);
      expect(json.depths[0]?.prefillTokensPerSecond?.low).toBeGreaterThan(0);
      expect(json.notMeasured.map(({ because }) => because)).toEqual(["room", "room"]);
    },
    LONG_MS,
  );
});
