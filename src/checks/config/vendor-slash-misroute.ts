import { setFix } from "../../core/finding.ts";
import { isKnownProvider, resolveRef } from "../support/config-refs.ts";
import { each, refs } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** A model id with a slash, used as if it were a ref. */
export const vendorSlashMisroute = defineCheck({
  id: "vendor-slash-misroute",
  title: "Model id read as another provider",
  severity: "error",
  doc: {
    what: "A ref is the bare id of a local model, and that id contains a slash, such as `google/gemma-3-27b`.",
    why: "OpenClaw reads the text before the first slash as the provider, and sends the request to Google's API instead of the local server.",
    bad: `{
  agents: { defaults: { model: { primary: "google/gemma-3-27b" } } },
  models: { providers: { lmstudio: {
    baseUrl: "http://127.0.0.1:1234/v1",
    apiKey: "lmstudio",
    models: [{ id: "google/gemma-3-27b", name: "Gemma 3 27B", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "lmstudio/google/gemma-3-27b" } } },
  models: { providers: { lmstudio: {
    baseUrl: "http://127.0.0.1:1234/v1",
    apiKey: "lmstudio",
    models: [{ id: "google/gemma-3-27b", name: "Gemma 3 27B", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(refs, (use, context) => {
      const state = resolveRef(context, use.ref);
      if (state.kind !== "whole-id") return null;
      // If the alias map has both forms, the short one means the hosted model.
      const full = state.rows.map(({ row }) => row.ref);
      const isKey = use.kind === "alias-map";
      if (isKey && context.view.refs.some((r) => full.includes(r.ref))) return null;
      const [only] = full;
      return {
        at: use.path,
        atKey: isKey,
        target: use.ref,
        severity: isKey || use.kind === "policy" ? "warning" : "error",
        message: `OpenClaw sends "${use.ref}" to the provider "${state.providerId}", but the model belongs to ${state.rows[0]?.provider.id ?? "another one"}`,
        evidence: { candidates: full },
        fixHint: `write ${full.map((ref) => JSON.stringify(ref)).join(" or ")}`,
        fix:
          isKey || only === undefined
            ? null
            : setFix(use.path, only, {
                // with a provider of OpenClaw, the ref may mean its hosted model
                safe:
                  full.length === 1 &&
                  !isKnownProvider(state.providerId) &&
                  "no provider has this name, so the ref leads nowhere now, and only one row has the id",
              }),
      };
    }),
  },
});
