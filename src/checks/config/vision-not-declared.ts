import { formatPath } from "../../core/path.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import { rowOfRef } from "../support/config-local.ts";
import type { Rule } from "./types.ts";

/** A text-only row as the model for images. */
export const visionNotDeclared: Rule = {
  id: "vision-not-declared",
  title: "Image model that takes no images",
  severity: "warning",
  doc: {
    what: '`imageModel` names a model whose `input` does not list "image". A row of a custom local provider without `input` counts as text only.',
    why: 'OpenClaw goes by `input`, not by what the model can do: it refuses the picture with "Model does not support images", also when the model could read it.',
    bad: `{
  agents: { defaults: { model: "local/qwen3-vl", imageModel: "local/qwen3-vl" } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3-vl", name: "Qwen3 VL", input: ["text"], contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: "local/qwen3-vl", imageModel: "local/qwen3-vl" } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3-vl", name: "Qwen3 VL", input: ["text", "image"], contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    return context.view.refs.flatMap((use) => {
      // A PDF model need not see: OpenClaw takes the text out of the file where it can.
      if (use.kind !== "image" || !use.path.includes("imageModel")) return [];
      const found = rowOfRef(context, use.ref);
      if (found === null) return [];
      const { provider, row } = found;
      // OpenClaw's own providers complete a row from their catalogue; a custom one is ["text"] (read in 2026.9.6).
      const isCompleted = isPluginProvider(provider.id) || provider.local !== true;
      if (row.input?.includes("image") ?? isCompleted) return [];
      const input = [...row.path, "input"];
      return [
        {
          at: use.path,
          target: row.ref,
          message: `${row.ref} takes no images: its input is ${row.input === null ? "not given, which means text" : "text only"}`,
          evidence: { input: row.input, path: formatPath(input) },
          fixHint: 'add "image" to its input if the model can see, else name one that can',
          fix: {
            commands: [],
            edits: [{ op: "set", path: formatPath(input), value: [...(row.input ?? ["text"]), "image"] }],
            safe: false,
          },
        },
      ];
    });
  },
};
