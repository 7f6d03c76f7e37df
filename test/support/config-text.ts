import type { JsonObject } from "../../src/core/json.ts";

export interface Setup {
  /** Provider id; default "local". */
  id?: string;
  baseUrl: string;
  api?: string;
  model?: string;
  /** Keys of the row besides id and name. */
  row?: JsonObject;
  /** Keys that the row does not have. */
  without?: string[];
  /** Keys of the provider besides baseUrl, api and models. */
  provider?: JsonObject;
  /** Keys next to `models` and `agents`. */
  more?: JsonObject;
  /** agents.defaults.model; default the row's ref. */
  primary?: string | null;
}

/** A small config with one provider and one row. */
export function plainText(setup: Setup): string {
  const { id = "local", model = "qwen3-coder-30b" } = setup;
  const full = { id: model, name: model, contextWindow: 65_536, maxTokens: 8_192, ...setup.row };
  const row = Object.fromEntries(Object.entries(full).filter(([key]) => !setup.without?.includes(key)));
  const { baseUrl, api = "openai-completions" } = setup;
  const provider = { baseUrl, api, ...setup.provider, models: [row] };
  const primary = setup.primary === undefined ? `${id}/${model}` : setup.primary;
  const agents = primary === null ? {} : { agents: { defaults: { model: { primary } } } };
  return JSON.stringify({ models: { providers: { [id]: provider } }, ...agents, ...setup.more }, null, 2);
}

/** The same with a comment on each line, which no edit may lose. */
export function configText(setup: Setup): string {
  return plainText(setup).replaceAll("\n", " // as it is\n");
}
