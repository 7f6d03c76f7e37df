import { literalValue } from "../openclaw/literal.ts";
import type { ConfigView, ModelRowView, ProviderView } from "../openclaw/types.ts";

/** The row of a provider whose id OpenClaw reads as a served id. A served id with `${…}` counts only where it is escaped. */
export function rowOf(id: string, { rows }: ProviderView, view: ConfigView): ModelRowView | null {
  const literal = literalValue(id);
  const exact = rows.find((row) => row.id === literal);
  return exact ?? (literal === id ? rows.find((row) => view.read(row.id) === id) : undefined) ?? null;
}
