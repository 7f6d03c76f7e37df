import type { MemoryView, Place } from "../../checks/facts.ts";
import { formatBytes } from "../../core/bytes.ts";
import { known } from "../../core/known.ts";
import { tokens } from "../../core/words.ts";
import type { ServerModel } from "../../servers/types.ts";

/** Stands for an unknown trained context, so that "no limit" and "nothing fits" differ. In tokens. */
const UNLIMITED = 2 ** 20;

/** Whether a model fits this machine's memory with a context. */
export interface Room {
  /** The largest context that fits, up to `context`; null: unknown, or none. In tokens. */
  fitting: number | null;
  /** What to say before `context` is used; null: it fits, or nothing is known. */
  caution: string | null;
  /** Why not even `least` fits; null otherwise. */
  impossible: string | null;
}

const UNKNOWN: Room = { fitting: null, caution: null, impossible: null };

/** Judges by the memory of this machine; null where it says nothing about the server. `context`, `least`: tokens. */
export function judgeRoom(
  memory: MemoryView | null,
  place: Place,
  model: ServerModel,
  { context, least }: { context: number; least: number },
): Room {
  const need = memory?.load(place, { id: model.id, served: model }, context, "f16") ?? null;
  if (memory === null || need === null) return UNKNOWN;
  const limited = { ...model, contextTrained: known(model.contextTrained.value ?? UNLIMITED, "assumed") };
  const largest = memory.largestContext(place, { id: model.id, served: limited }) ?? 0;
  const total = formatBytes(need.total);
  const what = `${model.id} with ${tokens(context)} tokens of context takes ${total}`;
  if (largest >= context) {
    const own = model.loaded === true ? (model.sizeBytes ?? 0) : 0;
    const free = memory.freeBytes === null ? null : memory.freeBytes + own;
    const tight = free !== null && need.total > free;
    return {
      ...UNKNOWN,
      fitting: context,
      caution: tight ? `${what}, of which ${formatBytes(free)} are free now` : null,
    };
  }
  const { everythingBytes: all } = memory;
  const smallest = memory.load(place, { id: model.id, served: model }, least, "f16");
  if (all !== null && smallest !== null && smallest.total > all)
    return {
      ...UNKNOWN,
      impossible: `${model.id} takes ${formatBytes(smallest.total)} with the ${tokens(least)} tokens that a turn needs; this machine has ${formatBytes(all)} in all`,
    };
  const beyond =
    memory.kind === "gpu" && all !== null && need.total <= all
      ? "the rest would be in main memory, which makes it many times slower"
      : "it may fail, or slow down the whole machine";
  return {
    ...UNKNOWN,
    fitting: largest > 0 ? largest : null,
    caution: `${what}, more than this machine has for it (${memory.what}): ${beyond}`,
  };
}
