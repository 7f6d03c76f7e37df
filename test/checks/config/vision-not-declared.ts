import type { JsonObject } from "../../../src/core/json.ts";
import {
  type Cases,
  defaults,
  llamacpp,
  lms,
  OWN,
  ollama,
  provider,
  ROW,
  row,
  setup,
  startLmStudio,
  URL_LINE,
} from "../support/kit.ts";

/** A separate image model next to a text model. */
function vision(imageModel: string, { input = "", id = "local" } = {}): string {
  return provider(
    `${URL_LINE} models: [{ ${ROW} }, { id: "vl", name: "VL", ${input} contextWindow: 65536 }]`,
    {
      id,
      rest: defaults(`model: { primary: "${id}/qwen3" }, imageModel: ${imageModel}`),
    },
  );
}

const image = (id: string): JsonObject => ({
  agents: { defaults: { model: { primary: id }, imageModel: id } },
});

export const cases: Cases = {
  failing: [
    { text: vision('«"local/vl"', { input: 'input: ["text"],' }) },
    { text: vision('«"local/vl"') },
    { text: vision('{ primary: "local/vl", fallbacks: [«"local/qwen3"] }', { input: 'input: ["image"],' }) },
    { text: vision('«"lmstudio/vl"', { input: 'input: ["text"],', id: "lmstudio" }) },
  ],
  passing: [
    vision('"local/vl"', { input: 'input: ["text", "image"],' }),
    // LM Studio reports what its models accept
    vision('"lmstudio/vl"', { id: "lmstudio" }),
    vision('"anthropic/claude-sonnet-4-6"'),
    setup({ agent: 'pdfModel: "local/qwen3"', fields: 'input: ["text"]' }),
  ],
  scenarios: [
    {
      title: "imageModel supports images, but its row does not list them",
      server: () => startLmStudio({ models: [lms("qwen3-vl", { type: "vlm" })] }),
      config: { model: "qwen3-vl", row: { input: ["text"] }, more: image("local/qwen3-vl") },
      finds: "warning vision-not-declared",
      edits: { [row("input")]: ["text", "image"] },
    },
    {
      title: "llama.cpp reports that imageModel does not support images",
      server: () => llamacpp(),
      config: { row: { input: ["text", "image"] }, more: image("local/qwen3-coder-30b") },
      finds: "warning vision-not-declared",
      says: /cannot read images/,
    },
    {
      title: "the row promises images, and the server says that the model cannot see",
      server: () => ollama(),
      config: { ...OWN, row: { input: ["text", "image"] } },
      finds: "warning vision-not-declared",
      edits: { [row("input", "ollama")]: ["text"] },
    },
    {
      title: "server and row agree",
      server: () => startLmStudio({ models: [lms("qwen3-vl", { type: "vlm" })] }),
      config: { model: "qwen3-vl", row: { input: ["text", "image"] }, more: image("local/qwen3-vl") },
      finds: null,
    },
    {
      title: "a vision model is used for text only",
      server: () => startLmStudio({ models: [lms("qwen3-vl", { type: "vlm" })] }),
      config: { model: "qwen3-vl", row: { input: ["text"] } },
      finds: null,
    },
  ],
};
