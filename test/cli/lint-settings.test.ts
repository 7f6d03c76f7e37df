import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder } from "../support/configs.ts";
import { openclawLocal, parseStdout } from "./run.ts";

/** A warning: keys and prompts unencrypted (line 3). `top` stands above, `line` above the fault. */
const config = (top = "", line = "") => `${top}{
  models: { providers: { rented: {
    ${line}baseUrl: "http://llm.example.com/v1", apiKey: "\${KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192 }],
  } } },
}
`;
const HTTP = "public-plain-http";
const NEXT = `// openclaw-local-disable-next-line ${HTTP}`;

describe("a suppression", () => {
  it("removes the finding from the report and the exit status, and is counted", async () => {
    const cwd = folder({ "openclaw.json": config("", `${NEXT} -- VPN\n    `) });
    const plain = await openclawLocal(["lint", "--max-warnings", "0"], { cwd });
    expect(plain).toMatchObject({ code: 0, stderr: "" });
    expect(plain.stdout).not.toContain("suppressed");
    expect((await openclawLocal(["lint", "--verbose"], { cwd })).stdout).toContain("1 suppressed");
    const json = parseStdout(await openclawLocal(["lint", "--json"], { cwd }));
    expect(json).toMatchObject({ ok: true, findings: [], suppressed: 1, summary: { warning: 0 } });
    expect(json).not.toHaveProperty("fixed");
  });

  it("without a reason is a warning and hides nothing", async () => {
    const cwd = folder({ "openclaw.json": config("", `${NEXT}\n    `) });
    const result = await openclawLocal(["lint", "--format", "compact", "--max-warnings", "1"], { cwd });
    expect(result.code).toBe(1);
    expect(result.stdout.split("\n").map((l) => l.replace(/: warning: .*\[/, " ["))).toEqual([
      "openclaw.json:3:5 [suppression-invalid]",
      `openclaw.json:4:14 [${HTTP}]`,
      "",
    ]);
  });

  it("is explained, listed and can be skipped", async () => {
    const explained = await openclawLocal(["explain", "suppression-unused"]);
    expect(explained.stdout).toContain("suppression-unused: ");
    const cwd = folder({ "openclaw.json": config(`// openclaw-local-disable cost-not-zero -- why\n`) });
    const ids = async (...flags: string[]) =>
      parseStdout(await openclawLocal(["lint", "--json", ...flags], { cwd }))["findings"];
    expect(await ids()).toMatchObject([{ checkId: "suppression-unused", line: 1 }, { checkId: HTTP }]);
    expect(await ids("--skip", "suppression-unused")).toMatchObject([{ checkId: HTTP }]);
  });
});

describe("settings", () => {
  it("change severities and turn rules off for the configs below their folder", async () => {
    const cwd = folder({
      "a/openclaw.json": config(),
      "a/.openclaw-localrc.json5": `{ rules: { "${HTTP}": "error" } }`,
      "b/openclaw.json": config(),
      "package.json": JSON.stringify({ "openclaw-local": { rules: { [HTTP]: "off" } } }),
    });
    const args = ["lint", "a/openclaw.json", "b/openclaw.json"];
    const result = await openclawLocal([...args, "--json"], { cwd });
    expect(result.code).toBe(1);
    const report = parseStdout(result);
    expect(report["findings"]).toMatchObject([{ file: "a/openclaw.json", severity: "error" }]);
    expect(report["checksSkipped"]).toBe(0);
    const one = parseStdout(await openclawLocal(["lint", "b/openclaw.json", "--json"], { cwd }));
    expect(one).toMatchObject({ findings: [], checksSkipped: 1 });
    // the command line takes precedence
    const only = await openclawLocal(["lint", "b/openclaw.json", "--only", HTTP, "--json"], { cwd });
    expect(parseStdout(only)["findings"]).toMatchObject([{ checkId: HTTP, severity: "warning" }]);
  });

  it("exclude a disabled rule from the passing cases", async () => {
    const cwd = folder({
      "openclaw.json": config(),
      ".openclaw-localrc.json5": `{ rules: { "${HTTP}": "off" } }`,
    });
    const { stdout } = await openclawLocal(["lint", "--format", "junit", "--skip", "alias-clash"], { cwd });
    expect(stdout).toContain("cost-not-zero: ");
    expect(stdout).not.toContain(`${HTTP}: `);
    expect(stdout).not.toContain("alias-clash: ");
  });

  it("belong to the main file; a suppression comment applies to its own file only", async () => {
    const inner = config("", "").replace("{\n  models:", "{ models:");
    const cwd = folder({
      "openclaw.json": `// openclaw-local-disable ${HTTP} -- only this file\n{ $include: "./p.json5" }`,
      "p.json5": inner,
    });
    const ids = async () => parseStdout(await openclawLocal(["lint", "--json"], { cwd }))["findings"];
    expect(await ids()).toMatchObject([
      { checkId: "suppression-unused", file: "openclaw.json" },
      { checkId: HTTP, file: "p.json5" },
    ]);
    writeFileSync(join(cwd, "openclaw.json"), '{ $include: "./p.json5" }');
    writeFileSync(join(cwd, "p.json5"), `// openclaw-local-disable ${HTTP} -- VPN\n${inner}`);
    expect(await ids()).toEqual([]);
  });

  it("of the current folder apply to standard input", async () => {
    const cwd = folder({ ".openclaw-localrc.json5": `{ rules: { "${HTTP}": "error" } }` });
    expect((await openclawLocal(["lint", "-"], { cwd, stdin: config() })).code).toBe(1);
  });

  it("name the files to check by default", async () => {
    const cwd = folder({
      ".openclaw-localrc.json5": '{ files: ["deploy/*/openclaw.json"] }',
      "openclaw.json": config(),
      "deploy/b/openclaw.json": config(),
      "deploy/a/openclaw.json": config(),
    });
    const configs = async (folder: string, ...args: string[]) =>
      parseStdout(await openclawLocal(["lint", "--json", ...args], { cwd: join(cwd, folder) }))["configs"];
    expect(await configs(".")).toMatchObject([
      { path: "deploy/a/openclaw.json" },
      { path: "deploy/b/openclaw.json" },
    ]);
    expect(await configs("deploy/a")).toHaveLength(2);
    expect(await configs(".", "openclaw.json")).toMatchObject([{ path: "openclaw.json" }]);
    expect(await configs(".", "--config", "openclaw.json")).toMatchObject([{ path: "openclaw.json" }]);
  });

  it("set where OpenClaw runs and that it stays local, like the command line", async () => {
    const text = `{
  agents: { defaults: { model: { primary: "l/m", fallbacks: ["anthropic/claude-sonnet-4-6"] } } },
  models: { providers: { l: { baseUrl: "http://127.0.0.1:8000/v1", apiKey: "l",
    models: [{ id: "m", name: "M", contextWindow: 65536, maxTokens: 8192 }] } } },
}`;
    const cwd = folder({
      "set/.openclaw-localrc.json5": '{ target: "docker", localOnly: true }',
      "set/openclaw.json": text,
      "unset/openclaw.json": text,
    });
    const ids = async (name: string, ...flags: string[]) => {
      const result = await openclawLocal(["lint", "--format", "compact", ...flags], { cwd: join(cwd, name) });
      return result.stdout.split("\n").flatMap((line) => /error: .*\[(.*)\]$/.exec(line)?.[1] ?? []);
    };
    const both = ["fallback-silent-paid", "docker-loopback"];
    expect(await ids("unset")).toEqual([]);
    expect(await ids("set")).toEqual(both);
    expect(await ids("unset", "--local-only", "--target", "docker")).toEqual(both);
    expect(await ids("set", "--target", "host")).toEqual(["fallback-silent-paid"]);
    expect((await openclawLocal(["lint", "--target", "vm"], { cwd })).code).toBe(2);
    // only the fallback has a safe fix
    expect(await ids("set", "--fix")).toEqual(["docker-loopback"]);
    expect(readFileSync(join(cwd, "set/openclaw.json"), "utf8")).toBe(
      text.replace('["anthropic/claude-sonnet-4-6"]', "[]"),
    );
  });

  it.each([[[]], [["--fix"]]])("with mistakes give exit 2 with file and place %j", async (flags) => {
    const cwd = folder({ "openclaw.json": config(), ".openclaw-localrc.json5": '{\n  target: "vm" }' });
    const result = await openclawLocal(["lint", ...flags], { cwd });
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain(".openclaw-localrc.json5:2:11: target");
    const json = await openclawLocal(["lint", "--json", ...flags], { cwd });
    expect(json.code).toBe(2);
    expect(parseStdout(json)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(":2:11:") },
    });
  });
});

