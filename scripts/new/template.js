import { title, wordsOf } from "./plan.js";

/**
 * A template of init. What it is held to (valid on every bundled version, without findings) the tests take from the list.
 *
 * @param {readonly string[]} words
 * @returns {import("./plan.js").Plan}
 */
export function planTemplate(words) {
  const [id] = wordsOf(words, 1);
  const file = `templates/${id}/template.json5`;
  return {
    files: { [file]: templateText(id) },
    fill: { [file]: "@label, @when, and the members; one a line" },
    line: {
      file: "src/init/templates/registry.ts",
      list: "TEMPLATE_IDS",
      entry: `"${id}",`,
    },
    test: "npx vitest run test/guards test/templates test/checks",
  };
}

const templateText = (id) => `// @label ${title(id)}: TODO, one line for lists
// @when TODO: when to use it, in one or two sentences.
{
  agents: {
    defaults: {
      model: {
        // where a turn goes first: your own server
        primary: "{{primary}}",
        // tried in this order when the primary fails
        fallbacks: "{{fallbacks}}",
      },
    },
  },
  models: {
    // keeps OpenClaw's own catalog for later; what is used is decided above, not here
    mode: "merge",
    providers: {
      "{{providerId}}": {
        baseUrl: "{{baseUrl}}",
        // no secret; a real key belongs into the environment: "\${NAME}"
        apiKey: "{{apiKey?}}",
        api: "{{api}}",
        // seconds; replaces OpenClaw's shorter limit for this address, which a long first prompt runs into
        // @since 2026.5.28
        timeoutSeconds: "{{timeoutSeconds?}}",
        // OpenClaw refuses host names of a private network unless it is told that they are meant
        // @since 2026.4.15
        request: "{{request?}}",
        models: [
          {
            id: "{{modelId}}",
            name: "{{modelName}}",
            reasoning: "{{reasoning}}",
            input: "{{input}}",
            // your own machine bills nothing
            cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
            // tokens of prompt and output; when this was written: {{contextNote}}
            contextWindow: "{{contextWindow}}",
            // OpenClaw asks LM Studio to reload the model when this differs from the loaded length
            // @since 2026.4.15
            contextTokens: "{{contextTokens?}}",
            // room for an answer; a larger value only takes it away from the prompt
            maxTokens: "{{maxTokens}}",
            // off loopback OpenClaw asks for token counts only when told that the server sends them
            // @since 2026.2.26
            compat: "{{compat?}}",
            // Ollama allocates what a request asks for; without it, its own small default
            // @since 2026.5.28
            params: "{{rowParams?}}",
          },
        ],
      },
    },
  },
}
`;
