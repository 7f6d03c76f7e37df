import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../emulators/index.ts";
import {
  configOf,
  forward,
  Machine,
  type ProviderSetup,
  routes,
  server,
  sockets,
} from "./support/machine.ts";

export const CONFIG = ".openclaw/openclaw.json";
const UNIT = ".config/systemd/user/openclaw-gateway.service";
const SERVICE = "[Service]\nExecStart=/usr/bin/node /opt/openclaw.mjs gateway\n";
const WSL2 = "Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)";
const AGENT_MODELS = ".openclaw/agents/main/agent/models.json";

/** A faulty machine, and what the smallest change to it is that makes it a healthy one. */
export interface HostRow {
  id: string;
  severity: "error" | "warning";
  faulty(): Promise<Machine>;
  mend(machine: Machine): void;
  args?: string[];
  /** Ends what the machine had running. */
  end?(machine: Machine): void;
}

interface Ready {
  emulator: Emulator;
  machine: Machine;
  setup: ProviderSetup;
}

/** A machine with a healthy server and a closed config, so that every finding is about what is added. */
async function ready(more: Partial<ProviderSetup> = {}): Promise<Ready> {
  const emulator = await server({ context: more.context ?? 65_536 });
  const machine = new Machine();
  const setup = { baseUrl: emulator.baseUrl, ...more };
  return { emulator, machine: configured(machine, setup), setup };
}

function configured(machine: Machine, setup: ProviderSetup): Machine {
  return machine.file(CONFIG, configOf(setup), { mode: 0o600 });
}

/** The config of a machine with another base URL. */
function moved(machine: Machine, change: (url: URL) => void): void {
  const config = JSON.parse(machine.read(CONFIG)) as {
    models: { providers: { local: { baseUrl: string } } };
  };
  const url = new URL(config.models.providers.local.baseUrl);
  change(url);
  configured(machine, { baseUrl: url.href });
}

/** A server that answers at 127.0.0.2 only, asked at 127.0.0.1. */
async function elsewhere(): Promise<Machine> {
  const emulator = await server();
  const port = await forward("127.0.0.2", emulator.port);
  return configured(new Machine(), { baseUrl: `http://127.0.0.1:${port}/v1` });
}

const gateways = new WeakMap<Machine, { kill(): void }>();

/** A process that looks like a gateway of an hour ago, and its lock. */
function runGateway(machine: Machine): void {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)", "openclaw", "gateway"]);
  gateways.set(machine, child);
  machine.system(`/proc/${child.pid}/cmdline`, "node\0openclaw\0gateway\0");
  const lock = {
    pid: child.pid,
    createdAt: new Date(Date.now() - 3_600_000).toISOString(),
    configPath: machine.config,
    role: "gateway",
  };
  machine.file(`.openclaw/tmp/openclaw-${process.getuid?.()}/gateway.state.lock`, JSON.stringify(lock));
}

function installOpenClaw(machine: Machine, node: string): void {
  const dir = join(machine.home, "lib", "openclaw");
  mkdirSync(dir, { recursive: true });
  const about = { name: "openclaw", version: "2026.9.6", engines: { node } };
  writeFileSync(join(dir, "package.json"), JSON.stringify(about));
  writeFileSync(join(dir, "openclaw.mjs"), "#!/usr/bin/env node\n");
  symlinkSync(join(dir, "openclaw.mjs"), join(machine.bin, "openclaw"));
}

/** The journal's starts of the machine, two minutes long and so many seconds apart. */
function boots(gapSeconds: number): string {
  const stamp = (s: number) =>
    new Date(Date.UTC(2026, 10, 28, 12) + s * 1000).toISOString().slice(0, 19).replace("T", " ");
  const lines = [0, 1, 2, 3].map((i) => {
    const from = i * (120 + gapSeconds);
    return `${i - 3} abc${i} Sat ${stamp(from)} UTC Sat ${stamp(from + 120)} UTC`;
  });
  return `cat <<'END'\n${lines.join("\n")}\nEND`;
}

const fill = (machine: Machine, chars: number) => {
  for (const name of ["AGENTS.md", "SOUL.md", "MEMORY.md"])
    machine.file(`.openclaw/workspace/${name}`, "x".repeat(chars));
};

