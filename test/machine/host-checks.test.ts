import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { openclawLocal } from "../cli/run.ts";
import { configOf, Machine, server, sockets } from "./support/machine.ts";

const CONFIG = ".openclaw/openclaw.json";
const UNIT = ".config/systemd/user/openclaw-gateway.service";
const SERVICE = "[Service]\nExecStart=/usr/bin/node /opt/openclaw.mjs gateway\n";

const children: { kill(): void }[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/** A machine whose endpoint is healthy, so that every finding is about the machine. */
async function healthy(more: Partial<Parameters<typeof configOf>[0]> = {}) {
  const emulator = await server({ context: more.context ?? 65_536 });
  const machine = new Machine();
  const setup = { baseUrl: emulator.baseUrl, ...more };
  machine.file(CONFIG, configOf(setup), { mode: 0o600 });
  return { emulator, machine, setup };
}

test("a healthy machine with everything that the checks look at has no finding", async () => {
  const { machine, emulator } = await healthy({ apiKey: "${LOCAL_KEY}" });
  machine
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

describe("env-not-in-service", () => {
  const withVariable = async () => {
    const { machine } = await healthy({ apiKey: "${LOCAL_KEY}" });
    machine.env = { LOCAL_KEY: "canary-0123456789" };
    machine.file(UNIT, SERVICE).command("systemctl", "echo PATH=/usr/bin; echo LANG=C");
    return machine;
  };

  test("in the shell only: a warning with the names and never the value", async () => {
    const machine = await withVariable();
    const { findings, code, text } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["env-not-in-service", "warning"]]);
    expect(code).toBe(0);
    expect(findings[0]?.message).toContain("LOCAL_KEY");
    expect(text).not.toContain("canary");
    const [write] = findings[0]?.fix?.commands ?? [];
    // the command is run as it stands, and the finding is gone
    await new Promise((resolve) =>
      spawn("/bin/sh", ["-c", write ?? "exit 1"], {
        env: { HOME: machine.home, LOCAL_KEY: "canary-0123456789" },
      }).on("close", resolve),
    );
    expect(await machine.ids()).toEqual([]);
  });

  test.each([
    ["Environment=", (m: Machine) => m.file(UNIT, `${SERVICE}Environment="A=b c" LOCAL_KEY=x\n`)],
    [
      "EnvironmentFile=",
      (m: Machine) =>
        m.file(UNIT, `${SERVICE}EnvironmentFile=-%h/vars\n`).file("vars", "LOCAL_KEY=x\n", { mode: 0o600 }),
    ],
    [
      "a drop-in",
      (m: Machine) => m.file(`${UNIT}.d/override.conf`, "[Service]\nEnvironment='LOCAL_KEY=x'\n"),
    ],
    ["environment.d", (m: Machine) => m.file(".config/environment.d/10.conf", "LOCAL_KEY=x\n")],
    ["the user manager", (m: Machine) => m.command("systemctl", "echo LOCAL_KEY=x")],
    ["a systemd that does not answer", (m: Machine) => m.command("systemctl", "exit 1")],
    ["the config's own env", (m: Machine) => m.file(CONFIG, withEnv(m, { vars: { LOCAL_KEY: "x" } }))],
    ["the login shell", (m: Machine) => m.file(CONFIG, withEnv(m, { shellEnv: { enabled: true } }))],
  ])("silent with %s", async (_name, change) => {
    const machine = await withVariable();
    change(machine);
    expect(await machine.ids()).toEqual([]);
  });

  test("silent for what every service manager sets", async () => {
    const { machine, setup } = await healthy();
    machine.file(CONFIG, configOf({ ...setup, more: { logging: { file: "${HOME}/openclaw.log" } } }), {
      mode: 0o600,
    });
    machine.file(UNIT, SERVICE).command("systemctl", "echo A=b");
    expect(await machine.ids()).toEqual([]);
  });

  test("silent without a service, and for another config than OpenClaw's", async () => {
    const { machine, setup } = await healthy({ apiKey: "${LOCAL_KEY}" });
    machine.env = { LOCAL_KEY: "canary-0123456789" };
    expect(await machine.ids()).toEqual([]);
    machine.file(UNIT, SERVICE).command("systemctl", "echo A=b").file("other.json", configOf(setup));
    expect(await machine.ids("--config", join(machine.home, "other.json"))).toEqual([]);
    expect(await machine.ids()).toEqual(["env-not-in-service"]);
  });

  test("launchd: a plist, and what launchctl hands on", async () => {
    const { machine } = await healthy({ apiKey: { source: "env", provider: "default", id: "LOCAL_KEY" } });
    machine.platform = "darwin";
    machine.env = { LOCAL_KEY: "canary-0123456789" };
    const plist = (variables: string) =>
      `<?xml version="1.0"?><plist><dict><key>ProgramArguments</key><array><string>/bin/sh</string></array><key>EnvironmentVariables</key><dict>${variables}</dict></dict></plist>`;
    const file = "Library/LaunchAgents/ai.openclaw.gateway.plist";
    machine.file(file, plist("<key>PATH</key><string>/usr/bin</string>")).command("launchctl", "exit 0");
    expect(await machine.ids()).toEqual(["env-not-in-service"]);
    machine.command("launchctl", "echo x");
    expect(await machine.ids()).toEqual([]);
    machine.command("launchctl", "exit 0");
    machine.file(".openclaw/service-env/ai.openclaw.gateway.env", "LOCAL_KEY='x'\n", { mode: 0o600 });
    expect(await machine.ids()).toEqual([]);
  });

  function withEnv(machine: Machine, env: Record<string, unknown>): string {
    const config = JSON.parse(machine.read(CONFIG)) as Record<string, unknown>;
    return JSON.stringify({ ...config, env });
  }
});

describe("config-clobbered", () => {
  const old = (id = "lost") => configOf({ baseUrl: "http://127.0.0.1:4/v1", id });
  const CLOBBERED = `${CONFIG}.clobbered.2026-11-20T10-00-00Z`;

  test("a file that was put aside holds a provider that the config lost, and restore puts it back", async () => {
    const { machine } = await healthy();
    machine.file(CLOBBERED, old());
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["config-clobbered", "warning"]]);
    expect(findings[0]?.message).toContain("lost");
    const [command] = findings[0]?.fix?.commands ?? [];
    const args = command?.split(" ").slice(1) ?? [];
    const restored = await openclawLocal([...args, "--yes"], { env: { HOME: machine.home } });
    expect(restored.code).toBe(0);
    expect(machine.read(CONFIG)).toBe(old());
  });

  test("a backup counts when the config still names its models", async () => {
    const { machine, setup } = await healthy();
    machine.file(`${CONFIG}.bak`, old());
    expect(await machine.ids()).toEqual([]);
    const model = { primary: "local/qwen3-coder-30b", fallbacks: ["lost/qwen3-coder-30b"] };
    machine.file(CONFIG, configOf({ ...setup, more: { agents: { defaults: { model } } } }), { mode: 0o600 });
    expect(await machine.ids()).toEqual(["config-clobbered"]);
  });

  test("no local provider is left: one finding, not two", async () => {
    const machine = new Machine().file(CONFIG, "{}").file(`${CONFIG}.bak`, old());
    expect(await machine.ids()).toEqual(["config-clobbered"]);
    expect(await new Machine().file(CONFIG, "{}").ids()).toEqual(["no-local-provider"]);
  });

  test("two lost providers, whatever they are called", async () => {
    const { machine } = await healthy();
    const { models } = JSON.parse(old("have-none")) as { models: { providers: { "have-none": object } } };
    const providers = { ...models.providers, second: models.providers["have-none"] };
    machine.file(CLOBBERED, JSON.stringify({ models: { providers } }));
    const { findings } = await machine.doctor();
    expect(findings.map((f) => f.message)).toEqual([
      "The config lost the providers have-none and second, which openclaw.json.clobbered.2026-11-20T10-00-00Z still has",
    ]);
  });

  test("silent for an old file, one that has nothing more, and one that is no JSON5", async () => {
    const { machine } = await healthy();
    machine.file(CLOBBERED, old(), { ageSeconds: 40 * 24 * 3600 });
    expect(await machine.ids()).toEqual([]);
    machine.file(CLOBBERED, old("local"));
    expect(await machine.ids()).toEqual([]);
    machine.file(CLOBBERED, "{ models: ");
    expect(await machine.ids()).toEqual([]);
  });
});

