import { whyTooSmall } from "../../core/model-size.ts";
import { isMainModel, takesAllTools } from "../../openclaw/all-tools.ts";
import { isLocalRow, rowOfRef } from "../support/config-local.ts";
import type { Rule } from "./types.ts";

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
      if (why === null || !takesAllTools(context.config.value, use, found.row)) return [];
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
