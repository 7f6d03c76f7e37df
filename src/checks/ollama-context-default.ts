import { tokens } from "./support/context.ts";
import { aboutCut, cutPrompt } from "./support/cut-prompt.ts";
import { forProbes } from "./support/deep.ts";
import type { Check } from "./types.ts";

/** Ollama runs the model with a context that is smaller than the prompt. */
export const ollamaContextDefault: Check = {
  id: "ollama-context-default",
  title: "Ollama cuts the prompt to its own context",
  severity: "error",
  stage: "answers",
  deep: true,
  after: ["answer-error", "error-under-200", "no-answer", "stream-cut"],
  doc: {
    what: "Ollama counts far fewer tokens of a long prompt than were sent (below four fifths): it cut the prompt to its own context.",
    why: "It drops the oldest part and answers as if nothing were missing. The agent forgets its instructions and its tools.",
    bad: "12,000 tokens sent → prompt_eval_count: 4096",
    good: "params.num_ctx of the model row with api ollama, or OLLAMA_CONTEXT_LENGTH=65536 ollama serve",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => {
      const cut = cutPrompt(model);
      if (cut === null || facts.state.kind !== "ollama") return null;
      return aboutCut(facts, model, context, seen, cut, {
        message: `Ollama read only ${tokens(cut.counted)} of about ${tokens(cut.sent)} tokens sent to ${model.ref}, and did not say so`,
        fixHint: "give the model more context: OLLAMA_CONTEXT_LENGTH, or num_ctx in its Modelfile",
      });
    });
  },
};
