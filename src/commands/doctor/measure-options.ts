import { isAbsolute, join } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { MeasureWishes } from "../../doctor/measure.ts";
import type { Outside } from "../../ports/index.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { loadExam } from "../../turn/exam/load.ts";
import type { Exam } from "../../turn/exam/types.ts";
import { fromHere } from "../recommend/catalog-file.ts";
import { flagOption, numberOption, type RawOptions, textOption } from "../shared/options.ts";

/** Three attempts at thirteen tasks take minutes and give every measure an interval, if a wide one. */
const DEFAULT_RUNS = 3;
/** Ten minutes for each measurement of a model. */
const DEFAULT_SECONDS = 600;
/** About four times a context of 128k: the search of one that is told wrongly takes six prompts of falling size. */
const DEFAULT_TOKENS = 500_000;

/** What --context, --exam, --runs and the budgets ask for; null: nothing is measured. Says the budget on stderr. */
export function measureWishes(raw: RawOptions, outside: Outside): MeasureWishes | null {
  const wantsContext = flagOption(raw, "context");
  const wantsExam = flagOption(raw, "exam") || textOption(raw, "exam") !== undefined;
  checkTogether(raw, wantsContext, wantsExam);
  if (!wantsContext && !wantsExam) return null;
  const seconds = numberOption(raw, "budget") ?? DEFAULT_SECONDS;
  const tokens = numberOption(raw, "budgetTokens") ?? DEFAULT_TOKENS;
  const runs = numberOption(raw, "runs") ?? DEFAULT_RUNS;
  const exam = wantsExam ? examFor(raw, outside) : null;
  if (!flagOption(raw, "quiet")) {
    if (wantsContext)
      outside.stderr(
        `--context: at most ${seconds} s and ${tokens.toLocaleString("en-US")} prompt tokens for each model (--budget, --budget-tokens)\n`,
      );
    if (exam !== null)
      outside.stderr(
        `--exam: ${exam.tasks.length} tasks, ${runs} runs each, at most ${seconds} s for each model (--runs, --budget); no temperature is sent, as OpenClaw sends none\n`,
      );
  }
  return {
    context: wantsContext ? { seconds, tokens } : null,
    exam: exam === null ? null : { exam, runs, seconds },
  };
}

/** A measurement uses the model for minutes, which --deep stands for; an option that would do nothing is a mistake. */
function checkTogether(raw: RawOptions, context: boolean, exam: boolean): void {
  const deep = flagOption(raw, "deep");
  const fail = (flag: string, needs: string) => {
    throw new UserError(`${flag} does nothing without ${needs}`, {
      hint: `openclaw-local doctor ${needs.includes("--deep") ? needs : `--deep ${needs}`} ${flag}`,
    });
  };
  if (context && !deep) fail("--context", "--deep");
  if (exam && !deep) fail("--exam", "--deep");
  if (numberOption(raw, "runs") !== undefined && !exam) fail("--runs", "--exam");
  if (numberOption(raw, "budget") !== undefined && !exam && !context) fail("--budget", "--context");
  if (numberOption(raw, "budgetTokens") !== undefined && !context) fail("--budget-tokens", "--context");
}

function examFor(raw: RawOptions, outside: Outside): Exam {
  const named = textOption(raw, "exam");
  return loadExam({
    fs: outside.fs,
    chosen: named === undefined ? null : fromHere(named, outside),
    ownDir: ownDir(outside),
    show: (path) => displayPath(path, outside.host.cwd),
  });
}

/** `~/.config/openclaw-local/exam`, or below XDG_CONFIG_HOME. */
function ownDir({ env, host }: Outside): string {
  const configHome = env["XDG_CONFIG_HOME"];
  const base =
    configHome !== undefined && isAbsolute(configHome) ? configHome : join(host.homeDir, ".config");
  return join(base, "openclaw-local", "exam");
}
