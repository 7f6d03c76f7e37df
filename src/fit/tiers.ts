import { GIB } from "../core/bytes.ts";

interface Tier {
  id: string;
  /** Lowest budget of the tier, in GiB. */
  fromGiB: number;
  label: string;
}

const NO_MODEL = "too little memory for a model that handles tools; use a hosted one";
const LOWEST: Tier = { id: "T0", fromGiB: 0, label: NO_MODEL };

/** Classes of budgets. The label is for the bottom of the range, so that it is true for every machine in it. @internal */
export const TIERS: readonly Tier[] = [
  LOWEST,
  { id: "T1", fromGiB: 5.5, label: "small models only: high risk of prompt injection" },
  { id: "T2", fromGiB: 10, label: "small models" },
  { id: "T3", fromGiB: 20, label: "one 24 GB card: lighter prompts, higher latency" },
  { id: "T4", fromGiB: 30, label: "middle-sized models" },
  { id: "T5", fromGiB: 55, label: "upper middle: 100 B models with 4 to 6 bits" },
  { id: "T6", fromGiB: 110, label: "large models, quantized" },
  { id: "T7", fromGiB: 240, label: "full-size models" },
  { id: "T8", fromGiB: 550, label: "full-size models of the largest kind" },
];

/** The tier of a budget in bytes; an unknown budget is the lowest tier. */
export function tierOf(budgetBytes: number | null): Tier {
  const gib = (budgetBytes ?? 0) / GIB;
  return TIERS.findLast((tier) => gib >= tier.fromGiB) ?? LOWEST;
}
