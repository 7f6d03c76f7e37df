import { type Cases, named, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: use('model: { primary: «"google/gemma-3-27b" }', named("google/gemma-3-27b"), "lmstudio") },
    {
      text: use(
        'model: { primary: "local/zai-org/glm-4.6" }, subagents: { model: «"zai-org/glm-4.6" }',
        named("zai-org/glm-4.6"),
      ),
    },
    {
      text: use(
        'model: { primary: "anthropic/claude-opus-4-6", fallbacks: [«"openai/gpt-oss-20b"] }',
        named("openai/gpt-oss-20b"),
      ),
    },
  ],
  passing: [
    use('model: { primary: "lmstudio/google/gemma-3-27b" }', named("google/gemma-3-27b"), "lmstudio"),
    use('model: { primary: "google/gemini-3-pro" }', named("google/gemma-3-27b"), "lmstudio"),
    // both forms of one name, both written out
    use(
      'model: { primary: "local/zai-org/glm-4.6", fallbacks: ["anthropic/claude-opus-4-6"] }',
      named("zai-org/glm-4.6"),
    ),
  ],
};
