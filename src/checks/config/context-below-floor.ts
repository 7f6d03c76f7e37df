import type { LoadedConfig } from "../../config/read/types.ts";
import { type FixEdit, fixOf, setEdits } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { tokens } from "../../core/words.ts";
import { primaryOf, runningAgents } from "../../openclaw/agents.ts";
import { type TurnNeeds, turnNeeds } from "../../openclaw/floors.ts";
import type { ModelRowView } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { configuredContext } from "../../openclaw/view.ts";
import { rowOfRef } from "../support/config-local.ts";
import { usedRows } from "../support/config-refs.ts";
import { type ContextSizes, contextSizes, wantedContext } from "../support/context.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN_IS_DEFAULT } from "../support/example.ts";
import { contextOf } from "../support/helps.ts";
import { aboutModel, biteOf, evidence, perModel } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { moreContext, ProductName, type Remedy, raiseBehind, raiseHint } from "../support/product.ts";
import { type CheckFinding, type ConfigContext, defineCheck, type Subject } from "../types.ts";

/** Size of the first prompt with a narrower tool profile, relative to the default (measured on 2026.9.6). */
const PROFILE_SHARE: Readonly<Record<string, number>> = { minimal: 0.51, messaging: 0.62, coding: 0.94 };
/** The same with tool search off: all tools go into every prompt. */
const WITHOUT_TOOL_SEARCH = 2.49;
const ANSWER_RESERVE = 2_048;

/** A model in use whose context window is too small for a turn of this OpenClaw. */
export const contextBelowFloor = defineCheck({
  id: "context-below-floor",
  title: "Context window too small for a turn",
  severity: "error",
  doc: {
    what: "The context window of a model that OpenClaw uses (`contextTokens`, else `contextWindow`) is smaller than one turn of this OpenClaw version needs. `doctor` also checks the context that the server has allocated.",
    why: "The system prompt and tools fill it before the first message. OpenClaw still sends the request, with room for only a few words of answer, and compacts over and over.",
    bad: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 8192, maxTokens: 2048 }],',
      QWEN_IS_DEFAULT,
    ),
    good: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192 }],',
      QWEN_IS_DEFAULT,
    ),
    seen: "{ contextWindow: 8192 }",
    helps: {
      byServer: contextOf(65_536),
      also: {
        "OpenClaw config":
          "`models.providers.<id>.models[].contextWindow: 65536`, once the server has as much",
      },
    },
  },
  config: {
    run: each(usedRows, ({ row }, context) => {
      const window = configuredContext(row);
      const needs = needsOf(context, row);
      if (window === null || window >= needs.comfortable) return null;
      const isError = window < needs.minimum;
      const key = row.contextTokens !== null ? "contextTokens" : "contextWindow";
      const version = context.openclaw.version;
      return {
        at: [...row.path, key],
        severity: isError ? "error" : "warning",
        target: row.ref,
        message: isError
          ? `${tokens(window)} tokens are too few: a first turn of OpenClaw ${version} needs ${tokens(needs.minimum)}`
          : `${tokens(window)} tokens are tight: a first turn of OpenClaw ${version} takes about ${tokens(needs.firstTurnPrompt)} of them`,
        evidence: {
          configured: window,
          minimum: needs.minimum,
          comfortable: needs.comfortable,
          firstTurnPrompt: needs.firstTurnPrompt,
          measuredOn: needs.measuredOn,
          path: formatPath([...row.path, key]),
        },
        fixHint: `load the model with ${tokens(Math.max(32_768, needs.comfortable))} tokens or more on the server, and set ${key} to that`,
      };
    }),
  },
  server: {
    stage: "context",
    after: [
      "lmstudio-unloaded",
      "llamacpp-slots-split-context",
      "ollama-context-default",
      "context-server-below-config",
    ],
    run: perModel(judge),
  },
});

/** The needs of the version, scaled by the settings that change the prompt most. */
function needsOf(context: ConfigContext, row: ModelRowView): TurnNeeds {
  const { config, openclaw } = context;
  const needs = turnNeeds(openclaw.version);
  const hasSearch = compareVersions(openclaw.version, "2026.9.0") >= 0;
  let share = Math.max(...profilesOf(context, row).map((profile) => PROFILE_SHARE[profile] ?? 1));
  if (hasSearch && share === 1 && getIn(config.value, ["tools", "toolSearch"]) === false)
    share = WITHOUT_TOOL_SEARCH;
  if (getIn(config.value, [...row.path, "compat", "supportsTools"]) === false) share = 0.45;
  if (share === 1) return needs;
  const prompt = Math.round(needs.firstTurnPrompt * share);
  const minimum = Math.ceil((prompt + ANSWER_RESERVE) / 1_024) * 1_024;
  return { ...needs, firstTurnPrompt: prompt, minimum, comfortable: minimum * 2 };
}

