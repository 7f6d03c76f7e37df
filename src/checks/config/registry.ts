import type { Check } from "../types.ts";
import { agentsListLegacy } from "./agents-list-legacy.ts";
import { aliasClash } from "./alias-clash.ts";
import { apiWrongEnum } from "./api-wrong-enum.ts";
import { apikeyDollarVar } from "./apikey-dollar-var.ts";
import { baseurlPath } from "./baseurl-path.ts";
import { compactionCannotRecover } from "./compaction-cannot-recover.ts";
import { configEncoding } from "./config-encoding.ts";
import { configSchema } from "./config-schema.ts";
import { configUnknownKey } from "./config-unknown-key.ts";
import { contextBelowFloor } from "./context-below-floor.ts";
import { costNotZero } from "./cost-not-zero.ts";
import { defaultModelMissing } from "./default-model-missing.ts";
import { developerRoleRejected } from "./developer-role-rejected.ts";
import { dockerLoopback } from "./docker-loopback.ts";
import { duplicateKey } from "./duplicate-key.ts";
import { duplicateModelIds } from "./duplicate-model-ids.ts";
import { embeddingAsChat } from "./embedding-as-chat.ts";
import { envLowercaseVar } from "./env-lowercase-var.ts";
import { fallbackIsPrimary } from "./fallback-is-primary.ts";
import { fallbackSilentPaid } from "./fallback-silent-paid.ts";
import { heartbeatBlocksGpu } from "./heartbeat-blocks-gpu.ts";
import { hostedModelRetired } from "./hosted-model-retired.ts";
import { idRepeatsProvider } from "./id-repeats-provider.ts";
import { insecureTlsRefused } from "./insecure-tls-refused.ts";
import { keylessNeedsApikey } from "./keyless-needs-apikey.ts";
import { legacyLlmIdleKey } from "./legacy-llm-idle-key.ts";
import { legacyReservetokens } from "./legacy-reservetokens.ts";
import { llmTimeoutSlowPrefill } from "./llm-timeout-slow-prefill.ts";
import { maxTokensOverflow } from "./max-tokens-overflow.ts";
import { memorySearchNeedsOpenai } from "./memory-search-needs-openai.ts";
import { modeReplaceHidesHosted } from "./mode-replace-hides-hosted.ts";
import { modelIdAtSuffix } from "./model-id-at-suffix.ts";
import { modelNotInPolicy } from "./model-not-in-policy.ts";
import { modelRefUnresolved } from "./model-ref-unresolved.ts";
import { noContextDeclared } from "./no-context-declared.ts";
import { ollamaCloudNotLocal } from "./ollama-cloud-not-local.ts";
import { ollamaContextDefault } from "./ollama-context-default.ts";
import { ollamaPluginOff } from "./ollama-plugin-off.ts";
import { ollamaV1Compat } from "./ollama-v1-compat.ts";
import { privateNetBlocked } from "./private-net-blocked.ts";
import { promptCacheThrash } from "./prompt-cache-thrash.ts";
import { publicPlainHttp } from "./public-plain-http.ts";
import { responsesOverlappingItems } from "./responses-overlapping-items.ts";
import { retiredKey } from "./retired-key.ts";
import { sameIdTwoProviders } from "./same-id-two-providers.ts";
import { schemaNotBundled } from "./schema-not-bundled.ts";
import { secretInline } from "./secret-inline.ts";
import { smallModelOverwhelmed } from "./small-model-overwhelmed.ts";
import { smallModelWideTools } from "./small-model-wide-tools.ts";
import { toolsProfileMessaging } from "./tools-profile-messaging.ts";
import { toolsSwitchedOff } from "./tools-switched-off.ts";
import { usageMissingInStream } from "./usage-missing-in-stream.ts";
import { variableInModelName } from "./variable-in-model-name.ts";
import { vendorSlashMisroute } from "./vendor-slash-misroute.ts";
import { visionNotDeclared } from "./vision-not-declared.ts";
import { vllmResponsesBypassesParser } from "./vllm-responses-bypasses-parser.ts";

/** The checks of the config alone, in the order in which `explain` and the docs list them: file, providers, models, refs. */
export const CONFIG_CHECKS: readonly Check[] = [
  // the file
  configEncoding,
  duplicateKey,
  schemaNotBundled,
  configUnknownKey,
  configSchema,
  apiWrongEnum,
  retiredKey,
  agentsListLegacy,
  legacyLlmIdleKey,
  legacyReservetokens,
  // providers
  baseurlPath,
  insecureTlsRefused,
  privateNetBlocked,
  publicPlainHttp,
  keylessNeedsApikey,
  envLowercaseVar,
  apikeyDollarVar,
  secretInline,
  ollamaV1Compat,
  ollamaPluginOff,
  vllmResponsesBypassesParser,
  responsesOverlappingItems,
  llmTimeoutSlowPrefill,
  developerRoleRejected,
  usageMissingInStream,
  // models
  duplicateModelIds,
  idRepeatsProvider,
  variableInModelName,
  noContextDeclared,
  contextBelowFloor,
  maxTokensOverflow,
  costNotZero,
  ollamaCloudNotLocal,
  sameIdTwoProviders,
  ollamaContextDefault,
  // refs
  modelRefUnresolved,
  vendorSlashMisroute,
  modelIdAtSuffix,
  hostedModelRetired,
  embeddingAsChat,
  modeReplaceHidesHosted,
  fallbackIsPrimary,
  defaultModelMissing,
  aliasClash,
  modelNotInPolicy,
  visionNotDeclared,
  smallModelOverwhelmed,
  compactionCannotRecover,
  // agents and tools
  toolsProfileMessaging,
  toolsSwitchedOff,
  smallModelWideTools,
  memorySearchNeedsOpenai,
  heartbeatBlocksGpu,
  promptCacheThrash,
  // what the settings say
  dockerLoopback,
  fallbackSilentPaid,
];
