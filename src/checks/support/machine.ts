import type { EndpointFacts, ModelFacts } from "../server/types.ts";

/** Where a model is served, as far as the machine is concerned. */
export type Place = Pick<EndpointFacts, "baseUrl" | "state">;
/** Which one it is. */
export type Subject = Pick<ModelFacts, "id" | "served">;

/** What a model takes in memory with a context, in bytes. */
export interface ModelLoad {
  weights: number;
  kv: number;
  /** Weights, cache, state, scratch and fixed memory. */
  total: number;
}

/** The machine that the doctor runs on, as far as model servers on it are concerned. Absent where it was not looked at. */
export interface MachineView {
  /** "gpu": cards of their own; "unified": one memory for CPU and GPU; "cpu": no GPU that a model could use. */
  kind: "gpu" | "unified" | "cpu";
  /** All of what a GPU (without one: the CPU) can have, in bytes. */
  capacityBytes: number;
  /** That and main memory: beyond it nothing loads, in bytes; null unknown. */
  everythingBytes: number | null;
  /** What is free of it now, in bytes; null unknown. */
  freeBytes: number | null;
  /** "24.0 GiB of GPU memory (nvidia-smi)". */
  what: string;
  /**
   * What a served model takes here with `contextTokens`, the cache in the given form. Null where that is not known well
   * enough: the server is or may be on another machine, the model is in no catalogue row, its size is told by nobody.
   */
  load(
    facts: EndpointFacts,
    model: ModelFacts,
    contextTokens: number,
    cache: "f16" | "q8_0",
  ): ModelLoad | null;
  /** The most context with a 16-bit cache that leaves the system its share, in tokens; null: not known, or none. */
  largestContext(place: Place, model: Subject): number | null;
}

/** An estimate above `bytes` by less than this may be the estimate's error: the largest seen on measured rows is 11 %. */
const SURE_SHARE = 0.9;

/** True only where the estimate is above `bytes` beyond its own error. */
export function surelyExceeds(load: ModelLoad, bytes: number): boolean {
  return load.total * SURE_SHARE > bytes;
}
