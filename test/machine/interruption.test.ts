import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configOf, Machine, server } from "./support/machine.ts";

const CONFIG = ".openclaw/openclaw.json";
const UNIT = ".config/systemd/user/openclaw-gateway.service";
const SERVICE = "[Service]\nExecStart=/usr/bin/node /opt/openclaw.mjs gateway\n";

/** A command that says that it runs, and then hangs. */
const HANGS = 'touch "$HOME/running"; exec sleep 30';

/** Interrupts a run as soon as something is the case; what it found, and how long it went on (ms). */
async function interrupted(machine: Machine, isTime: () => boolean, ...args: string[]) {
  let at = Number.NaN;
  const wait = async () => {
    while (!isTime()) await new Promise((resolve) => setTimeout(resolve, 10));
    at = performance.now();
  };
  machine.interruptWhen = wait();
  const run = await machine.doctor("--timeout", "20000", ...args);
  return { ...run, ms: performance.now() - at, ids: run.findings.map((f) => f.checkId) };
}

const runs = (machine: Machine) => () => existsSync(join(machine.home, "running"));

test("while this machine is examined: what was not read is no fault", async () => {
  const emulator = await server();
  const machine = new Machine().file(UNIT, SERVICE).command("systemctl", HANGS);
  machine.file(CONFIG, configOf({ baseUrl: emulator.baseUrl, apiKey: "${LOCAL_KEY}" }), { mode: 0o600 });
  machine.env = { LOCAL_KEY: "canary-0123456789" };
  const { code, ids, ms } = await interrupted(machine, runs(machine));
  expect(code).toBe(130);
  expect(ids).toEqual(["interrupted"]);
  expect(ms).toBeLessThan(700);
});

test("while a name is looked up that the resolver does not answer for", async () => {
  const emulator = await server();
  const machine = new Machine().name("gpubox.local", "127.0.0.1", null);
  machine.file(CONFIG, configOf({ baseUrl: `http://gpubox.local:${emulator.port}/v1` }), { mode: 0o600 });
  const { code, ids, ms, text } = await interrupted(machine, () => emulator.requests.length >= 3);
  expect(code).toBe(130);
  expect(ids).toEqual(["interrupted"]);
  expect(JSON.parse(text).endpoints).toMatchObject([{ verdicts: { reachable: "unverified" } }]);
  expect(ms).toBeLessThan(700);
});

test("while the graphics card is asked: the reading of the server stays", async () => {
  const emulator = await server({ context: 32_768 });
  const machine = new Machine().command("nvidia-smi", HANGS);
  machine.file(CONFIG, configOf({ baseUrl: emulator.baseUrl }), { mode: 0o600 });
  const { code, ids, ms } = await interrupted(machine, runs(machine));
  expect(code).toBe(130);
  expect(ids).toEqual(["context-server-below-config", "interrupted"]);
  expect(ms).toBeLessThan(1_000);
});