const agentsOf = new WeakMap<LoadedConfig, ReadonlyMap<ModelRowView | null, ConfigPath[]>>();

/** The agents that run on each model. */
function agentsByRow(context: ConfigContext): ReadonlyMap<ModelRowView | null, ConfigPath[]> {
  const { config } = context;
  const known = agentsOf.get(config);
  if (known !== undefined) return known;
  const agents = new Map<ModelRowView | null, ConfigPath[]>();
  for (const agent of runningAgents(config.value)) {
    const primary = primaryOf(config.value, agent);
    const row = (primary && rowOfRef(context, primary.ref)?.row) ?? null;
    agents.set(row, [...(agents.get(row) ?? []), agent]);
  }
  agentsOf.set(config, agents);
  return agents;
}

/** The tool profiles of the agents that run on the model; "full" where none is set. */
function profilesOf(context: ConfigContext, row: ModelRowView): string[] {
  const { value } = context.config;
  return (agentsByRow(context).get(row) ?? [[]]).map((owner) => {
    const own = getIn(value, [...owner, "tools", "profile"]) ?? getIn(value, ["tools", "profile"]);
    return typeof own === "string" ? own : "full";
  });
}

function judge(subject: Subject): CheckFinding | null {
  const { model } = subject;
  const sizes = contextSizes(subject);
  const { allocated, configured, needs } = sizes;
  if (model.served === null || model.served.type === "embedding") return null;
  const effective = Math.min(allocated ?? Number.POSITIVE_INFINITY, configured ?? Number.POSITIVE_INFINITY);
  if (effective >= needs.comfortable) return null;
  const tooSmall = effective < needs.minimum;
  // an unused model may be small
  if (!model.used && !tooSmall) return null;
  const byServer = allocated !== null && allocated <= effective;
  const byGateway = allocated === null && sizes.declared !== null && sizes.declared <= effective;
  const product = ProductName(subject.facts.state);
  const size = tokens(effective);
  const start = byGateway
    ? `${product} declares ${size} tokens for ${model.ref}`
    : `${byServer ? product : "The config"} gives ${model.ref} ${size} tokens`;
  return aboutModel(subject, sizes.field, {
    severity: tooSmall ? biteOf(subject) : "warning",
    message: tooSmall
      ? `${start}, and a first turn needs ${tokens(needs.minimum)}`
      : `${start}: a first turn fits (${tokens(needs.minimum)}), but a conversation is compacted at once; ${tokens(needs.comfortable)} is comfortable`,
    evidence: evidence({
      configured,
      allocated,
      trained: sizes.trained,
      needed: needs.minimum,
      comfortable: needs.comfortable,
      measuredOn: needs.measuredOn,
    }),
    ...(byGateway ? behind(subject, sizes) : remedy(subject, sizes, byServer)),
  });
}

function remedy(subject: Subject, sizes: ContextSizes, byServer: boolean): Remedy {
  const { trained, needs, field } = sizes;
  if (trained !== null && trained < needs.minimum)
    return { fixHint: `the model was trained for ${tokens(trained)} tokens only; use another model` };
  const target = wantedContext(sizes);
  const edits = raiseEdits(subject, sizes, target);
  return {
    fixHint: byServer
      ? `${raiseHint(subject, target)}${edits.length > 0 ? ` and ${field} with it` : ""}`
      : `raise ${field} to what the server gives`,
    fix: fixOf({ edits }),
    restart: byServer ? moreContext(subject) : undefined,
  };
}

/** The gateway has no more to give: the server behind it limits it. */
function behind(subject: Subject, sizes: ContextSizes): Remedy {
  const target = tokens(wantedContext({ ...sizes, trained: null }));
  return { fixHint: `${raiseBehind(subject)} to ${target} tokens, then ${sizes.field}` };
}

/** Raises the configured size to what the server has, or will have after the commands of the same fix. */
function raiseEdits(subject: Subject, sizes: ContextSizes, target: number): FixEdit[] {
  const { allocated, configured, needs, field } = sizes;
  if (configured === null || configured >= needs.comfortable) return [];
  const value = allocated !== null && allocated > configured ? allocated : target;
  return value > configured ? setEdits(rowPath(subject, field), value) : [];
}
