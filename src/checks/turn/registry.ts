import type { Check } from "../types.ts";
import { answerError } from "./answer-error.ts";
import { chatTemplateRoles } from "./chat-template-roles.ts";
import { contextEffectiveBelowConfig } from "./context-effective-below-config.ts";
import { contextTruncatedSilently } from "./context-truncated-silently.ts";
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
import { harmonyTagsLeak } from "./harmony-tags-leak.ts";
import { llamacppToolSchema400 } from "./llamacpp-tool-schema-400.ts";
import { lmstudioGuardrail } from "./lmstudio-guardrail.ts";
import { noAnswer } from "./no-answer.ts";
import { notAsked } from "./not-asked.ts";
import { serverBusy } from "./server-busy.ts";
import { streamCut } from "./stream-cut.ts";
import { strictMessageKeys } from "./strict-message-keys.ts";
import { stringContentRequired } from "./string-content-required.ts";
import { thinkLeak } from "./think-leak.ts";
import { thinkingDefaultOn } from "./thinking-default-on.ts";
import { toolArgumentsInvalid } from "./tool-arguments-invalid.ts";
import { toolCallIdRefused } from "./tool-call-id-refused.ts";
import { toolCallsDropped } from "./tool-calls-dropped.ts";
import { toolCallsShareIndex } from "./tool-calls-share-index.ts";
import { toolChoiceRequiredOnly } from "./tool-choice-required-only.ts";
import { toolResultName } from "./tool-result-name.ts";
import { toolsError } from "./tools-error.ts";
import { toolsIgnored } from "./tools-ignored.ts";
import { unsupportedParams } from "./unsupported-params.ts";
import { vllmNoAutoToolChoice } from "./vllm-no-auto-tool-choice.ts";

/** The checks that require an inference, in the order of their stages. */
export const TURN_CHECKS: readonly Check[] = [
  // context
  contextEffectiveBelowConfig,
  contextTruncatedSilently,
  // answers
  serverBusy,
  stringContentRequired,
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
  // tools
  notAsked,
  vllmNoAutoToolChoice,
  llamacppToolSchema400,
  strictMessageKeys,
  toolResultName,
  toolCallIdRefused,
  toolsError,
  thinkingDefaultOn,
  toolChoiceRequiredOnly,
  toolArgumentsInvalid,
  toolCallsDropped,
  toolsIgnored,
  toolCallsShareIndex,
  examOverwhelmed,
  examToolCalls,
  examStepsLost,
  examJsonBroken,
  examLoops,
  examReasoningLeak,
  examObeysPlantedInstructions,
  examInconclusive,
];
