import type { ServerKind } from "../../servers/types.ts";
import { called, calledNothing } from "../../turn/probes/outcome.ts";
import type { Check } from "../server/types.ts";
import { useCompletions } from "../support/api.ts";
import { aboutProbe, forProbes } from "../support/deep.ts";
import { ProductName } from "../support/product.ts";

/** Products with a parser of their own making; a fault there has another cause than vLLM's. */
const OTHERS: readonly (ServerKind | null)[] = ["lmstudio", "llamacpp", "ollama", "mlx"];

/** Tools work over completions, and not over Responses. */
export const vllmResponsesBypassesParser: Check = {
  id: "vllm-responses-bypasses-parser",
  title: "Tool calls are lost on the Responses API",
  severity: "error",
  stage: "tools",
  deep: true,
  after: ["vllm-no-auto-tool-choice", "model-lacks-tools", "small-model-overwhelmed"],
  doc: {
    what: "Over /v1/responses the tool call comes as text or not at all; over /v1/chat/completions the same server makes a proper one.",
    why: "In some versions of vLLM, and in what is built on it, the tool parser works on chat completions only.",
    bad: "{ api: 'openai-responses' }   // vLLM 0.17",
    good: "{ api: 'openai-completions' }",
  },
  run(facts, context) {
    return forProbes(facts, "tools", (model, seen) => {
      if (seen.route !== "responses" || !calledNothing(seen) || OTHERS.includes(facts.state.kind))
        return null;
      if (!called(model.deep?.probes["other-route"])) return null;
      const edits = useCompletions(facts, model, context);
      return aboutProbe(facts, model, context, seen, {
        message: `${ProductName(facts.state)} loses the tool calls of ${model.ref} on /responses; on /chat/completions they arrive`,
        evidence: { text: seen.text.slice(0, 120), overCompletions: "called" },
        fixHint: 'set api to "openai-completions"',
        fix: edits.length > 0 ? { commands: [], edits, safe: true } : null,
      });
    });
  },
};
