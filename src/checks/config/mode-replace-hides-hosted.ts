import { setFix } from "../../core/finding.ts";
import { listQuoted } from "../../core/words.ts";
import { callingRefs, resolveRef } from "../support/config-refs.ts";
import { defineCheck } from "../types.ts";

/** `models.mode: "replace"` with models of providers that are not in the config. */
export const modeReplaceHidesHosted = defineCheck({
  id: "mode-replace-hides-hosted",
  title: "Hosted models hidden by replace mode",
  severity: "error",
  doc: {
    what: '`models.mode` is "replace", and a model in use belongs to a provider that the config does not declare.',
    why: "In replace mode OpenClaw knows only the providers in the config. It does not know hosted models, so a hosted fallback does not work.",
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-sonnet-4-6"] } } },
  models: { mode: "replace", providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-sonnet-4-6"] } } },
  models: { mode: "merge", providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run(context) {
      if (context.view.mode !== "replace") return [];
      const hidden = callingRefs(context).filter((use) => resolveRef(context, use.ref).kind === "plugin");
      const [first] = hidden;
      if (first === undefined) return [];
      const refs = [...new Set(hidden.map((use) => use.ref))];
      return [
        {
          at: ["models", "mode"],
          target: first.ref,
          message: `models.mode "replace" hides ${listQuoted(refs)} from OpenClaw`,
          evidence: { hidden: refs },
          fixHint: 'use "merge", or remove these models',
          // "replace" may be set for privacy, and then the hosted models are the mistake.
          fix: setFix(["models", "mode"], "merge"),
        },
      ];
    },
  },
});
