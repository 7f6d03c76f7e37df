import { InterruptedError } from "../core/errors.ts";
import { duration } from "../core/words.ts";
import { startDeadline } from "../doctor/deadline.ts";
import { loadOwn, type OwnSources } from "../fit/own/file.ts";
import { probeHardware } from "../machine/probe.ts";
import type { Outside } from "../ports/index.ts";
import type { BenchReport } from "../report/bench-text.ts";
import { displayPath } from "../report/parts/paths.ts";
import { loadExam } from "../turn/exam/load.ts";
import type { Exam } from "../turn/exam/types.ts";
import type { Prompter } from "../ui/prompts.ts";
import { type Look, showing } from "../ui/terminal.ts";
import { entryOf, keep, whyNotOurs } from "./keep.ts";
import { EXAM_SECONDS, examine, type Means, measureAll, type Opening, open } from "./measure.ts";
import { findSubject, type SubjectOptions } from "./subject.ts";

export type BenchOptions = SubjectOptions &
  Look & {
    exam: boolean;
    /** Of one inference, in ms. */
    deepTimeout?: number | undefined;
    /** The whole run, in ms. */
    maxTime?: number | undefined;
  };

/**
 * Measures the model, and keeps the figures where they are this machine's own. `ask` null: without questions. Null: the
 * user did not want it. Throws UserError where nothing can be measured, and InterruptedError on Ctrl-C: nothing is kept then.
 */
export async function runBench(
  o: BenchOptions,
  ask: Pick<Prompter, "confirm"> | null,
  outside: Outside,
): Promise<BenchReport | null> {
  const { fs, env, host } = outside;
  const sources: OwnSources = { fs, env, host, show: (path) => displayPath(path, host.cwd) };
  // a file that could not be added to is better known before the minutes than after them
  loadOwn(sources);
  const exam = o.exam ? shippedExam(outside) : null;
  const deadline = startDeadline(o.maxTime);
  const found = await showing("asking the model servers", o, outside, () =>
    Promise.all([findSubject(o, outside), probeHardware(outside)]),
  );
  if (outside.signal.aborted) throw new InterruptedError();
  const [subject, hardware] = found;
  const means = (progress: Means["progress"]): Means => {
    return { outside, subject, deadline, limitMs: o.deepTimeout, progress };
  };
  const { model, facts } = subject;
  const about = `${model.ref} at ${facts.baseUrl}`;
  const question = `Measure ${about}? It uses the model, and loads it where it is not loaded. A short first measurement tells how long it takes.`;
  if (ask !== null && !(await ask.confirm(question, true))) return null;
  const opening = await showing("a short first measurement", o, outside, (progress) =>
    open(means((text) => progress.update(text))),
  );
  const time = timeText(opening, exam);
  if (!o.quiet)
    outside.stderr(`${outside.secrets?.mask(about) ?? about}: ${time}; Ctrl-C ends it and keeps nothing\n`);
  if (ask !== null && !(await ask.confirm("Go on?", true))) return null;
  const measured = await showing("measuring", o, outside, async (progress) => {
    const now = { ...means((text) => progress.update(text)), subject: opening.subject };
    const speeds = await measureAll(now, opening);
    return { ...speeds, exam: exam === null ? null : await examine(now, exam, opening.context) };
  });
  const { depths, skipped } = measured;
  const figures = { depths, exam: measured.exam, context: opening.context };
  const entry = entryOf(opening.subject, figures, { hardware, outside });
  const notOurs = await whyNotOurs(opening.subject, outside);
  const nothing = depths.length === 0 ? "nothing was measured" : null;
  const why = nothing ?? notOurs;
  if (outside.signal.aborted) throw new InterruptedError();
  return {
    ok:
      nothing === null &&
      skipped.every(({ because }) => because === "room") &&
      measured.exam?.complete !== false,
    ref: model.ref,
    baseUrl: facts.baseUrl,
    entry,
    skipped,
    exam: measured.exam,
    kept: why === null ? keep(entry, sources) : { why },
  };
}

/** Without the user's own tasks, which would make the figures those of another exam. */
function shippedExam({ fs }: Outside): Exam {
  return loadExam({ fs, chosen: null, ownDir: null, show: (path) => path });
}

function timeText({ look, takes }: Opening, exam: Exam | null): string {
  const speed = `reads about ${Math.round(look.read)} and writes about ${Math.round(look.write)} tokens a second`;
  const whole = (ms: number) => duration(Math.ceil(ms / 1_000) * 1_000);
  const range =
    takes.high === 0
      ? "none of the sizes fits"
      : `measuring takes about ${whole(takes.low)} to ${whole(takes.high)}`;
  return `${speed}; ${range}${exam === null ? "" : `, the exam at most ${duration(EXAM_SECONDS * 1_000)} more`}`;
}
