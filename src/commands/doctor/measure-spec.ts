import type { OptionSpec } from "../shared/spec.ts";

/** Options of doctor that measure a model. */
export const MEASURE: readonly OptionSpec[] = [
  { flags: "--context", description: "with --deep: measure how much prompt each model really takes in" },
  {
    flags: "--exam [file]",
    description: "with --deep: put each model to a set of agent tasks; with a file or folder, to those alone",
  },
  {
    flags: "--runs <n>",
    description: "attempts at each task of the exam (default: 3)",
    parse: "count",
  },
  {
    flags: "--budget <seconds>",
    description: "time that each measurement of a model may take (default: 600)",
    parse: "count",
  },
  {
    flags: "--budget-tokens <n>",
    description: "prompt tokens that --context may send to a model (default: 500000)",
    parse: "count",
  },
];
