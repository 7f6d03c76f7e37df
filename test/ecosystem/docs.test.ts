import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { openclawLocal, tempDir } from "../cli/run.ts";
import { BAD, GOOD, WARN } from "../support/configs.ts";
import { ACTION, ROOT, runAction } from "./action.ts";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const README = /\n## In CI\n[\s\S]*?(?=\n## )/.exec(read("README.md"))?.[0] ?? "";
const DOCS: Record<string, string> = { "README.md": README, "docs/ci.md": read("docs/ci.md") };

interface Example {
  where: string;
  text: string;
}

function examples(language: string): Example[] {
  return Object.entries(DOCS).flatMap(([file, text]) =>
    [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
      .filter((match) => match[1] === language)
      .map((match, i) => ({ where: `${file}, ${language} ${i + 1}`, text: match[2] ?? "" })),
  );
}

interface Use {
  uses: string;
  with?: Record<string, string>;
}

const YAML = examples("yaml").map(({ where, text }) => ({ where, doc: parse(text) }));
const WORKFLOWS = YAML.filter(({ doc }) => doc.repos === undefined).map(({ where, doc }) => ({
  where,
  permissions: doc.permissions,
  steps: (doc.steps ?? doc.jobs.lint.steps) as Use[],
}));
const PRE_COMMITS = YAML.filter(({ doc }) => doc.repos !== undefined);

/** A repository with the configs that the examples name. */
function repository(text: string): string {
  const dir = tempDir();
  mkdirSync(join(dir, "deploy/prod"), { recursive: true });
  for (const file of ["deploy/openclaw.json", "deploy/prod/openclaw.json", "deploy/prod/openclaw.json5"]) {
    writeFileSync(join(dir, file), text);
  }
  return dir;
}

it("there are examples of each kind in both texts", () => {
  for (const file of Object.keys(DOCS)) {
    for (const list of [WORKFLOWS, PRE_COMMITS, examples("sh")]) {
      expect(list.filter(({ where }) => where.startsWith(file)).length).toBeGreaterThan(0);
    }
  }
});

describe.skipIf(process.platform === "win32").each(WORKFLOWS)("workflow of $where", (workflow) => {
  const step = workflow.steps.find(({ uses }) => uses.startsWith("OWNER/openclaw-local@"));

  it("may upload, and passes for a correct config and fails for a faulty one", () => {
    expect(workflow.permissions).toEqual({ contents: "read", "security-events": "write" });
    const inputs = Object.fromEntries(Object.entries(step?.with ?? {}).map(([k, v]) => [k, String(v)]));
    expect(runAction(repository(GOOD), { inputs })).toMatchObject({ failed: false, stdout: "" });
    const bad = runAction(repository(BAD), { inputs });
    expect(bad.failed).toBe(true);
    expect(bad.stdout).toMatch(/^::error file=deploy\/openclaw\.json,line=2,/);
  });
});

describe.each(PRE_COMMITS)("pre-commit of $where", ({ doc }) => {
  it("names our hook; its arguments work", async () => {
    const [manifest] = parse(read(".pre-commit-hooks.yaml"));
    const [hook] = doc.repos[0].hooks;
    expect(hook.id).toBe(manifest.id);
    const { entry, args, pass_filenames } = { ...manifest, ...hook };
    const [, ...words] = [...entry.split(" "), ...args];
    expect(args).toContain("--");
    const names = pass_filenames ? ["deploy/openclaw.json"] : [];
    const status = async (text: string) =>
      (await openclawLocal([...words, ...names], { cwd: repository(text) })).code;
    expect(await status(GOOD)).toBe(0);
    expect(await status(BAD)).toBe(1);
    expect(await status(WARN)).toBe(args.includes("warning") ? 1 : 0);
  });
});

describe.each(examples("sh"))("commands of $where", ({ text }) => {
  it.each(text.trim().split("\n"))("%s", async (line) => {
    const [name, ...args] = line.split(/\s+/).map((word) => word.replaceAll("'", ""));
    expect(name).toBe("openclaw-local");
    const cwd = repository(GOOD);
    expect((await openclawLocal(args, { cwd })).code).toBe(0);
    for (const [, file] of line.matchAll(/=(\S+)/g)) expect(readIn(cwd, file)).not.toBe("");
    expect((await openclawLocal(args, { cwd: repository(BAD) })).code).toBe(1);
  });
});

function readIn(dir: string, file = ""): string {
  return readFileSync(join(dir, file), "utf8");
}

describe("docs/ci.md", () => {
  const text = DOCS["docs/ci.md"] ?? "";

  it("lists the action's inputs with their defaults", () => {
    const rows = [...text.matchAll(/^\| `([\w-]+)` \| (?:`([^`]+)`)? *\|/gm)].map((m) => [m[1], m[2] ?? ""]);
    expect(rows).toEqual(Object.entries(ACTION.inputs).map(([name, input]) => [name, input.default]));
    for (const name of Object.keys(ACTION.outputs)) expect(text).toContain(`\`${name}\``);
  });

  it("shows settings and comments that lint takes", async () => {
    const [settings, suppression] = examples("json5");
    const cwd = repository(WARN);
    writeFileSync(join(cwd, ".openclaw-localrc.json5"), settings?.text ?? "");
    JSON5.parse(settings?.text ?? "");
    const strict = await openclawLocal(["lint", "--format", "compact"], { cwd });
    expect(strict.code).toBe(1);
    expect(strict.stdout.match(/: error: .*\[fallback-is-primary\]$/gm)).toHaveLength(2);

    const comment = /\/\/.*/.exec(suppression?.text ?? "")?.[0];
    const hosted = (above: string) =>
      GOOD.replace('baseUrl: "http://127.0.0.1:1234', `${above}\n baseUrl: "http://llm.example.com:1234`);
    const status = async (above: string) => {
      const report = await openclawLocal(["lint", "--json", "-"], { stdin: hosted(above) });
      const { suppressed, findings } = JSON.parse(report.stdout);
      return { suppressed, ids: findings.map((f: { checkId: string }) => f.checkId) };
    };
    expect((await status("")).ids).toContain("public-plain-http");
    const after = await status(comment ?? "");
    expect(after.suppressed).toBe(1);
    expect(after.ids).not.toContain("public-plain-http");
  });
});
