import type { LoadedConfig } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { neutralize } from "../core/text.ts";
import { plural, tokens } from "../core/words.ts";
import type { Catalog } from "../fit/catalog.ts";
import { turnNeeds } from "../openclaw/floors.ts";
import { sameServer } from "../openclaw/same-server.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import { configuredContext } from "../openclaw/view.ts";
import { adapterOf } from "../servers/registry.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";
import type { Prompter } from "../ui/prompts.ts";
import { belowFloor, chooseContext } from "./context.ts";
import { isModelRef, replacementOf, SUGGESTED_HOSTED } from "./hosted.ts";
import { chatModels, chooseModel, rankModels } from "./model.ts";
import { apiFor, type InitWishes, type Resolved, resolveChoices } from "./resolve.ts";
import { chooseRouting, currentRoute } from "./routing.ts";
import { rowOf } from "./row.ts";
import { chooseServer, type ServerChoice } from "./server.ts";
import { ROUTINGS, type Routing, type Template } from "./templates/types.ts";
import type { Choice } from "./types.ts";

const YOURS = "your choice";

export interface DecideInput {
  states: readonly ServerState[];
  /** See Found. */
  working: readonly string[];
  /** Of the config, with variables replaced. */
  view: ConfigView;
  wishes: InitWishes;
  /** --model */
  model: string | null;
  config: LoadedConfig | null;
  openclaw: string;
  platform: NodeJS.Platform;
  templateFor: (routing: Routing) => Template;
  /** The largest context of a model that fits into this machine's memory, in tokens; null: unknown. */
  largestContext?(state: ServerState, model: ServerModel): Promise<number | null>;
  /** Null: take the proposals. */
  ask: Prompter | null;
  /** See resolveChoices. */
  catalog?: Catalog | undefined;
  which?: ((program: string) => string | null) | undefined;
  /** Seconds for a cold prompt of 16K tokens of a model here; null: unknown. */
  prefill16k?(state: ServerState, model: ServerModel): Promise<number | null>;
}

/** With the config's value. */
type Seen = DecideInput & { value: JsonObject };
/** With the largest context of the chosen model that fits into memory. */
type Sized = Seen & { fitting: number | null };

export interface Decided extends Resolved {
  server: ServerChoice;
  model: ServerModel;
}

/** Makes the choices in order and asks the user where there are several; null when no server can be used. */
export async function decide(given: DecideInput): Promise<Decided | null> {
  const value = given.config?.value ?? {};
  const input: Seen = { ...given, value };
  const isNamed = (state: ServerState) =>
    input.model !== null || configuredModels(input.view, state).length > 0;
  const proposed = chooseServer(input.states, configuredUrls(input.view), isNamed);
  if (proposed === null) return null;
  const server = await pickServer(proposed, input);
  const model = await pickModel(server.state, input);
  const wishes = { ...input.wishes };
  const fitting = (await input.largestContext?.(server.state, model.value)) ?? null;
  const sized: Sized = { ...input, wishes, fitting };
  wishes.context ??= await askContext(server.state, model.value, sized);
  await checkRoom(server.state, model.value, sized);
  wishes.routing ??= await askRouting(input);
  if (wishes.hosted.length === 0) wishes.hosted = await askHosted(wishes.routing, input);
  const prefill16kSeconds = (await input.prefill16k?.(server.state, model.value)) ?? null;
  const resolved = resolveChoices({ ...sized, state: server.state, model, wishes, prefill16kSeconds });
  const answered = input.wishes.routing === undefined && wishes.routing !== undefined;
  const decisions = resolved.decisions.map((d) =>
    answered && d.what === "routing" ? { ...d, why: YOURS } : d,
  );
  return { ...resolved, decisions, server, model: model.value };
}

/** Local base URLs of the config: those of the primary and the fallbacks first, in that order. */
export function configuredUrls(view: ConfigView): string[] {
  const route = [view.primary ?? "", ...view.fallbacks];
  const order = [...view.providers].sort((a, b) => place(a.id, route) - place(b.id, route));
  return order.flatMap((p) => (p.baseUrl === null || p.local !== true ? [] : [p.baseUrl]));
}

