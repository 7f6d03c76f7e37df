import { readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder } from "../support/configs.ts";
import { openclawLocal, parseStdout } from "./run.ts";

const KEY = "sk-proj-Zq81vLw0TtYx93RmKd72HbNc";

/** Two safe fixes (a fallback that is the primary; a retired key), and a warning that only a person can fix. */
const FIXABLE = `// my setup
{
  meta: { lastTouchedVersion: "2026.9.6" },
  agents: { defaults: {
    model: { primary: "l/m", fallbacks: ["l/m"] }, // the model
    compaction: { reserveTokens: 5 },
  } },
  models: { providers: { l: {
    baseUrl: "http://llm.example.com/v1", // no TLS
    apiKey: "\${KEY}",
    models: [{ id: "m", name: "M", contextWindow: 65536, maxTokens: 8192 }],
  } } },
}
`;
const FIXED = FIXABLE.replace('["l/m"]', "[]").replace("{ reserveTokens: 5 }", "{}");

const read = (cwd: string, name = "openclaw.json") => readFileSync(join(cwd, name), "utf8");

describe("lint --fix", () => {
  it("makes the safe fixes, keeps all comments and a backup, and reports what remains", async () => {
    const cwd = folder({ "openclaw.json": FIXABLE });
    const mode = statSync(join(cwd, "openclaw.json")).mode;
    const result = await openclawLocal(["lint", "--fix"], { cwd });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(read(cwd)).toBe(FIXED);
    expect(statSync(join(cwd, "openclaw.json")).mode).toBe(mode);
    const [backup = ""] = readdirSync(cwd).filter((name) => name.endsWith(".bak"));
    expect(read(cwd, backup)).toBe(FIXABLE);
    expect(result.stdout).toContain(
      "fixed openclaw.json: fallback-is-primary (agents.defaults.model.fallbacks[0])",
    );
    expect(result.stdout).toContain("fixed openclaw.json: legacy-reservetokens");
    expect(result.stdout).toContain(`backup: ${backup}`);
    expect(result.stdout).toContain("public-plain-http");
    expect(result.stdout).toContain("1 warning");
    // a second run changes nothing and makes no backup
    const again = await openclawLocal(["lint", "--fix"], { cwd });
    expect(again.stdout).not.toContain("fixed");
    expect(readdirSync(cwd)).toEqual(["openclaw.json", backup, "openclaw.json.openclaw-local-undo"]);
  });

  it("reports the state after it and the fixes in JSON", async () => {
    const cwd = folder({ "openclaw.json": FIXABLE });
    const result = await openclawLocal(["lint", "--fix", "--json"], { cwd });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const report = parseStdout(result);
    expect(report).toMatchObject({
      ok: true,
      findings: [{ checkId: "public-plain-http" }],
      fixed: [
        { file: "openclaw.json", checkId: "fallback-is-primary", path: "agents.defaults.model.fallbacks[0]" },
        {
          file: "openclaw.json",
          checkId: "legacy-reservetokens",
          path: "agents.defaults.compaction.reserveTokens",
        },
      ],
    });
    expect(report).not.toHaveProperty("diff");
  });

  it("keeps stdout clean for other formats", async () => {
    const cwd = folder({ "openclaw.json": FIXABLE });
    const result = await openclawLocal(["lint", "--fix", "--format", "compact"], { cwd });
    expect(result.stdout).toMatch(/^openclaw\.json:9:14: warning: .*\n$/);
    expect(result.stderr).toContain("fixed openclaw.json: fallback-is-primary");
  });

  it("fixes only selected findings that are not suppressed", async () => {
    const suppressed = FIXABLE.replace(
      "    model:",
      "    // openclaw-local-disable-next-line fallback-is-primary -- a retry\n    model:",
    );
    const cwd = folder({
      "openclaw.json": suppressed,
      ".openclaw-localrc.json5": '{ rules: { "legacy-reservetokens": "off" } }',
    });
    await openclawLocal(["lint", "--fix"], { cwd });
    expect(read(cwd)).toBe(suppressed);
    await openclawLocal(["lint", "--fix", "--only", "legacy-reservetokens"], { cwd });
    expect(read(cwd)).toBe(suppressed.replace("{ reserveTokens: 5 }", "{}"));
  });

  it("writes several files, and a shared include once", async () => {
    const main = FIXABLE.replace("{ reserveTokens: 5 }", '{ $include: "./common.json5" }');
    const cwd = folder({
      "a.json": main,
      "b.json": main,
      "common.json5": "// shared\n{ reserveTokens: 5 }\n",
      "broken.json": "{",
    });
    const result = await openclawLocal(["lint", "--fix", "a.json", "broken.json", "b.json", "--json"], {
      cwd,
    });
    expect(result.code).toBe(2);
    const report = parseStdout(result);
    expect(report["fixed"]).toMatchObject([
      { file: "a.json", checkId: "fallback-is-primary" },
      { file: "common.json5", checkId: "legacy-reservetokens" },
      { file: "b.json", checkId: "fallback-is-primary" },
    ]);
    expect(read(cwd, "common.json5")).toBe("// shared\n{}\n");
    for (const name of ["a.json", "b.json"]) expect(read(cwd, name)).toBe(main.replace('["l/m"]', "[]"));
    expect(readdirSync(cwd).filter((name) => name.endsWith(".bak"))).toHaveLength(3);
  });

  it("refuses standard input, and changes nothing when one file cannot be written", async () => {
    const cwd = folder({ "openclaw.json": FIXABLE, "real.json": FIXABLE });
    symlinkSync("real.json", join(cwd, "link.json"));
    const stdin = await openclawLocal(["lint", "--fix", "-"], { cwd, stdin: FIXABLE });
    expect(stdin).toMatchObject({ code: 2, stdout: "" });
    expect(stdin.stderr).toContain("standard input cannot be fixed");
    expect((await openclawLocal(["lint", "--fix-dry-run", "-"], { cwd, stdin: FIXABLE })).code).toBe(2);
    const link = await openclawLocal(["lint", "--fix", "openclaw.json", "link.json"], { cwd });
    expect(link.code).toBe(1);
    expect(link.stderr).toContain("symbolic link");
    const managed = await openclawLocal(["lint", "--fix"], { cwd, env: { OPENCLAW_CONFIG_READONLY: "1" } });
    expect(managed.code).toBe(1);
    expect([read(cwd), read(cwd, "real.json")]).toEqual([FIXABLE, FIXABLE]);
    expect(readdirSync(cwd)).toHaveLength(3);
  });

  it("changes what an older OpenClaw accepts only where the version is known", async () => {
    const old =
      '{ gateway: { mode: "local", nodes: { denyCommands: ["camera.snap"] } }, agents: { list: [{ id: "main" }] } }';
    const cwd = folder({ "openclaw.json": old });
    const assumed = parseStdout(await openclawLocal(["lint", "--fix", "--json"], { cwd }));
    expect(assumed).toMatchObject({
      openclaw: { source: "default" },
      findings: [
        { checkId: "config-unknown-key", fix: { safe: false } },
        { checkId: "agents-list-legacy", fix: { safe: false } },
      ],
    });
    expect(read(cwd)).toBe(old);
    await openclawLocal(["lint", "--fix", "--openclaw-version", "2026.9.6"], { cwd });
    expect(read(cwd)).toContain("commands");
    expect(read(cwd)).toContain("entries");
  });

  it("leaves a bare model name alone there: in older releases it meant another provider", async () => {
    const bare = FIXED.replace(/\n {2}meta: .*/, "").replace('primary: "l/m"', 'primary: "m"');
    const cwd = folder({ "openclaw.json": bare });
    await openclawLocal(["lint", "--fix"], { cwd });
    expect(read(cwd)).toBe(bare);
    await openclawLocal(["lint", "--fix", "--openclaw-version", "2026.9.6"], { cwd });
    expect(read(cwd)).toContain('primary: "l/m"');
  });

  it("changes what no OpenClaw accepts without a known version", async () => {
    const cwd = folder({ "openclaw.json": '{ agents: { defaults: { heartbeat: { every: "30min" } } } }' });
    await openclawLocal(["lint", "--fix"], { cwd });
    expect(read(cwd)).toContain('every: "30m"');
  });

  it("keeps a BOM and CRLF", async () => {
    const text = `\ufeff${FIXABLE.replaceAll("\n", "\r\n")}`;
    const cwd = folder({ "openclaw.json": text });
    await openclawLocal(["lint", "--fix"], { cwd });
    expect(read(cwd)).toBe(`\ufeff${FIXED.replaceAll("\n", "\r\n")}`);
  });
});

