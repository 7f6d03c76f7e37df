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
import { developerRoleRejected } from "./developer-role-rejected.ts";
import { dockerLoopback } from "./docker-loopback.ts";
import { embeddingAsChat } from "./embedding-as-chat.ts";
import { emptyContentReasoning } from "./empty-content-reasoning.ts";
import { errorUnder200 } from "./error-under-200.ts";
import { examInconclusive } from "./exam-inconclusive.ts";
import { examJsonBroken } from "./exam-json-broken.ts";
import { examLoops } from "./exam-loops.ts";
import { examObeysPlantedInstructions } from "./exam-obeys-planted-instructions.ts";
import { examOverwhelmed } from "./exam-overwhelmed.ts";
import { examReasoningLeak } from "./exam-reasoning-leak.ts";
import { examStepsLost } from "./exam-steps-lost.ts";
import { examToolCalls } from "./exam-tool-calls.ts";
import { fallbackNotTriggered } from "./fallback-not-triggered.ts";
import { harmonyTagsLeak } from "./harmony-tags-leak.ts";
import { heartbeatBlocksGpu } from "./heartbeat-blocks-gpu.ts";
import { idRepeatsProvider } from "./id-repeats-provider.ts";
import { interrupted } from "./interrupted.ts";
import { ipv6Localhost } from "./ipv6-localhost.ts";
import { llamacppSlotsSplitContext } from "./llamacpp-slots-split-context.ts";
import { llamacppToolSchema400 } from "./llamacpp-tool-schema-400.ts";
import { llmTimeoutSlowPrefill } from "./llm-timeout-slow-prefill.ts";
import { lmstudioDuplicateInstance } from "./lmstudio-duplicate-instance.ts";
import { lmstudioGuardrail } from "./lmstudio-guardrail.ts";
import { lmstudioUnloaded } from "./lmstudio-unloaded.ts";
import { maxTokensOverflow } from "./max-tokens-overflow.ts";
import { memorySearchNeedsOpenai } from "./memory-search-needs-openai.ts";
import { modelIdNotServed } from "./model-id-not-served.ts";
import { modelLacksTools } from "./model-lacks-tools.ts";
import { modelLoadFailed } from "./model-load-failed.ts";
import { modelRemote } from "./model-remote.ts";
import { noAnswer } from "./no-answer.ts";
import { noContextDeclared } from "./no-context-declared.ts";
import { noLocalProvider } from "./no-local-provider.ts";
import { noModelServed } from "./no-model-served.ts";
import { ollamaCloudNotLocal } from "./ollama-cloud-not-local.ts";
import { ollamaContextDefault } from "./ollama-context-default.ts";
import { oomKvCache } from "./oom-kv-cache.ts";
import { portHeldByOtherServer } from "./port-held-by-other-server.ts";
import { privateNetBlocked } from "./private-net-blocked.ts";
import { promptCacheThrash } from "./prompt-cache-thrash.ts";
import { proxyEnvHijack } from "./proxy-env-hijack.ts";
import { redirected } from "./redirected.ts";
import { responsesOverlappingItems } from "./responses-overlapping-items.ts";
import { responsesUnsupported } from "./responses-unsupported.ts";
import { server401 } from "./server-401.ts";
import { serverBoundLoopback } from "./server-bound-loopback.ts";
import { serverLoading } from "./server-loading.ts";
import { serverUnreachable } from "./server-unreachable.ts";
import { smallModelOverwhelmed } from "./small-model-overwhelmed.ts";
import { streamCut } from "./stream-cut.ts";
import { strictMessageKeys } from "./strict-message-keys.ts";
import { stringContentRequired } from "./string-content-required.ts";
import { thinkLeak } from "./think-leak.ts";
import { thinkingDefaultOn } from "./thinking-default-on.ts";
import { toolArgumentsInvalid } from "./tool-arguments-invalid.ts";
import { toolCallsAsText } from "./tool-calls-as-text.ts";
import { toolChoiceRequiredOnly } from "./tool-choice-required-only.ts";
import { toolResultName } from "./tool-result-name.ts";
import { toolsError } from "./tools-error.ts";
import { toolsIgnored } from "./tools-ignored.ts";
import type { Check, CheckAbout } from "./types.ts";
import { unsupportedParams } from "./unsupported-params.ts";
import { usageMissingInStream } from "./usage-missing-in-stream.ts";
import { visionNotDeclared } from "./vision-not-declared.ts";
import { vllmNoAutoToolChoice } from "./vllm-no-auto-tool-choice.ts";
import { vllmResponsesBypassesParser } from "./vllm-responses-bypasses-parser.ts";
import { wsl2HostUnreachable } from "./wsl2-host-unreachable.ts";

/** Every check of an endpoint, in the order in which they run: by stage, and behind what explains it. */
export const CHECKS: readonly Check[] = [
  // reachable
  redirected,
  ipv6Localhost,
  serverBoundLoopback,
  dockerLoopback,
  wsl2HostUnreachable,
  serverUnreachable,
  portHeldByOtherServer,
  baseurlPath,
  server401,
  serverLoading,
  proxyEnvHijack,
  privateNetBlocked,
  // listed
  noModelServed,
  idRepeatsProvider,
  modelIdNotServed,
  modelLoadFailed,
  embeddingAsChat,
  modelRemote,
  ollamaCloudNotLocal,
  visionNotDeclared,
  memorySearchNeedsOpenai,
  // context
  lmstudioUnloaded,
  llamacppSlotsSplitContext,
  ollamaContextDefault,
  contextServerBelowConfig,
  contextBelowFloor,
  noContextDeclared,
  maxTokensOverflow,
  contextUndeclared,
  contextEffectiveBelowConfig,
  contextTruncatedSilently,
  lmstudioDuplicateInstance,
  oomKvCache,
  cpuOffload,
  // answers
  responsesUnsupported,
  responsesOverlappingItems,
  stringContentRequired,
  developerRoleRejected,
  lmstudioGuardrail,
  unsupportedParams,
  chatTemplateRoles,
  errorUnder200,
  answerError,
  noAnswer,
  streamCut,
  emptyContentReasoning,
  harmonyTagsLeak,
  thinkLeak,
  usageMissingInStream,
  llmTimeoutSlowPrefill,
  promptCacheThrash,
  heartbeatBlocksGpu,
  // tools
  modelLacksTools,
  vllmNoAutoToolChoice,
  llamacppToolSchema400,
  smallModelOverwhelmed,
  vllmResponsesBypassesParser,
  strictMessageKeys,
  toolResultName,
  toolsError,
  thinkingDefaultOn,
  toolCallsAsText,
  toolChoiceRequiredOnly,
  toolArgumentsInvalid,
  toolsIgnored,
  examOverwhelmed,
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
  interrupted,
];
