import { tokens } from "./support/context.ts";
import { aboutCut, cutPrompt } from "./support/cut-prompt.ts";
import { forProbes } from "./support/deep.ts";
import type { Check, EndpointFacts } from "./types.ts";

/** The server reads less than it was sent, and says nothing. */
export const contextTruncatedSilently: Check = {
  id: "context-truncated-silently",
  title: "The server cuts long prompts without a word",
  severity: "error",
  stage: "answers",
  deep: true,
  after: ["answer-error", "error-under-200", "no-answer", "stream-cut"],
  doc: {
    what: "For a long prompt the server counts far fewer tokens than were sent (below four fifths), and answers all the same. How many tokens a text has is worked out from what the server counted for a short one.",
    why: "The instructions and the tools stand at the start of OpenClaw's prompt. What was cut off is unknown to the model: it forgets who it is and which tools it has.",
    bad: "12,000 tokens sent → usage.prompt_tokens: 4096",
    good: "A server whose context holds the whole prompt, or one that answers 400 when it does not.",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => {
      const cut = cutPrompt(model);
      if (cut === null) return null;
      return aboutCut(facts, model, context, seen, cut, {
        message: `The server of ${model.ref} read only ${tokens(cut.counted)} of about ${tokens(cut.sent)} tokens, and did not say so`,
        fixHint: hintOf(facts),
      });
    });
  },
};

function hintOf({ state }: EndpointFacts): string {
  switch (state.kind) {
    case "litellm":
      return "raise the context of the server behind LiteLLM; for Ollama there: OLLAMA_CONTEXT_LENGTH=65536 ollama serve";
    case "ollama":
      return "give the model more context: OLLAMA_CONTEXT_LENGTH, or num_ctx in its Modelfile";
    default:
      return "raise the server's context, or take a server that refuses what it cannot hold";
  }
}
