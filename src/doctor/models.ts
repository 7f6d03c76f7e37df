import type { ModelFacts } from "../checks/facts.ts";
import type { ConfigView, ModelRefUse, ModelRowView, ProviderView } from "../openclaw/types.ts";
import { providerOfRef } from "../openclaw/view.ts";
import type { ServerState } from "../servers/types.ts";
import { findServed, nearestServed } from "./match.ts";

/** Ref kinds in which a broken model bites: something runs on it without being asked for by name. */
const USING: readonly ModelRefUse["kind"][] = [
  "primary",
  "fallback",
  "agent",
  "utility",
  "heartbeat",
  "subagent",
];

/** The models of an endpoint: those of its provider in the config, else what the server has. */
export function modelsOf(
  provider: ProviderView | null,
  state: ServerState,
  view: ConfigView | null,
): ModelFacts[] {
  if (provider === null) return servedModels(state);
  const rows = provider.rows.map((row) => factsOf(provider, row, row.id, state, view));
  const extra = refsWithoutRow(provider, view).map((id) => factsOf(provider, null, id, state, view));
  return [...rows, ...extra];
}

/** An address without a config: every chat model that it serves, the only one counting as used. */
function servedModels(state: ServerState): ModelFacts[] {
  const chat = state.models.filter((m) => m.type === "llm" || m.type === "vlm");
  return chat.map((served) => ({
    row: null,
    id: served.id,
    ref: served.id,
    served,
    used: chat.length === 1,
    refs: [],
    nearest: null,
    deep: null,
  }));
}

function factsOf(
  provider: ProviderView,
  row: ModelRowView | null,
  id: string,
  state: ServerState,
  view: ConfigView | null,
): ModelFacts {
  const ref = `${provider.id}/${id}`;
  const refs = (view?.refs ?? []).filter((use) => use.ref === ref || (use.ref === id && isOnly(view, id)));
  const served = findServed(state, id);
  return {
    row,
    id,
    ref,
    served,
    used: refs.some((use) => USING.includes(use.kind)) || isDefault(view, ref),
    refs,
    nearest: served === null ? nearestServed(state, id) : null,
    deep: null,
  };
}

/** A bare id resolves when exactly one provider declares it. */
function isOnly(view: ConfigView | null, id: string): boolean {
  const all = (view?.providers ?? []).flatMap((p) => p.rows);
  return all.filter((row) => row.id === id).length === 1;
}

/** Without a primary OpenClaw takes the first configured model. */
function isDefault(view: ConfigView | null, ref: string): boolean {
  if (view === null || view.primary !== null) return false;
  return view.providers.flatMap((p) => p.rows)[0]?.ref === ref;
}

/** Models that agents use by name although the provider has no row for them. */
function refsWithoutRow(provider: ProviderView, view: ConfigView | null): string[] {
  if (view === null) return [];
  const ids = view.refs
    .filter((use) => USING.includes(use.kind) && providerOfRef(view, use.ref) === provider)
    .map((use) => use.ref.slice(provider.id.length + 1))
    .filter((id) => !provider.rows.some((row) => row.id === id));
  return [...new Set(ids)];
}