describe("lint --fix-dry-run", () => {
  it("shows the change and what would remain, and writes nothing", async () => {
    const secret = FIXABLE.replace("compaction: {", `talk: { apiKey: "${KEY}" },\n    compaction: {`);
    const cwd = folder({ "openclaw.json": secret });
    const result = await openclawLocal(["lint", "--fix-dry-run", "--fix"], { cwd });
    expect(result.stderr).toBe("");
    expect(result.stdout).toContain("--- openclaw.json\n+++ openclaw.json\n@@ ");
    expect(result.stdout).toContain('\n-    model: { primary: "l/m", fallbacks: ["l/m"] }, // the model\n');
    expect(result.stdout).toContain('\n+    model: { primary: "l/m", fallbacks: [] }, // the model\n');
    expect(result.stdout).toContain("would fix openclaw.json: legacy-reservetokens");
    expect(result.stdout).toContain("nothing was written");
    expect(result.stdout).not.toContain(KEY);
    expect(result.stdout).not.toContain("\u001b[");
    expect(read(cwd)).toBe(secret);
    expect(readdirSync(cwd)).toHaveLength(1);
    const colored = await openclawLocal(["lint", "--fix-dry-run", "--color"], { cwd });
    expect(colored.stdout).toContain("\u001b[31m-    model:");
    const json = parseStdout(await openclawLocal(["lint", "--fix-dry-run", "--json"], { cwd }));
    expect(json["fixed"]).toHaveLength(2);
    expect(json["diff"]).toContain("+    compaction: {}");
    expect(JSON.stringify(json)).not.toContain(KEY);
    expect(read(cwd)).toBe(secret);
  });

  it("is quiet about a config that needs nothing", async () => {
    const cwd = folder({ "openclaw.json": FIXED });
    const result = await openclawLocal(["lint", "--fix-dry-run"], { cwd });
    expect(result.stdout).not.toContain("@@");
    expect(result.code).toBe(0);
  });
});