describe("config-file-mode", () => {
  const KEY = "sk-proj-Zq81vLw0TtYx93RmKd72HbNc";

  test("a key that everybody can read; its command mends it", async () => {
    const { machine, setup } = await healthy({ apiKey: KEY });
    machine.file(CONFIG, configOf(setup), { mode: 0o644 }).open();
    const { findings, text } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["config-file-mode", "warning"]]);
    expect(text).not.toContain(KEY);
    const command = findings[0]?.fix?.commands[0] ?? "exit 1";
    await new Promise((resolve) => spawn("/bin/sh", ["-c", command]).on("close", resolve));
    expect(await machine.ids()).toEqual([]);
  });

  test("silent for a dummy, a reference, a closed folder, and in a container", async () => {
    const { machine, setup } = await healthy({ apiKey: "sk-local" });
    machine.open().file(CONFIG, configOf(setup), { mode: 0o644 });
    expect(await machine.ids()).toEqual([]);
    machine.file(CONFIG, configOf({ ...setup, apiKey: "${SOME_LOCAL_LLM_KEY}" }), { mode: 0o644 });
    machine.file(".openclaw/.env", "SOME_LOCAL_LLM_KEY=abcdefghijkl\n", { mode: 0o600 });
    expect(await machine.ids()).toEqual([]);
    machine.file(".openclaw/.env", "SOME_LOCAL_LLM_KEY=abcdefghijkl\n", { mode: 0o644 });
    expect(await machine.ids()).toEqual(["config-file-mode"]);
    machine.close();
    expect(await machine.ids()).toEqual([]);
    machine.open().system("/.dockerenv", "");
    expect(await machine.ids()).toEqual([]);
  });
});

