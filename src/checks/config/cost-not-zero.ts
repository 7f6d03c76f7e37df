import { fixOf, setEdits } from "../../core/finding.ts";
import { getIn, isObject } from "../../core/json.ts";
import { allRows } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { localProvider } from "../support/example.ts";
import { perModel, UNKNOWN } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** A price on a model whose tokens are free. */
export const costNotZero = defineCheck({
  id: "cost-not-zero",
  title: "Price on a local model",
  severity: "info",
  doc: {
    what: "A model of a local provider has a `cost` above zero.",
    why: "OpenClaw shows a cost for tokens that are free. Usually the row was copied from a hosted model.",
    bad: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, cost: { input: 3, output: 15, cacheRead: 0, cacheWrite: 0 } }],',
    ),
    good: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } }],',
    ),
  },
  config: {
    run: each(allRows, ({ provider, row }, context) => {
      const cost = getIn(context.config.value, [...row.path, "cost"]);
      // A gateway such as LiteLLM is local but can pass requests on to paid models.
      if (provider.local !== true || provider.id === "litellm" || !isObject(cost)) return null;
      const priced = Object.keys(cost).filter((key) => {
        const price = cost[key];
        return typeof price === "number" && price > 0;
      });
      if (priced.length === 0) return null;
      const at = [...row.path, "cost"];
      return {
        at,
        target: row.ref,
        guess: true,
        message: `${row.ref} runs locally but has a price for ${priced.join(", ")}`,
        fixHint: "set the prices to 0, unless the provider passes requests on to a paid one",
        fix: fixOf({ edits: priced.flatMap((key) => setEdits([...at, key], 0)) }),
      };
    }),
  },
  server: {
    stage: "listed",
    // what a gateway passes requests on to may cost that much
    run: perModel(({ facts }) => (facts.state.traits.includes("gateway") ? null : UNKNOWN)),
  },
});
