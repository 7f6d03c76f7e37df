import { getIn } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import type { ModelRefUse } from "../openclaw/types.ts";
import { isLocalRow, rowKey, rowOfRef } from "./support/local.ts";
import { whyTooSmall } from "./support/model-size.ts";
import type { Row } from "./support/refs.ts";
import type { Rule, RuleContext } from "./types.ts";

/** A very small model with every tool there is. */
export const smallModelOverwhelmed: Rule = {
  id: "small-model-overwhelmed",
  title: "Very small model with all tools",
  severity: "info",
  doc: {
    what: "By its id the default model (or an agent's) has at most 4 billion parameters, or at most 14 billion at 3 bits or fewer, and it gets the full set of tools: no narrower `tools.profile`, no `tools.allow`, no lean mode. `doctor --deep --exam` measures how the model at hand does, whatever its size, and warns when it fails.",
    why: "A full turn is a system prompt of about 11,000 tokens and a dozen tools or more. Such models then repeat themselves, forget who they are, or invent tools. A narrower profile takes a large part of that away.",
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3-4b" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3-4b", name: "Qwen3 4B", contextWindow: 40960 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3-4b" } } },
  tools: { profile: "coding" },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3-4b", name: "Qwen3 4B", contextWindow: 40960 }],
  } } },
}`,
  },
  run(context) {
    return context.view.refs.flatMap((use) => {
      if (!isMainModel(use)) return [];
      const found = rowOfRef(context, use.ref);
      if (found === null || !isLocalRow(found)) return [];
      const why = whyTooSmall(found.row.id);
      if (why === null || isLean(context, use, found)) return [];
      return [
        {
          at: use.path,
          target: found.row.ref,
          message: `${found.row.ref} (${why}) gets the full prompt and all tools of OpenClaw`,
          fixHint: 'take a larger model, or give it less: tools.profile "coding" or "minimal"',
        },
      ];
    });
  },
};

/** The first choice of an agent; a fallback may well be the small one. */
function isMainModel({ kind, path }: ModelRefUse): boolean {
  return kind === "primary" || (kind === "agent" && !path.includes("fallbacks"));
}

/** True when anything in the config says that the agent is meant to be a narrow one. */
function isLean(context: RuleContext, use: ModelRefUse, found: Row): boolean {
  const { value } = context.config;
  const agent: ConfigPath = use.path.slice(0, use.kind === "primary" ? 2 : 3);
  const key = (...keys: string[]) =>
    getIn(value, [...agent, "tools", ...keys]) ?? getIn(value, ["tools", ...keys]);
  const profile = key("profile");
  const isFull = profile === undefined || profile === "full";
  const isLeanMode = [agent, ["agents", "defaults"]].some(
    (path) => getIn(value, [...path, "experimental", "localModelLean"]) === true,
  );
  const narrowed = ["allow", "deny"].some((list) => Array.isArray(key(list)));
  return !isFull || narrowed || isLeanMode || rowKey(context, found, "compat", "supportsTools") === false;
}