describe("openclaw-node-too-old", () => {
  const install = (machine: Machine, node: string, first = "#!/usr/bin/env node") => {
    const dir = join(machine.home, "lib", "openclaw");
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, "package.json"),
      JSON.stringify({ name: "openclaw", version: "2026.9.6", engines: { node } }),
    );
    writeFileSync(join(dir, "openclaw.mjs"), `${first}\n`);
    symlinkSync(join(dir, "openclaw.mjs"), join(machine.bin, "openclaw"));
  };

  test("the node on PATH is asked for its version", async () => {
    const { machine } = await healthy();
    install(machine, ">=24.16.0 <25 || >=26.1.0");
    machine.command("node", "echo v22.13.0");
    const { findings, code } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["openclaw-node-too-old", "error"]]);
    expect(findings[0]?.evidence).toMatchObject({ node: "22.13.0", openclaw: "2026.9.6" });
    expect(code).toBe(1);
    machine.command("node", "echo v24.16.1");
    expect(await machine.ids()).toEqual([]);
    machine.command("node", "echo v26.1.0");
    expect(await machine.ids()).toEqual([]);
  });

  test("the Node of the service; and silent for what cannot be read", async () => {
    const { machine } = await healthy();
    install(machine, ">=24.16.0");
    machine.command("node", "echo v24.16.0");
    const own = join(machine.home, "old", "node");
    machine.file("old/node", "#!/bin/sh\necho v20.1.0\n", { mode: 0o755 });
    machine.file(UNIT, `[Service]\nExecStart=${own} /opt/openclaw.mjs gateway\n`);
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.evidence["by"]])).toEqual([
      ["openclaw-node-too-old", "service"],
    ]);
    machine.file("old/node", "#!/bin/sh\nsleep 5\n", { mode: 0o755 });
    const slow = await machine.doctor();
    expect(slow.findings).toEqual([]);
    expect(slow.ms).toBeLessThan(3_000);
  });

  test("silent where a wrapper or the first line chooses another Node", async () => {
    const wrapped = (await healthy()).machine;
    install(wrapped, ">=24.16.0", "#!/bin/sh");
    wrapped.command("node", "echo v20.1.0");
    expect(await wrapped.ids()).toEqual([]);
    const named = (await healthy()).machine;
    named.file("own/node", "#!/bin/sh\necho v24.16.0\n", { mode: 0o755 });
    install(named, ">=24.16.0", `#!${join(named.home, "own", "node")}`);
    named.command("node", "echo v20.1.0");
    expect(await named.ids()).toEqual([]);
    named.file("own/node", "#!/bin/sh\necho v20.1.0\n", { mode: 0o755 }).command("node", "echo v24.16.0");
    expect(await named.ids()).toEqual(["openclaw-node-too-old"]);
  });

  test("silent for a range that is none, and without OpenClaw", async () => {
    const { machine } = await healthy();
    expect(await machine.ids()).toEqual([]);
    install(machine, "a new one");
    machine.command("node", "echo v20.1.0");
    expect(await machine.ids()).toEqual([]);
  });
});

