import type { ModelFacts } from "../checks/facts.ts";
import { readLiteral } from "../openclaw/literal.ts";
import type { ConfigView, ModelRowView, ProviderView } from "../openclaw/types.ts";
import { providerOfRef } from "../openclaw/view.ts";
import type { ServerState } from "../servers/types.ts";
import { findServed, nearestServed } from "./match.ts";

/** Ref kinds that put a model to use without anyone naming it, so a broken model does harm there. */
const USING = ["primary", "fallback", "agent", "utility", "heartbeat", "subagent", "other"];

/** The models of an endpoint: those of its provider in the config, else those that the server lists. */
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

/** For an address without a config: its chat models. A single one counts as used. */
function servedModels(state: ServerState): ModelFacts[] {
  const chat = state.models.filter((m) => m.type === "llm" || m.type === "vlm");
  const used = chat.length === 1;
  const rest = { row: null, used, refs: [], nearest: null, deep: null };
  return chat.map((served) => ({ ...rest, id: served.id, ref: served.id, served }));
}

function factsOf(
  provider: ProviderView,
  row: ModelRowView | null,
  written: string,
  state: ServerState,
  view: ConfigView | null,
): ModelFacts {
  const id = view === null ? readLiteral(written) : view.read(written);
  const ref = `${provider.id}/${written}`;
  const refs = (view?.refs ?? []).filter(
    (use) =>
      use.ref === ref || use.ref === `${provider.id}/${id}` || (use.ref === written && isOnly(view, written)),
  );
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
  return rowsOf(view).filter((row) => row.id === id).length === 1;
}

function rowsOf(view: ConfigView | null): ModelRowView[] {
  return (view?.providers ?? []).flatMap((p) => p.rows);
}

/** Without a primary, OpenClaw takes the first configured model. */
function isDefault(view: ConfigView | null, ref: string): boolean {
  return view?.primary === null && rowsOf(view)[0]?.ref === ref;
}

/** Ids of models in use for which the provider has no row. */
function refsWithoutRow(provider: ProviderView, view: ConfigView | null): string[] {
  if (view === null) return [];
  const ids = view.refs
    .filter((use) => USING.includes(use.kind) && providerOfRef(view, use.ref) === provider)
    .map((use) => use.ref.slice(use.ref.indexOf("/") + 1))
    .filter((id) => !provider.rows.some((row) => view.read(row.id) === view.read(id)));
  return [...new Set(ids)];
}
