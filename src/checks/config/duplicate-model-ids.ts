import { fixOf } from "../../core/finding.ts";
import { getIn, sameJson } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { allRows } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** Two rows of one provider with the same id. */
export const duplicateModelIds = defineCheck({
  id: "duplicate-model-ids",
  title: "Model declared twice",
  severity: "warning",
  doc: {
    what: "Two rows of one provider have the same `id`.",
    why: "OpenClaw uses only one of them, so edits to the other one have no effect.",
    bad: localProvider(`models: [
  { id: "qwen3", name: "Qwen3", contextWindow: 65536 },
  { id: "qwen3", name: "Qwen3 long", contextWindow: 131072 },
],`),
    good: localProvider(QWEN),
  },
  config: {
    run: each(allRows, ({ provider, row }, { config }) => {
      const first = provider.rows.find((other) => other.id === row.id);
      if (first === undefined || first === row) return null;
      return {
        at: [...row.path, "id"],
        target: row.ref,
        message: `${provider.id} declares "${row.id}" twice`,
        evidence: { first: formatPath(first.path) },
        fixHint: "keep one of the two rows",
        fix: fixOf({
          edits: [{ op: "remove", path: row.path }],
          safe:
            sameJson(getIn(config.value, first.path), getIn(config.value, row.path)) &&
            "the two rows are equal, so it does not matter which one OpenClaw uses",
        }),
      };
    }),
  },
});