function place(providerId: string, route: readonly string[]): number {
  const at = route.findIndex((ref) => ref.startsWith(`${providerId}/`));
  return at < 0 ? route.length : at;
}

/** Ids of the primary and the fallbacks that are on this server. */
function configuredModels(view: ConfigView, state: ServerState): string[] {
  const here = providersAt(view, state);
  return [view.primary ?? "", ...view.fallbacks].flatMap((ref) =>
    here.flatMap((p) => (ref.startsWith(`${p.id}/`) ? [view.read(ref.slice(p.id.length + 1))] : [])),
  );
}

function providersAt(view: ConfigView, { baseUrl }: ServerState): ProviderView[] {
  return view.providers.filter((p) => p.baseUrl !== null && sameServer(p.baseUrl, baseUrl));
}

async function pickServer(proposed: ServerChoice, { ask }: DecideInput): Promise<ServerChoice> {
  if (ask === null || proposed.others.length === 0) return proposed;
  const states = [proposed.state, ...proposed.others];
  const options = states.map((s) => ({
    value: s.baseUrl,
    name: `${s.product ?? "OpenAI-compatible server"} at ${s.baseUrl} (${describeModels(s)})`,
  }));
  const url = await ask.select("Which server?", options, proposed.state.baseUrl);
  const state = states.find((s) => s.baseUrl === url) ?? proposed.state;
  if (state === proposed.state) return proposed;
  return { state, why: YOURS, others: states.filter((s) => s !== state) };
}

function describeModels(state: ServerState): string {
  const models = chatModels(state);
  const loaded = models.filter((m) => m.loaded === true).length;
  const count = plural(models.length, "chat model");
  return loaded === 0 ? count : `${count}, ${loaded} loaded`;
}

async function pickModel(state: ServerState, input: Seen): Promise<Choice<ServerModel>> {
  const configured = configuredModels(input.view, state);
  const proposed = chooseModel(state, input.model, configured);
  if (input.ask === null || input.model !== null || chatModels(state).length < 2) return proposed;
  const options = rankModels(state, configured).map((m) => ({
    value: m.id,
    name: neutralize(m.id),
    description: describe(m),
  }));
  const id = await input.ask.select("Which model?", options, proposed.value.id);
  return id === proposed.value.id ? proposed : { ...chooseModel(state, id, []), why: YOURS };
}

function describe(model: ServerModel): string {
  const { value } = model.contextAllocated;
  const loaded = model.loaded === true ? "loaded" : model.loaded === false ? "not loaded" : "";
  const context = value === null ? "" : `${tokens(value)} tokens of context`;
  return [loaded, context, model.quantization ?? "", model.remote ? "runs elsewhere" : ""]
    .filter((t) => t !== "")
    .join(", ");
}

/** Asks for an unknown context. Without a terminal, resolveChoices refuses it. */
async function askContext(state: ServerState, model: ServerModel, input: Sized): Promise<number | undefined> {
  if (input.ask === null || contextOf(state, model, input) !== null) return undefined;
  const question = `${state.baseUrl} does not report how much context ${model.id} has. How many tokens was it started with?`;
  const answer = await input.ask.text(question, null, (text) =>
    /^\d{3,8}$/.test(text.replace(/[,_ ]/g, "")) ? null : "a number of tokens, such as 65536",
  );
  return Number(answer.replace(/[,_ ]/g, ""));
}

function contextOf(state: ServerState, model: ServerModel, input: Sized): number | null {
  const providers = providersAt(input.view, state);
  const [row] = providers.flatMap((p) => rowOf(model.id, p, input.view) ?? []);
  const existing = row === undefined ? null : configuredContext(row);
  const kind = state.kind ?? "openai-compatible";
  const { fitting, wishes, openclaw } = input;
  const least = turnNeeds(openclaw).minimum;
  const api = apiFor(state, wishes, row?.api ?? providers[0]?.api ?? null, openclaw).value;
  const grows = state.traits.includes("no-context-limit");
  const wanted = wishes.context ?? null;
  const context = chooseContext({ kind, model, wanted, existing, fitting, least, api, grows });
  return context?.value.contextWindow ?? null;
}

