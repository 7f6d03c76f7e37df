import { formatPath } from "../core/path.ts";
import { turnNeeds } from "../openclaw/floors.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { tokens } from "./support/context.ts";
import { aboutProbe, forProbes } from "./support/deep.ts";
import { kindOfProviderId } from "./support/product.ts";
import type { AnswerProbe, Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** A prompt that was read faster says nothing about the speed: start-up costs outweigh it. */
const MIN_PROMPT_TOKENS = 500;
/** Share of the limit from which a longer history will not fit into it. */
const CLOSE = 0.8;

/** The first word would come after OpenClaw has given up. */
export const llmTimeoutSlowPrefill: Check = {
  id: "llm-timeout-slow-prefill",
  title: "Reading the prompt takes longer than OpenClaw waits",
  severity: "warning",
  stage: "answers",
  deep: true,
  after: ["no-answer", "answer-error", "error-under-200", "stream-cut"],
  doc: {
    what: "From the measured speed of a short prompt, the first turn's prompt takes longer to read than OpenClaw waits for the first word.",
    why: "OpenClaw waits 300 s on local addresses and 120 s on others, or timeoutSeconds of the provider. Then it says “LLM request timed out” while the machine is still working, and starts again.",
    bad: "{ timeoutSeconds: 60 }   // 13,000 tokens at 100 tokens a second are 130 s",
    good: "{ timeoutSeconds: 600 }",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => judge(facts, model, context, seen));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext, seen: AnswerProbe) {
  const prompt = seen.usage?.prompt ?? seen.promptEstimate;
  // a load that was part of the wait would be taken for slow reading
  const wasLoaded = model.served?.loaded === true;
  if (seen.firstEventMs === null || prompt < MIN_PROMPT_TOKENS || !wasLoaded) return null;
  const { firstTurnPrompt } = turnNeeds(context.openclaw.version);
  const estimate = Math.round((seen.firstEventMs / 1000) * (firstTurnPrompt / prompt));
  const limit = waitSeconds(facts);
  if (estimate <= limit * CLOSE) return null;
  const path = context.pathOf(facts, null, "timeoutSeconds");
  const value = Math.max(600, estimate * 3);
  return aboutProbe(facts, model, context, seen, {
    severity: "warning",
    message: `Reading a first turn of ${tokens(firstTurnPrompt)} tokens would take ${model.ref} about ${tokens(estimate)} s, and OpenClaw waits ${tokens(limit)} s`,
    evidence: {
      promptTokens: prompt,
      firstEventMs: Math.round(seen.firstEventMs),
      estimateSeconds: estimate,
      limitSeconds: limit,
    },
    fixHint: `set timeoutSeconds of the provider to ${value}, and keep the model on the GPU with its prompt cache on`,
    fix:
      path === null
        ? null
        : { commands: [], edits: [{ op: "set", path: formatPath(path), value }], safe: true },
  });
}

/** OpenClaw's limit for the first event (read in 2026.9.6): timeoutSeconds replaces the ones by address and id. */
function waitSeconds(facts: EndpointFacts): number {
  if (facts.provider?.timeoutSeconds != null) return facts.provider.timeoutSeconds;
  const host = classifyUrl(facts.baseUrl);
  const trusted = host === "loopback" || host === "private" || host === "mdns" || host === "container-host";
  return trusted || kindOfProviderId(facts.provider?.id ?? "") !== null ? 300 : 120;
}
