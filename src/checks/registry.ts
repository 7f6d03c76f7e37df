import { CONFIG_CHECKS } from "./config/registry.ts";
import { MACHINE_CHECKS } from "./machine/registry.ts";
import { SERVER_CHECKS } from "./server/registry.ts";
import { LOAD_PROBLEMS, RUN_CHECKS, SUPPRESSION_CHECKS } from "./tool/registry.ts";
import { TURN_CHECKS } from "./turn/registry.ts";
import type { Check } from "./types.ts";

/** Every check with a judge, in the order in which they run and are listed. */
export const CHECKS: readonly Check[] = [
  ...CONFIG_CHECKS,
  ...MACHINE_CHECKS,
  ...SERVER_CHECKS,
  ...TURN_CHECKS,
];

/** Includes findings that are reported without a judge. */
export const ALL_CHECKS: readonly Check[] = [
  ...LOAD_PROBLEMS,
  ...SUPPRESSION_CHECKS,
  ...CHECKS,
  ...RUN_CHECKS,
];
