import { getIn } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { agentPaths } from "../../openclaw/agents.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { minutesOf } from "../../openclaw/heartbeat.ts";
import { answered } from "../../turn/probes/outcome.ts";
import { readMs } from "../../turn/sizes.ts";
import type { AnswerProbe, DeepFacts } from "../../turn/types.ts";
import { isLocalRow, localPrimary, rowOfRef } from "../support/config-local.ts";
import type { Row } from "../support/config-refs.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** OpenClaw's own default is 30 minutes. */
const SHORT_MINUTES = 15;

/** The second request waited for at least this share of the first one's total time. */
const WAITED_SHARE = 0.9;
/** The first one generated for at least this share of its time. Otherwise serial prompt reading would look the same. */
const WROTE_SHARE = 0.25;
/** The second request waited at least this long (ms). */
const MIN_WAIT_MS = 1_000;

/** Heartbeats that keep the only GPU busy. */
export const heartbeatBlocksGpu = defineCheck({
  id: "heartbeat-blocks-gpu",
  title: "Frequent heartbeat on the local model",
  severity: "info",
  doc: {
    what: "`heartbeat.every` is set explicitly to less than 15 minutes, the heartbeat runs on the local model that also answers the user, and it gets the whole context (`lightContext` is off). `doctor --deep` also reports a server that handles one request at a time, when reading one agent turn takes a tenth or more of the time between two heartbeats (and 5 s or more).",
    why: "Every heartbeat is a full agent turn. A server with one slot handles one request at a time, so messages wait while it reads the heartbeat's prompt. That prompt also pushes the chat out of the prompt cache.",
    bad: localProvider(
      QWEN,
      'agents: { defaults: { model: { primary: "local/qwen3" }, heartbeat: { every: "5m" } } },',
    ),
    good: localProvider(
      QWEN,
      'agents: { defaults: { model: { primary: "local/qwen3" }, heartbeat: { every: "30m" } } },',
    ),
    seen: 'heartbeat: { every: "5m" }   // and one turn takes 40 s on one slot',
    helps: {
      always: {
        "OpenClaw config":
          '`agents.defaults.heartbeat.every: "1h"`, or `agents.defaults.heartbeat.lightContext: true`',
      },
      because: "OpenClaw sends the heartbeat",
    },
  },
  config: {
    run: each(agentPaths, (agent, context) => {
      const key = (...keys: string[]) => getIn(context.config.value, [...agent, "heartbeat", ...keys]);
      const every = key("every");
      const minutes = typeof every === "string" ? minutesOf(every) : null;
      if (minutes === null || minutes <= 0 || minutes >= SHORT_MINUTES) return null;
      const found = modelOf(context, agent);
      if (found === null || key("lightContext") === true || runsElsewhere(context, key("model"), found))
        return null;
      return {
        at: [...agent, "heartbeat", "every"],
        target: found.row.ref,
        guess: true,
        message: `A full turn every ${every} runs on ${found.row.ref}, and messages wait behind it`,
        evidence: { minutes, path: formatPath([...agent, "heartbeat"]) },
        fixHint: "make it 30m or longer, set lightContext to true, or give the heartbeat its own small model",
      };
    }),
  },
  turn: {
    stage: "answers",
    after: ["no-answer", "answer-error", "error-under-200", "stream-cut", "llm-timeout-slow-prefill"],
    run: perProbe("answer", (subject, seen) => {
      const { model, context } = subject;
      const wait = model.deep === null ? null : waited(model.deep);
      if (wait === null) return null;
      const prompt = seen.usage?.prompt ?? seen.promptEstimate;
      const { firstTurnPrompt } = turnNeeds(context.openclaw.version);
      const turn = Math.round((readMs(seen) / 1000) * (firstTurnPrompt / prompt));
      return aboutProbe(subject, seen, {
        severity: "info",
        message: `The server of ${model.ref} handles one request at a time, and a heartbeat keeps it busy for ${turn} s or more: messages wait behind it`,
        evidence: { secondWaitedMs: Math.round(wait), turnSeconds: turn },
        fixHint:
          "make heartbeats less frequent, set lightContext to true, or give them their own small model",
      });
    }),
  },
});

/** The agent's local model; null if it is hosted. */
function modelOf(context: ConfigContext, agent: readonly (string | number)[]): Row | null {
  const own = getIn(context.config.value, [...agent, "model"]);
  const ref = typeof own === "string" ? own : getIn(context.config.value, [...agent, "model", "primary"]);
  if (typeof ref !== "string") return localPrimary(context);
  const found = rowOfRef(context, ref);
  return found !== null && isLocalRow(found) ? found : null;
}

function runsElsewhere(context: ConfigContext, model: unknown, { row }: Row): boolean {
  const own =
    typeof model === "string"
      ? model
      : getIn(context.config.value, ["agents", "defaults", "heartbeat", "model"]);
  return typeof own === "string" && rowOfRef(context, own)?.row !== row;
}

/** Milliseconds that the second request waited for the first; null if it did not wait, or if that is unproven. */
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
