import type { CheckAbout } from "../types.ts";
import { checkCrashed } from "./check-crashed.ts";
import { configInclude } from "./config-include.ts";
import { configSyntax } from "./config-syntax.ts";
import { configUnreadable } from "./config-unreadable.ts";
import { fallbackNotTriggered } from "./fallback-not-triggered.ts";
import { interrupted } from "./interrupted.ts";
import { noLocalProvider } from "./no-local-provider.ts";
import { suppressionInvalid } from "./suppression-invalid.ts";
import { suppressionUnused } from "./suppression-unused.ts";

/** What is wrong with the comments that suppress findings. They cannot be suppressed themselves. */
export const SUPPRESSION_CHECKS: readonly CheckAbout[] = [suppressionInvalid, suppressionUnused];

/** Why a config could not be read at all. */
export const LOAD_PROBLEMS: readonly CheckAbout[] = [configSyntax, configUnreadable, configInclude];

/** What is said of the run as a whole. */
export const RUN_CHECKS: readonly CheckAbout[] = [
  noLocalProvider,
  fallbackNotTriggered,
  checkCrashed,
  interrupted,
];
