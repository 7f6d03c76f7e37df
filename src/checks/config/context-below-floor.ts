import { getIn, getKey } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { type TurnNeeds, turnNeeds } from "../../openclaw/floors.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { configuredContext } from "../../openclaw/view.ts";
import { usedRows } from "../support/config-refs.ts";
import { tokens } from "../support/config-text.ts";
import type { Rule, RuleContext } from "./types.ts";

/** Share of the default first prompt that a narrower tool profile sends (measured on 2026.9.6). */
const PROFILE_SHARE: Readonly<Record<string, number>> = { minimal: 0.51, messaging: 0.62, coding: 0.94 };
/** The same with tool search switched off: all tools go into every prompt. */
const WITHOUT_TOOL_SEARCH = 2.49;
const ANSWER_RESERVE = 2_048;

/** A model in use whose window is too small for a turn of this OpenClaw. */
export const contextBelowFloor: Rule = {
  id: "context-below-floor",
  title: "Context window that is too small for a turn",
  severity: "error",
  doc: {
    what: "The window of a model that OpenClaw runs on (`contextTokens`, else `contextWindow`) is smaller than what one turn of this version needs.",
    why: "System prompt and tools fill it before the first word. OpenClaw sends the request all the same, with room for a one-word answer, and compacts without end.",
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 8192, maxTokens: 2048 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192 }],
  } } },
}`,
  },
  run(context) {
    return usedRows(context).flatMap(({ row }) => {
      const window = configuredContext(row);
      const needs = needsOf(context, getIn(context.config.value, row.path));
      if (window === null || window >= needs.comfortable) return [];
      const isError = window < needs.minimum;
      const key = row.contextTokens !== null ? "contextTokens" : "contextWindow";
      const version = context.openclaw.version;
      return [
        {
          at: [...row.path, key],
          severity: isError ? ("error" as const) : ("warning" as const),
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
        },
      ];
    });
  },
};

/** The needs of the version, scaled by the settings that change the prompt most. */
function needsOf({ config, openclaw }: RuleContext, row: unknown): TurnNeeds {
  const needs = turnNeeds(openclaw.version);
  const profile = getIn(config.value, ["tools", "profile"]);
  const hasSearch = compareVersions(openclaw.version, "2026.9.0") >= 0;
  let share = typeof profile === "string" ? (PROFILE_SHARE[profile] ?? 1) : 1;
  if (hasSearch && share === 1 && getIn(config.value, ["tools", "toolSearch"]) === false)
    share = WITHOUT_TOOL_SEARCH;
  if (getKey(getKey(row, "compat"), "supportsTools") === false) share = 0.45;
  if (share === 1) return needs;
  const prompt = Math.round(needs.firstTurnPrompt * share);
  const minimum = Math.ceil((prompt + ANSWER_RESERVE) / 1_024) * 1_024;
  return { ...needs, firstTurnPrompt: prompt, minimum, comfortable: minimum * 2 };
}
