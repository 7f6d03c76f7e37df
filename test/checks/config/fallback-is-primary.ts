import { type Cases, TWO, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: use('model: { primary: "local/qwen3", fallbacks: [«"local/qwen3"] }') },
    { text: use('model: { primary: "local/qwen3", fallbacks: ["local/small", «"local/small"] }', TWO) },
    { text: use('model: { primary: "local/qwen3", fallbacks: ["local/small",\n «"local/qwen3"] }', TWO) },
  ],
  passing: [
    use('model: { primary: "local/qwen3", fallbacks: ["local/small"] }', TWO),
    use('model: { primary: "local/qwen3", fallbacks: [] }'),
    use('model: { primary: "local/qwen3", fallbacks: ["local/small", "anthropic/claude-opus-4-6"] }', TWO),
  ],
};
