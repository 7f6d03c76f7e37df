import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asArray, asString, getIn, getKey, parseJson } from "../../core/json.ts";
import type { Outside } from "../../ports/index.ts";
import { createStyle, type Style } from "../../ui/color.ts";
import { colorsStdout } from "../../ui/terminal.ts";
import { run as runDoctor } from "../doctor/run.ts";
import { doctor } from "../doctor/spec.ts";
import { run as runInit } from "../init/run.ts";
import { init } from "../init/spec.ts";
import { run as runLint } from "../lint/run.ts";
import { lint } from "../lint/spec.ts";
import { type Command, type Line, type Run, runnable } from "../shared/command.ts";
import { type SimulatedLmStudio, startLmStudio } from "./lmstudio.ts";
import type { demo } from "./spec.ts";

const MODEL = "minimax/minimax-m2.1";
const LOADED_CONTEXT = 65_536;
/** LM Studio's default context. */
const DEFAULT_CONTEXT = 4_096;

const USER_CONFIG = `// My OpenClaw. Hosted model until the GPU box is up.
{
  agents: {
    defaults: {
      model: { primary: "anthropic/claude-sonnet-4-6" }, // good, but not cheap
    },
  },
}
`;

interface Stage {
  dir: string;
  config: string;
  server: SimulatedLmStudio;
  outside: Outside;
  color: boolean;
  style: Style;
  say(text: string): Promise<void>;
}

/** Runs init, doctor on a planted fault, the fix, doctor and lint against a simulated LM Studio. Leaves no files behind. */
export const run: Run<typeof demo> = async (o, _args, outside) => {
  const color = colorsStdout(o, outside);
  const style = await createStyle(color);
  const dir = mkdtempSync(join(tmpdir(), "openclaw-local-demo-"));
  const removeDir = () => rmSync(dir, { recursive: true, force: true });
  // also when the process ends early
  process.once("exit", removeDir);
  const server = await startLmStudio({
    models: [{ key: MODEL, instances: [{ id: MODEL, context: LOADED_CONTEXT }] }],
  });
  try {
    const config = join(dir, "openclaw.json");
    writeFileSync(config, USER_CONFIG, { mode: 0o600 });
    const say = (text: string) => outside.stdout(`${text}\n`);
    return await play({ dir, config, server, outside: inFolder(outside, dir, config), color, style, say });
  } finally {
    await server.close();
    process.off("exit", removeDir);
    removeDir();
  }
};

const INIT = runnable(init, async () => ({ run: runInit }));
const DOCTOR = runnable(doctor, async () => ({ run: runDoctor }));
const LINT = runnable(lint, async () => ({ run: runLint }));

/** The same outside with its own home, current folder and config. */
function inFolder(outside: Outside, dir: string, config: string): Outside {
  return {
    ...outside,
    env: { PATH: outside.env["PATH"], TERM: outside.env["TERM"], HOME: dir, OPENCLAW_CONFIG_PATH: config },
    host: { ...outside.host, homeDir: dir, cwd: dir, simulatesServers: true },
    stdinIsTty: false,
  };
}

async function play(stage: Stage): Promise<number> {
  const { say, server, style } = stage;
  await say(
    `A simulated LM Studio listens on ${server.baseUrl} with ${MODEL} loaded (${LOADED_CONTEXT} tokens of context).\n` +
      `A temporary folder holds a config of yours with comments in it:\n`,
  );
  await say(style.dim(indent(USER_CONFIG)));

  await heading(stage, "1. Set up", "init --yes --routing local-first");
  const options = {
    yes: true,
    endpoint: [server.baseUrl],
    routing: "local-first",
    hosted: ["anthropic/claude-sonnet-4-6"],
  };
  if ((await step(INIT, options, stage)) !== 0) return broken(stage, "init failed");
  const written = readFileSync(stage.config, "utf8");
  if (!commentsOf(USER_CONFIG).every((c) => written.includes(c))) return broken(stage, "a comment was lost");
  await say("\nAll your comments are still there.");

  await heading(stage, "2. Something goes wrong", null);
  server.setContext(MODEL, DEFAULT_CONTEXT);
  await say(
    `The model is reloaded with LM Studio's default of ${DEFAULT_CONTEXT} tokens. The server answers, curl works, and\n` +
      "OpenClaw's own doctor says nothing, because it never asks the server.",
  );
  await heading(stage, null, "doctor");
  if ((await step(DOCTOR, {}, stage)) !== 1) return broken(stage, "doctor did not find the fault");

  const fix = await printedFix(stage);
  if (fix === null) return broken(stage, "doctor printed no load command");
  await heading(stage, "3. Fix it", null);
  await say(
    `The demo does to the simulated server what the printed command does to a real one:\n  ${fix.line}`,
  );
  server.setContext(MODEL, fix.context);

  await heading(stage, null, "doctor --deep");
  if ((await step(DOCTOR, { deep: true }, stage)) !== 0)
    return broken(stage, "doctor is not green after the fix");
  await heading(stage, null, "lint");
  if ((await step(LINT, {}, stage)) !== 0) return broken(stage, "lint has findings");

  await say(
    `\n${style.bold("That was the whole job.")} Nothing is left behind. Now for real: ${style.cyan("openclaw-local init")}`,
  );
  return 0;
}

async function heading(stage: Stage, title: string | null, line: string | null): Promise<void> {
  if (title !== null) await stage.say(`\n${stage.style.bold(title)}`);
  if (line !== null) await stage.say(`\n${stage.style.dim("$")} openclaw-local ${line}`);
}

async function broken(stage: Stage, what: string): Promise<number> {
  await stage.say(`\nThe demo went wrong: ${what}. Please report it with the text above.`);
  return 2;
}

function step(command: Command, options: Line["options"], { color, outside }: Stage): Promise<number> {
  return command.start({ args: [], options: { color, ...options } }, outside);
}

/** Reads the load command from the doctor's JSON report, as a script would. */
async function printedFix(stage: Stage): Promise<{ line: string; context: number } | null> {
  let text = "";
  const quiet: Outside = {
    ...stage.outside,
    stdout: async (part) => {
      text += part;
    },
    stderr: () => {},
  };
  await step(DOCTOR, { json: true }, { ...stage, outside: quiet });
  for (const finding of asArray(getKey(parseJson(text), "findings"))) {
    for (const line of asArray(getIn(finding, ["fix", "commands"]))) {
      const context = /^lms load .*--context-length (\d+)/.exec(asString(line) ?? "")?.[1];
      if (context !== undefined) return { line: String(line), context: Number(context) };
    }
  }
  return null;
}

function commentsOf(text: string): string[] {
  return text.match(/\/\/.*/g) ?? [];
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, "  ");
}
