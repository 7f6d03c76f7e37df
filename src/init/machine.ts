import { readCatalog } from "../fit/catalog.ts";
import { recommend } from "../fit/recommend.ts";
import type { Hardware, Recommendation } from "../machine/types.ts";
import type { Fs } from "../ports/index.ts";

/** The machine, probed once and only when somebody asks. */
export interface MachineFacts {
  hardware(): Promise<Hardware>;
  /** What fits it; null when that cannot be told. `context` are the tokens that it must have. */
  fits(context: number | null): Promise<Recommendation | null>;
}

export function machineFacts(probe: () => Promise<Hardware>, fs: Pick<Fs, "readFile">): MachineFacts {
  let probing: Promise<Hardware> | null = null;
  const hardware = () => {
    probing ??= probe();
    return probing;
  };
  return {
    hardware,
    async fits(context) {
      const machine = await hardware();
      if (machine.budget.bytes === null) return null;
      return recommend(machine, context === null ? {} : { context }, readCatalog(fs));
    },
  };
}
