import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { assertHarmless, carriesKey } from "../emulators/index.ts";
import { configOf, forward, Machine, proxy, routes, server, silentServer } from "./support/machine.ts";

const WSL2 = "Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)";
const BASE_URL = "models.providers.local.baseUrl";

/** The config's file name on the fake machine. */
const CONFIG = ".openclaw/openclaw.json";

/** The config of a server that is not on loopback, with what OpenClaw needs for one. */
const remote = (baseUrl: string, provider: Record<string, unknown> = {}) =>
  configOf({ id: "vllm", apiKey: "sk-local", baseUrl, provider });

describe("ipv6-localhost", () => {
  test("an IPv4-only server that is asked at ::1: one finding, and its edit mends it", async () => {
    const emulator = await server();
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: `http://[::1]:${emulator.port}/v1` }));
    const { findings, code } = await machine.doctor();
    expect(code).toBe(1);
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["ipv6-localhost", "error"]]);
    const value = `http://127.0.0.1:${emulator.port}/v1`;
    expect(findings[0]?.fix).toEqual({
      commands: [],
      edits: [{ op: "set", path: BASE_URL, value }],
      safe: true,
    });
    machine.file(CONFIG, configOf({ baseUrl: value }));
    expect(await machine.ids()).toEqual([]);
    assertHarmless(emulator);
  });

  test("a server on ::1 only", async (context) => {
    const emulator = await server();
    const port = await forward("::1", emulator.port);
    if (port === null) return context.skip("this machine has no IPv6 loopback");
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    const { findings } = await machine.doctor();
    expect(findings.map((f) => f.checkId)).toEqual(["ipv6-localhost"]);
    expect(findings[0]?.fix?.edits[0]?.value).toBe(`http://[::1]:${port}/v1`);
    // localhost leads to both in most hosts files, and the server then answers
    machine.name("localhost", "::1").file(CONFIG, configOf({ baseUrl: `http://localhost:${port}/v1` }));
    expect(await machine.ids()).toEqual([]);
    machine.name("localhost", "127.0.0.1");
    expect(await machine.ids()).toEqual(["ipv6-localhost"]);
  });

  test("a server that is down is down in both families", async () => {
    const emulator = await server();
    await emulator.close();
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: `http://127.0.0.1:${emulator.port}/v1` }));
    expect(await machine.ids()).toEqual(["server-unreachable"]);
  });
});

