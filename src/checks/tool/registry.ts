import type { CheckAbout } from "../types.ts";
import { checkCrashed } from "./check-crashed.ts";
import { configInclude } from "./config-include.ts";
import { configSyntax } from "./config-syntax.ts";
import { configUnreadable } from "./config-unreadable.ts";
import { fallbackNotTriggered } from "./fallback-not-triggered.ts";
import { interrupted } from "./interrupted.ts";
import { noLocalProvider } from "./no-local-provider.ts";
import { outOfTime } from "./out-of-time.ts";
import { suppressionInvalid } from "./suppression-invalid.ts";
import { suppressionUnused } from "./suppression-unused.ts";

/** Faults of suppression comments. These findings cannot be suppressed. */
export const SUPPRESSION_CHECKS: readonly CheckAbout[] = [suppressionInvalid, suppressionUnused];

/** Reasons why a config could not be read. */
export const LOAD_PROBLEMS: readonly CheckAbout[] = [configSyntax, configUnreadable, configInclude];

/** Findings about the run as a whole. */
export const RUN_CHECKS: readonly CheckAbout[] = [
  noLocalProvider,
  fallbackNotTriggered,
  checkCrashed,
  interrupted,
  outOfTime,
];
