import { setFix } from "../../core/finding.ts";
import { allRows } from "../support/config-refs.ts";
import { localProvider, QWEN_IS_DEFAULT } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** Several models, and none is set as the default. */
export const defaultModelMissing = defineCheck({
  id: "default-model-missing",
  title: "Several models but no default",
  severity: "info",
  doc: {
    what: "The config declares more than one model and sets no `agents.defaults.model`.",
    why: "OpenClaw then uses the first model that it finds, so the order in the file decides.",
    bad: localProvider(`models: [
  { id: "qwen3", name: "Qwen3", contextWindow: 65536 },
  { id: "small", name: "Small", contextWindow: 65536 },
],`),
    good: localProvider(
      `models: [
  { id: "qwen3", name: "Qwen3", contextWindow: 65536 },
  { id: "small", name: "Small", contextWindow: 65536 },
],`,
      QWEN_IS_DEFAULT,
    ),
  },
  config: {
    run(context) {
      const rows = allRows(context);
      const [first] = rows;
      const hasAgentModel = context.view.refs.some((use) => use.kind === "agent");
      if (context.view.primary !== null || hasAgentModel || first === undefined || rows.length < 2) return [];
      // Duplicate refs count as one model; the finding needs a real choice.
      const { path, ref } = first.row;
      return [
        {
          at: [...path, "id"],
          target: ref,
          message: `No default model is set; OpenClaw uses the first one, ${ref}`,
          fixHint: "set agents.defaults.model.primary",
          fix: setFix(["agents", "defaults", "model", "primary"], ref),
        },
      ];
    },
  },
});
