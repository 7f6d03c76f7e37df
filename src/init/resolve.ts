import type { LoadedConfig } from "../config/read/types.ts";
import { trimSlashes } from "../core/address.ts";
import { UserError } from "../core/errors.ts";
import { present, tokens } from "../core/words.ts";
import type { Catalog } from "../fit/catalog.ts";
import { turnNeeds } from "../openclaw/floors.ts";
import { literalValue } from "../openclaw/literal.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import { configuredContext, viewConfig } from "../openclaw/view.ts";
import type { ServerKind, ServerModel, ServerState } from "../servers/types.ts";
import { chooseApi } from "./api.ts";
import { chooseContext, contextMissing, maxTokensFor, tightness } from "./context.ts";
import { chooseKey } from "./key.ts";
import { type RowFacts, rowFacts } from "./known/facts.ts";
import { patience, patienceNote, type ReadTime } from "./known/patience.ts";
import { localService } from "./local-service.ts";
import { networkNeeds } from "./network.ts";
import { baseUrlFor, chooseProvider, keepsBaseUrl } from "./provider.ts";
import { resolveRoles } from "./roles/resolve.ts";
import type { RoleWish } from "./roles/wish.ts";
import { checkHosted, chooseRouting, currentRoute, planRoute } from "./routing.ts";
import { rowOf } from "./row.ts";
import type { Routing, Template } from "./templates/types.ts";
import { type Choice, chosen, type InitApi, type InitChoices } from "./types.ts";

/** What the user chose with flags or answers. The steps decide the rest. */
export interface InitWishes {
  /** The base URL of the chosen server, as it was found. Default: the best. */
  server?: string | undefined;
  /** The id of the model on the server, or a part of it. Default: the best. */
  model?: string | undefined;
  /** What the user answered himself, rather than by a flag. */
  answered?: ReadonlySet<string> | undefined;
  /** Set up a context in which no turn fits. */
  insist?: boolean | undefined;
  providerId?: string | undefined;
  template?: Template | undefined;
  routing?: Routing | undefined;
  hosted: readonly string[];
  api?: InitApi | undefined;
  /** Tokens. */
  context?: number | undefined;
  apiKeyEnv?: string | undefined;
  /** The key was entered, and goes to OpenClaw's .env. */
  savesKey?: boolean | undefined;
  alias?: string | undefined;
  role?: readonly RoleWish[] | undefined;
  openrouterBaseUrl?: string | undefined;
  /** --local-service: OpenClaw starts the server itself. */
  localService?: boolean | undefined;
}

export interface Resolved {
  choices: InitChoices;
  template: Template;
  /** In order, for people: "api: openai-responses (why)". */
  decisions: { what: string; value: string; why: string }[];
  notes: string[];
}

