import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configOf, forward, Machine, routes, server, silentServer, sockets } from "./support/machine.ts";

const CONFIG = ".openclaw/openclaw.json";
const UNIT = ".config/systemd/user/openclaw-gateway.service";
const SERVICE = "[Service]\nExecStart=/usr/bin/node /opt/openclaw.mjs gateway\n";

test("a healthy machine with everything that the checks examine has no finding", async () => {
  const emulator = await server();
  const machine = new Machine()
    .file(CONFIG, configOf({ baseUrl: emulator.baseUrl, apiKey: "${LOCAL_KEY}" }), { mode: 0o600 })
    .file(".openclaw/.env", "LOCAL_KEY=abcdefghijklmnop\n", { mode: 0o600 })
    .file(UNIT, SERVICE)
    .file(".openclaw/workspace/AGENTS.md", "# Agents\n".repeat(200))
    .file(`${CONFIG}.bak`, configOf({ baseUrl: "http://127.0.0.1:1/v1" }))
    .system("/proc/net/tcp", sockets([`loopback:${emulator.port}`]))
    .command("systemctl", "exit 1");
  machine.addresses = ["192.168.1.20"];
  const { findings, code } = await machine.doctor();
  expect(findings).toEqual([]);
  expect(code).toBe(0);
});

test("--skip and --only select the checks of the machine, and no others run", async () => {
  const machine = new Machine()
    .file(CONFIG, configOf({ baseUrl: (await server()).baseUrl }), { mode: 0o600 })
    .file(`${CONFIG}.clobbered.1`, configOf({ baseUrl: "http://127.0.0.1:4/v1", id: "lost" }));
  expect(await machine.ids("--skip", "config-clobbered")).toEqual([]);
  expect(await machine.ids("--only", "config-clobbered")).toEqual(["config-clobbered"]);
  expect(await machine.ids("--only", "server-401")).toEqual([]);
});

test("a server, a proxy and a gateway that never answer cost one time limit", async () => {
  const deaf = await silentServer();
  const gateway = await forward("127.0.0.2", deaf.port);
  expect(gateway).not.toBeNull();
  const machine = new Machine()
    .system("/.dockerenv", "")
    .system("/proc/net/route", routes("127.0.0.2"))
    .file(CONFIG, configOf({ baseUrl: deaf.baseUrl }));
  machine.env = { HTTP_PROXY: `http://127.0.0.1:${deaf.port}` };
  const plain = new Machine().file(CONFIG, configOf({ baseUrl: deaf.baseUrl }));
  const [bare, { ms, ids }] = await Promise.all([plain.doctor(), machine.doctor()]);
  expect(ids).toEqual(["server-unreachable"]);
  // a second limit would be 1,500 ms more
  expect(ms - bare.ms).toBeLessThan(1_000);
});

/** A command that says that it runs, and then hangs. */
const HANGS = ': > "$HOME/running"; exec /bin/sleep 30';

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

describe("Ctrl-C", () => {
  test("while it reads this machine: what it did not read is no fault", async () => {
    const emulator = await server();
    const machine = new Machine().file(UNIT, SERVICE).command("systemctl", HANGS);
    machine.file(CONFIG, configOf({ baseUrl: emulator.baseUrl, apiKey: "${LOCAL_KEY}" }), { mode: 0o600 });
    machine.env = { LOCAL_KEY: "canary-0123456789" };
    const { code, ids, ms } = await interrupted(machine, runs(machine));
    expect(code).toBe(130);
    expect(ids).toEqual(["interrupted"]);
    expect(ms).toBeLessThan(5_000);
  });

  test("while it looks up a name for which the resolver does not answer", async () => {
    const emulator = await server();
    const machine = new Machine().name("gpubox.local", "127.0.0.1", null);
    machine.file(CONFIG, configOf({ baseUrl: `http://gpubox.local:${emulator.port}/v1` }), { mode: 0o600 });
    const { code, ids, ms, report } = await interrupted(machine, () => emulator.requests.length >= 3);
    expect(code).toBe(130);
    expect(ids).toEqual(["interrupted"]);
    expect(report.endpoints).toMatchObject([{ verdicts: { reachable: "unverified" } }]);
    expect(ms).toBeLessThan(5_000);
  });

  test("while it waits for the GPU: the reading of the server stays", async () => {
    const emulator = await server({ context: 32_768 });
    const machine = new Machine().command("nvidia-smi", HANGS);
    machine.file(CONFIG, configOf({ baseUrl: emulator.baseUrl }), { mode: 0o600 });
    const { code, ids, ms } = await interrupted(machine, runs(machine));
    expect(code).toBe(130);
    expect(ids).toEqual(["context-server-below-config", "interrupted"]);
    expect(ms).toBeLessThan(5_000);
  });
});