describe("gateway-not-restarted", () => {
  /** A process that looks like the gateway, and the lock that it would hold. */
  async function running(machine: Machine, startedSecondsAgo: number) {
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)", "openclaw", "gateway"]);
    children.push(child);
    machine.system(`/proc/${child.pid}/cmdline`, "node\0openclaw\0gateway\0");
    machine.file(
      `.openclaw/tmp/openclaw-${process.getuid?.()}/gateway.state.lock`,
      JSON.stringify({
        pid: child.pid,
        createdAt: new Date(Date.now() - startedSecondsAgo * 1000).toISOString(),
        configPath: machine.config,
        role: "gateway",
      }),
    );
    return child.pid;
  }
  const off = { gateway: { reload: { mode: "off" } } };

  test("with reload off a config newer than the process is a warning", async () => {
    const { machine } = await healthy({ more: off });
    await running(machine, 3600);
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity, f.path])).toEqual([
      ["gateway-not-restarted", "warning", "gateway.reload.mode"],
    ]);
    expect(findings[0]?.fix?.commands).toEqual(["openclaw gateway restart"]);
  });

  test("silent with hot reload, an older config, and when no gateway runs", async () => {
    const hot = await healthy();
    await running(hot.machine, 3600);
    expect(await hot.machine.ids()).toEqual([]);
    const older = await healthy({ more: off });
    expect(await older.machine.ids()).toEqual([]);
    older.machine.file(CONFIG, configOf(older.setup), { mode: 0o600, ageSeconds: 7200 });
    await running(older.machine, 3600);
    expect(await older.machine.ids()).toEqual([]);
  });

  test("what the process was started with is what counts for its variables", async () => {
    const { machine } = await healthy({ apiKey: "${LOCAL_KEY}" });
    machine.env = { LOCAL_KEY: "canary-0123456789" };
    machine.file(UNIT, SERVICE).command("systemctl", "echo A=b");
    const environ = `/proc/${await running(machine, 60)}/environ`;
    machine.system(environ, "LOCAL_KEY=x\0A=b\0");
    expect(await machine.ids()).toEqual([]);
    machine.system(environ, "A=b\0").command("systemctl", "echo LOCAL_KEY=x");
    expect(await machine.ids()).toEqual(["env-not-in-service"]);
  });
});

describe("stale-agent-models-json", () => {
  const models = (baseUrl: string) => JSON.stringify({ providers: { local: { baseUrl, models: [] } } });
  const FILE = ".openclaw/agents/main/agent/models.json";

  test("before 2026.5.28 another address in an agent's file is a warning; since then the config wins", async () => {
    const { machine, emulator } = await healthy({ apiKey: "sk-local" });
    machine.file(FILE, models("http://127.0.0.1:9999/v1"));
    const { findings } = await machine.doctor("--openclaw-version", "2026.3.24");
    expect(findings.map((f) => [f.checkId, f.severity, f.path])).toEqual([
      ["stale-agent-models-json", "warning", "models.providers.local.baseUrl"],
    ]);
    machine.file(".openclaw/agents/night/agent/models.json", models("http://127.0.0.1:9998/v1"));
    const [both] = (await machine.doctor("--openclaw-version", "2026.3.24")).findings;
    expect(both?.message).toMatch(/^The agents main and night keep another address/);
    expect(both?.fix?.commands).toHaveLength(3);
    machine.file(".openclaw/agents/night/agent/models.json", models(`${emulator.baseUrl}/`));
    expect(await machine.ids("--openclaw-version", "2026.9.6")).toEqual([]);
    machine.file(FILE, models(`${emulator.baseUrl}/`));
    expect(await machine.ids("--openclaw-version", "2026.3.24")).toEqual([]);
    machine.file(FILE, "no json");
    expect(await machine.ids("--openclaw-version", "2026.3.24")).toEqual([]);
  });
});

describe("bootstrap-files-too-big", () => {
  const fill = (machine: Machine, chars: number) => {
    for (const name of ["AGENTS.md", "SOUL.md", "MEMORY.md"]) {
      machine.file(`.openclaw/workspace/${name}`, "x".repeat(chars));
    }
  };

  test("60,000 characters in a window of 32,768", async () => {
    const { machine } = await healthy({ context: 32_768 });
    fill(machine, 25_000);
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity, f.target])).toEqual([
      ["bootstrap-files-too-big", "warning", "local/qwen3-coder-30b"],
    ]);
    expect(findings[0]?.evidence).toMatchObject({ injectedChars: 60_000, contextWindow: 32_768 });
    fill(machine, 8_000);
    expect(await machine.ids()).toEqual([]);
  });

  test("silent in a large window, with a limit, and where nothing is injected", async () => {
    const large = await healthy({ context: 131_072 });
    fill(large.machine, 25_000);
    expect(await large.machine.ids()).toEqual([]);
    for (const defaults of [{ bootstrapTotalMaxChars: 20_000 }, { contextInjection: "never" }]) {
      const { machine, setup } = await healthy({ context: 32_768 });
      const model = { primary: "local/qwen3-coder-30b" };
      machine.file(CONFIG, configOf({ ...setup, more: { agents: { defaults: { model, ...defaults } } } }), {
        mode: 0o600,
      });
      fill(machine, 25_000);
      expect(await machine.ids()).toEqual([]);
    }
  });
});

