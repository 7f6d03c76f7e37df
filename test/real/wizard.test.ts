import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { KEYS } from "../support/terminal.ts";
import { expectLasting, expectProven, type Sitting, sitDown, sittings } from "./lib/at-terminal.ts";
import { type Llama, MODEL_ID, runPrinted, startLlama } from "./lib/llama.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

// The wizard of init with a real llama-server and the real OpenClaw, from the first question to a finished agent turn.

const PORT = 8000;
const BASE_URL = `http://127.0.0.1:${PORT}/v1`;

scenario("init at a terminal, llama-server", ["llama", "models", "openclaw", "port8000"], (have) => {
  const { llama, models, openclaw } = have;
  let server: Llama | null = null;
  let sandbox: Sandbox;
  const start = async (context = 65_536, model = models.plain) => {
    const args = ["-c", String(context), "-np", "1"];
    server = await startLlama({ bin: llama.bin, model, port: PORT, args });
  };
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  const sit = (...args: string[]): Sitting => {
    sandbox = makeSandbox("wizard", openclaw.path);
    return sitDown(sandbox, args);
  };
  afterEach(async () => {
    await stop();
    sandbox?.remove();
  });
  afterAll(() => {
    process.stderr.write(sittings());
  });

  test("4,096 tokens: the printed restart, looked at again, to a finished turn", {
    timeout: 400_000,
  }, async () => {
    await start(4_096);
    const sitting = sit();
    const lacking = `What about ${MODEL_ID}?`;
    await sitting.at(lacking);
    const command = /^ {2}(llama-server .*)$/m.exec(sitting.terminal.raw.replaceAll("\r", ""))?.[1] ?? "";
    await stop();
    server = await runPrinted(command, dirname(llama.bin), PORT);
    await sitting.at(lacking, "l");
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", KEYS.enter);
    expectProven(await sitting.ends(0));
    await expectLasting(sandbox, sitting, null);
  });

  test("ends between two questions, then comes back", async () => {
    await start();
    const sitting = sit();
    await sitting.at("Privacy or availability?");
    await stop();
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?", "w");
    const text = await sitting.terminal.shows(/exit|wrote|cannot|\? /);
    console.log(text);
    console.log(await sitting.terminal.exit);
    console.log(sitting.terminal.text());
  });
  test("ends during the test drive", async () => {
    await start();
    const sitting = sit();
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?", "w");
    await sitting.at("Try it with a real agent turn?", KEYS.enter);
    await new Promise((r) => setTimeout(r, 2500));
    await stop();
    console.log(await sitting.terminal.exit);
    console.log(sitting.terminal.text());
  });
  test("config changed", async () => {
    await start();
    const sitting = sit();
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?");
    writeFileSync(sandbox.config, "{ gateway: { mode: 'local' } }\n");
    await sitting.at("Write this?", "w");
    console.log(await sitting.terminal.exit);
    console.log(sitting.terminal.text());
    console.log(readFileSync(sandbox.config, "utf8"));
  });
  test("two at once", async () => {
    await start();
    const sitting = sit();
    const other = sitDown(sandbox);
    for (const one of [sitting, other]) {
      await one.at("Privacy or availability?", KEYS.enter);
      await one.at("Write this?");
    }
    await sitting.at("Write this?", "w");
    await sitting.at("Try it with a real agent turn?", "n");
    await other.at("Write this?", "w");
    console.log(await sitting.terminal.exit, await other.terminal.exit);
    console.log(other.terminal.text());
  });
});
