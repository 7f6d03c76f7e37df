import { formatPath } from "../core/path.ts";
import { apiOf, tokens } from "./support/context.ts";
import { aboutContext, bites, forContexts, limitText } from "./support/effective.ts";
import { biteOf } from "./support/outcome.ts";
import { cutMessage } from "./support/silent-cut.ts";
import type { Check, CheckContext, CheckFinding, EndpointFacts, ModelFacts } from "./types.ts";

/** Ollama runs the model with less context than the config plans with, as measured. */
export const ollamaContextDefault: Check = {
  id: "ollama-context-default",
  title: "Ollama runs with less context than the config says",
  severity: "error",
  stage: "context",
  deep: true,
  after: ["context-server-below-config"],
  doc: {
    what: "Measured by sending prompts of growing size (--deep --context): Ollama cuts or refuses one that is not larger than contextWindow of the config.",
    why: "Without num_ctx Ollama takes a default, 4,096 tokens on most machines, and drops the oldest messages until the prompt fits, with status 200.",
    bad: "sent 16,600 tokens, counted 4,096, no error",
    good: "{ contextWindow: 65536, params: { num_ctx: 65536 } }   // or OLLAMA_CONTEXT_LENGTH=65536",
  },
  run(facts, context) {
    return forContexts(facts, context, (model, seen, sizes) => {
      if (facts.state.kind !== "ollama" || !bites(seen, sizes)) return null;
      const plan = `the config plans with ${tokens(sizes.configured ?? 0)} tokens`;
      return aboutContext(facts, model, context, seen, {
        severity: biteOf(model),
        message:
          seen.beyond === "cuts"
            ? `${cutMessage(facts, model, seen)}, and ${plan}`
            : `Ollama takes in ${limitText(seen)} tokens for ${model.ref}, and ${plan}`,
        ...askForMore(facts, model, context),
      });
    });
  },
};

/** On Ollama's own route OpenClaw itself asks for the context, once it is told to. */
function askForMore(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
): Pick<CheckFinding, "fixHint" | "fix"> | undefined {
  const path = context.pathOf(facts, model, "params", "num_ctx");
  const configured = model.row?.contextTokens ?? model.row?.contextWindow ?? null;
  if (apiOf(facts, model) !== "ollama" || model.row === null || path === null || configured === null) {
    return undefined;
  }
  return {
    fixHint: `set params.num_ctx to ${configured}, so that OpenClaw asks for it in every request`,
    fix: {
      commands: [],
      edits: [{ op: "set", path: formatPath(path), value: configured }],
      // more context takes more memory, which may not be there
      safe: false,
    },
  };
}
