import type { ModelLoad } from "../facts.ts";

/** An estimate above `bytes` by less than this may be the estimate's error: the largest seen on measured rows is 11 %. */
const SURE_SHARE = 0.9;

/** True only where the estimate exceeds `bytes` by more than its own error. */
export function surelyExceeds(load: ModelLoad, bytes: number): boolean {
  return load.total * SURE_SHARE > bytes;
}
