import { turnNeeds } from "../../openclaw/floors.ts";
import { answered } from "../../turn/probes/outcome.ts";
import { readMs } from "../../turn/sizes.ts";
import type { AnswerProbe, Check, DeepFacts } from "../server/types.ts";
import { aboutProbe, forProbes } from "../support/deep.ts";

/** The second of two waited for this part of the first one's whole time. */
const WAITED_SHARE = 0.9;
/** The first wrote for at least this part of its time; else a server that merely reads one after another looks alike. */
const WROTE_SHARE = 0.25;
/** The second waited at least this long (ms). */
const MIN_WAIT_MS = 1_000;

/** Messages wait behind the heartbeat. */
export const heartbeatBlocksGpu: Check = {
  id: "heartbeat-blocks-gpu",
  title: "Heartbeats keep the only slot busy",
  severity: "info",
  stage: "answers",
  deep: true,
  after: ["no-answer", "answer-error", "error-under-200", "stream-cut", "llm-timeout-slow-prefill"],
  doc: {
    what: "Of two requests at once the second waited until the first was done, and reading one agent turn takes a tenth or more of the time between two heartbeats (and 5 s or more).",
    why: "Every heartbeat is a full agent turn. Messages wait behind it for as long as the server reads and writes.",
    bad: 'heartbeat: { every: "5m" }   // and one turn takes 40 s on one slot',
    good: 'heartbeat: { every: "1h" }, lightContext, or a small model of its own',
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => {
      const wait = model.deep === null ? null : waited(model.deep);
      if (wait === null || model.deep === null) return null;
      const prompt = seen.usage?.prompt ?? seen.promptEstimate;
      const { firstTurnPrompt } = turnNeeds(context.openclaw.version);
      const turn = Math.round((readMs(seen) / 1000) * (firstTurnPrompt / prompt));
      return aboutProbe(facts, model, context, seen, {
        severity: "info",
        message: `The server of ${model.ref} does one thing at a time, and a heartbeat keeps it busy for ${turn} s or more: messages wait behind it`,
        evidence: { secondWaitedMs: Math.round(wait), turnSeconds: turn },
        fixHint: "make heartbeats rarer, set lightContext to true, or give them a small model of their own",
      });
    });
  },
};

/** Ms that the second request waited for the first; null when it did not, or when nothing was proved. */
function waited({ probes }: DeepFacts): number | null {
  const first = probes["parallel-long"];
  const second = probes["parallel-short"];
  if (!answered(first) || !answered(second) || !wroteLong(first)) return null;
  const wait = readMs(second);
  return wait >= Math.max(MIN_WAIT_MS, first.totalMs * WAITED_SHARE - 100) ? wait : null;
}

function wroteLong(seen: AnswerProbe): boolean {
  return seen.totalMs - readMs(seen) >= seen.totalMs * WROTE_SHARE;
}
