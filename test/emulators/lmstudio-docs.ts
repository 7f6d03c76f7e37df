/** What LM Studio's documentation and its SDK say of a field. */
export interface Field {
  types: readonly ("string" | "number" | "boolean" | "null" | "object" | "array")[];
  /** "optional": rows may lack it. "llm": rows of embedding models have none. */
  when?: "optional" | "llm" | undefined;
  /** Its name in @lmstudio/sdk, as "type.field"; none: the SDK has no such thing. */
  sdk?: string | undefined;
}

/** A row of GET /api/v1/models (lmstudio-ai/docs, 1_developer/2_rest/list.md). The path of a field in the row: its description. */
export const ROW_V1: Readonly<Record<string, Field>> = {
  type: { types: ["string"] },
  publisher: { types: ["string"], sdk: "ModelInfoBase.publisher" },
  key: { types: ["string"], sdk: "ModelInfoBase.modelKey" },
  display_name: { types: ["string"], sdk: "ModelInfoBase.displayName" },
  architecture: { types: ["string", "null"], when: "llm", sdk: "ModelInfoBase.architecture" },
  quantization: { types: ["object", "null"], sdk: "ModelInfoBase.quantization" },
  "quantization.name": { types: ["string", "null"] },
  "quantization.bits_per_weight": { types: ["number", "null"] },
  size_bytes: { types: ["number"], sdk: "ModelInfoBase.sizeBytes" },
  params_string: { types: ["string", "null"], sdk: "ModelInfoBase.paramsString" },
  loaded_instances: { types: ["array"] },
  "loaded_instances.id": { types: ["string"], sdk: "ModelInstanceInfoBase.identifier" },
  "loaded_instances.config": { types: ["object"] },
  "loaded_instances.config.context_length": {
    types: ["number"],
    sdk: "LLMInstanceAdditionalInfo.contextLength",
  },
  "loaded_instances.config.eval_batch_size": {
    types: ["number"],
    when: "llm",
    sdk: "LLMLoadModelConfig.evalBatchSize",
  },
  // not in the documentation of the list, but in the reply of 0.4 and in the SDK
  "loaded_instances.config.parallel": {
    types: ["number"],
    when: "llm",
    sdk: "LLMLoadModelConfig.maxParallelPredictions",
  },
  "loaded_instances.config.flash_attention": {
    types: ["boolean"],
    when: "llm",
    sdk: "LLMLoadModelConfig.flashAttention",
  },
  "loaded_instances.config.offload_kv_cache_to_gpu": {
    types: ["boolean"],
    when: "llm",
    sdk: "LLMLoadModelConfig.offloadKVCacheToGpu",
  },
  max_context_length: { types: ["number"], sdk: "LLMAdditionalInfo.maxContextLength" },
  format: { types: ["string", "null"], sdk: "ModelInfoBase.format" },
  capabilities: { types: ["object"], when: "llm" },
  "capabilities.vision": { types: ["boolean"], when: "llm", sdk: "LLMAdditionalInfo.vision" },
  "capabilities.trained_for_tool_use": {
    types: ["boolean"],
    when: "llm",
    sdk: "LLMAdditionalInfo.trainedForToolUse",
  },
  description: { types: ["string", "null"], when: "llm" },
};

/** A row of GET /api/v0/models (the same, endpoints.md). */
export const ROW_V0: Readonly<Record<string, Field>> = {
  id: { types: ["string"] },
  object: { types: ["string"] },
  type: { types: ["string"] },
  publisher: { types: ["string"] },
  arch: { types: ["string"] },
  compatibility_type: { types: ["string"] },
  quantization: { types: ["string"] },
  state: { types: ["string"] },
  max_context_length: { types: ["number"] },
  loaded_context_length: { types: ["number"], when: "optional" },
  capabilities: { types: ["array"], when: "optional" },
};

/** The body of POST /api/v1/models/load, as far as it is used (the same, load.md). */
export const LOAD_V1: Readonly<Record<string, Field>> = {
  model: { types: ["string"] },
  context_length: { types: ["number"], when: "optional", sdk: "LLMLoadModelConfig.contextLength" },
};

/** Its reply. */
export const LOADED_V1: Readonly<Record<string, Field>> = {
  type: { types: ["string"] },
  instance_id: { types: ["string"], sdk: "ModelInstanceInfoBase.identifier" },
  load_time_seconds: { types: ["number"] },
  status: { types: ["string"] },
};

/** The body of POST /api/v1/models/unload, and its reply (the same, unload.md). */
export const UNLOAD_V1: Readonly<Record<string, Field>> = {
  instance_id: { types: ["string"], sdk: "ModelInstanceInfoBase.identifier" },
};
