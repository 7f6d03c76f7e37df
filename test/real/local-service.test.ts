import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { cli } from "./lib/cli.ts";
import { agentTurn, validate } from "./lib/openclaw.ts";
import { TOOLS } from "./lib/paths.ts";
import { installInto, launch, type ModelServer } from "./lib/product.ts";
import { run } from "./lib/run.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { isHeld } from "./lib/wait.ts";
import { ollama } from "./products/ollama.ts";

// The lane's llama-server runs under a loader of its own, so its command line cannot be read; Ollama's is known.
scenario("--local-service", ["ollama", "models", "openclaw"], ({ ollama: part, models, openclaw }) => {
  const product = ollama(part.bin);
  const sandbox = makeSandbox("local-service", openclaw.path);
  const bin = installInto(sandbox, product);
  const env = { PATH: `${bin}:${sandbox.env["PATH"]}` };
  let server: ModelServer;
  let port = 0;

  beforeAll(async () => {
    port = await closedPort();
    server = await launch(product, sandbox, `OLLAMA_HOST=127.0.0.1:${port} ollama serve`, port);
    // threads that wait for each other are slow on a machine with more work than cores
    const from = `FROM ${models.small}\nPARAMETER num_thread 1`;
    const text = readFileSync(`${TOOLS}Modelfile.tools`, "utf8").replace(/^FROM .*/, from);
    writeFileSync(`${sandbox.dir}/Modelfile`, text);
    const own = { ...sandbox.env, OLLAMA_HOST: `127.0.0.1:${port}` };
    const made = await run(`${bin}/ollama`, ["create", "tooly", "-f", "Modelfile"], {
      ...{ env: own, cwd: sandbox.dir, timeoutMs: 60_000 },
    });
    expect(made.code, made.stderr).toBe(0);
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  test("OpenClaw starts the server for a turn, and ends it after it", { timeout: 400_000 }, async () => {
    const args = ["init", "--yes", "--config", sandbox.config, "--endpoint", server.baseUrl];
    const made = await cli<{ error: unknown }>(sandbox, [...args, "--local-service"], env);
    expect(made.json.error).toBeNull();
    expect(made.code).toBe(0);
    expect((await validate(sandbox)).json).toMatchObject({ valid: true, warnings: [] });
    await server.stop();
    expect(await isHeld(port)).toBe(false);
    // without the program on PATH: its absolute path is in the config
    const turn = await agentTurn(sandbox);
    expect(turn.json.meta).toMatchObject({ stopReason: "stop", toolSummary: { failures: 0 } });
    expect(turn.json.meta.toolSummary?.calls).toBeGreaterThan(0);
    expect(await isHeld(port)).toBe(false);
  });
});