/** One pair for each check of the machine and of the way to a server; more about each in the two tests beside. */
export const HOST_ROWS: readonly HostRow[] = [
  {
    id: "openclaw-node-too-old",
    severity: "error",
    faulty: async () => {
      const { machine } = await ready();
      installOpenClaw(machine, ">=24.16.0");
      return machine.command("node", "echo v22.13.0");
    },
    mend: (machine) => machine.command("node", "echo v24.16.0"),
  },
  {
    id: "config-clobbered",
    severity: "warning",
    faulty: async () => {
      const { machine } = await ready();
      return machine.file(
        `${CONFIG}.clobbered.1`,
        configOf({ baseUrl: "http://127.0.0.1:4/v1", id: "lost" }),
      );
    },
    mend: (machine) => machine.file(`${CONFIG}.clobbered.1`, machine.read(CONFIG)),
  },
  {
    id: "config-file-mode",
    severity: "warning",
    faulty: async () => {
      const { machine, setup } = await ready();
      const text = configOf({ ...setup, apiKey: "sk-proj-Zq81vLw0TtYx93RmKd72HbNc" });
      return machine.file(CONFIG, text, { mode: 0o644 }).open();
    },
    mend: (machine) => machine.close(),
  },
  {
    id: "env-not-in-service",
    severity: "warning",
    faulty: async () => {
      const { machine } = await ready({ apiKey: "${LOCAL_KEY}" });
      machine.env = { LOCAL_KEY: "canary-0123456789" };
      return machine.file(UNIT, SERVICE).command("systemctl", "echo LANG=C");
    },
    mend: (machine) => machine.file(UNIT, `${SERVICE}Environment=LOCAL_KEY=x\n`),
  },
  {
    id: "gateway-not-restarted",
    severity: "warning",
    faulty: async () => {
      const { machine } = await ready({ more: { gateway: { reload: { mode: "off" } } } });
      runGateway(machine);
      return machine;
    },
    mend: (machine) => machine.file(CONFIG, machine.read(CONFIG), { mode: 0o600, ageSeconds: 7_200 }),
    end: (machine) => gateways.get(machine)?.kill(),
  },
  {
    id: "stale-agent-models-json",
    severity: "warning",
    args: ["--openclaw-version", "2026.3.24"],
    faulty: async () => {
      const { machine } = await ready({ apiKey: "sk-local" });
      const stale = { providers: { local: { baseUrl: "http://127.0.0.1:9999/v1", models: [] } } };
      return machine.file(AGENT_MODELS, JSON.stringify(stale));
    },
    mend: (machine) => {
      const { models } = JSON.parse(machine.read(CONFIG)) as { models: unknown };
      machine.file(AGENT_MODELS, JSON.stringify(models));
    },
  },
  {
    id: "bootstrap-files-too-big",
    severity: "warning",
    faulty: async () => {
      const { machine } = await ready({ context: 32_768 });
      fill(machine, 25_000);
      return machine;
    },
    mend: (machine) => fill(machine, 8_000),
  },
  {
    id: "server-exposed-no-auth",
    severity: "warning",
    faulty: async () => {
      const { machine, emulator } = await ready();
      machine.addresses = ["192.168.1.20"];
      return machine.system("/proc/net/tcp", sockets([`any:${emulator.port}`]));
    },
    mend: (machine) => {
      machine.addresses = [];
    },
  },
  {
    id: "wsl2-ollama-crash-loop",
    severity: "warning",
    faulty: async () => {
      const { machine } = await ready();
      return machine
        .system("/proc/version", WSL2)
        .system("/etc/systemd/system/ollama.service", "[Service]\nRestart=always\n")
        .system("/etc/systemd/system/default.target.wants/ollama.service", "")
        .system("/usr/lib/wsl/lib/libcuda.so.1", "")
        .command("journalctl", boots(5));
    },
    mend: (machine) => machine.command("journalctl", boots(600)),
  },
  {
    id: "ipv6-localhost",
    severity: "error",
    faulty: async () => {
      const { machine, emulator } = await ready();
      return configured(machine, { baseUrl: `http://[::1]:${emulator.port}/v1` });
    },
    mend: (machine) =>
      moved(machine, (url) => {
        url.hostname = "localhost";
      }),
  },
  {
    id: "server-bound-loopback",
    severity: "error",
    faulty: async () => {
      const { machine, emulator } = await ready();
      const own = machine.name("thisbox", "127.0.1.1", "192.168.7.9");
      own.addresses = ["192.168.7.9"];
      return configured(own, { baseUrl: `http://thisbox:${emulator.port}/v1` });
    },
    mend: (machine) => machine.name("thisbox", "127.0.0.1", "192.168.7.9"),
  },
  {
    id: "docker-loopback",
    severity: "error",
    faulty: async () =>
      (await elsewhere())
        .system("/.dockerenv", "")
        .name("host.docker.internal", "127.0.0.2", "192.168.65.254"),
    mend: (machine) =>
      moved(machine, (url) => {
        url.hostname = "host.docker.internal";
      }),
  },
  {
    id: "wsl2-host-unreachable",
    severity: "error",
    faulty: async () =>
      (await elsewhere()).system("/proc/version", WSL2).system("/proc/net/route", routes("127.0.0.2")),
    mend: (machine) =>
      moved(machine, (url) => {
        url.hostname = "127.0.0.2";
      }),
  },
  {
    id: "proxy-env-hijack",
    severity: "error",
    faulty: async () => {
      const { machine } = await ready();
      machine.env = { HTTP_PROXY: "http://127.0.0.1:9" };
      return machine;
    },
    mend: (machine) => {
      machine.env = { ...machine.env, NO_PROXY: "localhost,127.0.0.1" };
    },
  },
  {
    id: "private-net-blocked",
    severity: "error",
    args: ["--openclaw-version", "2026.9.6"],
    faulty: async () => {
      const { machine, emulator } = await ready();
      machine.name("gpubox", "127.0.0.1");
      return configured(machine, { baseUrl: `http://gpubox:${emulator.port}/v1` });
    },
    mend: (machine) => machine.name("gpubox", "127.0.0.1", "192.168.1.20"),
  },
];
