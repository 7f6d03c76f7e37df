import type { JsonObject } from "../../core/json.ts";
import { type Known, known, unknown } from "../../core/known.ts";
import type { Catalog, CatalogModel } from "../../fit/catalog.ts";
import { matchModel } from "../../fit/match.ts";
import { compareVersions } from "../../openclaw/version.ts";
import type { ServerKind, ServerModel, ServerState } from "../../servers/types.ts";
import type { InitApi } from "../types.ts";
import { mayReason, thinkingCompat } from "./thinking.ts";

/** First schema with `compat.toolSchemaProfile`. */
const PROFILE_SINCE = "2026.3.24";

/** These serve a checkpoint as it was released, so that a model that was trained on images reads them. */
const AS_RELEASED: readonly ServerKind[] = ["vllm", "sglang"];

/** What is known of a model beyond its context, each with its source, and the `compat` that follows from it. */
export interface RowFacts {
  reasoning: Known<boolean>;
  vision: Known<boolean>;
  /** The keys that OpenClaw's release knows. */
  compat: JsonObject;
  /** For people: how OpenClaw controls the thinking; null: it does not. */
  thinking: string | null;
}

/**
 * What the row of a model may state. The server's own answer counts, then the catalog. What neither knows stays unknown,
 * and the row then has OpenClaw's defaults: no reasoning, text only.
 */
export function rowFacts(input: {
  state: Pick<ServerState, "kind" | "product" | "launched">;
  model: ServerModel;
  api: InitApi;
  providerId: string;
  openclaw: string;
  /** Null: only the server's answers count. */
  catalog: Catalog | null;
}): RowFacts {
  const { state, model, api, providerId, openclaw } = input;
  const kind = state.kind ?? "openai-compatible";
  const row = input.catalog === null ? null : catalogRow(model, input.catalog);
  const reasoning = mayReason(api, openclaw)
    ? reasoningOf(model, row)
    : unknown<boolean>(`over ${api}, OpenClaw ${openclaw} may send reasoning models the role "developer"`);
  const thinking =
    reasoning.value === true
      ? thinkingCompat({ kind, product: state.product, model, row, api, providerId, openclaw })
      : { compat: {}, what: null };
  const cleansTools = kind === "llamacpp" && compareVersions(openclaw, PROFILE_SINCE) >= 0;
  return {
    reasoning,
    vision: visionOf(state, model, row),
    // drops the patterns and lengths that llama.cpp's grammars cannot hold (OpenClaw's custom-providers.md)
    compat: { ...thinking.compat, ...(cleansTools ? { toolSchemaProfile: "llamacpp" } : {}) },
    thinking: thinking.what,
  };
}

/** The catalog's row, by the id, or by what the server says that it loaded under that id. */
export function catalogRow(
  model: Pick<ServerModel, "id" | "launchName">,
  catalog: Catalog,
): CatalogModel | null {
  const loaded = model.launchName ?? null;
  return matchModel(model.id, catalog) ?? (loaded === null ? null : matchModel(loaded, catalog));
}

function reasoningOf({ capabilities, thinking }: ServerModel, row: CatalogModel | null): Known<boolean> {
  if (capabilities.reasoning !== null)
    return known(capabilities.reasoning, thinking?.templateSwitch ? "its chat template" : "the server");
  if (row === null || row.reasoning === null) return unknown("neither the server nor the catalog knows");
  return known(row.reasoning !== "no", `the catalog's ${row.name}`, "medium");
}

function visionOf(
  { kind, launched }: Pick<ServerState, "kind" | "launched">,
  { capabilities }: ServerModel,
  row: CatalogModel | null,
): Known<boolean> {
  if (capabilities.vision !== null) return known(capabilities.vision, "the server");
  const nobody = unknown<boolean>("the server does not tell whether it takes images");
  if (row === null || row.vision === null || kind === null || !AS_RELEASED.includes(kind)) return nobody;
  // its command line may switch images off
  const limited = launched?.args.some((arg) =>
    /^--(?:limit[-_]mm|language[-_]model[-_]only)/.test(String(arg)),
  );
  return limited ? nobody : known(row.vision, `the catalog's ${row.name}`, "medium");
}