/** Refuses a context in which no turn fits, because only the server can give more. The user can insist when asked. */
async function checkRoom(state: ServerState, model: ServerModel, input: Sized): Promise<void> {
  const context = contextOf(state, model, input);
  const needs = context === null ? null : belowFloor(context, input.openclaw);
  if (context === null || needs === null) return;
  const problem = `${model.id} has ${tokens(context)} tokens of context; a turn of OpenClaw ${input.openclaw} needs ${tokens(needs.minimum)}`;
  if (await input.ask?.confirm(`${problem}. Write the config anyway?`, false)) return;
  throw new UserError(problem, { hint: roomHint(state, model, needs.comfortable, input), exitCode: 1 });
}

function roomHint(state: ServerState, model: ServerModel, comfortable: number, input: DecideInput): string {
  const most = model.contextTrained.value;
  const wanted = Math.max(comfortable, 65_536);
  if (most !== null && most < comfortable)
    return `${model.id} cannot have more than ${tokens(most)}; choose another model with --model`;
  const target = most === null ? wanted : Math.min(wanted, most);
  const commands = adapterOf(state.kind).contextCommands(model, target, state, input.platform);
  const how = commands.join(" && ") || `restart it with more context${beyond(model)}`;
  return `give it more, then run init again: ${how}`;
}

function beyond({ contextCeiling }: ServerModel): string {
  return contextCeiling === undefined ? "" : `: ${contextCeiling.beyond}`;
}

const MEANINGS: Readonly<Record<Routing, { short: string; long: string }>> = {
  "local-only": {
    short: "privacy",
    long: "nothing leaves your machines; when the server is down, the agent is down",
  },
  "local-first": {
    short: "availability, your server first",
    long: "a hosted model steps in when your server is down; that can take over a minute",
  },
  "hosted-first": {
    short: "availability, hosted model first",
    long: "your server steps in when the hosted model cannot be reached",
  },
};

async function askRouting({ ask, wishes, view, value, openclaw }: Seen): Promise<Routing | undefined> {
  const template = wishes.template ?? null;
  if (ask === null || (template?.routing ?? null) !== null) return undefined;
  const current = currentRoute(view, value, openclaw);
  const preset = chooseRouting({ wanted: null, template, hostedFlags: wishes.hosted, current }).value;
  const offered = ROUTINGS.filter((r) => r !== "local-only" || wishes.hosted.length === 0);
  const options = offered.map((value) => {
    const { short, long } = MEANINGS[value];
    return { value, name: `${value} (${short})`, description: long };
  });
  return ask.select("Privacy or availability?", options, preset);
}

async function askHosted(wanted: Routing | undefined, input: Seen): Promise<string[]> {
  const { ask, view, value, wishes, openclaw } = input;
  const routing = wanted ?? wishes.template?.routing ?? null;
  if (ask === null || routing === null || routing === "local-only") return [];
  const regional = wishes.template?.id === "openrouter-regional";
  const { hosted } = currentRoute(view, value, openclaw);
  if (hosted.some((ref) => !regional || ref.startsWith("openrouter/"))) return [];
  const preset = regional ? null : SUGGESTED_HOSTED.join(", ");
  const answer = await ask.text("Which hosted models, in order (provider/model)?", preset, (text) => {
    const refs = splitRefs(text);
    const bad = refs.find((ref) => !isModelRef(ref) || replacementOf(ref) !== null);
    if (bad !== undefined) return `${bad}: ${replacementOf(bad) ?? "write provider/model"}`;
    return refs.length === 0 ? "at least one" : null;
  });
  return splitRefs(answer);
}

function splitRefs(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}
