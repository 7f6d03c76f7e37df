import { didYouMean } from "../core/did-you-mean.ts";
import { UserError } from "../core/errors.ts";
import { INVISIBLE } from "../core/text.ts";
import { listed, tokens } from "../core/words.ts";
import { literalValue } from "../openclaw/literal.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";
import { type Choice, chosen } from "./types.ts";

/** Models that can chat: no embedding, reranking or speech models. */
export function chatModels(state: ServerState): ServerModel[] {
  return state.models.filter((m) => m.type === "llm" || m.type === "vlm");
}

/** Items in descending order of their figures; the first figure that differs decides. Equal items keep their order. */
export function bestFirst<T>(items: readonly T[], figures: (item: T) => readonly number[]): T[] {
  const ranked = items.map((item) => ({ item, figures: figures(item) }));
  ranked.sort((a, b) => {
    const at = a.figures.findIndex((n, i) => n !== b.figures[i]);
    return at < 0 ? 0 : (b.figures[at] ?? 0) - (a.figures[at] ?? 0);
  });
  return ranked.map(({ item }) => item);
}

/**
 * Chat models, best first: in the config, on the server's machine, usable without further steps, with tools, loaded, most
 * context; then the server's order.
 */
export function rankModels(state: ServerState, configured: readonly string[]): ServerModel[] {
  const from = (m: ServerModel) => configured.findIndex((id) => named(m, id));
  return bestFirst(chatModels(state), (m) => [
    from(m) < 0 ? 0 : configured.length - from(m),
    isWritable(m) ? 1 : 0,
    m.remote ? 0 : 1,
    m.loaded === false && state.traits.includes("jit-off") ? 0 : 1,
    m.capabilities.tools === false ? 0 : 1,
    m.loaded === true ? 2 : m.loaded === null ? 1 : 0,
    m.contextAllocated.value ?? 0,
  ]);
}

function named(model: ServerModel, id: string): boolean {
  return model.id === id || model.aliases.includes(id);
}

/** The model to set up. `wanted` is --model; `configured` are the config's model ids on this server. */
export function chooseModel(
  state: ServerState,
  wanted: string | null,
  configured: readonly string[],
): Choice<ServerModel> {
  if (wanted !== null) return wantedModel(state, wanted);
  const [model, second] = rankModels(state, configured);
  const [own] = configured;
  if (model === undefined && own !== undefined && state.unlisted !== undefined)
    return { ...wantedModel(state, own), why: "the config uses it already" };
  if (model === undefined) {
    throw new UserError(`${state.baseUrl} lists no chat model`, {
      hint: "load or download one there, or name one with --model",
      exitCode: 1,
    });
  }
  return chosen(writable(model), reason(model, second, configured), ...notesOn(model));
}

/** False for an id that no config can name: OpenClaw trims refs, and characters that nobody sees hide what it is. */
export function isWritable({ id }: ServerModel): boolean {
  return id.trim() === id && id.replace(INVISIBLE, "") === id;
}

function writable(model: ServerModel): ServerModel {
  if (isWritable(model)) return model;
  throw new UserError(
    `the model id ${JSON.stringify(model.id)} has control characters, or begins or ends with a space`,
    {
      hint: "give the model another name on the server, or choose another one with --model",
      exitCode: 1,
    },
  );
}

function wantedModel(state: ServerState, wanted: string): Choice<ServerModel> {
  const exact = state.models.find((m) => named(m, wanted)) ?? state.unlisted?.(wanted) ?? undefined;
  const model = exact ?? byPart(state, wanted);
  if (model.type === "embedding" || model.type === "other") {
    throw new UserError(
      `${model.id} is not a chat model (${state.product ?? "the server"} lists it as ${model.type})`,
      { hint: "an agent needs a chat model", exitCode: 1 },
    );
  }
  const why =
    exact === undefined ? `the only one that has ${JSON.stringify(wanted)} in its id (--model)` : "--model";
  return chosen(writable(model), why, ...notesOn(model));
}

/** The only chat model with this id in another case, or with these words in its id. Throws UserError for none or several. */
function byPart(state: ServerState, wanted: string): ServerModel {
  const chats = chatModels(state);
  const has = (matches: (id: string) => boolean) =>
    state.models.filter((m) => [m.id, ...m.aliases].some((id) => matches(id.toLowerCase())));
  const text = wanted.toLowerCase();
  const same = has((id) => id === text);
  // an empty text, such as of a variable that is not set, is a part of every id
  const isPart = (id: string) => text.trim() !== "" && id.includes(text);
  const parts = same.length > 0 ? same : has(isPart).filter((m) => chats.includes(m));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const ids = (parts.length > 0 ? parts : chats).map((m) => m.id);
  const close = parts.length > 0 ? undefined : didYouMean(wanted, ids);
  const problem =
    parts.length > 0
      ? `--model ${JSON.stringify(wanted)} is part of several ids of ${state.baseUrl}`
      : `${state.baseUrl} does not list the model ${JSON.stringify(wanted)}`;
  const list =
    ids.length === 0
      ? "it lists no chat model"
      : `${parts.length > 0 ? "name one of these" : "it lists"}: ${listed(ids, 8)}`;
  throw new UserError(problem, {
    hint: close === undefined ? list : `did you mean ${close}? ${list}`,
    exitCode: 1,
  });
}

function reason(model: ServerModel, second: ServerModel | undefined, configured: readonly string[]): string {
  if (second === undefined) return "the only chat model that the server lists";
  if (configured.some((id) => named(model, id))) return "the config uses it already";
  const context = model.contextAllocated.value;
  const room = context === null ? "" : ` with ${tokens(context)} tokens of context`;
  const lacksTools = second.loaded === true && second.capabilities.tools === false;
  if (model.loaded !== true && second.loaded === true)
    return lacksTools
      ? `the first that can call tools; the loaded ${second.id} cannot`
      : `the first on the server's machine; the loaded ${second.id} runs elsewhere`;
  if (model.loaded === true) {
    return second.loaded === true ? `loaded${room}, the most of the loaded ones` : `the loaded one${room}`;
  }
  return "first of the server's chat models; none is known to be loaded";
}

/** OpenClaw reads text after an "@" as an auth profile, unless it looks like a date, q4_k_m or 8bit (2026.9.6). */
const READ_AS_MODEL = /@(\d{8}|i?q\d+\w*|\d+bit)$/i;

function notesOn(model: ServerModel): string[] {
  const notes: string[] = [];
  const suffix = /@[^/@]+$/.exec(model.id)?.[0];
  if (suffix !== undefined && !READ_AS_MODEL.test(model.id)) {
    notes.push(
      `OpenClaw reads "${suffix}" as an auth profile, not as part of the model id; serve the model under another name`,
    );
  }
  if (literalValue(model.id) !== model.id)
    notes.push(
      `the server calls its model ${model.id}; the config has it escaped, so that OpenClaw puts no variable there`,
    );
  if (model.remote) notes.push(`${model.id} runs elsewhere, not on the machine of the server`);
  if (model.capabilities.tools === false) {
    notes.push(`the server says that ${model.id} cannot call tools; an agent can only talk with it`);
  }
  return notes;
}
