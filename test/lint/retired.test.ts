import { describe, expect, it } from "vitest";
import type { LoadedConfig } from "../../src/config/read/types.ts";
import { checkConfig } from "../../src/lint/check.ts";
import { fixConfig } from "../../src/lint/fix.ts";
import { load, options } from "./support.ts";

const VERSION = "2026.9.6";

async function findings(config: LoadedConfig, version: string) {
  return (await checkConfig(config, options({}, version))).findings;
}

async function fixed(text: string, version = VERSION): Promise<string> {
  return (await fixConfig(load(text), (config) => findings(config, version))).config.main.text;
}

async function unknown(text: string, version = VERSION) {
  return (await findings(load(text), version)).filter((f) => f.checkId === "config-unknown-key");
}

describe("retired keys", () => {
  it.each([
    [
      '{ gateway: { nodes: { allowCommands: ["a"] } } }',
      '{ gateway: { nodes: { commands: { allow: ["a"] } } } }',
    ],
    ["{ session: { idleMinutes: 5 } }", '{ session: { reset: { mode: "idle", idleMinutes: 5 } } }'],
    [
      '{ messages: { tts: { provider: "edge", auto: "off" } } }',
      '{ messages: {}, tts: { provider: "microsoft", auto: "off" } }',
    ],
    [
      "{ channels: { slack: { streaming: true } } }",
      '{ channels: { slack: { streaming: { mode: "partial" } } } }',
    ],
    [
      "{ channels: { irc: { accounts: { a: { chunkMode: 'newline' } } } } }",
      "{ channels: { irc: { accounts: { a: { streaming: { chunkMode: 'newline' } } } } } }",
    ],
    ['{ env: { SOME_NAME: "x" } }', '{ env: { vars: { SOME_NAME: "x" } } }'],
    [
      '{ heartbeat: { every: "1h", showOk: true } }',
      '{ agents: { defaults: { heartbeat: { every: "1h" } } }, channels: { defaults: { heartbeatVisibility: { showOk: true } } } }',
    ],
    [
      '{ agent: { model: "a/b" }, agents: { defaults: { workspace: "~/w" } } }',
      '{ agents: { defaults: { workspace: "~/w", model: "a/b" } } }',
    ],
    ["{ gateway: { tailscale: { resetOnExit: true } } }", "{ gateway: { tailscale: {} } }"],
    ["{ gateway: { bind: '0.0.0.0' } }", "{ gateway: { bind: 'lan' } }"],
    ["{ gateway: { token: '${A_TOKEN}' } }", "{ gateway: { auth: { token: '${A_TOKEN}' } } }"],
    ["{ slack: { mode: 'socket' } }", "{ channels: { slack: { mode: 'socket' } } }"],
    ["{ mcpServers: { a: { command: 'x' } } }", "{ mcp: { servers: { a: { command: 'x' } } } }"],
    [
      "{ mcp: { servers: { a: { command: 'x', timeout: 30 } } } }",
      "{ mcp: { servers: { a: { command: 'x', requestTimeoutMs: 30000 } } } }",
    ],
    [
      "{ mcp: { servers: { a: { url: 'http://127.0.0.1:1', transport: 'http' } } } }",
      "{ mcp: { servers: { a: { url: 'http://127.0.0.1:1', transport: 'streamable-http' } } } }",
    ],
    [
      "{ agents: { list: [{ id: 'a' }, { id: 'b', sandbox: { perSession: true } }] } }",
      "{ agents: { list: [{ id: 'a' }, { id: 'b', sandbox: { scope: 'session' } }] } }",
    ],
  ])("%s", async (text, expected) => {
    const flat = (source: string) =>
      source
        .replace(/\s+/g, " ")
        .replaceAll('"', "'")
        .replace(/,(?= [}\]])/g, "");
    expect(flat(await fixed(text))).toBe(flat(expected));
  });

  it("never overwrite what is set", async () => {
    const text = '{ defaultModel: "a/b", agents: { defaults: { model: "c/d" } } }';
    expect(await fixed(text)).toBe(text);
    expect(await unknown(text)).toMatchObject([
      { fix: null, fixHint: expect.stringContaining("already set") },
    ]);
  });

  it("with text that somebody wrote are not removed unasked", async () => {
    const text = '{ agents: { defaults: { systemPromptOverride: "Be brief." } } }';
    expect(await fixed(text)).toBe(text);
  });

  it("take their comments along", async () => {
    const text = `{
  gateway: {
    nodes: {
      // never the camera
      denyCommands: ["camera.snap"], // since May
    },
    // the usual port
    port: 18789,
  },
}
`;
    expect(await fixed(text)).toBe(`{
  gateway: {
    nodes: {
      commands: {
        // never the camera
        // since May
        deny: ["camera.snap"],
      },
    },
    // the usual port
    port: 18789,
  },
}
`);
  });

  it("take each comment to its own member", async () => {
    const text = `{
  agents: {
    // the people
    list: [
      // talks
      { id: "main", default: true }, // all day
      {
        id: "ops",
        // never the shell
        tools: { deny: ["exec"] }, // since May
      },
    ],
  },
  // the desk
  slack: {
    mode: "socket", // no public address
  },
}
`;
    expect(await fixed(text)).toBe(`{
  agents: {
    // the people
    entries: {
      // talks
      // all day
      main: {
        default: true,
      },
      ops: {
        // never the shell
        // since May
        tools: {
          deny: ["exec"],
        },
      },
    },
  },
  channels: {
    // the desk
    slack: {
      // no public address
      mode: "socket",
    },
  },
}
`);
  });

  it("are a warning if nothing reads them, and the rest is told once", async () => {
    const found = await unknown(
      '{ meta: { lastTouchedAt: "x" }, gateway: { tailscale: { resetOnExit: false }, nodes: { denyCommands: [] } } }',
    );
    expect(found.map((f) => f.severity)).toEqual(["warning", "warning", "error"]);
    expect(found.map((f) => f.fixHint?.includes("at its next start"))).toEqual([true, false, false]);
    const [first] = await unknown('{ meta: { lastTouchedAt: "x" }, nonsense: 1 }');
    expect(first?.fixHint).not.toContain("at its next start");
  });

  it("of a later release are not moved to a place that the release does not have", async () => {
    const [found] = await unknown(
      "{ channels: { discord: { nonsense: 1 } }, defaultModel: 'a/b' }",
      "2026.2.26",
    );
    expect(found).toBeDefined();
    const text = "{ gateway: { nodes: { denyCommands: ['a'] } } }";
    expect(await fixed(text, "2026.7.1")).toBe(text);
  });

  it("are told by the names that the place asks for", async () => {
    const [found] = await unknown("{ channels: { slack: { timeout: 5 } }, constructor: 1, __proto__: 2 }");
    expect(found?.fixHint).not.toContain("provider");
    const [odd, ...rest] = await unknown('{ "constructor": 1, "__proto__": 2 }');
    expect([odd?.fixHint, rest]).toEqual(["remove the key", []]);
  });

  it("show no secret", async () => {
    const [found] = await unknown('{ channels: { telegram: { token: "123:abcdefghij" } } }');
    expect(found?.fix).toMatchObject({
      safe: expect.any(String),
      edits: [{ op: "remove" }, { op: "set", hidden: true }],
    });
  });
});

