import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { assertHarmless, closedPort, htmlApp, llamacpp, vllm } from "../emulators/index.ts";
import { start } from "../support/track.ts";
import { openclawLocal, parseStdout, tempDir } from "./run.ts";

describe("scan", () => {
  it("lists servers in the shape of the contract, with GET requests only", async () => {
    const server = await start(vllm({ models: [{ id: "qwen3-coder" }], allocatedContext: 65_536 }));
    const result = await openclawLocal(["scan", "--endpoint", server.baseUrl, "--json"]);
    expect(result.code).toBe(0);
    expect(parseStdout(result)).toEqual({
      schemaVersion: 1,
      servers: [
        {
          baseUrl: server.baseUrl,
          port: server.port,
          kind: "vllm",
          version: expect.any(String),
          auth: "none",
          models: [
            {
              id: "qwen3-coder",
              type: "llm",
              loaded: true,
              contextAllocated: 65_536,
              contextTrained: null,
              capabilities: { tools: null, vision: null, reasoning: null },
            },
          ],
        },
      ],
      tried: [{ url: server.baseUrl, outcome: expect.any(String) }],
    });
    assertHarmless(server);
  });

  it("names the tried URLs when no endpoint has a server, and exits 1", async () => {
    const url = `http://127.0.0.1:${await closedPort()}/v1`;
    const web = await start(htmlApp());
    const result = await openclawLocal(["scan", "--endpoint", url, "--endpoint", web.baseUrl, "--json"]);
    expect(result.code).toBe(1);
    const { servers, tried } = parseStdout(result) as { servers: unknown[]; tried: { outcome: string }[] };
    expect(servers).toEqual([]);
    expect(tried.map((t) => t.outcome)).toEqual([
      expect.stringContaining("refused"),
      expect.stringContaining("not-a-model-server"),
    ]);
  });

  it.each(["127.0.0.1:80000", "ftp://x/v1", "nonsense"])(
    "refuses %s and shows the right form",
    async (url) => {
      const result = await openclawLocal(["scan", "--endpoint", url]);
      expect(result.code).toBe(2);
      expect(result.stderr).toMatch(/is not an address\n.*host:port/);
    },
  );

  it("sends the key of --api-key-env, and never prints it", async () => {
    const server = await start(llamacpp({ apiKey: "sk-very-secret-1", allocatedContext: 8_192 }));
    const args = ["scan", "--endpoint", server.baseUrl, "--json"];
    const servers = (result: { stdout: string }) => JSON.parse(result.stdout).servers;
    expect(servers(await openclawLocal(args))).toMatchObject([{ auth: "required", models: [] }]);
    const env = { LOCAL_KEY: "sk-very-secret-1" };
    const result = await openclawLocal([...args, "--api-key-env", "LOCAL_KEY", "--verbose"], { env });
    expect(servers(result)).toMatchObject([{ auth: "required", models: [{ contextAllocated: 8_192 }] }]);
    expect(result.stdout + result.stderr).not.toContain("very-secret");
    const wrong = await openclawLocal([...args, "--api-key-env", "K"], { env: { K: "sk-wrong-key-0000" } });
    expect(servers(wrong)).toMatchObject([{ auth: "rejected" }]);
    expect((await openclawLocal([...args, "--api-key-env", "UNSET"])).code).toBe(2);
  });

  it("exits at once with 130 when interrupted", async () => {
    const { silent } = await import("../emulators/index.ts");
    const server = await start(silent());
    const args = ["scan", "--endpoint", server.baseUrl, "--timeout", "20000"];
    const started = Date.now();
    const result = await openclawLocal(args, { interruptAfterMs: 1_500 });
    expect(result.code).toBe(130);
    expect(result.stderr).toContain("interrupted");
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});

describe("init, doctor, restore", () => {
  const MINE = `// mine
{
  models: {
    providers: {
      "openai": { apiKey: 'sk-proj-abcdefghijklmnop' }, // work account
    },
  },
}
`;

  it("keeps all comments of an existing file and makes a backup that restore accepts", async () => {
    const server = await start(vllm({ models: [{ id: "qwen3-coder" }], allocatedContext: 65_536 }));
    const dir = tempDir();
    const config = join(dir, "openclaw.json");
    writeFileSync(config, MINE, { mode: 0o640 });
    const init = ["init", "--yes", "--config", config, "--endpoint", server.baseUrl, "--json"];
    const dry = parseStdout(await openclawLocal([...init, "--dry-run"]));
    expect(dry).toMatchObject({ changed: true, backupPath: null });
    expect(readFileSync(config, "utf8")).toBe(MINE);
    const result = await openclawLocal(init);
    expect(result.code).toBe(0);
    const document = parseStdout(result);
    // secrets in nearby lines are not shown
    expect(result.stdout + result.stderr).not.toContain("abcdefghijklmnop");
    const text = readFileSync(config, "utf8");
    for (const line of ["// mine", `"openai": { apiKey: 'sk-proj-abcdefghijklmnop' }, // work account`]) {
      expect(text).toContain(line);
    }
    expect(JSON5.parse(text).models.providers.vllm.models[0]).toMatchObject({
      id: "qwen3-coder",
      contextWindow: 65_536,
    });
    expect(statSync(config).mode & 0o777).toBe(0o640);
    expect(readFileSync(String(document["backupPath"]), "utf8")).toBe(MINE);

    const list = parseStdout(await openclawLocal(["restore", "--config", config, "--json"]));
    const [backup] = list["backups"] as { name: string; changedPaths: string[] }[];
    expect(backup?.changedPaths.join()).toContain("models.providers.vllm");
    const name = backup?.name ?? "";
    expect((await openclawLocal(["restore", "--config", config])).stdout).toContain(
      `Restore one: openclaw-local restore ${name} --config ${config}\n`,
    );
    expect((await openclawLocal(["restore", name, "--config", config])).code).toBe(2);
    expect(readFileSync(config, "utf8")).toBe(text);
    expect((await openclawLocal(["restore", name, "--config", config, "--yes"])).code).toBe(0);
    expect(readFileSync(config, "utf8")).toBe(MINE);
  });

  it("without a terminal names the missing flag", async () => {
    const result = await openclawLocal(["init"]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("--yes");
  });

  it("doctor without a config names init", async () => {
    const result = await openclawLocal(["doctor"]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("openclaw-local init");
  });
});

describe("the other commands", () => {
  it("demo succeeds and leaves no files behind", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("openclaw-local-demo-"));
    const result = await openclawLocal(["demo"]);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toContain("context-server-below-config");
    expect(result.stdout).toContain("That was the whole job.");
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith("openclaw-local-demo-"));
    expect(after).toEqual(before);
  });

  it("hardware reports bytes with their source, and null for unknown figures", async () => {
    const result = await openclawLocal(["hardware", "--json"]);
    expect(result.code).toBe(0);
    expect(parseStdout(result)).toMatchObject({
      schemaVersion: 1,
      os: { platform: process.platform },
      cpu: { cores: expect.any(Number) },
      ram: { totalBytes: expect.any(Number), source: expect.any(String) },
      gpus: expect.any(Array),
      budget: { kind: expect.stringMatching(/^(gpu|unified|cpu)$/), how: expect.any(String) },
      notes: expect.any(Array),
    });
    const described = parseStdout(await openclawLocal(["hardware", "--json", "--vram", "24GiB,24GiB"]));
    expect(described["gpus"]).toMatchObject([
      { memory: { totalBytes: 24 * 2 ** 30, source: "--vram" } },
      { memory: { totalBytes: 24 * 2 ** 30, source: "--vram" } },
    ]);
  });

  it("recommend picks for the machine in the flags, within its budget", async () => {
    const args = ["recommend", "--vram", "24GiB", "--ram", "64GiB", "--bandwidth", "1008", "--json"];
    const document = parseStdout(await openclawLocal(args)) as {
      budgetBytes: number;
      picks: {
        model: string;
        contextTokens: number;
        needBytes: { total: number };
        lostBecause: string | null;
      }[];
    };
    expect(document.picks.length).toBeGreaterThanOrEqual(3);
    const [first, ...others] = document.picks;
    expect(first).toMatchObject({ contextTokens: 65_536, lostBecause: null });
    expect(first?.needBytes.total).toBeLessThanOrEqual(document.budgetBytes * 0.97);
    for (const other of others) expect(other.lostBecause).toBeTruthy();
  });

  it.each([
    ["--vram", "lots"],
    ["--ram", "0"],
    ["--unified", "-3GiB"],
    ["--bandwidth", "fast"],
    ["--bandwidth", "1008,80,3"],
  ])("%s %s is wrong usage", async (flag, value) => {
    const result = await openclawLocal(["hardware", flag, value]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(flag);
  });

  it("explain lists the checks and shows each", async () => {
    const list = parseStdout(await openclawLocal(["explain", "--json"]))["checks"] as { id: string }[];
    expect(list.length).toBeGreaterThan(60);
    expect(new Set(list.map((c) => c.id)).size).toBe(list.length);
    const one = await openclawLocal(["explain", "lmstudio-unloaded"]);
    expect(one.stdout).toContain("lms load");
    expect(one.code).toBe(0);
    const both = await openclawLocal(["explain", "ollama-context-default"]);
    expect(both.stdout).toContain("error, found by openclaw-local doctor");
    expect(both.stdout).toContain("`doctor` also reports");
    const json = parseStdout(await openclawLocal(["explain", "ollama-context-default", "--json"]));
    const live = { command: "doctor", severity: "error" };
    expect(json).toMatchObject({ command: "lint", foundBy: [{ command: "lint" }, live], live });
    const none = await openclawLocal(["explain", "tokenizer-drift"]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("keeps a quarter of the context window free");
  });

  it("templates prints the shipped templates", async () => {
    const list = parseStdout(await openclawLocal(["templates", "--json"]))["templates"] as { id: string }[];
    for (const { id } of list) {
      const shipped = new URL(`../../templates/${id}/template.json5`, import.meta.url);
      expect((await openclawLocal(["templates", id])).stdout).toBe(readFileSync(shipped, "utf8"));
    }
  });
});