describe("docker-loopback", () => {
  const inContainer = () => new Machine().system("/.dockerenv", "");

  test("the server answers at host.docker.internal", async () => {
    const emulator = await server();
    const port = await forward("127.0.0.2", emulator.port);
    const machine = inContainer()
      .name("host.docker.internal", "127.0.0.2", "192.168.65.254")
      .file(CONFIG, configOf({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: "${LOCAL_KEY}" }));
    machine.env = { LOCAL_KEY: "sk-local-key-0123456789" };
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["docker-loopback", "error"]]);
    const value = `http://host.docker.internal:${port}/v1`;
    expect(findings[0]?.fix?.edits).toEqual([{ op: "set", path: BASE_URL, value }]);
    // the key belongs to the configured address only
    expect(emulator.requests.filter(carriesKey)).toEqual([]);
    machine.file(CONFIG, configOf({ baseUrl: value }));
    expect(await machine.ids()).toEqual([]);
  });

  test("the server answers at the default gateway", async () => {
    const emulator = await server();
    const port = await forward("127.0.0.2", emulator.port);
    const { findings } = await inContainer()
      .system("/proc/net/route", routes("127.0.0.2"))
      .file(CONFIG, configOf({ baseUrl: `http://localhost:${port}/v1` }))
      .doctor();
    expect(findings.map((f) => f.checkId)).toEqual(["docker-loopback"]);
    expect(findings[0]?.fix?.edits[0]?.value).toBe(`http://127.0.0.2:${port}/v1`);
  });

  test("silent when the container's own server is only slow", async () => {
    // all that is read from it has to fit into the time limit
    const slow = await server({ latencyMs: 400 });
    const machine = inContainer().name("host.docker.internal", "127.0.0.1", "192.168.65.254");
    expect(await machine.file(CONFIG, configOf({ baseUrl: slow.baseUrl })).ids()).toEqual([]);
    // it was tried meanwhile, and that is all
    expect(slow.requests.some((r) => r.headers["host"]?.startsWith("host.docker.internal"))).toBe(true);
  });

  test("silent in a container whose own server answers, and outside of one", async () => {
    const emulator = await server();
    const config = configOf({ baseUrl: emulator.baseUrl });
    expect(await inContainer().file(CONFIG, config).ids()).toEqual([]);
    const port = await forward("127.0.0.2", emulator.port);
    const outside = new Machine()
      .name("host.docker.internal", "127.0.0.2")
      .file(CONFIG, configOf({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    expect(await outside.ids()).toEqual(["server-unreachable"]);
  });
});

describe("wsl2-host-unreachable", () => {
  const inWsl = (kernel = WSL2) =>
    new Machine().system("/proc/version", kernel).system("/proc/net/route", routes("127.0.0.2"));

  test("the server runs on Windows, which is the default gateway", async () => {
    const emulator = await server();
    const port = await forward("127.0.0.2", emulator.port);
    const machine = inWsl()
      .command("wslinfo", "echo nat")
      .file(CONFIG, configOf({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["wsl2-host-unreachable", "error"]]);
    expect(findings[0]?.evidence["networking"]).toBe("nat");
    expect(findings[0]?.fix?.edits[0]?.value).toBe(`http://127.0.0.2:${port}/v1`);
  });

  test("silent with a server inside, and when Windows does not answer either", async () => {
    const emulator = await server();
    expect(
      await inWsl()
        .file(CONFIG, configOf({ baseUrl: emulator.baseUrl }))
        .ids(),
    ).toEqual([]);
    await emulator.close();
    const down = inWsl().file(CONFIG, configOf({ baseUrl: emulator.baseUrl }));
    expect(await down.ids()).toEqual(["server-unreachable"]);
  });

  test("the address that Windows had before it was started again", async () => {
    const emulator = await server();
    const port = await forward("127.0.0.2", emulator.port);
    const config = (host: string) => remote(`http://${host}:${port}/v1`);
    const machine = inWsl().name("172.29.16.1", "127.0.0.9").name("192.168.1.5", "127.0.0.9");
    const { findings } = await machine.file(CONFIG, config("172.29.16.1")).doctor();
    expect(findings.map((f) => f.checkId)).toEqual(["wsl2-host-unreachable"]);
    expect(findings[0]?.fix?.edits[0]?.value).toBe(`http://127.0.0.2:${port}/v1`);
    // a machine of the network is not Windows, whatever answers there
    expect(await machine.file(CONFIG, config("192.168.1.5")).ids()).toEqual(["server-unreachable"]);
  });

  test("WSL 1 shares the network of Windows", async () => {
    const emulator = await server();
    const port = await forward("127.0.0.2", emulator.port);
    const machine = inWsl("Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)");
    machine.file(CONFIG, configOf({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    expect(await machine.ids()).toEqual(["server-unreachable"]);
  });
});

describe("server-bound-loopback", () => {
  test("the machine's own name leads to 127.0.1.1, where the server does not listen", async () => {
    const emulator = await server();
    const machine = new Machine()
      .name("thisbox", "127.0.1.1")
      .file(CONFIG, remote(`http://thisbox:${emulator.port}/v1`));
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["server-bound-loopback", "error"]]);
    expect(findings[0]?.fix?.edits[0]?.value).toBe(emulator.baseUrl);
  });

  test("silent for a machine that is another one", async () => {
    const emulator = await server();
    const machine = new Machine()
      .name("otherbox", "127.0.1.1", "192.168.7.9")
      .file(CONFIG, remote(`http://otherbox:${emulator.port}/v1`));
    expect(await machine.ids()).toEqual(["server-unreachable"]);
    machine.addresses = ["192.168.7.9"];
    expect(await machine.ids()).toEqual(["server-bound-loopback"]);
  });
});

describe("proxy-env-hijack", () => {
  const DEAD = "http://127.0.0.1:9";

  test("a dead proxy, a proxy that refuses, and one in OpenClaw's .env", async () => {
    const emulator = await server();
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: emulator.baseUrl }));
    machine.env = { HTTP_PROXY: DEAD };
    const { findings } = await machine.doctor();
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["proxy-env-hijack", "error"]]);
    expect(findings[0]?.message).toContain("HTTP_PROXY");
    expect(findings[0]?.fix?.commands[0]).toContain("NO_PROXY=");

    const squid = await proxy(true);
    machine.env = { http_proxy: squid.url.replace("://", "://user:pa55-w0rd@") };
    const refused = await machine.doctor();
    expect(refused.findings.map((f) => f.checkId)).toEqual(["proxy-env-hijack"]);
    expect(refused.text).not.toContain("pa55");
    expect(squid.asked).toEqual([`CONNECT 127.0.0.1:${emulator.port}`]);

    machine.env = {};
    machine.file(".openclaw/.env", `HTTP_PROXY=${DEAD}\n`, { mode: 0o600 });
    expect(await machine.ids()).toEqual(["proxy-env-hijack"]);
    machine.file(".openclaw/.env", `HTTP_PROXY=${DEAD}\nNO_PROXY=localhost,127.0.0.1\n`, { mode: 0o600 });
    expect(await machine.ids()).toEqual([]);
    assertHarmless(emulator);
  });

  test("a NO_PROXY that is set already keeps what it has, and the command that is printed mends it", async () => {
    const emulator = await server();
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: emulator.baseUrl }));
    machine.env = { HTTP_PROXY: DEAD, NO_PROXY: "canary.example" };
    const { findings, text } = await machine.doctor();
    expect(findings.map((f) => f.checkId)).toEqual(["proxy-env-hijack"]);
    expect(text).not.toContain("canary");
    expect(findings[0]?.fixHint).toContain("the NO_PROXY that is set already");
    const [command] = findings[0]?.fix?.commands ?? [];
    const shell = spawnSync("/bin/sh", ["-c", `${command}; printf %s "$NO_PROXY"`], { env: machine.env });
    expect(shell.stdout.toString()).toBe("canary.example,127.0.0.1,localhost,::1,host.docker.internal");
    machine.env = { ...machine.env, NO_PROXY: shell.stdout.toString() };
    expect(await machine.ids()).toEqual([]);
  });

  test("a proxy that delivers is no fault and never sees the key", async () => {
    const emulator = await server({ apiKey: "sk-canary-0123456789" });
    const good = await proxy(false);
    const machine = new Machine().file(
      CONFIG,
      configOf({ baseUrl: emulator.baseUrl, apiKey: "sk-canary-0123456789" }),
    );
    machine.env = { HTTP_PROXY: good.url };
    expect(await machine.ids()).toEqual([]);
    expect(good.asked).toHaveLength(1);
    expect(good.headers.join("\n")).not.toContain("canary");
  });

  test.each([["127.0.0.1"], ["*"], ["localhost, 127.0.0.0/8"], ["127.0.*"]])(
    "silent when NO_PROXY is %s",
    async (list) => {
      const emulator = await server();
      const machine = new Machine().file(CONFIG, configOf({ baseUrl: emulator.baseUrl }));
      machine.env = { HTTP_PROXY: DEAD, NO_PROXY: list };
      expect(await machine.ids()).toEqual([]);
    },
  );

  test("silent for what OpenClaw does not obey: ALL_PROXY, a blank http_proxy, a proxy of the provider's own", async () => {
    const emulator = await server();
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: emulator.baseUrl }));
    for (const env of [
      { ALL_PROXY: DEAD },
      { http_proxy: "", HTTP_PROXY: DEAD },
      { HTTP_PROXY: "socks5://127.0.0.1:9" },
    ]) {
      machine.env = { ...env };
      expect(await machine.ids()).toEqual([]);
    }
    machine.env = { HTTP_PROXY: DEAD };
    machine.file(
      CONFIG,
      configOf({ baseUrl: emulator.baseUrl, provider: { request: { proxy: { mode: "env-proxy" } } } }),
    );
    expect(await machine.ids()).toEqual([]);
  });

  test("the service's environment: an error there, a warning for a shell beside a service without one", async () => {
    const emulator = await server();
    const unit = (line: string) => `[Service]\nExecStart=/usr/bin/node /opt/openclaw.mjs gateway\n${line}\n`;
    const file = ".config/systemd/user/openclaw-gateway.service";
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: emulator.baseUrl }));
    machine.file(file, unit(`Environment="HTTP_PROXY=${DEAD}" A=b`));
    const service = (await machine.doctor()).findings;
    expect(service.map((f) => [f.checkId, f.severity])).toEqual([["proxy-env-hijack", "error"]]);
    expect(service[0]?.message).toContain("service");
    machine.file(file, unit(`Environment=HTTP_PROXY=${DEAD}\nEnvironment=NO_PROXY=127.0.0.1`));
    expect(await machine.ids()).toEqual([]);
    machine.file(file, unit("Environment=A=b"));
    machine.env = { HTTP_PROXY: DEAD };
    const shell = (await machine.doctor()).findings;
    expect(shell.map((f) => [f.checkId, f.severity])).toEqual([["proxy-env-hijack", "warning"]]);
  });

  test("a server that is down is that, with a proxy or without", async () => {
    const emulator = await server();
    await emulator.close();
    const machine = new Machine().file(CONFIG, configOf({ baseUrl: emulator.baseUrl }));
    machine.env = { HTTP_PROXY: DEAD };
    expect(await machine.ids()).toEqual(["server-unreachable"]);
  });
});

