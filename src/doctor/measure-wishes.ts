import { UserError } from "../core/errors.ts";
import { fromHere, ownFile } from "../core/own-files.ts";
import type { Outside } from "../ports/index.ts";
import { displayPath } from "../report/parts/paths.ts";
import { loadExam } from "../turn/exam/load.ts";
import type { MeasureWishes } from "./measure.ts";

/** Decides all measures of a good model, mostly in some 45 attempts (docs/exam.md); only the undecided ones need ten. */
const DEFAULT_RUNS = 10;
/** For each measurement of a model. */
const DEFAULT_SECONDS = 600;
/** About four times a 128k context: if the reported size is wrong, the search takes six prompts of falling size. */
const DEFAULT_TOKENS = 500_000;

export interface MeasureOptions {
  deep: boolean;
  context: boolean;
  /** A string is the file or folder of the tasks. */
  exam: boolean | string;
  runs?: number | undefined;
  /** Seconds. */
  budget?: number | undefined;
  budgetTokens?: number | undefined;
  quiet: boolean;
}

/** What --context, --exam, --runs and the budgets request; null: nothing. Prints the budget on stderr. */
export function measureWishes(o: MeasureOptions, outside: Outside): MeasureWishes | null {
  checkTogether(o);
  const { context, exam: asked, quiet } = o;
  if (!context && asked === false) return null;
  const { budget: seconds = DEFAULT_SECONDS, budgetTokens: tokens = DEFAULT_TOKENS, runs = DEFAULT_RUNS } = o;
  const exam = asked === false ? null : examFor(asked, outside);
  if (!quiet && context)
    outside.stderr(
      `--context: at most ${seconds} s and ${tokens.toLocaleString("en-US")} prompt tokens for each model (--budget, --budget-tokens)\n`,
    );
  if (!quiet && exam !== null)
    outside.stderr(
      `--exam: ${exam.tasks.length} tasks, at most ${runs} runs each until all is decided, at most ${seconds} s for each model (--runs, --budget); no temperature is sent, as OpenClaw sends none\n`,
    );
  return {
    context: context ? { seconds, tokens } : null,
    exam: exam === null ? null : { exam, runs, seconds },
  };
}

/** Requires --deep for what uses the model, and refuses options without effect. */
function checkTogether(o: MeasureOptions): void {
  const { deep, context, runs, budget, budgetTokens } = o;
  const exam = o.exam !== false;
  const fail = (flag: string, needs: string, value: number | string = "") => {
    const example = `doctor ${needs === "--deep" ? needs : `--deep ${needs}`} ${flag} ${value}`;
    throw new UserError(`${flag} does nothing without ${needs}`, {
      hint: `openclaw-local ${example.trim()}`,
    });
  };
  if (context && !deep) fail("--context", "--deep");
  if (exam && !deep) fail("--exam", "--deep");
  if (runs !== undefined && !exam) fail("--runs", "--exam", runs);
  if (budget !== undefined && !exam && !context) fail("--budget", "--context", budget);
  if (budgetTokens !== undefined && !context) fail("--budget-tokens", "--context", budgetTokens);
}

function examFor(asked: string | true, { fs, env, host }: Outside) {
  return loadExam({
    fs,
    chosen: asked === true ? null : fromHere(asked, host),
    ownDir: ownFile("exam", env, host),
    show: (path) => displayPath(path, host.cwd),
  });
}
