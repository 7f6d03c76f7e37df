import type { Fix, FixEdit } from "../../core/finding.ts";
import { asNumber, getIn, isObject } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { firstEventLimit, PATIENT_SECONDS } from "../../openclaw/watchdog.ts";
import type { AnswerProbe, Check, CheckContext, EndpointFacts, ModelFacts } from "../server/types.ts";
import { tokens } from "../support/context.ts";
import { aboutProbe, forProbes } from "../support/deep.ts";

/** A prompt that was read faster says nothing about the speed: start-up costs outweigh it. */
const MIN_PROMPT_TOKENS = 500;
/** Share of the limit from which a longer history will not fit into it. */
const CLOSE = 0.8;
/** Where the limit of a whole run stands. */
const RUN_LIMIT = ["agents", "defaults", "timeoutSeconds"];

/** The first word would come after OpenClaw has given up. */
export const llmTimeoutSlowPrefill: Check = {
  id: "llm-timeout-slow-prefill",
  title: "Reading the prompt takes longer than OpenClaw waits",
  severity: "warning",
  stage: "answers",
  deep: true,
  after: ["no-answer", "answer-error", "error-under-200", "stream-cut"],
  doc: {
    what: "From the measured time to the first event of a long prompt, a first turn's prompt takes longer to read than four fifths of what OpenClaw waits for it.",
    why: "OpenClaw waits 300 s on local addresses and under the ids of self-hosted products, 120 s elsewhere, or timeoutSeconds of the provider. Then it says “LLM request timed out” while the machine is still working, and starts again.",
    bad: "{ timeoutSeconds: 60 }   // 13,000 tokens at 100 tokens a second are 130 s",
    good: "{ timeoutSeconds: 600 }",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => judge(facts, model, context, seen));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext, seen: AnswerProbe) {
  const prompt = seen.usage?.prompt ?? seen.promptEstimate;
  // the short prompt before it has loaded the model, so that this one's wait is reading alone
  if (seen.firstEventMs === null || seen.errorKind !== null || prompt < MIN_PROMPT_TOKENS) return null;
  const { firstTurnPrompt } = turnNeeds(context.openclaw.version);
  const estimate = Math.round((seen.firstEventMs / 1000) * (firstTurnPrompt / prompt));
  const { seconds: limit, from } = waitOf(facts, context);
  if (estimate <= limit * CLOSE) return null;
  const value = Math.max(PATIENT_SECONDS, estimate * 3);
  return aboutProbe(facts, model, context, seen, {
    severity: "warning",
    message: `Reading a first turn of ${tokens(firstTurnPrompt)} tokens would take ${model.ref} about ${tokens(estimate)} s, and OpenClaw waits ${tokens(limit)} s (${from})`,
    evidence: {
      promptTokens: prompt,
      firstEventMs: Math.round(seen.firstEventMs),
      estimateSeconds: estimate,
      limitSeconds: limit,
    },
    fixHint: `set timeoutSeconds of the provider to ${value}, and keep the model on the GPU with its prompt cache on`,
    fix: remedy(facts, context, value),
  });
}

/** The provider's limit, and the run's where that is shorter. */
function remedy(facts: EndpointFacts, context: CheckContext, value: number): Fix | null {
  const path = context.pathOf(facts, null, "timeoutSeconds");
  if (path === null) return null;
  const run = runSeconds(context);
  const edits: FixEdit[] = [{ op: "set", path: formatPath(path), value }];
  if (run !== null && run < value) edits.push({ op: "set", path: formatPath(RUN_LIMIT), value });
  return { commands: [], edits, safe: true };
}

/**
 * What OpenClaw waits for the first event, in seconds: timeoutSeconds of the provider replaces the limit by address and
 * id, and the limit of a whole run cuts both.
 */
function waitOf(facts: EndpointFacts, context: CheckContext): { seconds: number; from: string } {
  const { provider, baseUrl } = facts;
  const run = runSeconds(context);
  const own = provider?.timeoutSeconds ?? null;
  const { id, apiKey } = provider ?? { id: "", apiKey: { kind: "none" as const } };
  const localService =
    provider !== null && isObject(getIn(context.config?.value, [...provider.path, "localService"]));
  const seconds = own ?? firstEventLimit({ id, baseUrl, apiKey, localService });
  const from = own === null ? "its limit for this address and provider id" : "timeoutSeconds of the provider";
  return run !== null && run < seconds ? { seconds: run, from: formatPath(RUN_LIMIT) } : { seconds, from };
}

/** agents.defaults.timeoutSeconds; null: not given, or no limit. */
function runSeconds(context: CheckContext): number | null {
  const seconds = asNumber(getIn(context.config?.value, RUN_LIMIT));
  return seconds === undefined || seconds <= 0 ? null : seconds;
}
