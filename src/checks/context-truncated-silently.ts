import { tokens } from "./support/context.ts";
import { aboutContext, bites, forContexts } from "./support/effective.ts";
import { biteOf } from "./support/outcome.ts";
import { cutMessage, isProved } from "./support/silent-cut.ts";
import type { Check } from "./types.ts";

/** A prompt of the configured size is answered, but not all of it was read. */
export const contextTruncatedSilently: Check = {
  id: "context-truncated-silently",
  title: "The server cuts long prompts without a word",
  severity: "error",
  stage: "context",
  deep: true,
  after: ["context-server-below-config", "llamacpp-slots-split-context", "lmstudio-unloaded"],
  doc: {
    what: "Measured by sending prompts of growing size (--deep --context): one that is not larger than contextWindow of the config is answered with 200, but the server counted fewer tokens than were sent, or the code word at its beginning was gone.",
    why: "OpenClaw learns of a full context from the error alone. Where none comes, nothing is compacted: the beginning of the prompt, which holds the instructions and the tools, falls away, and the agent forgets what it is.",
    bad: "sent 16,600 tokens, counted 8,192, no error",
    good: "{ contextWindow: 8192 } is too small for an agent: raise the server's context, or switch off its truncation",
  },
  run(facts, context) {
    return forContexts(facts, context, (model, seen, sizes) => {
      if (seen.beyond !== "cuts" || !bites(seen, sizes) || facts.state.kind === "ollama") return null;
      return aboutContext(facts, model, context, seen, {
        // a word that the model did not find is a strong sign, a count is a proof
        severity: isProved(seen) ? biteOf(model) : "warning",
        message: `${cutMessage(facts, model, seen)}, and the config plans with ${tokens(sizes.configured ?? 0)}`,
      });
    });
  },
};
