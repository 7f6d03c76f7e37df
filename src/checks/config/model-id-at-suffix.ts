import { authProfile, callingRefs } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** `model@bf16`: OpenClaw reads what follows the @ as the name of an auth profile. */
export const modelIdAtSuffix = defineCheck({
  id: "model-id-at-suffix",
  title: "Part of a model id read as an auth profile",
  severity: "error",
  doc: {
    what: "The ref of a local model has `@` in its last part, such as `qwen3-8b@bf16`.",
    why: 'OpenClaw reads the text after the `@` as an auth profile, unless it looks like a quantization (`@q8_0`, `@8bit`) or a date. It stops with "Selected auth profile is unavailable".',
    bad: `{
  agents: { defaults: { model: { primary: "lmstudio/qwen/qwen3-8b@bf16" } } },
  models: { providers: { lmstudio: {
    baseUrl: "http://127.0.0.1:1234/v1",
    apiKey: "lmstudio",
    models: [{ id: "qwen/qwen3-8b@bf16", name: "Qwen3 8B", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "lmstudio/qwen/qwen3-8b@q8_0" } } },
  models: { providers: { lmstudio: {
    baseUrl: "http://127.0.0.1:1234/v1",
    apiKey: "lmstudio",
    models: [{ id: "qwen/qwen3-8b@q8_0", name: "Qwen3 8B", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(callingRefs, (use, context) => {
      const profile = authProfile(use.ref);
      if (profile === null) return null;
      const id = use.ref.slice(use.ref.indexOf("/") + 1);
      // An intended profile follows the id of a row (or hosted model) that has no suffix.
      const isRow = context.view.providers.some((p) =>
        p.rows.some((row) => row.id === id || row.ref === use.ref),
      );
      if (!isRow) return null;
      return {
        at: use.path,
        target: use.ref,
        message: `OpenClaw reads "@${profile}" as an auth profile, not as part of the model id`,
        evidence: { profile },
        fixHint:
          "give the model another name on the server (an alias without @), and use that name as id and ref",
      };
    }),
  },
});