describe("private-net-blocked", () => {
  test("a name that stands for loopback: one finding, and its edit mends it", async () => {
    const emulator = await server();
    const baseUrl = `http://gpubox:${emulator.port}/v1`;
    const machine = new Machine().name("gpubox", "127.0.0.1").file(CONFIG, remote(baseUrl));
    const { findings } = await machine.doctor("--openclaw-version", "2026.9.6");
    expect(findings.map((f) => [f.checkId, f.severity])).toEqual([["private-net-blocked", "error"]]);
    expect(findings[0]?.fix?.edits).toEqual([
      { op: "set", path: "models.providers.vllm.request.allowPrivateNetwork", value: true },
    ]);
    expect(findings[0]?.fixHint).toContain("or write 127.0.0.1 instead of the name");
    expect(await machine.ids("--openclaw-version", "2026.4.15")).toEqual([]);
    machine.file(CONFIG, remote(baseUrl, { request: { allowPrivateNetwork: true } }));
    expect(await machine.ids()).toEqual([]);
  });

  test("silent for a name that stands for a private address, and for localhost", async () => {
    const emulator = await server();
    const machine = new Machine().name("gpubox", "127.0.0.1", "192.168.1.20");
    machine.file(CONFIG, remote(`http://gpubox:${emulator.port}/v1`));
    expect(await machine.ids()).toEqual([]);
    machine.file(CONFIG, configOf({ baseUrl: `http://localhost:${emulator.port}/v1` }));
    expect(await machine.ids()).toEqual([]);
    machine.name("gpubox", "127.0.0.1", "169.254.10.2");
    machine.file(CONFIG, remote(`http://gpubox:${emulator.port}/v1`));
    const { findings } = await machine.doctor();
    expect(findings.map((f) => f.checkId)).toEqual(["private-net-blocked"]);
    // the address would be blocked as well
    expect(findings[0]?.fixHint).toBe("set request.allowPrivateNetwork to true");
  });
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
  const [bare, { ms, findings }] = await Promise.all([plain.doctor(), machine.doctor()]);
  expect(findings.map((f) => f.checkId)).toEqual(["server-unreachable"]);
  // a second limit would be 1,500 ms more
  expect(ms - bare.ms).toBeLessThan(1_000);
});
