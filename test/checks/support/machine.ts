import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulators/index.ts";
import {
  configOf,
  FAR,
  forward,
  Machine,
  type ProviderSetup,
  server,
} from "../../machine/support/machine.ts";
import { track } from "../../support/track.ts";

export { configOf, forward, Machine, proxy, routes, server, sockets } from "../../machine/support/machine.ts";

export const CONFIG = ".openclaw/openclaw.json";
export const UNIT = ".config/systemd/user/openclaw-gateway.service";
export const SERVICE = "[Service]\nExecStart=/usr/bin/node /opt/openclaw.mjs gateway\n";
export const WSL2 = "Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)";
export const KEY = "canary-0123456789";

/** A machine with that config, which only its owner can read. */
export function configured(machine: Machine, setup: ProviderSetup, ageSeconds = 0): Machine {
  return machine.file(CONFIG, configOf(setup), { mode: 0o600, ageSeconds });
}

export interface Ready {
  emulator: Emulator;
  machine: Machine;
  setup: ProviderSetup;
}

/** A machine with a healthy server and a closed config, so that every finding is about what is added. */
export async function ready(more: Partial<ProviderSetup> = {}): Promise<Ready> {
  const emulator = await server({ context: more.context ?? 65_536 });
  const setup = { baseUrl: emulator.baseUrl, ...more };
  return { emulator, machine: configured(new Machine(), setup), setup };
}

/** A healthy machine, with something added. */
export async function readyWith(
  add: (machine: Machine, ready: Ready) => unknown,
  more: Partial<ProviderSetup> = {},
): Promise<Machine> {
  const made = await ready(more);
  await add(made.machine, made);
  return made.machine;
}

/** The config of a machine with another host in its base URL. */
export function at(host: string, more: Partial<ProviderSetup> = {}) {
  return (machine: Machine) => {
    const config: { models: { providers: { local: { baseUrl: string } } } } = JSON.parse(
      machine.read(CONFIG),
    );
    const url = new URL(config.models.providers.local.baseUrl);
    url.hostname = host;
    configured(machine, { baseUrl: url.href, ...more });
  };
}

/** A server that answers at an address of its own only, asked at another one. */
export async function elsewhere(
  answers = "127.0.0.2",
  asked = "127.0.0.1",
  more: Partial<ProviderSetup> = {},
): Promise<Machine> {
  const port = await forward(answers, (await server()).port);
  return configured(new Machine(), { baseUrl: `http://${asked}:${port}/v1`, ...more });
}

/** A machine whose config names its server by a host name. */
export async function called(name: string, more: Partial<ProviderSetup> = {}): Promise<Machine> {
  const { port } = await server();
  return configured(new Machine(), { ...FAR, baseUrl: `http://${name}:${port}/v1`, ...more });
}

/** A process that looks like a gateway of an hour ago, and its lock; gives its process id. */
export function runGateway(machine: Machine, ageSeconds = 3_600): number | undefined {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)", "openclaw", "gateway"]);
  track({ close: () => child.kill() });
  machine.system(`/proc/${child.pid}/cmdline`, "node\0openclaw\0gateway\0");
  const lock = {
    pid: child.pid,
    createdAt: new Date(Date.now() - ageSeconds * 1000).toISOString(),
    configPath: machine.config,
    role: "gateway",
  };
  machine.file(`.openclaw/tmp/openclaw-${process.getuid?.()}/gateway.state.lock`, JSON.stringify(lock));
  return child.pid;
}

/** An OpenClaw that needs these Node versions; the first line of its script chooses one. */
export function installOpenClaw(machine: Machine, node: string, first = "#!/usr/bin/env node"): void {
  const dir = join(machine.home, "lib", "openclaw");
  mkdirSync(dir, { recursive: true });
  const about = { name: "openclaw", version: "2026.9.6", engines: { node } };
  writeFileSync(join(dir, "package.json"), JSON.stringify(about));
  writeFileSync(join(dir, "openclaw.mjs"), `${first}\n`);
  symlinkSync(join(dir, "openclaw.mjs"), join(machine.bin, "openclaw"));
}

/** Runs the first command of a finding as it is printed; what it says. */
export function runFirst(
  { findings: [finding] }: { findings: { fix: { commands: string[] } | null }[] },
  env: Record<string, string>,
  then = "",
): string {
  const [command = "exit 1"] = finding?.fix?.commands ?? [];
  return spawnSync("/bin/sh", ["-c", `${command}${then}`], { env }).stdout.toString();
}
