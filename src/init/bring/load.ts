import { commandLine } from "../../core/shell.ts";
import { neutralize } from "../../core/text.ts";
import { tokens } from "../../core/words.ts";
import { withInstalled } from "../../doctor/installed.ts";
import { withProcess } from "../../doctor/launched.ts";
import { viewMemory } from "../../doctor/memory-view.ts";
import type { HostWorld } from "../../machine/facts/types.ts";
import type { Hardware } from "../../machine/types.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import type { Outside } from "../../ports/index.ts";
import { createClient } from "../../servers/client.ts";
import { adapterAt } from "../../servers/registry.ts";
import type { ChangeRequest } from "../../servers/shared/start.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import { runCommand } from "./command.ts";
import { instancesToUnload, type LoadJob, loadOverHttp } from "./over-http.ts";
import { findProgram } from "./programs.ts";
import { judgeRoom, type Room } from "./room.ts";
import { type Access, type BringLimits, LIMITS, type Target, type Way } from "./types.ts";

export interface LoadQuestion {
  /** A running server that lists `model`. */
  state: ServerState;
  model: ServerModel;
  /** The context to load it with, and the least that a turn needs, in tokens. */
  context: number;
  least: number;
  access: Access;
  world: HostWorld;
  outside: Outside;
  hardware(): Promise<Hardware>;
  limits?: BringLimits | undefined;
}

export interface LoadAnswer {
  /** Best first; none where only a restart helps, or nothing does. */
  ways: Way[];
  /** The commands with which the user does it: a load, or a restart as it was started, apart from the context. */
  restart: string[];
  /** Why it cannot have enough context on this machine; null: it can, as far as is known. */
  impossible: string | null;
}

/** A question with what was found out. */
type Known = LoadQuestion & { target: Target; room: Room };

/**
 * How `model` gets `context` tokens on a running server: through its API, or its command line on this machine. Where that
 * does not fit this machine's memory, what fits comes first. Sends nothing.
 */
export async function waysToLoad(question: LoadQuestion): Promise<LoadAnswer> {
  const { model, least, outside, world } = question;
  const never = (impossible: string | null): LoadAnswer => ({ ways: [], restart: [], impossible });
  const most = model.contextTrained.value ?? Number.POSITIVE_INFINITY;
  if (most < least)
    return never(`${model.id} cannot have more than ${tokens(most)} tokens; a turn needs ${tokens(least)}`);
  if (model.remote) return never(null);
  const state = await withProcess(await withInstalled(question.state, world), world);
  const context = Math.min(question.context, most);
  const memory = await viewMemory([state.baseUrl], question.hardware, outside);
  const place = { baseUrl: state.baseUrl, state };
  const room = judgeRoom(memory, place, model, { context, least });
  if (room.impossible !== null) return never(room.impossible);
  const { fitting } = room;
  const smaller = fitting !== null && fitting < context && fitting >= least ? [fitting] : [];
  const target: Target = {
    http: await outside.http(),
    baseUrl: state.baseUrl,
    product: state.product ?? "the server",
    access: question.access,
    limits: question.limits ?? LIMITS,
  };
  const ways = [...smaller, context].flatMap((size) => {
    const own = judgeRoom(memory, place, model, { context: size, least });
    return wayWith({ ...question, state, target, room: own, context: size }) ?? [];
  });
  const commands = adapterAt(state).contextCommands(
    model,
    smaller[0] ?? context,
    state,
    outside.host.platform,
  );
  // where the settings decide, every size gives the same way
  const distinct = ways.filter((way, i) => ways.findIndex((other) => other.title === way.title) === i);
  return { ways: distinct, restart: commands, impossible: null };
}

