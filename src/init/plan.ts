import type { EditOp, LoadedConfig } from "../config/read/types.ts";
import { getIn, getKey, isObject, type JsonObject, sameJson } from "../core/json.ts";
import { redactSecrets } from "../core/text.ts";
import { literalValue, variablesIn } from "../openclaw/literal.ts";
import { isPluginProvider } from "../openclaw/providers.ts";
import { sameServer } from "../openclaw/same-server.ts";
import type { ConfigView } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import { type AliasInput, newAliases, planAliases } from "./alias.ts";
import { commentNotes } from "./known/comments.ts";
import { mergeMissing, mergeProvider, mergeRoute } from "./merge.ts";
import { planRoles, referredRoles, withRoles } from "./roles/plan.ts";
import { hostedElsewhere } from "./routing.ts";
import { fillTemplate } from "./templates/fill.ts";
import type { Template, TemplateValues } from "./templates/types.ts";
import type { InitChoices, InitPlan } from "./types.ts";

/**
 * Plans the text of a new file, or the edits that bring an existing config to the choices. Pure. A second plan after the
 * first is applied has no edits.
 */
export function planInit(
  config: LoadedConfig | null,
  choices: InitChoices,
  template: Template,
  openclaw: string,
  view = viewConfig(config?.value ?? {}),
): InitPlan {
  const model = `${choices.providerId}/${choices.modelId}`;
  const aliases: AliasInput = {
    alias: choices.alias,
    local: `${choices.providerId}/${choices.writtenId}`,
    routed: [choices.primary, ...choices.fallbacks, ...referredRoles(choices, "limited")],
    referenced: [...view.refs.map((use) => use.ref), ...referredRoles(choices, "all")],
    openclaw,
    read: view.read,
  };
  const filled = fillTemplate(template, templateValues(choices, newAliases(aliases)), openclaw);
  const base = { provider: choices.providerId, model, routing: choices.routing };
  const rowOf = (own: InitChoices) => fillTemplate(template, templateValues(own, undefined), openclaw).value;
  const roles = planRoles(config?.value ?? {}, choices, view, rowOf);
  if (config === null)
    return { ...base, ops: [], text: withRoles(filled.text, roles), notes: aliasNotes(aliases) };
  const { value } = config;
  const named = planAliases(value, aliases);
  const ops: EditOp[] = [
    ...modeOps(value, choices),
    ...explained(providerOps(value, filled.value, choices), config, choices),
    ...mergeRoute(value, choices.primary, choices.fallbacks),
    ...roles.ops,
    ...named.ops,
  ];
  const notes = [
    ...notesOn(value, view, choices),
    ...named.notes,
    ...roles.notes,
    ...commentNotes(config, ops),
  ];
  return { ...base, ops, text: null, notes };
}

/** The values of the placeholders. Most have the name of a choice. */
function templateValues(
  { network, roles: _, ...choices }: InitChoices,
  aliases: JsonObject | undefined,
): TemplateValues {
  const { fallbacks, contextWindow } = choices;
  return {
    ...choices,
    request: network.request,
    timeoutSeconds: network.timeoutSeconds ?? choices.timeoutSeconds,
    compat: Object.keys(choices.compat).length === 0 ? undefined : choices.compat,
    localService: choices.localService ?? undefined,
    safetyNet: fallbacks.length === 0 ? undefined : fallbacks,
    aliases,
    modelPolicy: aliases === undefined ? undefined : {},
    apiKey: choices.apiKey ?? undefined,
    rowParams: choices.api === "ollama" ? { num_ctx: contextWindow } : undefined,
    modelId: choices.writtenId,
    modelName: literalValue(displayName(choices.modelId)),
    input: choices.vision ? ["text", "image"] : ["text"],
    contextTokens: choices.contextTokens ?? undefined,
    openrouterBaseUrl: choices.openrouterBaseUrl ?? "https://eu.openrouter.ai/api/v1",
  };
}

/** The last part of an id: `qwen3-8b` for `qwen/qwen3-8b` and `/models/qwen3-8b.gguf`. */
function displayName(id: string): string {
  const last = id.split("/").findLast((part) => part !== "") ?? id;
  return last.replace(/\.gguf$/i, "");
}

function providerOps(value: JsonObject, filled: JsonObject, choices: InitChoices): EditOp[] {
  const wanted = getIn(filled, ["models", "providers"]);
  if (!isObject(wanted)) return [];
  return Object.entries(wanted).flatMap(([id, entry]) => {
    if (!isObject(entry)) return [];
    if (id === choices.providerId) return mergeProvider(value, entry, choices);
    return mergeMissing(value, entry, ["models", "providers", id]);
  });
}

/** Adds a comment above a new provider, but not to files without comments, which other tools may read as JSON. */
function explained(ops: EditOp[], config: LoadedConfig, choices: InitChoices): EditOp[] {
  if (!config.files.some((file) => file.comments.length > 0)) return ops;
  const comment = [`added by openclaw-local init; context: ${choices.contextNote}`];
  const provider = ["models", "providers", choices.providerId];
  return ops.map((op) => (op.op === "set" && sameJson([...op.path], provider) ? { ...op, comment } : op));
}

/**
 * Sets "merge" explicitly, which keeps hosted models. "replace" hides OpenClaw's own catalog, and with it hosted models
 * without an entry. It stays when it hides no model that is used.
 */
function modeOps(value: JsonObject, choices: InitChoices): EditOp[] {
  const unsaid = getIn(value, ["models", "mode"]) === undefined;
  const needed = unsaid || hiddenRefs(value, choices).length > 0;
  return needed ? [{ op: "set", path: ["models", "mode"], value: "merge" }] : [];
}

function hiddenRefs(value: JsonObject, choices: InitChoices): string[] {
  if (getIn(value, ["models", "mode"]) !== "replace") return [];
  const providers = getIn(value, ["models", "providers"]);
  return [choices.primary, ...choices.fallbacks, ...referredRoles(choices, "all")].filter((ref) => {
    const id = ref.split("/")[0] ?? "";
    return id !== choices.providerId && isPluginProvider(id) && getKey(providers, id) === undefined;
  });
}

function notesOn(value: JsonObject, view: ConfigView, choices: InitChoices): string[] {
  const notes: string[] = [];
  if (view.primary !== null && view.primary !== choices.primary) {
    notes.push(`the primary model changes from ${view.primary} to ${choices.primary}`);
  }
  const entry = view.providers.find((p) => p.id === choices.providerId);
  if (entry?.baseUrl != null && !choices.keepBaseUrl && sameServer(entry.baseUrl, choices.baseUrl)) {
    const old = redactSecrets(entry.baseUrl, []);
    notes.push(
      `the base URL of ${entry.id} changes from ${old} to ${choices.baseUrl}, which is right for ${choices.api}`,
    );
  }
  for (const { id, baseUrl } of view.providers) {
    const [unset] = variablesIn(baseUrl ?? "");
    if (unset !== undefined)
      notes.push(`the address of the provider "${id}" is in the variable ${unset}, which is not set here`);
  }
  const hidden = hiddenRefs(value, choices);
  if (hidden.length > 0) notes.push(`models.mode "replace" hides ${hidden.join(", ")}; it becomes "merge"`);
  for (const use of view.refs) {
    if (use.kind === "agent") notes.push(`an agent has a model of its own that stays: ${use.ref}`);
  }
  if (choices.routing === "local-only") notes.push(...hostedElsewhere(view, value));
  return [...new Set(notes)];
}

function aliasNotes(input: AliasInput): string[] {
  const map = newAliases(input);
  return map === undefined ? [] : planAliases({}, input).notes;
}
