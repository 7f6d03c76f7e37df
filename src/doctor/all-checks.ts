import { HOST_CHECKS } from "../checks/machine/registry.ts";
import { ALL_CHECKS, CHECKS } from "../checks/server/registry.ts";
import type { CheckAbout } from "../checks/server/types.ts";

/** Every check that doctor makes: of endpoints and of this machine. */
export const MADE_CHECKS: readonly CheckAbout[] = [...CHECKS, ...HOST_CHECKS];

/** Also the ids that it reports without a check of their own. */
export const DOCTOR_CHECKS: readonly CheckAbout[] = [...ALL_CHECKS, ...HOST_CHECKS];
