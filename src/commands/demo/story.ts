import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asArray, asString, getIn, getKey, parseJson } from "../../core/json.ts";
import type { Outside } from "../../ports/index.ts";
import { createStyle, decideColor, type Style } from "../../ui/color.ts";
import type { RawOptions } from "../shared/options.ts";
import { colorOption } from "../shared/options.ts";
import { type SimulatedLmStudio, startSimulatedLmStudio } from "./simulated-lmstudio.ts";

const MODEL = "minimax/minimax-m2.1";
const LOADED_CONTEXT = 65_536;
/** What LM Studio loads a model with when nobody says otherwise. */
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

type Command = (args: string[], options: RawOptions, outside: Outside) => Promise<number>;

interface Stage {
  dir: string;
  config: string;
  server: SimulatedLmStudio;
  outside: Outside;
  raw: RawOptions;
  style: Style;
  say(text: string): Promise<void>;
}

/** The whole job against a simulated LM Studio: init, a planted fault, doctor, the fix, doctor, lint. Leaves nothing behind. */
export async function playDemo(raw: RawOptions, outside: Outside): Promise<number> {
  const color = decideColor({ flag: colorOption(raw), env: outside.env, isTty: outside.stdoutIsTty });
  const style = await createStyle(color);
  const dir = mkdtempSync(join(tmpdir(), "openclaw-local-demo-"));
  const removeDir = () => rmSync(dir, { recursive: true, force: true });
  // Also when the process is ended in the middle.
  process.once("exit", removeDir);
  const server = await startSimulatedLmStudio({
    models: [{ key: MODEL, instances: [{ id: MODEL, context: LOADED_CONTEXT }] }],
  });
  try {
    const config = join(dir, "openclaw.json");
    writeFileSync(config, USER_CONFIG, { mode: 0o600 });
    const say = (text: string) => outside.stdout(`${text}\n`);
    return await play({
      dir,
      config,
      server,
      outside: inFolder(outside, dir, config),
      raw: { color, simulated: true },
      style,
      say,
    });
  } finally {
    await server.close();
    process.off("exit", removeDir);
    removeDir();
  }
}

/** The same outside, but with a home, a current folder and a config of its own. */
function inFolder(outside: Outside, dir: string, config: string): Outside {
  return {
    ...outside,
    env: { PATH: outside.env["PATH"], TERM: outside.env["TERM"], HOME: dir, OPENCLAW_CONFIG_PATH: config },
    host: { ...outside.host, homeDir: dir, cwd: dir },
    stdinIsTty: false,
  };
}

async function play(stage: Stage): Promise<number> {
  const { say, server, style } = stage;
  await say(
    `A simulated LM Studio listens on ${server.baseUrl} with ${MODEL} loaded (${LOADED_CONTEXT} tokens of context).\n` +
      `Beside it, in a temporary folder, a config of yours with comments in it:\n`,
  );
  await say(style.dim(indent(USER_CONFIG)));

  await heading(stage, "1. Set up", "init --yes --routing local-first");
  const init = await command("init");
  const options = {
    ...stage.raw,
    yes: true,
    endpoint: [server.baseUrl],
    routing: "local-first",
    hosted: ["anthropic/claude-sonnet-4-6"],
  };
  if ((await init([], options, stage.outside)) !== 0) return broken(stage, "init did not end well");
  const written = readFileSync(stage.config, "utf8");
  if (!commentsOf(USER_CONFIG).every((c) => written.includes(c))) return broken(stage, "a comment was lost");
  await say(`\nEvery comment of yours is still there.`);

  await heading(stage, `2. Something goes wrong`, null);
  server.setContext(MODEL, DEFAULT_CONTEXT);
  await say(
    `The model is reloaded with LM Studio's default of ${DEFAULT_CONTEXT} tokens. The server answers, curl works, and\n` +
      "OpenClaw's own doctor says nothing, because it never asks the server.",
  );
  await heading(stage, null, "doctor");
  const doctor = await command("doctor");
  if ((await doctor([], stage.raw, stage.outside)) !== 1)
    return broken(stage, "doctor did not see the fault");

  const fix = await printedFix(stage, doctor);
  if (fix === null) return broken(stage, "doctor printed no load command");
  await heading(stage, "3. Mend it", null);
  await say(
    `The demo does to the simulated server what the printed command does to a real one:\n  ${fix.line}`,
  );
  server.setContext(MODEL, fix.context);

  await heading(stage, null, "doctor --deep");
  if ((await doctor([], { ...stage.raw, deep: true }, stage.outside)) !== 0)
    return broken(stage, "doctor is not green after the fix");
  await heading(stage, null, "lint");
  const lint = await command("lint");
  if ((await lint([], stage.raw, stage.outside)) !== 0) return broken(stage, "lint is not silent");

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

async function command(name: "init" | "doctor" | "lint"): Promise<Command> {
  if (name === "init") return (await import("../init/command.ts")).run;
  if (name === "doctor") return (await import("../doctor/command.ts")).run;
  return (await import("../lint/command.ts")).run;
}

/** Takes the load command out of the doctor's JSON report, as a script would. */
async function printedFix(stage: Stage, doctor: Command): Promise<{ line: string; context: number } | null> {
  let text = "";
  const quiet: Outside = {
    ...stage.outside,
    stdout: async (part) => {
      text += part;
    },
    stderr: () => {},
  };
  await doctor([], { json: true }, quiet);
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
