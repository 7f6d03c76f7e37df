import { UserError } from "../core/errors.ts";
import { asArray, asCount, asString, getKey, isObject, type Json } from "../core/json.ts";
import type { CatalogModel, LayerGroup } from "./catalog.ts";
import { geometryFrom, modelFromFile, paramsOf } from "./file-model.ts";
import { MAX_LAYERS, rhythm } from "./layers.ts";

/** Weights in the folder of a config.json, in bytes; null: there are none. */
interface FolderFacts {
  weightsBytes: number | null;
  /** Name of the folder, which is usually that of the model. */
  folder: string;
}

/**
 * The row of a Hugging Face config.json (with the keys of transformers' configuration classes). Vision models have the
 * text part below "text_config".
 */
export function modelOfHfConfig(config: Json, fileName: string, weights: FolderFacts): CatalogModel {
  const get = new Reader(config);
  const blocks = get.count("num_hidden_layers");
  if (blocks === null || blocks > MAX_LAYERS) {
    throw new UserError(`${fileName} is not the config.json of a language model: no num_hidden_layers`);
  }
  const name = (asString(getKey(config, "_name_or_path")) ?? weights.folder).replace(/\/$/, "");
  const experts = ["num_experts", "num_local_experts", "n_routed_experts"].some(
    (key) => get.count(key) !== null,
  );
  const bits = quantBits(config);
  // 0: not known
  const byBytes = ((weights.weightsBytes ?? 0) * 8) / bits.bits / 1e9;
  return modelFromFile({
    name: name.split("/").at(-1) ?? name,
    fileName,
    params: paramsOf(name, byBytes, experts),
    contextNative: get.count("max_position_embeddings"),
    vocab: get.count("vocab_size"),
    blocks,
    geometry: geometryFrom(layersOf(get, blocks), "config.json", get),
    // they matter for GGUF files only
    experts: null,
    // Ornith 1.0 35B states heads that its weights do not have
    mtp: null,
    licence: null,
    quant: {
      name: bits.name,
      format: "safetensors",
      bytes: weights.weightsBytes,
      source: `${weights.weightsBytes === null ? "no weights" : "size of the files"} next to the config`,
    },
  });
}

function quantBits(config: Json): { name: string; bits: number } {
  const quantization = getKey(config, "quantization_config");
  const method = asString(getKey(quantization, "quant_method"));
  const bits = asCount(getKey(quantization, "bits"));
  if (method !== undefined)
    return { name: bits === undefined ? method : `${method}-int${bits}`, bits: bits ?? 8 };
  const type = asString(getKey(config, "torch_dtype")) ?? asString(getKey(config, "dtype")) ?? "bfloat16";
  return type === "float32"
    ? { name: "f32", bits: 32 }
    : { name: type === "float16" ? "f16" : "bf16", bits: 16 };
}

function layersOf(get: Reader, blocks: number): LayerGroup[] {
  const own = blocks - Math.min(blocks, get.count("num_kv_shared_layers") ?? 0);
  const rank = get.count("kv_lora_rank");
  if (rank !== null) {
    if (get.count("index_topk") !== null)
      get.note = "the cache of its sparse indexer comes on top: a lower bound";
    const rope = get.count("qk_rope_head_dim") ?? 0;
    const latent = (layers: number): LayerGroup => ({ kind: "mla", layers, rank, rope });
    return deltaAttention(get, latent) ?? [latent(own)];
  }
  if (asArray(get.raw("compress_ratios")).length > 0) {
    get.note = "its compressed attention is computed as full attention: an upper bound";
    return Array.from({ length: own }, () => attention(get, "full"));
  }
  return kindsOf(get, blocks)
    .slice(0, own)
    .flatMap((kind): LayerGroup[] => {
      if (kind === "recurrent") return recurrent(get);
      return kind === "none" ? [] : [attention(get, kind)];
    });
}

/** Kimi: layers with a state for each head, three convolutions (Q, K, V) and a matrix, and some with latent attention. */
function deltaAttention(get: Reader, latent: (layers: number) => LayerGroup): LayerGroup[] | null {
  const linear = get.raw("linear_attn_config");
  const layers = asArray(getKey(linear, "kda_layers")).length;
  const [groups, state, convWidth] = ["num_heads", "head_dim", "short_conv_kernel_size"].map((key) =>
    asCount(getKey(linear, key)),
  );
  if (layers === 0 || !groups || !state || !convWidth) return null;
  const full = asArray(getKey(linear, "full_attn_layers")).length;
  return [latent(full), { kind: "recurrent", layers, convWidth, inner: groups * state, groups, state }];
}