describe("server-exposed-no-auth", () => {
  test("a server on every interface that wants no key", async () => {
    const { machine, emulator } = await healthy();
    machine.addresses = ["192.168.1.20"];
    machine.system("/proc/net/tcp", sockets([`any:${emulator.port}`]));
    const { findings, code } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["server-exposed-no-auth", "warning"]]);
    expect(code).toBe(0);
    machine.system("/proc/net/tcp", sockets([`loopback:${emulator.port}`, "any:22"]));
    expect(await machine.ids()).toEqual([]);
  });

  test("silent with a key, without a network, in a container and in WSL", async () => {
    const emulator = await server({ apiKey: "sk-right-0123456789" });
    const machine = new Machine();
    machine.addresses = ["192.168.1.20"];
    machine.file(CONFIG, configOf({ baseUrl: emulator.baseUrl, apiKey: "sk-right-0123456789" }), {
      mode: 0o600,
    });
    machine.system("/proc/net/tcp", sockets([`any:${emulator.port}`]));
    expect(await machine.ids()).toEqual([]);

    const open = await healthy();
    open.machine.system("/proc/net/tcp", sockets([`any:${open.emulator.port}`]));
    expect(await open.machine.ids()).toEqual([]);
    open.machine.addresses = ["192.168.1.20"];
    open.machine.system("/proc/version", "Linux version 5.15.167.4-microsoft-standard-WSL2");
    expect(await open.machine.ids()).toEqual([]);
    open.machine.system("/proc/version", "Linux version 6.8.0").system("/.dockerenv", "");
    expect(await open.machine.ids()).toEqual([]);
  });

  test("macOS: lsof tells", async () => {
    const { machine, emulator } = await healthy();
    machine.platform = "darwin";
    machine.addresses = ["192.168.1.20"];
    const line = (address: string) =>
      `echo 'node 1 me 20u IPv4 0x1 0t0 TCP ${address}:${emulator.port} (LISTEN)'`;
    machine.command("lsof", line("*"));
    expect(await machine.ids()).toEqual(["server-exposed-no-auth"]);
    machine.command("lsof", line("127.0.0.1"));
    expect(await machine.ids()).toEqual([]);
  });
});

describe("wsl2-ollama-crash-loop", () => {
  const boots = (gapSeconds: number) => {
    const stamp = (s: number) =>
      new Date(Date.UTC(2026, 10, 28, 12) + s * 1000).toISOString().slice(0, 19).replace("T", " ");
    const lines = [0, 1, 2, 3].map((i) => {
      const from = i * (120 + gapSeconds);
      return `${i - 3} abc${i} Sat ${stamp(from)} UTC Sat ${stamp(from + 120)} UTC`;
    });
    return `cat <<'END'\n${lines.join("\n")}\nEND`;
  };
  const inWsl = async (gapSeconds: number) => {
    const { machine } = await healthy();
    return machine
      .system("/proc/version", "Linux version 5.15.167.4-microsoft-standard-WSL2")
      .system("/etc/systemd/system/ollama.service", "[Service]\nRestart=always\n")
      .system("/etc/systemd/system/default.target.wants/ollama.service", "")
      .system("/usr/lib/wsl/lib/libcuda.so.1", "")
      .command("journalctl", boots(gapSeconds));
  };

  test("four short starts in a row", async () => {
    const { findings } = await (await inWsl(5)).doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["wsl2-ollama-crash-loop", "warning"]]);
  });

  test("silent when the starts lie apart, without the journal, and without Restart=always", async () => {
    expect(await (await inWsl(600)).ids()).toEqual([]);
    expect(await (await inWsl(5)).command("journalctl", "exit 1").ids()).toEqual([]);
    const plain = (await inWsl(5)).system("/etc/systemd/system/ollama.service", "[Service]\nRestart=no\n");
    expect(await plain.ids()).toEqual([]);
  });
});

test("--skip and --only reach the checks of the machine, and only selected ones are made", async () => {
  const { machine } = await healthy();
  machine.file(`${CONFIG}.clobbered.1`, configOf({ baseUrl: "http://127.0.0.1:4/v1", id: "lost" }));
  expect(await machine.ids("--skip", "config-clobbered")).toEqual([]);
  expect(await machine.ids("--only", "config-clobbered")).toEqual(["config-clobbered"]);
  expect(await machine.ids("--only", "server-401")).toEqual([]);
});
