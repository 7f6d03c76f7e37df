import { InterruptedError } from "../../core/errors.ts";
import { pause } from "../../core/pause.ts";
import { duration } from "../../core/words.ts";
import type { Outside, Progress } from "../../ports/index.ts";
import type { Starting } from "../../servers/shared/start.ts";
import { runCommand } from "./command.ts";
import { type Started, startServer } from "./detached.ts";
import { failed, look } from "./look.ts";
import { pull } from "./pull.ts";
import type { Target } from "./types.ts";

type Download = NonNullable<ReturnType<NonNullable<Starting["download"]>>>;

/** What a way to start does. */
export interface StartPlan {
  /** Path of the program. */
  program: string;
  target: Target;
  /** See Starting; null: the program is the server. */
  stop: string | null;
  /** Null: it runs already. */
  serve: { args: string[]; env: Record<string, string> } | null;
  download: Download | null;
  /** The server downloads its model while it starts, or `download` does. */
  downloads: boolean;
}

/** Starts the server, waits until it answers, and downloads the model. Returns lines to show afterwards. */
export async function runStart(
  plan: StartPlan,
  outside: Outside,
  progress: Progress,
  signal: AbortSignal,
  say?: (line: string) => void,
): Promise<string[]> {
  if (plan.stop !== null) return byCommands({ ...plan, stop: plan.stop }, outside, progress, signal);
  const { serve, download, target, program } = plan;
  const downloads = plan.downloads && download === null;
  const started =
    serve === null
      ? null
      : await startServer({ program, ...serve, target, downloads, say }, outside, progress, signal);
  if (download?.request !== undefined) await pulled(target, download, started, progress, signal);
  return started?.lines ?? [];
}

/** A server that was started for a download does not stay without it. */
async function pulled(
  target: Target,
  { request, name }: Download,
  started: Started | null,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (request === undefined) return;
  try {
    await pull(target, request, name, progress, signal);
  } catch (error) {
    await started?.launched.stop();
    throw error;
  }
}

/** A program that starts its server in the background, and ends. */
async function byCommands(
  { program, serve, download, target, stop }: StartPlan & { stop: string },
  { proc }: Outside,
  progress: Progress,
  signal: AbortSignal,
): Promise<string[]> {
  const { product, limits } = target;
  const run = (args: readonly string[], timeoutMs: number, left: string) =>
    runCommand({ program, args, timeoutMs, left }, proc, progress, signal);
  if (serve !== null) {
    progress.update(`starting ${product}`);
    const left = `${product} may have been started; to stop it: ${stop}`;
    await run(serve.args, limits.loadMs, left);
    await untilReady(target, left, signal);
  }
  if (download?.args !== undefined) {
    progress.update(`downloading ${download.name}`);
    const goesOn = `${product} may go on with the download of ${download.name}: its window shows it`;
    await run(
      download.args,
      limits.downloadMs,
      serve === null ? goesOn : `${goesOn}; its server was started: ${stop}`,
    );
  }
  return serve === null
    ? []
    : [`${product} serves at ${target.baseUrl}, also after init; to stop it: ${stop}`];
}

async function untilReady(target: Target, left: string, signal: AbortSignal): Promise<void> {
  const { limits, product, baseUrl } = target;
  const end = performance.now() + limits.loadMs;
  for (;;) {
    const state = await look(target, signal);
    if (signal.aborted) throw new InterruptedError(left);
    if (state.status === "ready") return;
    if (performance.now() > end)
      throw failed(`${product} does not answer at ${baseUrl} after ${duration(limits.loadMs)}`, left);
    await pause(limits.pollMs, signal);
  }
}