type Kind = "full" | "sliding" | "recurrent" | "none";

const KINDS: Readonly<Record<string, Kind>> = {
  full_attention: "full",
  attention: "full",
  sliding_attention: "sliding",
  linear_attention: "recurrent",
  mamba: "recurrent",
};
/** Nemotron-H: M is Mamba, * is attention, everything else a feed-forward network. */
const PATTERN: Readonly<Record<string, Kind>> = { M: "recurrent", "*": "full" };

function kindsOf(get: Reader, blocks: number): Kind[] {
  const types = asArray(get.raw("layer_types"));
  if (types.length > 0) return types.map((type) => kindOf(get, type));
  const parts = asArray(get.raw("layers_block_type"));
  if (parts.length > 0)
    return parts.map((part) => (part === "moe" || part === "mlp" ? "none" : kindOf(get, part)));
  const pattern = asString(get.raw("hybrid_override_pattern"));
  if (pattern !== undefined) return [...pattern].map((letter) => PATTERN[letter] ?? "none");
  const interval = get.count("full_attention_interval");
  if (interval !== null) return rhythm(blocks, interval).map((linear) => (linear ? "recurrent" : "full"));
  const all = (kind: Kind) => Array.from({ length: blocks }, () => kind);
  if (get.count("sliding_window") === null || get.raw("use_sliding_window") === false) return all("full");
  const every = get.count("sliding_window_pattern") ?? get.count("_sliding_window_pattern");
  return every === null
    ? all("sliding")
    : rhythm(blocks, every).map((sliding) => (sliding ? "sliding" : "full"));
}

function kindOf(get: Reader, type: Json): Kind {
  const kind = typeof type === "string" ? KINDS[type] : undefined;
  if (kind !== undefined) return kind;
  get.note = `layers of kind ${JSON.stringify(type)?.slice(0, 40)} are computed as full attention: an upper bound`;
  return "full";
}

function attention(get: Reader, kind: "full" | "sliding"): LayerGroup {
  const heads = get.count("num_attention_heads") ?? 1;
  const even = Math.floor((get.count("hidden_size") ?? 0) / heads);
  const own = get.count("head_dim") ?? even;
  const kvHeads = get.count("num_key_value_heads") ?? heads;
  if (kind === "sliding") {
    const window = get.count("sliding_window") ?? 0;
    return { kind, layers: 1, kvHeads, kDim: own, vDim: get.count("v_head_dim") ?? own, window };
  }
  // Gemma 4 has larger and fewer heads in its full layers
  const dim = get.count("global_head_dim") ?? own;
  return {
    kind,
    layers: 1,
    kvHeads: get.count("num_global_key_value_heads") ?? kvHeads,
    kDim: dim,
    vDim: get.count("v_head_dim") ?? dim,
  };
}

/** Gated delta nets (Qwen3-Next and later) and Mamba 2 (Nemotron-H) have different names for the same four numbers. */
function recurrent(get: Reader): LayerGroup[] {
  const linearHeads = get.count("linear_num_value_heads");
  const [convWidth, inner, groups, state] =
    linearHeads !== null
      ? [
          get.count("linear_conv_kernel_dim"),
          linearHeads * (get.count("linear_value_head_dim") ?? 0),
          get.count("linear_num_key_heads"),
          get.count("linear_key_head_dim"),
        ]
      : [
          get.count("conv_kernel") ?? get.count("mamba_d_conv"),
          (get.count("mamba_num_heads") ?? get.count("mamba_n_heads") ?? 0) *
            (get.count("mamba_head_dim") ?? get.count("mamba_d_head") ?? 0),
          get.count("n_groups") ?? get.count("mamba_n_groups"),
          get.count("ssm_state_size") ?? get.count("mamba_d_state"),
        ];
  if (!convWidth || !inner || !groups || !state) {
    get.note = "the state of its linear layers is not in the config";
    return [];
  }
  return [{ kind: "recurrent", layers: 1, convWidth, inner, groups, state }];
}

/** Reads the text part, else the whole. @internal */
export class Reader {
  private readonly text: Json;
  private readonly whole: Json;
  note: string | null = null;

  constructor(config: Json) {
    const text = getKey(config, "text_config");
    this.text = isObject(text) ? text : config;
    this.whole = config;
  }

  raw(key: string): Json | undefined {
    return getKey(this.text, key) ?? getKey(this.whole, key);
  }

  count(key: string): number | null {
    return asCount(this.raw(key)) ?? null;
  }
}
