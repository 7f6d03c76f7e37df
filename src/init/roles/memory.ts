import type { MemoryView, Place } from "../../checks/facts.ts";
import { formatBytes } from "../../core/bytes.ts";
import { listed } from "../../core/words.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import type { InitChoices } from "../types.ts";

/** A model and the context that it is to have, in tokens. */
export interface Planned {
  model: ServerModel;
  context: number;
}

/**
 * What a model takes in this machine's memory, in bytes; null: unknown, or the server is elsewhere. Embedding models read
 * short texts, so the server's size of the file stands for all of it.
 */
export function needFor(memory: MemoryView, state: ServerState, { model, context }: Planned): number | null {
  const place: Place = { baseUrl: state.baseUrl, state };
  if (model.type === "embedding") return memory.hasGpuFor(place) === null ? null : model.sizeBytes;
  return memory.load(place, { id: model.id, served: model }, context, "f16")?.total ?? null;
}

/** The main model and the models of roles that are on its server, each once. */
function plannedTogether(main: Planned, { roles }: Pick<InitChoices, "roles">): Planned[] {
  const all = new Map([[main.model.id, main]]);
  for (const { served, row } of roles)
    if (served !== null && !all.has(served.id))
      all.set(served.id, { model: served, context: row?.contextWindow ?? 0 });
  return [...all.values()];
}

/**
 * A note when the models of the roles do not fit into memory next to the main one. Models that are all loaded have proved
 * that they do. `memory`: null when it says nothing about the server.
 */
export function roleMemoryNotes(input: {
  memory: MemoryView | null;
  state: ServerState;
  model: ServerModel;
  choices: Pick<InitChoices, "roles" | "contextWindow">;
}): string[] {
  const { memory, state, model, choices } = input;
  const together = plannedTogether({ model, context: choices.contextWindow }, choices);
  if (memory === null || together.length < 2 || together.every((one) => one.model.loaded === true)) return [];
  const needs = together.map((one) => needFor(memory, state, one));
  // what is known is a lower bound, which may be too much already
  const bytes = needs.reduce<number>((sum, need) => sum + (need ?? 0), 0);
  if (needs.filter((need) => need !== null).length < 2 || memory.fits(bytes)) return [];
  const names = listed(together.map((one) => one.model.id));
  return [
    `${names} need ${formatBytes(bytes)} together, which does not fit into ${memory.what}: the server swaps them, or moves a part to system RAM`,
  ];
}
