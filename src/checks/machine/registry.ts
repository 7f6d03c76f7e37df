import type { Check } from "../types.ts";
import { bootstrapFilesTooBig } from "./bootstrap-files-too-big.ts";
import { configClobbered } from "./config-clobbered.ts";
import { configFileMode } from "./config-file-mode.ts";
import { envNotInService } from "./env-not-in-service.ts";
import { gatewayNotRestarted } from "./gateway-not-restarted.ts";
import { openclawNodeTooOld } from "./openclaw-node-too-old.ts";
import { serverExposedNoAuth } from "./server-exposed-no-auth.ts";
import { staleAgentModelsJson } from "./stale-agent-models-json.ts";
import { wsl2OllamaCrashLoop } from "./wsl2-ollama-crash-loop.ts";

/** The checks of this machine, in the order in which they are reported. */
export const MACHINE_CHECKS: readonly Check[] = [
  openclawNodeTooOld,
  configClobbered,
  configFileMode,
  envNotInService,
  gatewayNotRestarted,
  staleAgentModelsJson,
  bootstrapFilesTooBig,
  serverExposedNoAuth,
  wsl2OllamaCrashLoop,
];
