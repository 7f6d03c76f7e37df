import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { BAD, folder, GOOD, WARN } from "../support/configs.ts";
import { openclawLocal, parseStdout } from "./run.ts";

describe("lint", () => {
  it("reports no findings for a correct config", async () => {
    const cwd = folder({ "openclaw.json": GOOD });
    const result = await openclawLocal(["lint"], { cwd });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toContain("No findings in openclaw.json");
  });

  it("gives file, line and column, a code frame, and exit 1", async () => {
    const cwd = folder({ "openclaw.json5": BAD });
    const result = await openclawLocal(["lint"], { cwd });
    expect(result.code).toBe(1);
    expect(result.stdout).toContain("openclaw.json5");
    expect(result.stdout).toMatch(/error +2:\d+/);
    expect(result.stdout).toContain("model-ref-unresolved");
    expect(result.stdout).toContain("^^^^");
  });

  it("names a file that it could not read, and the rules that did not run", async () => {
    const cwd = folder({ "openclaw.json": "{ gateway: { mode: } }" });
    const broken = parseStdout(await openclawLocal(["lint", "--json"], { cwd }));
    const configs = [{ path: "openclaw.json", includes: [] }];
    expect(broken).toMatchObject({ configs, checksRun: 0, findings: [{ checkId: "config-syntax" }] });
    expect(broken["checksSkipped"]).toBeGreaterThan(40);
    const missing = parseStdout(await openclawLocal(["lint", "--json", "none.json"], { cwd }));
    expect(missing).toMatchObject({ configs: [{ path: "none.json", includes: [] }], checksRun: 0 });
  });

  it("measures wide characters without a warning from Node", async () => {
    const cwd = folder({ "openclaw.json5": BAD.replace("agents:", '"日本": "模型", agents:') });
    const result = await openclawLocal(["lint"], { cwd });
    expect(result).toMatchObject({ code: 1, stderr: "" });
    // two columns for each character of the unknown key, one for each quote
    expect(result.stdout).toContain(" ^^^^^^\n");
  });

  it("writes the report of the contract with --json, and nothing else", async () => {
    const cwd = folder({ "openclaw.json": BAD });
    const result = await openclawLocal(["lint", "--json"], { cwd });
    expect(result.stderr).toBe("");
    expect(parseStdout(result)).toMatchObject({
      schemaVersion: 1,
      tool: { name: "openclaw-local" },
      command: "lint",
      ok: false,
      checksRun: expect.any(Number),
      checksSkipped: 0,
      summary: { error: 1, warning: 0, info: 0, unverified: 0 },
      openclaw: { version: "2026.9.6", source: "default" },
      configs: [{ path: "openclaw.json", includes: [] }],
      findings: [
        {
          checkId: "model-ref-unresolved",
          severity: "error",
          status: "found",
          file: "openclaw.json",
          line: 2,
          column: expect.any(Number),
          path: "agents.defaults.model.primary",
          target: "lmstudoi/qwen3",
          endpoint: null,
          evidence: expect.any(Object),
          fixHint: expect.any(String),
          docs: "docs/rules/model-ref-unresolved.md",
        },
      ],
    });
  });

  it("reads standard input and several files", async () => {
    const cwd = folder({ "a.json": GOOD, "b.json": BAD });
    const result = await openclawLocal(["lint", "a.json", "-", "b.json", "--format", "compact"], {
      cwd,
      stdin: BAD,
    });
    expect(result.code).toBe(1);
    const lines = result.stdout.trim().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^<stdin>:2:\d+: error: .* \[model-ref-unresolved\]$/);
    expect(lines[1]).toMatch(/^b\.json:2:\d+: error: .* \[model-ref-unresolved\]$/);
  });

  it("exits by severity, by number of warnings, or always with 0", async () => {
    const cwd = folder({ "openclaw.json": WARN });
    const code = async (...flags: string[]) => (await openclawLocal(["lint", ...flags], { cwd })).code;
    expect(await code()).toBe(0);
    expect(await code("--severity-min", "warning")).toBe(1);
    expect(await code("--max-warnings", "0")).toBe(1);
    expect(await code("--max-warnings", "1")).toBe(0);
    expect(await code("--severity-min", "info", "--exit-zero")).toBe(0);
    expect(await code("--severity-min", "warning", "--skip", "fallback-is-primary")).toBe(0);
    expect(await code("--severity-min", "warning", "--only", "model-ref-unresolved,alias-clash")).toBe(0);
  });

  it("writes several formats at once, to files and to standard output", async () => {
    const cwd = folder({ "openclaw.json": BAD });
    const result = await openclawLocal(
      ["lint", "--format", "github", "--format", "sarif=out.sarif", "--format", "junit=out.xml"],
      { cwd },
    );
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^::error file=openclaw\.json,line=2,/m);
    const sarif = JSON.parse(readFileSync(join(cwd, "out.sarif"), "utf8"));
    expect(sarif.runs[0].results[0].ruleId).toBe("model-ref-unresolved");
    expect(readFileSync(join(cwd, "out.xml"), "utf8")).toContain("<testcase");
  });

  it.each([
    ["{ a: 1, b: [1 2] }", "1:15"],
    ["", "1:1"],
    ["// only a comment\n", "2:1"],
    ["[1]", "1:1"],
    ["{\n  a: 'open\n}", "2:11"],
  ])("%j cannot be read: exit 2, with line and column", async (text, place) => {
    const cwd = folder({ "openclaw.json": text });
    const result = await openclawLocal(["lint", "--format", "compact"], { cwd });
    expect(result.code).toBe(2);
    expect(result.stdout).toMatch(new RegExp(`^openclaw\\.json:${place}: error: `));
    expect(result.stderr).not.toMatch(/\n\s+at /);
    const json = await openclawLocal(["lint", "--json"], { cwd });
    expect(json.code).toBe(2);
    expect(parseStdout(json)).toMatchObject({ ok: false, findings: [{ severity: "error" }] });
  });

  it("reports a missing file and still checks the others", async () => {
    const cwd = folder({ "b.json": BAD });
    const result = await openclawLocal(["lint", "no-such.json", "b.json", "--format", "compact"], { cwd });
    expect(result.code).toBe(2);
    expect(result.stdout).toContain("no-such.json");
    expect(result.stdout).toContain("b.json:2:");
  });

  it("uses color only on request, and obeys NO_COLOR", async () => {
    const cwd = folder({ "openclaw.json": BAD });
    const ansi = "\u001b[";
    expect((await openclawLocal(["lint"], { cwd })).stdout).not.toContain(ansi);
    expect((await openclawLocal(["lint", "--color"], { cwd })).stdout).toContain(ansi);
    const env = { FORCE_COLOR: "1", NO_COLOR: "1" };
    expect((await openclawLocal(["lint"], { cwd, env })).stdout).not.toContain(ansi);
  });

  it("checks for the version of the flag, else for that of the config", async () => {
    const touched = GOOD.replace("{\n  agents", '{\n  meta: { lastTouchedVersion: "2026.4.15" },\n  agents');
    const cwd = folder({ "openclaw.json": touched });
    const report = async (...flags: string[]) =>
      parseStdout(await openclawLocal(["lint", "--json", ...flags], { cwd }))["openclaw"];
    expect(await report()).toEqual({ version: "2026.4.15", source: "config" });
    expect(await report("--openclaw-version", "2026.7.1")).toEqual({ version: "2026.7.1", source: "flag" });
  });

  it("opens no socket and makes no DNS request", async () => {
    const cwd = folder({ "openclaw.json": BAD });
    const guard = join(cwd, "no-network.mjs");
    writeFileSync(
      guard,
      `import net from "node:net";
import dns from "node:dns";
import dgram from "node:dgram";
const no = (what) => () => { process.stderr.write("NETWORK " + what + "\\n"); process.exit(99); };
net.Socket.prototype.connect = no("connect");
net.connect = net.createConnection = no("connect");
dns.lookup = dns.resolve = dns.promises.lookup = no("dns");
dgram.createSocket = no("udp");
`,
    );
    const node = [`--import=${pathToFileURL(guard).href}`];
    const result = await openclawLocal(["lint"], { cwd, node });
    expect(result).toMatchObject({ code: 1, stderr: "" });
    // the guard itself works: scan does open sockets
    expect((await openclawLocal(["scan"], { cwd, node })).code).toBe(99);
  });
});