/** Makes all decisions that follow from a server and a model. Throws UserError when only the user can decide. */
export function resolveChoices(input: {
  state: ServerState;
  /** See Found. */
  working?: readonly string[] | undefined;
  /** Of the config, with variables replaced. Default: with none. */
  view?: ConfigView | undefined;
  model: Choice<ServerModel>;
  wishes: InitWishes;
  config: LoadedConfig | null;
  openclaw: string;
  templateFor: (routing: Routing) => Template;
  /** The largest context that fits into memory, in tokens; null: unknown. */
  fitting?: number | null;
  /** Default: only what the server says is known of a model. */
  catalog?: Catalog | null | undefined;
  /** Measured or predicted; null: unknown. */
  readTime?: ReadTime | null | undefined;
  /** The absolute path of a program on this machine, for --local-service; null: not found. */
  which?: ((program: string) => string | null) | undefined;
}): Resolved {
  const { state, wishes, config, openclaw } = input;
  const model = input.model.value;
  const kind: ServerKind = state.kind ?? "openai-compatible";
  const value = config?.value ?? {};
  const view = input.view ?? viewConfig(value);
  const template = wishes.template ?? null;
  const wantedId = wishes.providerId ?? null;
  const provider = chooseProvider({ view, baseUrl: state.baseUrl, kind, wantedId, modelId: model.id });
  const { id: providerId, existing } = provider.value;
  const row = existing === null ? null : rowOf(model.id, existing, view);
  const writtenId = row?.id ?? literalValue(model.id);
  const api = apiFor(state, wishes, row?.api ?? existing?.api ?? null, openclaw);
  const documented = baseUrlFor(state.baseUrl, api.value, kind, providerId);
  const keepBaseUrl = keepsBaseUrl(existing, documented, api.value, input.working ?? []);
  const baseUrl = keepBaseUrl ? trimSlashes(existing?.baseUrl ?? documented) : documented;
  const context = chooseContext({
    kind,
    model,
    wanted: wishes.context ?? null,
    existing: row === null ? null : configuredContext(row),
    fitting: input.fitting,
    least: turnNeeds(openclaw).minimum,
    api: api.value,
    grows: state.traits.includes("no-context-limit"),
  });
  if (context === null) throw contextMissing(model);
  const key = chooseKey({
    kind,
    providerId,
    baseUrl,
    auth: state.auth,
    envName: wishes.apiKeyEnv ?? null,
    saved: wishes.savesKey,
    existing: existing?.apiKey ?? null,
    openclaw,
  });
  checkHosted(wishes.hosted, view, value);
  const current = currentRoute(view, value, openclaw);
  const hostedFlags = wishes.hosted;
  const routing = chooseRouting({ wanted: wishes.routing ?? null, template, hostedFlags, current });
  requireOpenRouter(wishes, current.hosted);
  const local = `${providerId}/${writtenId}`;
  const route = planRoute({ routing: routing.value, local, hostedFlags, current });
  if (routing.value === "local-only" && model.remote) throw remoteModel(model);
  const network = networkNeeds({ baseUrl, providerId, api: api.value });
  const facts = rowFacts({
    state,
    model,
    api: api.value,
    providerId,
    openclaw,
    catalog: input.catalog ?? null,
  });
  const service =
    wishes.localService === true
      ? localService({
          state,
          baseUrl,
          apiKey: serviceKey(key.value.apiKey, existing),
          openclaw,
          which: input.which,
        })
      : null;
  const { contextWindow } = context.value;
  const readTime = input.readTime ?? null;
  const timeoutSeconds = patience({ fullSeconds: readTime?.seconds(contextWindow) ?? null, openclaw });
  const choices: InitChoices = {
    providerId,
    baseUrl,
    keepBaseUrl,
    api: api.value,
    apiKey: key.value.apiKey,
    apiKeyForced: key.value.forced,
    modelId: model.id,
    writtenId,
    reasoning: facts.reasoning.value === true,
    vision: facts.vision.value === true,
    compat: { ...network.compat, ...facts.compat },
    timeoutSeconds,
    localService: service?.value ?? null,
    ...context.value,
    contextNote: context.why,
    maxTokens: maxTokensFor(context.value.contextWindow),
    network,
    routing: routing.value,
    ...route.value,
    alias: wishes.alias ?? null,
    roles: [],
    openrouterBaseUrl: wishes.openrouterBaseUrl ?? null,
  };
  const roles = resolveRoles({
    ...{ wishes: wishes.role ?? [], state, main: choices, view, value, openclaw },
    localOnly: (wishes.routing ?? template?.routing) === "local-only",
    rowFor: (other) => {
      const own = { ...wishes, providerId, role: [], alias: undefined, context: undefined };
      return resolveChoices({ ...input, model: chosen(other, "--role"), wishes: own, fitting: null });
    },
  });
  return {
    choices: { ...choices, roles: roles.roles },
    template: template ?? input.templateFor(routing.value),
    decisions: [
      { what: "model", value: model.id, why: input.model.why },
      { what: "provider", value: providerId, why: provider.why },
      { what: "api", value: api.value, why: api.why },
      { what: "context", value: `${tokens(context.value.contextWindow)} tokens`, why: context.why },
      ...knownLines(facts),
      { what: "routing", value: routing.value, why: routing.why },
      ...roles.roles.map(({ role, ref, why }) => ({ what: role, value: ref, why })),
    ],
    notes: distinct([
      ...[input.model, provider, api, context, key, routing, route].flatMap((choice) => choice.notes),
      ...(service?.notes ?? []),
      ...present(patienceNote(timeoutSeconds, readTime, contextWindow)),
      ...tightness(context.value.contextWindow, openclaw),
      ...roles.notes,
    ]),
  };
}

function distinct(notes: readonly string[]): string[] {
  return [...new Set(notes)];
}

/** What is known of the model, for people. */
function knownLines({ reasoning, vision, thinking }: RowFacts): Resolved["decisions"] {
  const lines: Resolved["decisions"] = [];
  if (reasoning.value === true)
    lines.push({ what: "thinking", value: thinking ?? "yes", why: `as ${reasoning.source} says` });
  if (vision.value === true) lines.push({ what: "images", value: "yes", why: `as ${vision.source} says` });
  return lines;
}

/** The key of the server as the config will have it; null: none, or not as a variable. */
function serviceKey(written: string | null, existing: ProviderView | null): string | null {
  if (written !== null) return written.startsWith("${") ? written : null;
  return existing?.apiKey.kind === "env" ? `\${${existing.apiKey.name}}` : null;
}

/** The API for a server; `existing` is that of the config's row or entry. */
export function apiFor(
  { kind, responsesApi }: ServerState,
  { api, template }: InitWishes,
  existing: string | null,
  openclaw: string,
): Choice<InitApi> {
  return chooseApi({
    kind: kind ?? "openai-compatible",
    responsesApi,
    wanted: api ?? null,
    template: template ?? null,
    existing,
    openclaw,
  });
}

function requireOpenRouter(wishes: InitWishes, hosted: readonly string[]): void {
  if (wishes.template?.id !== "openrouter-regional") return;
  const refs = wishes.hosted.length > 0 ? wishes.hosted : hosted;
  if (refs.some((ref) => ref.startsWith("openrouter/"))) return;
  throw new UserError("the template openrouter-regional needs a model of OpenRouter", {
    hint: "name one that the region offers: --hosted openrouter/<author>/<model>",
  });
}

function remoteModel(model: ServerModel): UserError {
  return new UserError(`${model.id} runs elsewhere, which --routing local-only is meant to prevent`, {
    hint: "choose another model with --model, or another routing",
    exitCode: 1,
  });
}
