import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { BIN, tempDir } from "../cli/run.ts";
import { answers, type WizardRun } from "../init/wizard-stage.ts";
import { KEYS, TestTerminal } from "../support/terminal.ts";
import { speedServer } from "./server.ts";
import { FILE } from "./support.ts";

const PLAIN_MACHINE = `--import=${new URL("../setup/plain-machine.mjs", import.meta.url)}`;

function atTerminal(...args: string[]): WizardRun {
  const dir = tempDir();
  const terminal = new TestTerminal([process.execPath, PLAIN_MACHINE, BIN, "bench", ...args], {
    ...{ columns: 90, cwd: dir },
    env: { PATH: "/usr/bin:/bin", HOME: dir, LANG: "C.UTF-8", TERM: "xterm-256color" },
  });
  onTestFinished(() => terminal.kill());
  return { terminal, dir, config: join(dir, "openclaw.json"), read: () => null };
}

it("asks before it uses the model, and again when it knows how long that takes", async () => {
  const server = await speedServer({ context: 4_096 });
  const run = atTerminal("--endpoint", server.baseUrl);
  await run.terminal.shows("A short first measurement");
  expect(server.turns()).toEqual([]);
  await answers(run, ["Measure", KEYS.enter], ["Go on", KEYS.enter]);
  expect(await run.terminal.exit).toBe(0);
  expect(run.terminal.text()).toMatch(/measuring takes about/);
  expect(existsSync(join(run.dir, FILE))).toBe(true);
});

it("a no to the second question: nothing is kept", async () => {
  const server = await speedServer({ context: 4_096 });
  const run = atTerminal("--endpoint", server.baseUrl);
  await answers(run, ["Measure", KEYS.enter], ["Go on", "n", KEYS.enter]);
  expect(await run.terminal.exit).toBe(0);
  expect(run.terminal.text()).toContain("nothing was measured");
  expect(server.turns()).toHaveLength(2);
  expect(existsSync(join(run.dir, FILE))).toBe(false);
});