function wayWith(known: Known): Way | null {
  const { state, model, context, least } = known;
  const { loading } = adapterAt(state);
  const request = loading?.load(model, context, state) ?? null;
  if (loading === undefined || request === null) return wayByProgram(known);
  if (loading.contextFrom === "request") return wayOverHttp(known, request);
  // it would get what it has by the server's settings
  const given = model.contextAllocated.value;
  return model.loaded === true || (given !== null && given < least) ? null : wayOverHttp(known, request);
}

function wayOverHttp(known: Known, request: ChangeRequest): Way | null {
  const { state, model, context, target, outside } = known;
  const adapter = adapterAt(state);
  const { loading } = adapter;
  if (loading === undefined) return null;
  const { platform } = outside.host;
  const chosen = loading.contextFrom === "request";
  const given = model.contextAllocated.value;
  const size = chosen || given !== null ? `with ${tokens(chosen ? context : (given ?? 0))} tokens` : "";
  const restore = adapter.loadCommands(model, model.contextAllocated.value ?? context, platform).join(" && ");
  const job: LoadJob = { target, state, model, context, loading, request, size, restore };
  const unloads = instancesToUnload(job).flatMap(({ id }) => loading.unload?.(id) ?? []);
  const { origin, root } = createClient(target.http, new URL(state.baseUrl), { timeoutMs: 0 });
  const how = [...unloads, request].map(
    ({ path, body }) => `POST ${origin}${root}${path} ${neutralize(JSON.stringify(body), 300)}`,
  );
  return {
    title: titleOf(model, size),
    how: how.join(", then "),
    caution: cautionOf(known, loading.others, chosen ? null : settingsText(model)),
    baseUrl: state.baseUrl,
    run: (progress, signal) => loadOverHttp(job, progress, signal),
  };
}

function titleOf(model: ServerModel, size: string): string {
  return `load ${neutralize(model.id)} ${model.loaded === true ? "again " : ""}${size}`.trim();
}

function settingsText(model: ServerModel): string | null {
  const { value } = model.contextAllocated;
  return value === null ? "the settings of the server decide how much context it gets" : null;
}

function cautionOf({ state, model, room }: Known, others: string | null, more: string | null): string | null {
  const { value } = model.contextAllocated;
  const had = value === null ? "" : `, which has ${tokens(value)} tokens`;
  const count = model.instances.length > 1 ? ` (${model.instances.length} of it)` : "";
  const crowded = state.models.some((one) => one.loaded === true && one.id !== model.id);
  const all = [
    room.caution,
    model.loaded === true ? `unloads the loaded ${model.id}${count}${had}, first` : null,
    crowded ? others : null,
    more,
  ];
  const texts = all.filter((text) => text !== null).map((text) => neutralize(text, 300));
  return texts.length === 0 ? null : texts.join("; ");
}

/** By the product's program on this machine, for servers without such requests. */
function wayByProgram(known: Known): Way | null {
  const { state, model, context, target, outside } = known;
  const { starting, loadArgs } = adapterAt(state);
  if (starting === undefined || loadArgs === undefined || !isThisMachine(state.baseUrl)) return null;
  // the program would take it for an option
  if (model.id.startsWith("-")) return null;
  const { platform, homeDir } = outside.host;
  const places = starting.places({ platform, homeDir, env: outside.env });
  const program = findProgram(starting.program, places, outside);
  if (program === null) return null;
  const commands = loadArgs(model, context);
  const size = `with ${tokens(context)} tokens`;
  const left = `${target.product} may still be loading ${model.id} ${size}, or have it no longer loaded`;
  return {
    title: titleOf(model, size),
    how: commands.map((args) => commandLine(platform, program, ...args)).join(", then "),
    caution: cautionOf(known, null, null),
    baseUrl: state.baseUrl,
    async run(progress, signal) {
      for (const args of commands) {
        progress.update(`running ${neutralize([starting.program, ...args].join(" "))}`);
        await runCommand(
          { program, args, timeoutMs: target.limits.loadMs, left },
          outside.proc,
          progress,
          signal,
        );
      }
      return [];
    },
  };
}
