import { getIn } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { minutesOf } from "../../openclaw/heartbeat.ts";
import { agentPaths, isLocalRow, localPrimary, rowOfRef } from "../support/config-local.ts";
import type { Row } from "../support/config-refs.ts";
import type { Rule, RuleContext } from "./types.ts";

/** OpenClaw's own default is 30 minutes. */
const SHORT_MINUTES = 15;

/** Heartbeats that keep the one GPU busy. */
export const heartbeatBlocksGpu: Rule = {
  id: "heartbeat-blocks-gpu",
  title: "Frequent heartbeat on the local model",
  severity: "info",
  doc: {
    what: "`heartbeat.every` is written out and shorter than 15 minutes, it runs on the local model that answers the user as well, and it gets the whole context (`lightContext` is not on).",
    why: "Every heartbeat is a full agent turn. A server with one slot takes one after another: messages wait behind it for as long as it reads its prompt, and its prompt pushes theirs out of the cache.",
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3" }, heartbeat: { every: "5m" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3" }, heartbeat: { every: "30m" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    return agentPaths(context).flatMap((agent) => {
      const key = (...keys: string[]) => getIn(context.config.value, [...agent, "heartbeat", ...keys]);
      const every = key("every");
      const minutes = typeof every === "string" ? minutesOf(every) : null;
      if (minutes === null || minutes <= 0 || minutes >= SHORT_MINUTES) return [];
      const found = modelOf(context, agent);
      if (found === null || key("lightContext") === true || runsElsewhere(context, key("model"), found))
        return [];
      return [
        {
          at: [...agent, "heartbeat", "every"],
          target: found.row.ref,
          message: `A full turn every ${every} runs on ${found.row.ref}, and messages wait behind it`,
          evidence: { minutes, path: formatPath([...agent, "heartbeat"]) },
          fixHint:
            "make it 30m or longer, set lightContext to true, or give the heartbeat a small model of its own",
        },
      ];
    });
  },
};

/** The local model that the agent answers with; null for a hosted one. */
function modelOf(context: RuleContext, agent: readonly (string | number)[]): Row | null {
  const own = getIn(context.config.value, [...agent, "model"]);
  const ref = typeof own === "string" ? own : getIn(context.config.value, [...agent, "model", "primary"]);
  if (typeof ref !== "string") return localPrimary(context);
  const found = rowOfRef(context, ref);
  return found !== null && isLocalRow(found) ? found : null;
}

function runsElsewhere(context: RuleContext, model: unknown, { row }: Row): boolean {
  const own =
    typeof model === "string"
      ? model
      : getIn(context.config.value, ["agents", "defaults", "heartbeat", "model"]);
  return typeof own === "string" && rowOfRef(context, own)?.row !== row;
}
