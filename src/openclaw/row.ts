import { asCount, asString, getKey, type Json } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import type { ModelRowView } from "./types.ts";

/** The views of a provider's rows with an id. `models` is the path of the list. */
export function viewRows(providerId: string, rows: readonly Json[], models: ConfigPath): ModelRowView[] {
  return rows.flatMap((raw, index) => {
    const id = asString(getKey(raw, "id"));
    return id === undefined ? [] : [new RowOf(id, `${providerId}/${id}`, raw, models, index)];
  });
}

/** Reads the config lazily: a config may have ten thousand rows, and few of their values are needed. */
class RowOf implements ModelRowView {
  readonly id: string;
  readonly ref: string;
  private readonly raw: Json;
  private readonly models: ConfigPath;
  private readonly index: number;

  constructor(id: string, ref: string, raw: Json, models: ConfigPath, index: number) {
    this.id = id;
    this.ref = ref;
    this.raw = raw;
    this.models = models;
    this.index = index;
  }

  get path(): ConfigPath {
    return [...this.models, this.index];
  }

  get api(): string | null {
    return asString(getKey(this.raw, "api")) ?? null;
  }

  get contextWindow(): number | null {
    return asCount(getKey(this.raw, "contextWindow")) ?? null;
  }

  get contextTokens(): number | null {
    return asCount(getKey(this.raw, "contextTokens")) ?? null;
  }

  get maxTokens(): number | null {
    return asCount(getKey(this.raw, "maxTokens")) ?? null;
  }

  get reasoning(): boolean | null {
    const reasoning = getKey(this.raw, "reasoning");
    return typeof reasoning === "boolean" ? reasoning : null;
  }

  get input(): string[] | null {
    const input = getKey(this.raw, "input");
    return Array.isArray(input) ? input.filter((i) => typeof i === "string") : null;
  }
}
