import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BAD, folder, GOOD, WARN } from "../support/configs.ts";
import { ACTION, type ActionRun, commands, runAction } from "./action.ts";
import { checkout, skipWithoutNetwork } from "./npm.ts";

function definedOnly(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
}

const STEPS = ACTION.runs.steps;

function sarifResults(run: ActionRun): { ruleId: string; locations: unknown }[] {
  return JSON.parse(readFileSync(run.outputs["sarif-file"] ?? "", "utf8")).runs[0].results;
}

describe("action.yml", () => {
  it("is a composite action whose scripts contain no expression", () => {
    expect(ACTION.runs.using).toBe("composite");
    for (const step of STEPS) {
      expect(Object.keys(step)).toContain(step.run === undefined ? "uses" : "shell");
      expect([step.name, step.run ?? ""]).not.toEqual([step.name, expect.stringContaining("${{")]);
      if (step.run !== undefined) expect([step.name, step.shell]).toEqual([step.name, "bash"]);
    }
  });

  it("pins other actions to their major version", () => {
    expect(STEPS.flatMap((step) => step.uses ?? [])).toEqual([
      "actions/setup-node@v6",
      "github/codeql-action/upload-sarif@v4",
    ]);
  });

  it("uses every declared input, each with a description and a default", () => {
    const used = JSON.stringify(STEPS);
    for (const [name, input] of Object.entries(ACTION.inputs)) {
      expect(used).toContain(`inputs.${name} `);
      expect(input).toEqual({ description: expect.any(String), default: expect.any(String) });
    }
  });

  it("ends with the status of lint, after the upload", () => {
    expect(STEPS.slice(-3).map((step) => step.name)).toEqual(["Lint", "Upload SARIF", "Result"]);
  });
});

describe.skipIf(process.platform === "win32")("the action's steps in bash", () => {
  it("a correct config: no annotation, an uploaded empty SARIF report, a summary, status 0", () => {
    const run = runAction(folder({ "openclaw.json": GOOD }));
    expect(run).toMatchObject({ failed: false, stdout: "", stderr: "" });
    expect(run.steps).toEqual({
      ...{ "Look for Node.js": 0, "Install openclaw-local": 0, Lint: 0, "Upload SARIF": null, Result: 0 },
    });
    expect(run.outputs).toEqual({
      "exit-code": "0",
      "sarif-file": join(run.runnerTemp, "openclaw-local.sarif"),
    });
    expect(run.used["Upload SARIF"]).toEqual({
      sarif_file: run.outputs["sarif-file"],
      category: "openclaw-local",
    });
    expect(sarifResults(run)).toEqual([]);
    expect(run.summary).toMatch(/^## openclaw-local lint: ok\n/);
  });

  it("a faulty one: annotation, SARIF result and summary name the line; uploaded first, then status 1", () => {
    const run = runAction(folder({ "openclaw.json": BAD }));
    expect(run.steps).toMatchObject({ Lint: 0, "Upload SARIF": null, Result: 1 });
    expect(run.outputs["exit-code"]).toBe("1");
    expect(run.stdout).toMatch(
      /^::error file=openclaw\.json,line=2,col=\d+,title=model-ref-unresolved::[^\n]+\n$/,
    );
    expect(sarifResults(run)).toMatchObject([
      {
        ruleId: "model-ref-unresolved",
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "openclaw.json", uriBaseId: "%SRCROOT%" },
              region: { startLine: 2 },
            },
          },
        ],
      },
    ]);
    expect(run.summary).toContain("## openclaw-local lint: not ok");
    expect(run.summary).toContain("model-ref-unresolved");
  });

  it("names files from the root of the repository in a working directory, and writes SARIF where requested", () => {
    const workspace = folder({ "deploy/openclaw.json5": BAD });
    const run = runAction(workspace, {
      inputs: { "working-directory": "deploy", "sarif-file": "out/lint.sarif" },
    });
    expect(run.stdout).toMatch(/^::error file=deploy\/openclaw\.json5,line=2,/);
    expect(run.outputs["sarif-file"]).toBe(join(workspace, "out/lint.sarif"));
    expect(sarifResults(run)).toHaveLength(1);
  });

  it("accepts several files, one per line, and globs", () => {
    const workspace = folder({ "a b.json": BAD, "c.json": BAD, "d.json": BAD, "e/x.json": BAD });
    const run = runAction(workspace, { inputs: { files: "a b.json\r\n\r\nc.json\n\ne/*.json\n" } });
    expect(commands(run.stdout).map((line) => /file=([^,]+)/.exec(line)?.[1])).toEqual([
      ...["a b.json", "c.json", "e/x.json"],
    ]);
  });

  it("passes on the limits and the version", () => {
    const workspace = folder({ "openclaw.json": WARN });
    const status = (inputs: Record<string, string>) => runAction(workspace, { inputs }).outputs["exit-code"];
    expect(status({})).toBe("0");
    expect(status({ "severity-min": "warning" })).toBe("1");
    expect(status({ "max-warnings": "0" })).toBe("1");
    expect(status({ "max-warnings": "1" })).toBe("0");
    const old = runAction(workspace, { inputs: { "openclaw-version": "2026.4.15" } });
    expect(old.summary).toContain("OpenClaw 2026.4.15 (flag)");
  });

  it("uploads nothing when that is off", () => {
    const run = runAction(folder({ "openclaw.json": BAD }), { inputs: { "upload-sarif": "false" } });
    expect(run.steps).not.toHaveProperty("Upload SARIF");
    expect(run.steps).toMatchObject({ Result: 1 });
  });

  it("a config that cannot be parsed: annotated, uploaded, status 2", () => {
    const run = runAction(folder({ "openclaw.json": "{ a: 1, b: [1 2] }" }));
    expect(run.stdout).toMatch(/^::error file=openclaw\.json,line=1,col=15,title=config-syntax::/);
    expect(run.steps).toMatchObject({ "Upload SARIF": null, Result: 2 });
  });

  it("wrong inputs: the message in the log, one annotation, nothing uploaded, status 2", () => {
    const run = runAction(folder({ "openclaw.json": GOOD }), { inputs: { "severity-min": "fatal" } });
    expect(run.stdout).toContain("argument 'fatal' is invalid");
    expect(commands(run.stdout)).toEqual([
      "::error title=openclaw-local::lint could not run (exit status 2); its message is above",
    ]);
    expect(run.outputs).toEqual({ "exit-code": "2", "sarif-file": "" });
    expect(run.steps).not.toHaveProperty("Upload SARIF");
    expect(run.steps).toMatchObject({ Result: 2 });
  });

  it("keeps the summary below GitHub's limit of 1 MiB", () => {
    const fallbacks = Array.from({ length: 6_000 }, (_, i) => `"nowhere/model-${i}"`).join(",");
    const text = GOOD.replace('"lmstudio/qwen3" }', `"lmstudio/qwen3", fallbacks: [${fallbacks}] }`);
    const run = runAction(folder({ "openclaw.json": text }));
    expect(sarifResults(run).length).toBeGreaterThan(5_000);
    expect(commands(run.stdout)).toHaveLength(11);
    expect(run.summary.length).toBeGreaterThan(500_000);
    expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);
  });
});

