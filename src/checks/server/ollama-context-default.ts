import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import {
  apiOf,
  askedOfOllama,
  type ContextSizes,
  contextSizes,
  planWith,
  tokens,
  wantedContext,
} from "../support/context.ts";
import { aboutModel, biteOf, evidence, forModels, skipped } from "../support/outcome.ts";
import { raiseCommands } from "../support/product.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/**
 * Ollama has less context than the config says. It speaks here instead of context-server-below-config because the cause
 * and the remedy are its own: each load takes its size from the request, the Modelfile or a default, and never from
 * contextWindow.
 */
export const ollamaContextDefault: Check = {
  id: "ollama-context-default",
  title: "Ollama runs the model with less context than the config says",
  severity: "error",
  stage: "context",
  deep: false,
  doc: {
    what: "What Ollama gives a request (context_length of GET /api/ps, num_ctx of the Modelfile, or the num_ctx that OpenClaw asks for) is less than contextWindow of the config.",
    why: "Ollama cuts a prompt that is too long and answers 200: the oldest messages go, with the instructions in them. The agent forgets who it is and picks wrong tools, and no error is shown.",
    bad: "ollama ps → CONTEXT 4096   // contextWindow: 65536",
    good: "{ contextWindow: 65536, params: { num_ctx: 65536 } }   // api: 'ollama'; else OLLAMA_CONTEXT_LENGTH=65536 ollama serve",
  },
  run(facts, context) {
    if (facts.state.kind !== "ollama") return skipped("the server is not Ollama");
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const sizes = contextSizes(facts, model, context);
  const { allocated, configured } = sizes;
  if (allocated === null || configured === null || allocated >= configured) return null;
  if (model.served?.remote || model.served?.type === "embedding") return null;
  const native = apiOf(facts, model) === "ollama";
  const asked = askedOfOllama(facts, model, context) !== undefined;
  return aboutModel(facts, model, context, sizes.field, {
    severity: biteOf(model),
    message: asked
      ? `OpenClaw asks Ollama for ${tokens(allocated)} tokens for ${model.ref}, but plans with ${tokens(configured)}`
      : `Ollama runs ${model.ref} with ${tokens(allocated)} tokens, but the config plans with ${tokens(configured)}`,
    evidence: evidence({
      configured,
      allocated,
      trained: sizes.trained,
      source: asked ? "params.num_ctx" : model.served?.contextAllocated.source,
    }),
    ...(native
      ? askInRequest(facts, model, context, sizes, configured)
      : startWith(facts, model, context, sizes, allocated)),
  });
}

/** Its own API takes the size from each request. Not safe: the larger cache may not fit into memory. */
function askInRequest(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  sizes: ContextSizes,
  configured: number,
) {
  const { trained, needs } = sizes;
  const target =
    configured < needs.minimum ? wantedContext(sizes) : Math.min(configured, trained ?? configured);
  const path = context.pathOf(facts, model, "params", "num_ctx");
  const edits: FixEdit[] = path === null ? [] : [{ op: "set", path: formatPath(path), value: target }];
  if (target !== configured) edits.push(...planWith(facts, model, context, sizes.field, target));
  return {
    fixHint: `set params.num_ctx of the model to ${target}, or to what fits into memory, and ${sizes.field} to the same`,
    fix: edits.length > 0 ? { commands: [], edits, safe: false } : null,
  };
}

/** The OpenAI-compatible route cannot ask for a size: it is the server's, or the config must be content with it. */
function startWith(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  sizes: ContextSizes,
  allocated: number,
) {
  const enough = allocated >= sizes.needs.minimum;
  const edits = enough ? planWith(facts, model, context, sizes.field, allocated) : [];
  const commands = wantedContext(sizes) > allocated ? raiseCommands(facts, model, sizes, context) : [];
  const raise = `start Ollama with OLLAMA_CONTEXT_LENGTH=${wantedContext(sizes)}`;
  return {
    fixHint: enough ? `${raise}, or set ${sizes.field} to ${allocated}` : raise,
    fix:
      commands.length + edits.length > 0
        ? { commands, edits, safe: edits.length > 0 && allocated >= sizes.needs.comfortable }
        : null,
  };
}
