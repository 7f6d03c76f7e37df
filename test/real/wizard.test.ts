import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { KEYS } from "../support/terminal.ts";
import {
  expectLasting,
  expectProven,
  printedIn,
  type Sitting,
  sitDown,
  sittings,
} from "./lib/at-terminal.ts";
import { type Llama, MODEL_ID, runPrinted, startLlama } from "./lib/llama.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

// The wizard of init with a real llama-server and the real OpenClaw, from the first question to a finished agent turn, and
// what changes under its hands. Other servers: full/wizard.test.ts.

const PORT = 8000;
const LACKING = `What about ${MODEL_ID}?`;

scenario("init at a terminal, llama-server", ["llama", "models", "openclaw", "port8000"], (have) => {
  const { llama, models, openclaw } = have;
  let server: Llama | null = null;
  let sandbox: Sandbox;
  const start = async (context = 65_536) => {
    const args = ["-c", String(context), "-np", "1"];
    server = await startLlama({ bin: llama.bin, model: models.plain, port: PORT, args });
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

  // a turn of the doctor and two of OpenClaw take a minute
  if (process.env["REAL_ALL"] === "1") {
    test("4,096 tokens: the printed restart, looked at again, to a finished turn", {
      timeout: 600_000,
    }, async () => {
      await start(4_096);
      const sitting = sit();
      await sitting.at(LACKING);
      await stop();
      server = await runPrinted(printedIn(sitting, /^ {2}(llama-server .*)$/m), dirname(llama.bin), PORT);
      await sitting.at(LACKING, "l");
      await sitting.at("Privacy or availability?", KEYS.enter);
      await sitting.at("Write this?", KEYS.enter);
      await sitting.at("Try it with a real agent turn?", KEYS.enter);
      expectProven(await sitting.ends(0));
      await expectLasting(sandbox, sitting, null);
    });
  }

  test("it ends between two questions: nothing is written until it is back", async () => {
    await start();
    const sitting = sit();
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?");
    await stop();
    await sitting.at("Write this?", KEYS.enter);
    const text = await sitting.terminal.shows(/What now\? It goes on by itself/);
    expect(text).toContain("nothing was written yet: http://127.0.0.1:8000/v1 can no longer be used");
    expect(existsSync(sandbox.config)).toBe(false);
    await start();
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", "n");
    await sitting.ends(0);
  });

  test("it ends while more context is asked for, and comes back with it", async () => {
    await start(4_096);
    const sitting = sit();
    await sitting.at(LACKING);
    await stop();
    await sitting.at(LACKING, "l");
    await sitting.terminal.shows(/What now\? It goes on by itself/);
    await start();
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", "n");
    await sitting.ends(0);
  });

  test("it was restarted with 4,096 tokens while the question stood", async () => {
    await start();
    const sitting = sit();
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?");
    await stop();
    await start(4_096);
    await sitting.at("Write this?", KEYS.enter);
    expect(await sitting.at(LACKING)).toContain(`${MODEL_ID} was loaded with 4,096 tokens meanwhile`);
    await sitting.at(LACKING, "q");
    await sitting.ends(1);
    expect(existsSync(sandbox.config)).toBe(false);
  });

  test("another program changes the config while the question stands: both changes are in it", async () => {
    await start();
    const sitting = sit();
    await sitting.at("Privacy or availability?", KEYS.enter);
    await sitting.at("Write this?");
    const other = '{\n  // of another program\n  gateway: { mode: "local" },\n}\n';
    writeFileSync(sandbox.config, other, { mode: 0o600 });
    await sitting.at("Write this?", KEYS.enter);
    await sitting.terminal.shows(/created meanwhile;\s+nothing\s+was\s+written/);
    expect(readFileSync(sandbox.config, "utf8")).toBe(other);
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", "n");
    await sitting.ends(0);
    const text = readFileSync(sandbox.config, "utf8");
    for (const part of ["// of another program", 'mode: "local"', MODEL_ID]) expect(text).toContain(part);
  });

  test("two wizards at once: the second asks again about what the first wrote", async () => {
    await start();
    const sitting = sit();
    const other = sitDown(sandbox);
    for (const one of [sitting, other]) {
      await one.at("Privacy or availability?", KEYS.enter);
      await one.at("Write this?");
    }
    await sitting.at("Write this?", KEYS.enter);
    await sitting.at("Try it with a real agent turn?", "n");
    await sitting.ends(0);
    const written = readFileSync(sandbox.config, "utf8");
    await other.at("Write this?", KEYS.enter);
    await other.at("The config has all of this. Check it?", KEYS.enter);
    await other.at("Try it with a real agent turn?", "n");
    await other.ends(0);
    expect(readFileSync(sandbox.config, "utf8")).toBe(written);
  });
});
