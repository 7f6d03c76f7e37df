import type { JsonObject } from "../../core/json.ts";

export interface SimulatedInstance {
  id: string;
  /** Tokens. */
  context: number;
}

export interface SimulatedModel {
  key: string;
  type: "llm" | "vlm" | "embedding";
  displayName: string;
  publisher: string;
  architecture: string;
  quantization: string;
  /** "229B-A10B"; null: not told. */
  parameters: string | null;
  sizeBytes: number;
  /** Tokens that it was trained for. */
  maxContext: number;
  tools: boolean;
  reasoning: boolean;
  instances: SimulatedInstance[];
}

/** Wording of the overflow error: of 0.3, of early 0.4, of 0.4.20. */
export type OverflowWording = "0.3" | "0.4" | "0.4.20";

/** What a simulated model is where nothing else is said. */
export const DEFAULT_MODEL: SimulatedModel = {
  key: "minimax/minimax-m2.1",
  type: "llm",
  displayName: "MiniMax M2.1",
  publisher: "minimax",
  architecture: "minimax-m2",
  quantization: "Q4_K_M",
  parameters: null,
  sizeBytes: 138_000_000_000,
  maxContext: 196_608,
  tools: true,
  reasoning: false,
  instances: [],
};

/** A model with every field, from what a test or the demo cares about. */
export function completeModel(model: Partial<SimulatedModel>): SimulatedModel {
  return { ...DEFAULT_MODEL, ...model, instances: (model.instances ?? []).map((one) => ({ ...one })) };
}

/** Body of `GET /v1/models`: without `created`, embeddings mixed in; all downloaded models only under JIT. */
export function bareList(models: readonly SimulatedModel[], jit: boolean): JsonObject {
  const shown = models.filter((model) => jit || model.instances.length > 0);
  const row = (id: string) => ({ id, object: "model", owned_by: "organization_owner" });
  return { data: shown.map((model) => row(model.key)), object: "list" };
}

/** Body of `GET /api/v0/models` (0.3.6 and later). */
export function listV0(models: readonly SimulatedModel[]): JsonObject {
  const data = models.map((model) => ({
    id: model.key,
    object: "model",
    type: model.type === "embedding" ? "embeddings" : model.type,
    publisher: model.publisher,
    arch: model.architecture,
    compatibility_type: "gguf",
    quantization: model.quantization,
    state: model.instances.length > 0 ? "loaded" : "not-loaded",
    max_context_length: model.maxContext,
    ...(model.tools ? { capabilities: ["tool_use"] } : {}),
    ...(model.instances[0] ? { loaded_context_length: model.instances[0].context } : {}),
  }));
  return { object: "list", data };
}

/** Body of `GET /api/v1/models` (0.4.0 and later). */
export function listV1(models: readonly SimulatedModel[]): JsonObject {
  return {
    models: models.map((model) => ({
      type: model.type === "vlm" ? "llm" : model.type,
      publisher: model.publisher,
      key: model.key,
      display_name: model.displayName,
      architecture: model.architecture,
      quantization: { name: model.quantization, bits_per_weight: 4 },
      size_bytes: model.sizeBytes,
      params_string: model.parameters,
      loaded_instances: model.instances.map((one) => ({
        id: one.id,
        config: { context_length: one.context, eval_batch_size: 512, parallel: 4, flash_attention: true },
      })),
      max_context_length: model.maxContext,
      format: "gguf",
      ...(model.type === "embedding" ? {} : { capabilities: capabilitiesV1(model) }),
    })),
  };
}

function capabilitiesV1(model: SimulatedModel): JsonObject {
  const reasoning = { allowed_options: ["off", "on"], default: "on" };
  return {
    vision: model.type === "vlm",
    trained_for_tool_use: model.tools,
    ...(model.reasoning ? { reasoning } : {}),
  };
}

/** What it says when a prompt is longer than the loaded context; each version had its own words. */
export function overflowText(wording: OverflowWording | undefined, tokens: number, context: number): string {
  if (wording === "0.3") {
    return `Trying to keep the first ${tokens} tokens when context the overflows. However, the model is loaded with context length of only ${context} tokens, which is not enough.`;
  }
  if (wording === "0.4") return `Cannot truncate prompt with n_keep (${tokens}) >= n_ctx (${context})`;
  return "The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input";
}
