import { fixOf } from "../../core/finding.ts";
import { getIn, isObject } from "../../core/json.ts";
import { agentPaths } from "../../openclaw/agents.ts";
import type { ModelRefUse } from "../../openclaw/types.ts";
import { called } from "../../turn/probes/outcome.ts";
import { rowKey, rowOfRef } from "../support/config-local.ts";
import type { Row } from "../support/config-refs.ts";
import { aboutProbe } from "../support/deep.ts";
import { localProvider } from "../support/example.ts";
import { perModel, UNKNOWN } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** Uses in which a model acts for an agent. */
const ACTING: ReadonlySet<ModelRefUse["kind"]> = new Set([
  "primary",
  "fallback",
  "agent",
  "subagent",
  "heartbeat",
]);

/** A model of an agent that gets no tools. */
export const toolsSwitchedOff = defineCheck({
  id: "tools-switched-off",
  title: "Agent model without tools",
  severity: "info",
  doc: {
    what: "`compat.supportsTools` is false for a model that an agent runs on. It is a warning where the config sets up tools: a `tools.profile` above `minimal`, or `tools.exec`.",
    why: "OpenClaw then sends no tools at all, whatever the profile. The model only talks, and may claim to have run commands.",
    bad: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, compat: { supportsTools: false } }],',
      `tools: { profile: "coding" },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
    good: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],',
      `tools: { profile: "coding" },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
  },
  config: {
    run(context) {
      const rows = new Map<Row["row"], Row>();
      for (const use of context.view.refs) {
        const found = ACTING.has(use.kind) ? rowOfRef(context, use.ref) : null;
        if (found !== null && rowKey(context, found, "compat", "supportsTools") === false)
          rows.set(found.row, found);
      }
      const severity = setsUpTools(context) ? "warning" : "info";
      return [...rows.values()].map(({ row }) => {
        const at = [...row.path, "compat", "supportsTools"];
        return {
          at,
          guess: true,
          severity,
          target: row.ref,
          message: `OpenClaw sends no tools to ${row.ref}, so the model only talks`,
          fixHint: "remove it if the server supports tool calls, or use another model for agents that act",
          // the server may refuse tools
          fix: fixOf({ edits: [{ op: "remove", path: at }] }),
        };
      });
    },
  },
  turn: {
    stage: "tools",
    // the probe was sent although the config switches tools off
    run: perModel((subject) => {
      const seen = subject.model.deep?.probes["unwanted-tools"];
      const at = rowPath(subject, "compat", "supportsTools");
      if (!called(seen) || at === null) return UNKNOWN;
      const { config } = subject.context;
      return aboutProbe(subject, seen, {
        at,
        severity: config !== null && setsUpTools({ config }) ? "warning" : "info",
        message: `OpenClaw sends no tools to ${subject.model.ref}, although its server calls tools (tried), so the model only talks`,
        evidence: { toolCall: "made" },
        fixHint: "remove compat.supportsTools: tool calls work here",
        // it may be off on purpose
        fix: fixOf({ edits: [{ op: "remove", path: at }] }),
      });
    }),
  },
  server: {
    stage: "listed",
    // a model that takes no tools is rightly declared so
    run: perModel(({ model }) => (model.served?.capabilities.tools === false ? null : UNKNOWN)),
  },
});

/** True when the config, or an agent of it, gives the agents something to do. */
function setsUpTools({ config }: Pick<ConfigContext, "config">): boolean {
  return [[], ...agentPaths({ config })].some((owner) => {
    const profile = getIn(config.value, [...owner, "tools", "profile"]);
    const exec = getIn(config.value, [...owner, "tools", "exec"]);
    const runs =
      isObject(exec) && Object.keys(exec).length > 0 && exec.mode !== "deny" && exec.security !== "deny";
    return runs || (typeof profile === "string" && profile !== "minimal");
  });
}