describe("globs", () => {
  const cwd = folder({
    "b/openclaw.json": config(),
    "a/openclaw.json": config(),
    "a/other.json5": config(),
  });
  const paths = async (...args: string[]) =>
    parseStdout(await openclawLocal(["lint", "--json", ...args], { cwd }))["configs"];

  it("expand in the order of the arguments, each file once", async () => {
    expect(await paths("*/openclaw.json", "a/*")).toMatchObject([
      { path: "a/openclaw.json" },
      { path: "b/openclaw.json" },
      { path: "a/other.json5" },
    ]);
    expect(await paths("b/openclaw.json", "**/openclaw.json")).toMatchObject([
      { path: "b/openclaw.json" },
      { path: "a/openclaw.json" },
    ]);
  });

  it("without a match give exit 2 and a message", async () => {
    const result = await openclawLocal(["lint", "a/openclaw.json", "c/*.json"], { cwd });
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain('no file matches "c/*.json"');
  });

  it("match no folders, and a named folder is an error", async () => {
    expect((await openclawLocal(["lint", "?"], { cwd })).stderr).toContain("no file matches");
    const result = await openclawLocal(["lint", "a", "--format", "compact"], { cwd });
    expect(result.code).toBe(2);
    expect(result.stdout).toContain("is a directory");
  });
});
