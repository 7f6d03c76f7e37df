import { answerError } from "./answer-error.ts";
import { baseurlPath } from "./baseurl-path.ts";
import { chatTemplateRoles } from "./chat-template-roles.ts";
import { checkCrashed } from "./check-crashed.ts";
import { contextBelowFloor } from "./context-below-floor.ts";
import { contextEffectiveBelowConfig } from "./context-effective-below-config.ts";
import { contextServerBelowConfig } from "./context-server-below-config.ts";
import { contextTruncatedSilently } from "./context-truncated-silently.ts";
import { contextUndeclared } from "./context-undeclared.ts";
import { cpuOffload } from "./cpu-offload.ts";
import { embeddingAsChat } from "./embedding-as-chat.ts";
import { emptyContentReasoning } from "./empty-content-reasoning.ts";
import { errorUnder200 } from "./error-under-200.ts";
import { examInconclusive } from "./exam-inconclusive.ts";
import { examJsonBroken } from "./exam-json-broken.ts";
import { examLoops } from "./exam-loops.ts";
import { examObeysPlantedInstructions } from "./exam-obeys-planted-instructions.ts";
import { examReasoningLeak } from "./exam-reasoning-leak.ts";
import { examStepsLost } from "./exam-steps-lost.ts";
import { examToolCalls } from "./exam-tool-calls.ts";
import { fallbackNotTriggered } from "./fallback-not-triggered.ts";
import { harmonyTagsLeak } from "./harmony-tags-leak.ts";
import { llamacppSlotsSplitContext } from "./llamacpp-slots-split-context.ts";
import { llmTimeoutSlowPrefill } from "./llm-timeout-slow-prefill.ts";
import { lmstudioDuplicateInstance } from "./lmstudio-duplicate-instance.ts";
import { lmstudioUnloaded } from "./lmstudio-unloaded.ts";
import { modelIdNotServed } from "./model-id-not-served.ts";
import { modelLacksTools } from "./model-lacks-tools.ts";
import { modelLoadFailed } from "./model-load-failed.ts";
import { modelRemote } from "./model-remote.ts";
import { noAnswer } from "./no-answer.ts";
import { noLocalProvider } from "./no-local-provider.ts";
import { noModelServed } from "./no-model-served.ts";
import { ollamaContextDefault } from "./ollama-context-default.ts";
import { portHeldByOtherServer } from "./port-held-by-other-server.ts";
import { redirected } from "./redirected.ts";
import { responsesOverlappingItems } from "./responses-overlapping-items.ts";
import { responsesUnsupported } from "./responses-unsupported.ts";
import { server401 } from "./server-401.ts";
import { serverLoading } from "./server-loading.ts";
import { serverUnreachable } from "./server-unreachable.ts";
import { smallModelOverwhelmed } from "./small-model-overwhelmed.ts";
import { streamCut } from "./stream-cut.ts";
import { thinkLeak } from "./think-leak.ts";
import { toolArgumentsInvalid } from "./tool-arguments-invalid.ts";
import { toolCallsAsText } from "./tool-calls-as-text.ts";
import { toolsError } from "./tools-error.ts";
import { toolsIgnored } from "./tools-ignored.ts";
import type { Check, CheckAbout } from "./types.ts";
import { unsupportedParams } from "./unsupported-params.ts";
import { usageMissingInStream } from "./usage-missing-in-stream.ts";
import { vllmNoAutoToolChoice } from "./vllm-no-auto-tool-choice.ts";

/** Every check of an endpoint, in the order in which they run: by stage, and behind what explains it. */
export const CHECKS: readonly Check[] = [
  // reachable
  redirected,
  serverUnreachable,
  portHeldByOtherServer,
  baseurlPath,
  server401,
  serverLoading,
  // listed
  noModelServed,
  modelIdNotServed,
  modelLoadFailed,
  embeddingAsChat,
  modelRemote,
  // context
  lmstudioUnloaded,
  llamacppSlotsSplitContext,
  contextServerBelowConfig,
  contextBelowFloor,
  contextUndeclared,
  contextEffectiveBelowConfig,
  contextTruncatedSilently,
  ollamaContextDefault,
  lmstudioDuplicateInstance,
  cpuOffload,
  // answers
  responsesUnsupported,
  responsesOverlappingItems,
  errorUnder200,
  answerError,
  chatTemplateRoles,
  unsupportedParams,
  noAnswer,
  streamCut,
  emptyContentReasoning,
  harmonyTagsLeak,
  thinkLeak,
  usageMissingInStream,
  llmTimeoutSlowPrefill,
  // tools
  modelLacksTools,
  vllmNoAutoToolChoice,
  toolsError,
  toolCallsAsText,
  toolArgumentsInvalid,
  toolsIgnored,
  smallModelOverwhelmed,
  examToolCalls,
  examStepsLost,
  examJsonBroken,
  examLoops,
  examReasoningLeak,
  examObeysPlantedInstructions,
  examInconclusive,
];

/** Also the ids that doctor reports without a check of an endpoint. */
export const ALL_CHECKS: readonly CheckAbout[] = [
  noLocalProvider,
  ...CHECKS,
  fallbackNotTriggered,
  checkCrashed,
];
