import { type Cases, defaults, GOOD, use } from "../support/kit.ts";

function replace(model: string, mark = ""): string {
  return `{\n  models: { mode: ${mark}"replace", providers: { local: { ${GOOD} } } },\n  ${defaults(`model: { primary: ${model} }`)}\n}`;
}

export const cases: Cases = {
  failing: [
    { text: replace('"local/qwen3", fallbacks: ["anthropic/claude-opus-4-6"]', "«") },
    { text: replace('"openai/gpt-5.6"', "«") },
    { text: replace('"anthropic/claude-opus-4-6", fallbacks: ["local/qwen3"]', "«") },
  ],
  passing: [
    replace('"local/qwen3"'),
    use('model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-opus-4-6"] }'),
    replace('"local/qwen3", fallbacks: []'),
  ],
};
