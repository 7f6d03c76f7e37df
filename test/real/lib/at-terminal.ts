import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished } from "vitest";
import { TestTerminal } from "../../support/terminal.ts";
import { type brief, cli, expectClean } from "./cli.ts";
import { openclaw, validate } from "./openclaw.ts";
import { ROOT } from "./paths.ts";
import { run } from "./run.ts";
import type { Sandbox } from "./sandbox.ts";

const PLAIN = `--import=${pathToFileURL(`${ROOT}test/setup/plain-machine.mjs`)}`;
/** A turn of OpenClaw on a busy machine, in ms. */
const TURN_MS = 300_000;

/** OpenClaw 2026.9.6 says it of a variable in the place of a key as well, once the variable has a value. */
const FALSE_ALARM =
  "core/doctor/security: WARNING: openclaw.json contains plaintext secret-bearing config fields.";

/** One run of the wizard by a person. */
export interface Sitting {
  /** Waits until a question is asked, and answers it with these keys. */
  at(question: string | RegExp, ...keys: readonly string[]): Promise<string>;
  /** Waits for the end; fails with the screen where the exit status is another. */
  ends(status: number): Promise<string>;
  /** The printed run without questions. */
  same(): string;
  terminal: TestTerminal;
}

/** Keys and seconds of each situation, for the note. */
const table: string[] = [];

/** Puts `openclaw-local` on the PATH of a home, and starts its `init` at a terminal of 100 columns. */
export function sitDown(
  sandbox: Sandbox,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Sitting {
  const terminal = new TestTerminal([commandIn(sandbox), "init", ...args], {
    ...{ columns: 100, rows: 45, cwd: sandbox.dir },
    env: { ...textsOf({ ...sandbox.env, ...env }), TERM: "xterm-256color", CI: "" },
  });
  onTestFinished(() => terminal.kill());
  const started = performance.now();
  return {
    terminal,
    async at(question, ...keys) {
      const source = sourceOf(question);
      const asked = new RegExp(`^\\? ${source}`, "m");
      const text = await terminal.shows(asked, TURN_MS);
      if (keys.length === 0) return text;
      // until it is answered, the next question may be this one still
      const answers = () => terminal.text().match(new RegExp(`^✔ ${source}`, "gm"))?.length ?? 0;
      const before = answers();
      terminal.press(...keys);
      await expect.poll(answers, { timeout: 20_000, message: terminal.text() }).toBeGreaterThan(before);
      return text;
    },
    async ends(status) {
      const code = await terminal.exit;
      const text = terminal.text();
      expect(code, text).toBe(status);
      const seconds = ((performance.now() - started) / 1_000).toFixed(0);
      table.push(`${expect.getState().currentTestName}: ${terminal.keys} keys, ${seconds} s, exit ${code}`);
      return text;
    },
    same() {
      return printedIn({ terminal }, /^the same without questions: (.*)$/m);
    },
  };
}

/** The part of a printed line, as the terminal got it: on its screen a long line is two. */
export function printedIn({ terminal }: Pick<Sitting, "terminal">, line: RegExp): string {
  const part = line.exec(terminal.raw.replaceAll("\r", ""))?.[1];
  if (part === undefined) throw new Error(`${line} was not printed:\n${terminal.text()}`);
  return part;
}

/** The table for people. */
export const sittings = (): string => table.map((line) => `[wizard] ${line}\n`).join("");

/** The test drive passed, with OpenClaw's own turn. */
export function expectProven(text: string): void {
  expect(text).toMatch(/OpenClaw +2026\.9\.6: .*\n[\s\S]*OpenClaw +2026\.9\.6: /);
  const card = text.slice(text.indexOf("test drive of"));
  for (const name of ["answers", "tools", "final text"]) expect(card, text).toMatch(new RegExp(`✔ ${name}`));
  expect(card.match(/✔ OpenClaw/g), text).toHaveLength(2);
}

/**
 * What must hold after the wizard wrote: the printed run without questions changes nothing; OpenClaw, lint and doctor have
 * nothing to say; `undo` gives back what was there.
 */
export async function expectLasting(
  sandbox: Sandbox,
  sitting: Sitting,
  before: string | null,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const written = readFileSync(sandbox.config, "utf8");
  const again = await shell(sandbox, `${sitting.same()} --json`, env);
  expect(again.code, again.stdout + again.stderr).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, changed: false });
  expect(readFileSync(sandbox.config, "utf8")).toBe(written);
  expect(await validate(sandbox, env)).toMatchObject({ code: 0, json: { valid: true, warnings: [] } });
  for (const command of ["lint", "doctor"]) {
    const { code, json } = await cli<Parameters<typeof brief>[0]>(sandbox, [command], env);
    expectClean({ code, report: json });
  }
  const bare = await bareDoctor(sandbox, env);
  const said = (await doctorOf(sandbox, env)).filter(
    (finding) => finding !== FALSE_ALARM || !written.includes("${"),
  );
  expect(said.filter((finding) => !bare.includes(finding))).toEqual([]);
  const undone = await shell(sandbox, "openclaw-local undo --yes", env);
  expect(undone.code, undone.stdout + undone.stderr).toBe(0);
  expect(existsSync(sandbox.config) ? readFileSync(sandbox.config, "utf8") : null).toBe(before);
}

/** What OpenClaw's own doctor says of an empty config in this home. */
async function bareDoctor(sandbox: Sandbox, env: NodeJS.ProcessEnv): Promise<string[]> {
  const config = `${sandbox.dir}/bare.json`;
  writeFileSync(config, "{}", { mode: 0o600 });
  return doctorOf(sandbox, { ...env, OPENCLAW_CONFIG_PATH: config });
}

async function doctorOf(sandbox: Sandbox, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { stdout, stderr } = await openclaw(sandbox, ["doctor", "--lint", "--json"], env);
  expect(stdout, stderr).toContain('"findings"');
  const { findings } = JSON.parse(stdout) as { findings: { checkId: string; message: string }[] };
  return findings.map(({ checkId, message }) => `${checkId}: ${message}`).sort();
}

/** A command as printed, in the user's shell. */
export function shell(sandbox: Sandbox, command: string, env: NodeJS.ProcessEnv = {}) {
  commandIn(sandbox);
  const path = `${sandbox.dir}/bin:${sandbox.env["PATH"]}`;
  return run("sh", ["-c", command], {
    ...{ cwd: sandbox.dir, timeoutMs: TURN_MS },
    env: { ...sandbox.env, ...env, PATH: path },
  });
}

/** Ends the executable that this home started last as nothing else does: it cannot notice. */
export function killHard({ dir }: Sandbox): void {
  process.kill(Number(readFileSync(pidFile(dir), "utf8")), "SIGKILL");
}

const pidFile = (dir: string): string => `${dir}/bin/openclaw-local.pid`;

/** The executable as a command of this home. */
function commandIn({ dir }: Sandbox): string {
  const file = `${dir}/bin/openclaw-local`;
  mkdirSync(`${dir}/bin`, { recursive: true });
  const text = `#!/bin/sh\necho $$ > '${pidFile(dir)}'\nexec '${process.execPath}' '${PLAIN}' '${ROOT}bin/openclaw-local.js' "$@"\n`;
  writeFileSync(file, text, { mode: 0o755 });
  return file;
}

function sourceOf(what: string | RegExp): string {
  return typeof what === "string" ? what.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : what.source;
}

function textsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}