describe.skipIf(process.platform === "win32")("Node.js and the package", () => {
  /** A PATH on which one program is a script. */
  function fake(name: string, script: string): Record<string, string> {
    const bin = folder({ [name]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(bin, name), 0o755);
    return { PATH: `${bin}:${process.execPath.replace(/\/[^/]+$/, "")}:/usr/bin:/bin` };
  }
  const workspace = () => folder({ "openclaw.json": GOOD });

  it("uses the existing Node.js, and installs one when it is too old", () => {
    expect(runAction(workspace()).used).not.toHaveProperty("Install Node.js");
    const old = runAction(workspace(), { env: fake("node", "exit 1") });
    expect(old.used["Install Node.js"]).toMatchObject({ "node-version": "24" });
    const none = runAction(workspace(), { env: fake("node", "exit 1"), inputs: { "node-version": "none" } });
    expect(none.used).not.toHaveProperty("Install Node.js");
    const own = runAction(workspace(), { inputs: { "node-version": "22.x" } });
    expect(own.used["Install Node.js"]).toMatchObject({ "node-version": "22.x" });
  });

  it("installs a version of the package without running its scripts", () => {
    const run = runAction(workspace(), { env: fake("npm", 'echo "npm $*"'), inputs: { version: "^0.1.0" } });
    expect(run.stdout).toMatch(
      /^npm install --prefix \S+\/openclaw-local --no-save --ignore-scripts .* openclaw-local@\^0\.1\.0\n/,
    );
    // The npm of this test installed nothing.
    expect(run.steps).toMatchObject({ Lint: 0, Result: 1 });
  });

  it("works from a fresh checkout of itself", { timeout: 300_000 }, (context) => {
    const actionPath = checkout({ installed: false });
    const { PATH = "", HOME = "" } = process.env;
    const npmrc = Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name));
    const env = {
      PATH,
      HOME,
      NODE_ENV: "production",
      npm_config_fetch_retries: "0",
      ...Object.fromEntries(npmrc),
    };
    const faulty = folder({ "openclaw.json": BAD });
    const run = runAction(faulty, { actionPath, env: definedOnly(env), timeoutMs: 280_000 });
    if (run.steps["Install openclaw-local"] !== 0) skipWithoutNetwork(run.stderr, context);
    expect([run.stderr, run.steps]).toMatchObject([expect.any(String), { Lint: 0, Result: 1 }]);
    expect(commands(run.stdout)).toHaveLength(1);
    // The build is reused in the same job.
    const again = runAction(folder({ "openclaw.json": GOOD }), { actionPath });
    expect(again).toMatchObject({ failed: false, stdout: "" });
  });

  it("builds its own code once, with the development packages and without install scripts", () => {
    const actionPath = folder({ "scripts/build.js": "console.log('built')\n", "package.json": "{}" });
    const run = runAction(workspace(), { actionPath, env: fake("npm", 'echo "npm $* in $PWD"') });
    expect(run.stdout).toContain(
      `npm ci --include=dev --ignore-scripts --no-audit --no-fund in ${actionPath}\nbuilt\n`,
    );
    expect(existsSync(join(actionPath, "dist"))).toBe(false);
  });
});
