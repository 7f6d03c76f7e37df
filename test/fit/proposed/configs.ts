import type { JsonObject } from "../../../src/core/json.ts";

/**
 * The keys of three published config.json files that say something of the shape, with their values (Hugging Face, by way of
 * ai-dynamo/aiconfigurator, 2026-08-21). Long lists are written as what they repeat.
 */
const QWEN: JsonObject = {
  model_type: "qwen3_5_moe",
  text_config: {
    ...{ model_type: "qwen3_5_moe_text", dtype: "bfloat16", hidden_size: 2048, num_hidden_layers: 40 },
    ...{ num_attention_heads: 16, num_key_value_heads: 2, head_dim: 256, full_attention_interval: 4 },
    ...{ linear_conv_kernel_dim: 4, linear_key_head_dim: 128, linear_num_key_heads: 16 },
    ...{ linear_num_value_heads: 32, linear_value_head_dim: 128, mtp_num_hidden_layers: 1 },
    ...{ num_experts: 256, num_experts_per_tok: 8, moe_intermediate_size: 512 },
    ...{ max_position_embeddings: 262_144, vocab_size: 248_320 },
    layer_types: Array.from({ length: 40 }, (_, i) => ((i + 1) % 4 ? "linear_attention" : "full_attention")),
  },
};

const NEMOTRON: JsonObject = {
  ...{ model_type: "nemotron_h", dtype: "bfloat16", hidden_size: 2688, num_hidden_layers: 52 },
  ...{ num_attention_heads: 32, num_key_value_heads: 2, head_dim: 128, conv_kernel: 4, n_groups: 8 },
  ...{ mamba_num_heads: 64, mamba_head_dim: 64, ssm_state_size: 128, mlp_hidden_act: "relu2" },
  ...{ n_routed_experts: 128, num_experts_per_tok: 6, moe_intermediate_size: 1856 },
  ...{ max_position_embeddings: 262_144, vocab_size: 131_072 },
  hybrid_override_pattern: "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME",
};

/** Layers count from 1; the last two both have latent attention. */
const FULL = [...Array.from({ length: 23 }, (_, i) => 4 * (i + 1)), 93];
const KIMI: JsonObject = {
  ...{ model_type: "kimi_linear", dtype: "bfloat16", hidden_size: 7168, num_hidden_layers: 93 },
  ...{ num_attention_heads: 96, num_key_value_heads: 96, kv_lora_rank: 512, qk_rope_head_dim: 64 },
  ...{ num_experts: 896, num_experts_per_token: 16, moe_intermediate_size: 3072 },
  ...{ routed_expert_hidden_size: 3584, first_k_dense_replace: 1, num_nextn_predict_layers: 0 },
  max_position_embeddings: 1_048_576,
  linear_attn_config: {
    ...{ head_dim: 128, num_heads: 96, short_conv_kernel_size: 4, full_attn_layers: FULL },
    kda_layers: Array.from({ length: 93 }, (_, i) => i + 1).filter((layer) => !FULL.includes(layer)),
  },
};

export const CONFIGS = {
  ...{ "qwen3.5-35b-a3b": QWEN, "nemotron-3-nano-30b-a3b": NEMOTRON, "kimi-k3": KIMI },
} as const;
