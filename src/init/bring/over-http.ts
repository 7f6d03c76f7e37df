import { InterruptedError } from "../../core/errors.ts";
import { pause } from "../../core/pause.ts";
import { neutralize } from "../../core/text.ts";
import { duration, tokens } from "../../core/words.ts";
import type { Progress } from "../../ports/index.ts";
import type { ChangeRequest, Loading } from "../../servers/shared/start.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import { failed, look, refusalIn, rowOf, send } from "./look.ts";
import type { Target } from "./types.ts";

/** For an unload, in ms. */
const UNLOAD_MS = 60_000;

/** One load of a model by requests of the server's own API. */
export interface LoadJob {
  target: Target;
  state: ServerState;
  model: ServerModel;
  /** Tokens. */
  context: number;
  loading: Loading;
  request: ChangeRequest;
  /** "with 65,536 tokens", or "" where the server's settings decide. */
  size: string;
  /** What loads it again as it was, for people. */
  restore: string;
}

type Instance = ServerModel["instances"][number];

/** The instances that a load must unload first, since it would add one to them. */
export function instancesToUnload({ model, loading }: Pick<LoadJob, "model" | "loading">): Instance[] {
  return loading.unload === undefined || loading.inBackground ? [] : model.instances;
}

/** Unloads what is there, loads, and looks whether it is so. Returns lines for people. */
export async function loadOverHttp(job: LoadJob, progress: Progress, signal: AbortSignal): Promise<string[]> {
  const { target, request, loading } = job;
  const gone: Instance[] = [];
  for (const instance of instancesToUnload(job)) {
    progress.update(`unloading ${neutralize(instance.id)}`);
    const unload = loading.unload?.(instance.id) ?? request;
    const refusal = refusalIn(await send(target, unload, UNLOAD_MS, signal));
    if (signal.aborted) throw interrupted(job, [...gone, instance], false);
    if (refusal !== null)
      throw await undone(
        job,
        gone,
        `${target.product} did not unload ${instance.id}: ${refusal}`,
        progress,
        signal,
      );
    gone.push(instance);
  }
  progress.update(`loading ${neutralize(job.model.id)} ${job.size}`.trim());
  const outcome = await send(target, request, target.limits.loadMs, signal);
  if (signal.aborted) throw await stopped(job, gone);
  const refusal = refusalIn(outcome);
  if (refusal !== null) {
    const late = !outcome.ok && outcome.failure === "timeout";
    const what = `${target.product} did not load ${job.model.id} ${job.size}`.trim();
    if (late) throw failed(`${what} within ${duration(target.limits.loadMs)}`, whatIsLeft(job, gone, true));
    throw await undone(job, gone, `${what}: ${refusal}`, progress, signal);
  }
  return loading.inBackground ? await whenLoaded(job, signal) : await checked(job, signal);
}

/** The error after a refusal, once what was unloaded is loaded again as it was. */
async function undone(
  job: LoadJob,
  gone: readonly Instance[],
  message: string,
  progress: Progress,
  signal: AbortSignal,
) {
  const { target, model, loading, state } = job;
  const lost: Instance[] = [];
  for (const instance of gone) {
    const request = instance.context === null ? null : loading.load(model, instance.context, state);
    progress.update(`loading ${neutralize(model.id)} as it was`);
    const outcome = request && (await send(target, request, target.limits.loadMs, signal));
    if (outcome === null || refusalIn(outcome) !== null) lost.push(instance);
  }
  if (signal.aborted) return interrupted(job, lost, false);
  if (gone.length === 0) return failed(message, model.loaded === true ? whatIsLeft(job, gone, false) : null);
  return failed(message, lost.length > 0 ? whatIsLeft(job, lost, false) : "it is loaded again as it was");
}

/** After an interruption of the load itself. A load in the background is undone. */
async function stopped(job: LoadJob, gone: readonly Instance[]): Promise<InterruptedError> {
  const { loading, target, model } = job;
  if (!loading.inBackground || loading.unload === undefined)
    return interrupted(job, gone, !loading.endsWithRequest);
  const refusal = refusalIn(await send(target, loading.unload(model.id), target.limits.lookMs));
  // what is not loaded cannot be unloaded, and that is all that is wanted
  const still = refusal !== null && rowOf(await look(target), model.id)?.loaded !== false;
  return new InterruptedError(still ? whatIsLeft(job, gone, true) : null);
}

function interrupted(job: LoadJob, gone: readonly Instance[], goesOn: boolean): InterruptedError {
  return new InterruptedError(whatIsLeft(job, gone, goesOn));
}

/** What differs from before; null: nothing. */
function whatIsLeft(
  { target, model, loading, size, restore }: LoadJob,
  gone: readonly Instance[],
  goesOn: boolean,
) {
  const { product } = target;
  const lost = gone.length > 0 ? `${model.id} is no longer loaded as it was; again: ${restore}` : null;
  const going = goesOn ? `${product} may still be loading ${model.id} ${size}`.trim() : null;
  // a product that replaces what is loaded has unloaded it for this
  const replaced =
    !loading.unload && model.loaded === true
      ? `${product} may have unloaded ${model.id}; the next request loads it`
      : null;
  const all = [lost, going, replaced].filter((text) => text !== null);
  return all.length === 0 ? null : all.join("; ");
}

/** Waits until the list says that the model is loaded, or that its load failed. */
async function whenLoaded(job: LoadJob, signal: AbortSignal): Promise<string[]> {
  const { target, model } = job;
  const end = performance.now() + target.limits.loadMs;
  while (performance.now() < end) {
    await pause(target.limits.pollMs, signal);
    if (signal.aborted) throw await stopped(job, []);
    const state = await look(target, signal);
    if (signal.aborted) throw await stopped(job, []);
    if (state.status === "refused")
      throw failed(`${target.product} at ${target.baseUrl} ended while it was loading ${model.id}`);
    const row = rowOf(state, model.id);
    if (row?.loaded === true) return shortOf(job, row);
    if (row?.loading === false && (row.problem ?? null) !== null)
      throw failed(`${target.product} did not load ${model.id}: ${row.problem}`, "its log has the reason");
  }
  throw failed(
    `${target.product} did not load ${model.id} within ${duration(target.limits.loadMs)}`,
    whatIsLeft(job, [], true),
  );
}

/** A server may answer well and not have done it. */
async function checked(job: LoadJob, signal: AbortSignal): Promise<string[]> {
  const { target, model } = job;
  const row = rowOf(await look(target, signal), model.id);
  if (signal.aborted) throw new InterruptedError(`${model.id} is loaded ${job.size}`.trim());
  if (row?.loaded === false)
    throw failed(`${target.product} says that it loaded ${model.id}, but lists it as not loaded`);
  return row === undefined ? [] : shortOf(job, row);
}

function shortOf({ context, loading }: LoadJob, row: ServerModel): string[] {
  const has = row.contextAllocated.value;
  if (loading.contextFrom === "settings" || has === null || has >= context) return [];
  return [
    `${row.id} has ${tokens(has)} tokens of context now, less than the ${tokens(context)} that were asked for`,
  ];
}
