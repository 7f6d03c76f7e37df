import { answered } from "../../turn/probes/outcome.ts";
import { readMs } from "../../turn/sizes.ts";
import type { AnswerProbe, Check, EndpointFacts } from "../server/types.ts";
import { aboutProbe, forProbes } from "../support/deep.ts";

/** Reading the same again took at least this part of the first time. A kept prompt takes a hundredth. */
const SAME_SHARE = 0.7;
/** And at least this long (ms): below it nobody waits, and a busy machine could look like it. */
const MIN_MS = 3_000;
/** A server that says it kept at least this part of the prompt is believed, whatever the clock says. */
const KEPT_SHARE = 0.5;

/** The whole prompt is read again in every turn. */
export const promptCacheThrash: Check = {
  id: "prompt-cache-thrash",
  title: "The server keeps no prompt",
  severity: "warning",
  stage: "answers",
  deep: true,
  after: ["no-answer", "answer-error", "error-under-200", "stream-cut"],
  doc: {
    what: "The same long prompt, sent twice, took as long to read the second time (70 % or more of the first, and 3 s or more), and the server does not say that it kept half of it.",
    why: "Every turn of an agent repeats all that was said before. A server that keeps what it has read starts within a second; one that does not reads 13,000 tokens or more each time.",
    bad: "first token after 41 s, and after 40 s with the same prompt",
    good: "llama.cpp: no --no-cache-prompt, one slot (-np 1), a newer build; vLLM: --enable-prefix-caching",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, first) => {
      const second = model.deep?.probes["repeat"];
      if (!answered(first) || !answered(second) || !readAgain(first, second)) return null;
      return aboutProbe(facts, model, context, second, {
        severity: "warning",
        message: `The server of ${model.ref} reads the whole prompt again each time: ${seconds(first)} s to the first word, ${seconds(second)} s with the same prompt`,
        evidence: {
          firstMs: Math.round(readMs(first)),
          secondMs: Math.round(readMs(second)),
          ...(second.usage?.cached == null ? {} : { cachedTokens: second.usage.cached }),
        },
        fixHint: hint(facts),
      });
    });
  },
};

function readAgain(first: AnswerProbe, second: AnswerProbe): boolean {
  const cached = second.usage?.cached ?? null;
  const prompt = second.usage?.prompt ?? null;
  if (cached !== null && prompt !== null && cached >= prompt * KEPT_SHARE) return false;
  // the first may have been quick for a reason of its own; then nothing follows from the second
  return readMs(second) >= Math.max(MIN_MS, readMs(first) * SAME_SHARE);
}

function seconds(seen: AnswerProbe): string {
  return (readMs(seen) / 1000).toFixed(1);
}

function hint(facts: EndpointFacts): string {
  switch (facts.state.kind) {
    case "vllm":
      return "start vLLM with --enable-prefix-caching";
    case "sglang":
      return "start SGLang without --disable-radix-cache";
    case "llamacpp":
      return "start llama-server without --no-cache-prompt and with -np 1; models with sliding windows need --swa-full";
    default:
      return "update the server, let one client use it, and look for its prompt cache setting";
  }
}
