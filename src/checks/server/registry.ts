import { answerError } from "../turn/answer-error.ts";
import { chatTemplateRoles } from "../turn/chat-template-roles.ts";
import { contextEffectiveBelowConfig } from "../turn/context-effective-below-config.ts";
import { contextTruncatedSilently } from "../turn/context-truncated-silently.ts";
import { developerRoleRejected } from "../turn/developer-role-rejected.ts";
import { emptyContentReasoning } from "../turn/empty-content-reasoning.ts";
import { errorUnder200 } from "../turn/error-under-200.ts";
import { examInconclusive } from "../turn/exam-inconclusive.ts";
import { examJsonBroken } from "../turn/exam-json-broken.ts";
import { examLoops } from "../turn/exam-loops.ts";
import { examObeysPlantedInstructions } from "../turn/exam-obeys-planted-instructions.ts";
import { examOverwhelmed } from "../turn/exam-overwhelmed.ts";
import { examReasoningLeak } from "../turn/exam-reasoning-leak.ts";
import { examStepsLost } from "../turn/exam-steps-lost.ts";
import { examToolCalls } from "../turn/exam-tool-calls.ts";
import { harmonyTagsLeak } from "../turn/harmony-tags-leak.ts";
import { heartbeatBlocksGpu } from "../turn/heartbeat-blocks-gpu.ts";
import { llamacppToolSchema400 } from "../turn/llamacpp-tool-schema-400.ts";
import { llmTimeoutSlowPrefill } from "../turn/llm-timeout-slow-prefill.ts";
import { lmstudioGuardrail } from "../turn/lmstudio-guardrail.ts";
import { modelLacksTools } from "../turn/model-lacks-tools.ts";
import { noAnswer } from "../turn/no-answer.ts";
import { promptCacheThrash } from "../turn/prompt-cache-thrash.ts";
import { responsesOverlappingItems } from "../turn/responses-overlapping-items.ts";
import { responsesUnsupported } from "../turn/responses-unsupported.ts";
import { smallModelOverwhelmed } from "../turn/small-model-overwhelmed.ts";
import { streamCut } from "../turn/stream-cut.ts";
import { strictMessageKeys } from "../turn/strict-message-keys.ts";
import { stringContentRequired } from "../turn/string-content-required.ts";
import { thinkLeak } from "../turn/think-leak.ts";
import { thinkingDefaultOn } from "../turn/thinking-default-on.ts";
import { toolArgumentsInvalid } from "../turn/tool-arguments-invalid.ts";
import { toolCallsAsText } from "../turn/tool-calls-as-text.ts";
import { toolChoiceRequiredOnly } from "../turn/tool-choice-required-only.ts";
import { toolResultName } from "../turn/tool-result-name.ts";
import { toolsError } from "../turn/tools-error.ts";
import { toolsIgnored } from "../turn/tools-ignored.ts";
import { unsupportedParams } from "../turn/unsupported-params.ts";
import { usageMissingInStream } from "../turn/usage-missing-in-stream.ts";
import { vllmNoAutoToolChoice } from "../turn/vllm-no-auto-tool-choice.ts";
import { vllmResponsesBypassesParser } from "../turn/vllm-responses-bypasses-parser.ts";
import { baseurlPath } from "./baseurl-path.ts";
import { checkCrashed } from "./check-crashed.ts";
import { contextBelowFloor } from "./context-below-floor.ts";
import { contextServerBelowConfig } from "./context-server-below-config.ts";
import { contextUndeclared } from "./context-undeclared.ts";
import { cpuOffload } from "./cpu-offload.ts";
import { dockerLoopback } from "./docker-loopback.ts";
import { embeddingAsChat } from "./embedding-as-chat.ts";
import { fallbackNotTriggered } from "./fallback-not-triggered.ts";
import { idRepeatsProvider } from "./id-repeats-provider.ts";
import { interrupted } from "./interrupted.ts";
import { ipv6Localhost } from "./ipv6-localhost.ts";
import { llamacppSlotsSplitContext } from "./llamacpp-slots-split-context.ts";
import { lmstudioDuplicateInstance } from "./lmstudio-duplicate-instance.ts";
import { lmstudioUnloaded } from "./lmstudio-unloaded.ts";
import { maxTokensOverflow } from "./max-tokens-overflow.ts";
import { memorySearchNeedsOpenai } from "./memory-search-needs-openai.ts";
import { modelIdNotServed } from "./model-id-not-served.ts";
import { modelLoadFailed } from "./model-load-failed.ts";
import { modelRemote } from "./model-remote.ts";
import { noContextDeclared } from "./no-context-declared.ts";
import { noLocalProvider } from "./no-local-provider.ts";
import { noModelServed } from "./no-model-served.ts";
import { ollamaCloudNotLocal } from "./ollama-cloud-not-local.ts";
import { ollamaContextDefault } from "./ollama-context-default.ts";
import { oomKvCache } from "./oom-kv-cache.ts";
import { portHeldByOtherServer } from "./port-held-by-other-server.ts";
import { privateNetBlocked } from "./private-net-blocked.ts";
import { proxyEnvHijack } from "./proxy-env-hijack.ts";
import { redirected } from "./redirected.ts";
import { server401 } from "./server-401.ts";
import { serverBoundLoopback } from "./server-bound-loopback.ts";
import { serverLoading } from "./server-loading.ts";
import { serverUnreachable } from "./server-unreachable.ts";
import type { Check, CheckAbout } from "./types.ts";
import { visionNotDeclared } from "./vision-not-declared.ts";
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
