import { contextSizes } from "../checks/support/context.ts";
import { InterruptedError, UserError } from "../core/errors.ts";
import type { ExamResult } from "../core/measured.ts";
import type { DepthSkipped, DepthSpeed } from "../core/speed.ts";
import { duration, tokens } from "../core/words.ts";
import type { Deadline } from "../doctor/deadline.ts";
import { loadOf } from "../doctor/deep.ts";
import { gatherAgain } from "../doctor/gather.ts";
import { LOAD_PATIENCE_MS } from "../openclaw/lmstudio-load.ts";
import type { Outside } from "../ports/index.ts";
import { holdExam } from "../turn/exam/hold.ts";
import type { Exam } from "../turn/exam/types.ts";
import {
  DEPTHS,
  estimate,
  type FirstLook,
  firstLook,
  measureDepth,
  type SpeedTools,
} from "../turn/speed/measure.ts";
import { sendLoad } from "../turn/wire/load.ts";
import type { BenchSubject } from "./subject.ts";

/** Attempts at each task, and the time for all of them; those of doctor --exam. */
const EXAM_RUNS = 3;
export const EXAM_SECONDS = 600;
const EXAM_TIMEOUT_MS = 180_000;
const TICK_MS = 1_000;

export interface Means {
  outside: Outside;
  subject: BenchSubject;
  deadline: Deadline | null;
  /** Of one inference, in ms. */
  limitMs: number | undefined;
  progress(text: string): void;
}

/** What the short first measurement shows, and what there is room for. */
export interface Opening {
  look: FirstLook;
  subject: BenchSubject;
  /** Tokens; null: unknown. */
  context: number | null;
  /** Of the sizes that fit, in ms. */
  takes: { low: number; high: number };
}

/** Measures shortly, which may load the model, and reads the server again. Throws UserError where nothing answers. */
export async function open(means: Means): Promise<Opening> {
  const subject = await loaded(means);
  const look = await ticking({ ...means, subject }, firstLook);
  if ("failed" in look)
    throw new UserError(`${subject.model.ref} cannot be measured: ${look.failed}`, {
      hint: "openclaw-local doctor --deep says more",
      exitCode: 1,
    });
  const gathered = await gatherAgain(subject.input, subject.gathered);
  const model = gathered.facts.models.find(({ ref }) => ref === subject.model.ref) ?? subject.model;
  const now = { ...subject, gathered, facts: gathered.facts, model };
  const sizes = contextSizes(now);
  const context = sizes.allocated ?? sizes.learned ?? sizes.configured ?? sizes.trained;
  return { look, subject: now, context, takes: estimate(look, context) };
}

/** LM Studio would load a model with its own context; OpenClaw makes it load with the one of the config, so bench does too. */
async function loaded(means: Means): Promise<BenchSubject> {
  const { subject } = means;
  const load = loadOf(subject);
  if (load === null) return subject;
  const facts = await ticking(means, (tools) => {
    tools.progress?.(`loading it with ${tokens(load.context)} tokens of context`);
    return sendLoad({ ...tools, timeoutMs: means.limitMs ?? LOAD_PATIENCE_MS }, load);
  });
  // after a failure OpenClaw sends the turn all the same, and the answer says what is wrong
  return { ...subject, target: { ...subject.target, model: facts.instance ?? subject.target.model } };
}

/** Measures every size. Throws InterruptedError on Ctrl-C. */
export async function measureAll(
  means: Means,
  opening: Opening,
): Promise<{ depths: DepthSpeed[]; skipped: DepthSkipped[] }> {
  const depths: DepthSpeed[] = [];
  const skipped: DepthSkipped[] = [];
  for (const depth of DEPTHS) {
    // a server that failed would only fail again, and a larger prompt takes longer still
    const stop = skipped.find(({ because }) => because !== "room");
    if (stop !== undefined) skipped.push({ ...stop, depth, why: "not tried after that" });
    else {
      const one = await ticking(means, (tools) => measureDepth(tools, depth, opening));
      if ("because" in one) skipped.push(one);
      else if (one.prefill === null && one.decode === null)
        skipped.push({ depth, why: one.why ?? "no figure is credible", because: "failed" });
      else depths.push(one);
    }
  }
  return { depths, skipped };
}

/** Holds the exam. Throws InterruptedError on Ctrl-C. */
export function examine(means: Means, exam: Exam, context: number | null): Promise<ExamResult> {
  const left = means.deadline?.left() ?? Number.POSITIVE_INFINITY;
  const seconds = Math.min(EXAM_SECONDS, Math.floor(left / 1_000));
  return ticking(means, (tools) =>
    holdExam({ ...tools, timeoutMs: means.limitMs ?? EXAM_TIMEOUT_MS }, exam, {
      ...{ runs: EXAM_RUNS, seconds, allocated: context },
    }),
  );
}

/** Does a part with a progress line that shows the step and the time that it takes so far. */
async function ticking<T>(means: Means, part: (tools: SpeedTools) => Promise<T>): Promise<T> {
  const { outside, subject, deadline, limitMs } = means;
  const started = performance.now();
  let step = "";
  let waits = "";
  const show = () =>
    means.progress(`${subject.model.ref}: ${step}, ${duration(performance.now() - started)}${waits}`);
  const timer = setInterval(show, TICK_MS);
  timer.unref();
  try {
    const result = await part({
      ...{ http: await outside.http(), target: subject.target, signal: outside.signal, limitMs },
      timeoutMs: limitMs ?? EXAM_TIMEOUT_MS,
      leftMs: () => deadline?.left() ?? null,
      progress(text) {
        step = text;
        show();
      },
      waiting(what) {
        waits = what === null ? "" : `; ${what}`;
        show();
      },
      now: () => performance.now(),
    });
    if (outside.signal.aborted) throw new InterruptedError();
    return result;
  } finally {
    clearInterval(timer);
  }
}
