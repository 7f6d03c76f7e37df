import type { MemoryView } from "../../checks/facts.ts";
import { formatBytes } from "../../core/bytes.ts";
import { asString, getIn, getKey, isObject, type JsonObject } from "../../core/json.ts";
import { bitsOf, whySizeTooSmall, whyTooSmall } from "../../core/model-size.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { minutesOf } from "../../openclaw/heartbeat.ts";
import { adapterOf } from "../../servers/registry.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import { bestFirst, chatModels, isWritable } from "../model.ts";
import { needFor } from "./memory.ts";
import { placeOf, type Role } from "./places.ts";

/** A model for a role, to propose. */
export interface RoleOffer {
  role: Role;
  model: ServerModel;
  /** One clause: what it changes, with the figures. */
  why: string;
}

interface OffersInput {
  state: ServerState;
  /** The main model, and the context that it gets, in tokens. */
  model: ServerModel;
  context: number;
  /** Null: nothing is known of the memory that the server has. */
  memory: MemoryView | null;
  openclaw: string;
  /** The config's. */
  value: JsonObject;
}

/** A model for the small turns has at most this share of the main model's size. Else it saves little and takes as long. */
const SMALL_SHARE = 0.5;
/** Planned for a small model that is not loaded, in tokens. */
const PLANNED = 65_536;

/**
 * Roles for which a model of the same server is known to help: a small one with tools for heartbeats and for titles and
 * summaries, one that reads images where the main one does not, an embedding model for memory search. Only for roles that
 * the config leaves open, and only where the models are known to fit into memory together.
 */
export function roleOffers(input: OffersInput): RoleOffer[] {
  const { state, model } = input;
  if (!holdsSeveral(state) && !isLoaded(model)) return [];
  const others = state.models.filter(
    (m) => m.id !== model.id && !m.remote && isWritable(m) && canLoad(m, state) && fitsBeside(m, input),
  );
  const chats = chatModels({ ...state, models: others });
  const small = bestFirst(
    chats.filter((m) => isSmall(m, input)),
    (m) => [m.loaded === true ? 1 : 0, sizeOf(m, input) ?? 0],
  );
  const worker = small.find((m) => m.capabilities.tools === true && !isTiny(m) && hasRoom(m, input)) ?? null;
  const writer = worker ?? small.find((m) => hasRoom(m, input)) ?? null;
  const seeing = chats.find((m) => m.capabilities.vision === true && hasRoom(m, input)) ?? null;
  const sized = (m: ServerModel) => `${sizes(m, input)}; `;
  return [
    ...offer(
      "heartbeat",
      worker,
      input,
      (m) => `${sized(m)}frequent small turns then leave the main model's prompt cache alone`,
    ),
    ...offer(
      "utility",
      writer,
      input,
      (m) => `${sized(m)}titles and short summaries do not wait for the main model`,
    ),
    ...offer(
      "image",
      model.capabilities.vision === false ? seeing : null,
      input,
      () => `${model.id} cannot read images; this one describes them`,
    ),
    ...offer(
      "embedding",
      embedder(others),
      input,
      () => "memory search then stays on this server; without it OpenClaw asks OpenAI, which needs a key",
    ),
  ];
}

function offer(
  role: Role,
  model: ServerModel | null,
  input: OffersInput,
  why: (model: ServerModel) => string,
): RoleOffer[] {
  if (model === null || !isOpen(role, input)) return [];
  return [{ role, model, why: why(model) }];
}

/** True when the release has the role and the config does not decide on it. */
function isOpen(role: Role, { openclaw, value }: OffersInput): boolean {
  const path = placeOf(role, openclaw);
  if (path === null) return false;
  const have = getIn(value, path);
  if (role === "embedding")
    return (
      !isObject(have) ||
      (have["enabled"] !== false &&
        !["provider", "model", "remote", "local"].some((key) => getKey(have, key) !== undefined))
    );
  const every = asString(getIn(value, ["agents", "defaults", "heartbeat", "every"]));
  if (role === "heartbeat" && every !== undefined && (minutesOf(every) ?? 1) <= 0) return false;
  return have === undefined;
}

/** True for servers that keep several models in memory. Others are known to hold only what they report as loaded. */
function holdsSeveral({ kind, traits }: ServerState): boolean {
  return kind === "lmstudio" || kind === "ollama" || traits.includes("router");
}

function isLoaded(model: ServerModel): boolean {
  return model.loaded === true;
}

/** False for a model that a request would not load. */
function canLoad(model: ServerModel, state: ServerState): boolean {
  return isLoaded(model) || (holdsSeveral(state) && !state.traits.includes("jit-off"));
}

/** True when a model is known to fit into memory next to the main one. */
function fitsBeside(model: ServerModel, { memory, state, model: main, context }: OffersInput): boolean {
  if (isLoaded(main) && isLoaded(model)) return true;
  const need = memory === null ? null : needFor(memory, state, { model, context: contextFor(model) });
  if (memory === null || need === null) return false;
  if (isLoaded(main) && memory.freeBytes !== null) return need <= memory.freeBytes;
  const rest = needFor(memory, state, { model: main, context });
  return rest !== null && memory.fits(need + rest);
}

function contextFor({ contextAllocated, contextTrained }: ServerModel): number {
  return contextAllocated.value ?? Math.min(PLANNED, contextTrained.value ?? PLANNED);
}

/** True when a turn fits into the context that the model has, or that OpenClaw can ask for. */
function hasRoom(
  { contextAllocated, contextTrained }: ServerModel,
  { state, openclaw }: OffersInput,
): boolean {
  const { minimum } = turnNeeds(openclaw);
  const field = adapterOf(state.kind).provider.contextField;
  if (contextAllocated.value !== null && (contextAllocated.value >= minimum || field !== "num_ctx"))
    return contextAllocated.value >= minimum;
  return field !== null && (contextTrained.value ?? 0) >= minimum;
}

/** Of the weights, in bytes; null: unknown. */
function sizeOf(model: ServerModel, { memory, state }: OffersInput): number | null {
  const place = { baseUrl: state.baseUrl, state };
  return (
    model.sizeBytes ??
    memory?.load(place, { id: model.id, served: model }, contextFor(model), "f16")?.weights ??
    null
  );
}

function isSmall(model: ServerModel, input: OffersInput): boolean {
  const [own, main] = [sizeOf(model, input), sizeOf(input.model, input)];
  return own !== null && main !== null && own <= main * SMALL_SHARE;
}

/** Too small for a full turn with all tools, as the check small-model-overwhelmed has it. */
function isTiny({ id, billions, quantization }: ServerModel): boolean {
  const bits = quantization === null ? null : bitsOf(quantization);
  return whyTooSmall(id) !== null || whySizeTooSmall(billions ?? null, bits) !== null;
}

function sizes(model: ServerModel, input: OffersInput): string {
  return `${formatBytes(sizeOf(model, input))} next to ${formatBytes(sizeOf(input.model, input))}`;
}

function embedder(models: readonly ServerModel[]): ServerModel | null {
  const [best] = bestFirst(
    models.filter((m) => m.type === "embedding"),
    (m) => [isLoaded(m) ? 1 : 0],
  );
  return best ?? null;
}
