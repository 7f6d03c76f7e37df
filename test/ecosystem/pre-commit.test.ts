import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { openclawLocal, tempDir } from "../cli/run.ts";
import { BAD, folder, GOOD } from "../support/configs.ts";
import { ROOT } from "./action.ts";
import { checkout, command, npm, skipWithoutNetwork } from "./npm.ts";

const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const HOOKS = parse(readFileSync(join(ROOT, ".pre-commit-hooks.yaml"), "utf8"));
const [HOOK] = HOOKS;

describe(".pre-commit-hooks.yaml", () => {
  it("is one hook that runs the package's executable", () => {
    expect(HOOKS).toHaveLength(1);
    expect(HOOK).toMatchObject({ id: "openclaw-local-lint", language: "node", pass_filenames: true });
    expect(Object.keys(PACKAGE.bin)).toContain(HOOK.entry.split(" ")[0]);
  });

  it("matches OpenClaw's configs in any folder, and nothing else", () => {
    const wanted = (path: string) => new RegExp(HOOK.files).test(path);
    for (const path of ["openclaw.json", "openclaw.json5", "deploy/prod/openclaw.json"]) {
      expect([path, wanted(path)]).toEqual([path, true]);
    }
    for (const path of [
      "package.json",
      "my-openclaw.json",
      "openclaw.json.bak",
      "openclawxjson",
      "openclaw.yaml",
    ]) {
      expect([path, wanted(path)]).toEqual([path, false]);
    }
  });

  it("passes files so that a leading dash does not make one an option", async () => {
    const cwd = folder({ "-x/openclaw.json": BAD, "--fix/openclaw.json": BAD, "openclaw.json": GOOD });
    const [, ...words] = [...HOOK.entry.split(" "), ...HOOK.args];
    const names = ["-x/openclaw.json", "--fix/openclaw.json", "openclaw.json"];
    const result = await openclawLocal([...words, ...names], { cwd });
    expect(result.code).toBe(1);
    for (const name of names.slice(0, 2)) expect(result.stdout).toContain(name);
    expect(readFileSync(join(cwd, "--fix/openclaw.json"), "utf8")).toBe(BAD);
  });

  // Older versions of pre-commit (3.8) use all of standard output as the file name.
  it("npm pack prints only the file name, although it builds", () => {
    const dir = checkout({ installed: true });
    expect(npm(["pack"], dir)).toBe(`openclaw-local-${PACKAGE.version}.tgz\n`);
  });
});

it("works with the real pre-commit", { timeout: 300_000 }, (context) => {
  const preCommit = process.env["PRE_COMMIT"] ?? "pre-commit";
  if (!available(preCommit)) {
    context.skip("pre-commit is not installed here (or name it: PRE_COMMIT=/path/to/pre-commit)");
  }
  const hooks = repository(checkout({ installed: false }));
  const revision = git(hooks, "rev-parse", "HEAD").trim();
  const user = repository(
    folder({
      "openclaw.json": GOOD,
      "deploy/openclaw.json5": BAD,
      "other.json": "{",
      ".pre-commit-config.yaml": `repos:
  - repo: ${JSON.stringify(hooks)}
    rev: ${revision}
    hooks:
      - id: openclaw-local-lint
`,
    }),
  );
  const env = { PRE_COMMIT_HOME: tempDir(), PRE_COMMIT_COLOR: "never" };
  const run = (...files: string[]) => command(preCommit, ["run", ...files], user, env);
  const all = run("--all-files");
  if (all.code !== 1) skipWithoutNetwork(all.stdout + all.stderr, context);
  expect(all.stdout).toMatch(
    /openclaw-local lint\.+Failed\n- hook id: openclaw-local-lint\n- exit code: 1\n/,
  );
  expect(all.stdout).toContain("deploy/openclaw.json5\n");
  expect(all.stdout).toContain("[model-ref-unresolved]");
  expect(all.code).toBe(1);
  const one = run("--files", "openclaw.json");
  expect([one.code, one.stdout]).toEqual([0, expect.stringMatching(/^openclaw-local lint\.+Passed\n$/)]);
  const none = run("--files", "other.json");
  expect([none.code, none.stdout]).toEqual([0, expect.stringMatching(/\(no files to check\)Skipped\n$/)]);
});

function available(name: string): boolean {
  try {
    return command(name, ["--version"], tempDir()).code === 0;
  } catch {
    return false;
  }
}

function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"];
  const done = command("git", [...who, ...args], cwd);
  if (done.code !== 0) throw new Error(`git ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

function repository(dir: string): string {
  git(dir, "init", "--quiet");
  git(dir, "add", "--all");
  git(dir, "commit", "--quiet", "--no-verify", "--message", "state");
  return dir;
}
