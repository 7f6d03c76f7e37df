import { UserError } from "../../core/errors.ts";
import { getIn, type JsonObject } from "../../core/json.ts";
import { tokens } from "../../core/words.ts";
import { literalValue } from "../../openclaw/literal.ts";
import type { ConfigView } from "../../openclaw/types.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import { belowFloor } from "../context.ts";
import { isLocalRef } from "../hosted.ts";
import type { InitChoices, RoleChoice } from "../types.ts";
import { findRoleModel, type RoleTarget } from "./find.ts";
import { firstPlace, placeOf, type Role } from "./places.ts";
import { searchSettings } from "./search-settings.ts";
import { distinctRoles, type RoleWish } from "./wish.ts";

export interface RolesInput {
  wishes: readonly RoleWish[];
  state: ServerState;
  /** The choices for the main model, without roles. */
  main: InitChoices;
  view: ConfigView;
  /** The config's. */
  value: JsonObject;
  openclaw: string;
  /** True when the user asked for local-only. */
  localOnly: boolean;
  /** The choices for the row of another model of the server. May throw UserError. */
  rowFor(model: ServerModel): { choices: InitChoices; notes: string[] };
}

/** The servers whose lists say which models are for embeddings; elsewhere it is concluded from the id. */
const TYPED = ["lmstudio", "ollama"];

/** The models of --role, with notes. Throws UserError when one cannot be had, before anything is written. */
export function resolveRoles(input: RolesInput): { roles: RoleChoice[]; notes: string[] } {
  const notes: string[] = [];
  const roles = distinctRoles(input.wishes).map((wish): RoleChoice => {
    const path = placeOf(wish.role, input.openclaw);
    if (path === null) throw noPlace(wish.role, input.openclaw);
    const { state, main, view, openclaw } = input;
    const target = findRoleModel({ wish, state, providerId: main.providerId, view, openclaw });
    const choice =
      target.kind === "elsewhere"
        ? elsewhere(wish, target, input, notes)
        : served(wish, target, input, notes);
    return { role: wish.role, path, why: target.kind === "served" ? target.why : "--role", ...choice };
  });
  return { roles, notes };
}

type Found = Pick<RoleChoice, "ref" | "served" | "row" | "search">;

function served(
  { role }: RoleWish,
  { model }: Extract<RoleTarget, { kind: "served" }>,
  input: RolesInput,
  notes: string[],
): Found {
  const { main } = input;
  if (role === "embedding") {
    checkEmbedding(model, input, notes);
    const written = literalValue(model.id);
    return { ref: `${main.providerId}/${written}`, served: model, row: null, search: ofMain(written, input) };
  }
  if (model.type === "embedding" || model.type === "other")
    throw new UserError(
      `--role ${role}: ${model.id} is not a chat model (the server lists it as ${model.type})`,
      {
        hint: "name a chat model",
        exitCode: 1,
      },
    );
  const isMain = model.id === main.modelId;
  const { choices, notes: told } = isMain ? { choices: main, notes: [] } : input.rowFor(model);
  checkRow(role, model, choices, input.openclaw);
  if (!isMain) notes.push(...told, ...smaller(role, model, choices, input));
  const ref = `${main.providerId}/${choices.writtenId}`;
  return { ref, served: model, row: isMain ? null : choices, search: null };
}

function checkEmbedding(model: ServerModel, { state }: RolesInput, notes: string[]): void {
  if (model.type === "embedding") return;
  if (TYPED.includes(state.kind ?? "") || model.capabilities.tools === true)
    throw new UserError(`--role embedding: ${model.id} is a chat model`, {
      hint: "name an embedding model",
      exitCode: 1,
    });
  notes.push(`the server does not show whether ${model.id} is an embedding model`);
}

function checkRow(role: Role, model: ServerModel, row: InitChoices, openclaw: string): void {
  if (role === "image" && !row.vision)
    throw new UserError(`--role image: ${model.id} is not known to read images`, {
      hint: "name a vision model",
      exitCode: 1,
    });
  const needs = belowFloor(row.contextWindow, openclaw);
  if (needs !== null)
    throw new UserError(
      `--role ${role}: ${model.id} has ${tokens(row.contextWindow)} tokens of context; a turn of OpenClaw ${openclaw} needs ${tokens(needs.minimum)}`,
      { hint: `give it more on the server, or name another model`, exitCode: 1 },
    );
}

/** Heartbeats run in the main session by default, and compaction reads all of it. */
function smaller(role: Role, model: ServerModel, row: InitChoices, { main, value }: RolesInput): string[] {
  const { contextWindow } = row;
  if (contextWindow >= main.contextWindow) return [];
  const sizes = `${tokens(contextWindow)} tokens, and the main model ${tokens(main.contextWindow)}`;
  if (role === "compaction")
    return [`${model.id} has ${sizes}: it may not be able to read what it should summarize`];
  const isolated = getIn(value, ["agents", "defaults", "heartbeat", "isolatedSession"]) === true;
  if (role !== "heartbeat" || isolated) return [];
  return [
    `${model.id} has ${sizes}: a long chat does not fit into its heartbeat, unless agents.defaults.heartbeat.isolatedSession is true`,
  ];
}

function ofMain(model: string, { main, value, openclaw }: RolesInput): RoleChoice["search"] {
  const written = getIn(value, ["models", "providers", main.providerId, "apiKey"]);
  const apiKey = main.apiKey !== null && (written === undefined || main.apiKeyForced) ? main.apiKey : written;
  return searchSettings({
    provider: { id: main.providerId, baseUrl: main.baseUrl, apiKey },
    model,
    openclaw,
  });
}

function elsewhere(
  { role }: RoleWish,
  { ref, provider }: Extract<RoleTarget, { kind: "elsewhere" }>,
  { main, view, value, openclaw, localOnly }: RolesInput,
  notes: string[],
): Found {
  const isLocal = isLocalRef(ref, view, value);
  if (!isLocal && localOnly)
    throw new UserError(`--routing local-only excludes hosted models, but --role ${role} names ${ref}`, {
      hint: "leave out one of the two",
    });
  if (!isLocal && main.routing === "local-only")
    notes.push(`${ref} is hosted: what it is asked as the model for ${role} leaves your machines`);
  if (role !== "embedding") return { ref, served: null, row: null, search: null };
  if (provider === null || !isLocal)
    throw new UserError(`--role embedding takes a model of a local server, not ${ref}`, {
      hint: "set the provider of memory search in the config for a hosted one",
    });
  const model = ref.slice(ref.indexOf("/") + 1);
  const apiKey = getIn(value, ["models", "providers", provider.id, "apiKey"]);
  const { id, baseUrl } = provider;
  return {
    ref,
    served: null,
    row: null,
    search: searchSettings({ provider: { id, baseUrl, apiKey }, model, openclaw }),
  };
}

function noPlace(role: Role, openclaw: string): UserError {
  const first = firstPlace(role);
  const since = first === null ? "" : `; OpenClaw ${first.version} has it: ${first.path}`;
  return new UserError(`--role ${role}: OpenClaw ${openclaw} has no setting for it`, {
    hint: `leave it out, or update OpenClaw${since}`,
    exitCode: 1,
  });
}