describe("one fault", () => {
  it("of a name with a variable is told once, and nothing is said of what the variable stands for", async () => {
    const text =
      '{ agents: { defaults: { model: { primary: "${P}/m", fallbacks: ["local/${M}"] } } }, models: { providers: { local: { baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions", apiKey: "x", models: [{ id: "${N}", name: "M", contextWindow: 65536 }] } } } }';
    const found = await findings(load(text), VERSION);
    expect(found.filter((f) => f.checkId === "model-ref-unresolved")).toEqual([]);
    expect(found.filter((f) => f.checkId === "variable-in-model-name")).toHaveLength(3);
  });

  it("in the name of a hosted provider has the right one as its hint", async () => {
    const found = await findings(
      load('{ agents: { defaults: { model: "antropic/claude-sonnet-4-6" } } }'),
      VERSION,
    );
    expect(found.find((f) => f.checkId === "model-ref-unresolved")?.fixHint).toContain(
      '"anthropic/claude-sonnet-4-6"',
    );
  });

  it("in a key that nothing reads is the only one", async () => {
    const text = '{ agents: { entries: { main: { imageModel: "nobody/m" } } } }';
    const ids = (await findings(load(text), VERSION)).map((f) => f.checkId);
    expect(ids).toContain("config-unknown-key");
    expect(ids).not.toContain("model-ref-unresolved");
  });

  it.each([
    ["a wrong size", "contextWindow: '64k'"],
    ["a misspelled size", "contextWindw: 65536"],
    ["a size under another name", "context_length: 65536"],
  ])("%s brings no follow-up", async (_, size) => {
    const text = `{ agents: { defaults: { model: "local/m" } }, models: { providers: { local: { baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions", apiKey: "x", timeoutSeconds: 600, models: [{ id: "m", name: "M", ${size}, maxTokens: 8192 }] } } } }`;
    const ids = (await findings(load(text), VERSION)).map((f) => f.checkId);
    expect(ids.filter((id) => id !== "memory-search-needs-openai")).toHaveLength(1);
  });

  it("does not hide another: an unknown API and an address without /v1", async () => {
    const text = `{ models: { providers: { local: { baseUrl: "http://127.0.0.1:8000", api: "openai-chat", apiKey: "x", models: [{ id: "m", name: "M", contextWindow: 65536 }] } } } }`;
    const ids = (await findings(load(text), VERSION)).map((f) => f.checkId);
    expect(ids).toEqual(expect.arrayContaining(["api-wrong-enum", "baseurl-path"]));
  });
});
