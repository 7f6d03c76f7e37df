import { fixOf } from "../../core/finding.ts";
import { defaultBaseUrl } from "../../openclaw/providers.ts";
import { behindAlias, callingRefs, resolveRef } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN, QWEN_IS_DEFAULT } from "../support/example.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** Plugin providers that can run on the user's machines, in addition to those with a local default address. */
const OWN_MACHINE = new Set(["apple-fm", "comfy", "ds4", "llama-cpp", "llmman"]);

/** The provider of the hosted model that a ref leads to; null if the ref is local or unknown. */
function hostedProvider(context: ConfigContext, ref: string): string | null {
  const state = resolveRef(context, ref);
  if (state.kind === "row") return state.row.provider.local === false ? state.row.provider.id : null;
  if (state.kind === "no-row") return state.provider.local === false ? state.provider.id : null;
  // In replace mode OpenClaw ignores the providers of its plugins.
  if (state.kind !== "plugin" || context.view.mode === "replace") return null;
  const id = state.providerId;
  return defaultBaseUrl(id.toLowerCase()) === null && !OWN_MACHINE.has(id.toLowerCase()) ? id : null;
}

/** A hosted model, although the settings allow only local ones. */
export const fallbackSilentPaid = defineCheck({
  id: "fallback-silent-paid",
  title: "Hosted model in a local-only setup",
  severity: "error",
  doc: {
    what: "The settings say `localOnly: true`, but a model in use (usually a fallback) is hosted.",
    why: "When the local model fails, OpenClaw silently switches to the next one. Prompts leave the network and cost money, and this can go unnoticed for weeks.",
    bad: localProvider(
      QWEN,
      'agents: { defaults: { model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-sonnet-4-6"] } } },',
    ),
    good: localProvider(QWEN, QWEN_IS_DEFAULT),
    settings: { target: null, localOnly: true },
  },
  config: {
    run: each(callingRefs, (use, context) => {
      if (context.settings?.localOnly !== true) return null;
      const provider = hostedProvider(context, behindAlias(context, use.ref));
      if (provider === null) return null;
      const isItem = typeof use.path.at(-1) === "number";
      return {
        at: use.path,
        target: use.ref,
        message: `"${use.ref}" is a hosted model (${provider}), but only local ones may be used here`,
        evidence: { provider },
        fixHint: isItem ? "remove it, or name a local model" : "name a local model",
        fix: isItem
          ? fixOf({
              edits: [{ op: "remove", path: use.path }],
              safe: "the user's own setting forbids hosted models, so a setup that calls one does not work as intended",
            })
          : null,
      };
    }),
  },
});
