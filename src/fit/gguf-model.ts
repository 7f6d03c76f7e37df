import { UserError } from "../core/errors.ts";
import type { CatalogModel, Geometry, LayerGroup } from "./catalog.ts";
import { geometryFrom, modelFromFile, paramsOf } from "./file-model.ts";
import type { GgufHeader } from "./gguf.ts";
import { MAX_LAYERS, rhythm } from "./layers.ts";
import { BITS_PER_WEIGHT } from "./memory.ts";

/** llama.cpp's llama_ftype by number (include/llama.h): what `general.file_type` says. */
const FILE_TYPES: Readonly<Record<number, string>> = {
  0: "F32",
  1: "F16",
  2: "Q4_0",
  3: "Q4_1",
  7: "Q8_0",
  8: "Q5_0",
  9: "Q5_1",
  10: "Q2_K",
  11: "Q3_K_S",
  12: "Q3_K_M",
  13: "Q3_K_L",
  14: "Q4_K_S",
  15: "Q4_K_M",
  16: "Q5_K_S",
  17: "Q5_K_M",
  18: "Q6_K",
  19: "IQ2_XXS",
  20: "IQ2_XS",
  21: "Q2_K_S",
  22: "IQ3_XS",
  23: "IQ3_XXS",
  24: "IQ1_S",
  25: "IQ4_NL",
  26: "IQ3_S",
  27: "IQ3_M",
  28: "IQ2_S",
  29: "IQ2_M",
  30: "IQ4_XS",
  31: "IQ1_M",
  32: "BF16",
  38: "MXFP4",
};
/** Every n-th layer has full attention where the file does not say so (llama.cpp, set_swa_pattern of each model). */
const SLIDING_RHYTHM: Readonly<Record<string, number>> = {
  gemma2: 2,
  gemma3: 6,
  gemma3n: 5,
  "gpt-oss": 2,
  cohere2: 4,
};
/** Linear attention with full attention in each fourth layer, where the file does not say so. */
const LINEAR_RHYTHM: Readonly<Record<string, number>> = { qwen3next: 4, qwen35: 4, qwen35moe: 4 };
const DEFAULT_CONTEXT_KEY = "context_length";

/** A catalogue row of a GGUF header. `bytes`: of all its files. UserError where it is no model, or states no layers. */
export function modelOfGguf(header: GgufHeader, bytes: number, fileName: string): CatalogModel {
  const get = new Reader(header);
  const { arch } = get;
  if (get.text("general.type") === "mmproj" || arch === "clip") {
    throw new UserError(`${fileName} is a vision projector, not a model`, {
      hint: "name the file of the model itself",
    });
  }
  const blocks = get.count("block_count");
  if (arch === null || blocks === null || blocks > MAX_LAYERS) {
    throw new UserError(`${fileName} does not say how many layers it has`, {
      hint: "a later shard or an adapter has no metadata of its own; name the first file",
    });
  }
  const label = get.text("general.size_label") ?? get.text("general.name") ?? fileName;
  const quant = quantName(header, fileName);
  const experts = get.count("expert_count") !== null;
  const byBytes = (bytes * 8) / (BITS_PER_WEIGHT[quant.replace(/^UD-/, "")] ?? 8) / 1e9;
  return modelFromFile({
    name: get.text("general.name") ?? fileName,
    fileName,
    params: paramsOf(label, byBytes, experts),
    contextNative: get.count(DEFAULT_CONTEXT_KEY),
    vocab: get.count("vocab_size") ?? header.arrayLengths.get("tokenizer.ggml.tokens") ?? null,
    blocks,
    geometry: geometryOf(get, arch, blocks),
    licence: get.text("general.license"),
    quant: { name: quant, format: "gguf", bytes, source: "size of the file" },
  });
}

/** Publishers' own names ("UD-Q4_K_XL") stand in the file name only; the type in the header is the next best. */
function quantName(header: GgufHeader, fileName: string): string {
  const named = /(?:^|[-._])((?:UD-)?(?:I?Q\d_?[A-Z0-9_]*|MXFP4|BF16|F16|F32))(?=[-.]|$)/i.exec(
    fileName.replace(/\.gguf$/i, ""),
  );
  if (named?.[1] !== undefined) return named[1].toUpperCase();
  const type = header.metadata.get("general.file_type");
  return (typeof type === "number" ? FILE_TYPES[type] : undefined) ?? "unknown";
}

function geometryOf(get: Reader, arch: string, blocks: number): Geometry {
  const layers = layersOf(get, arch, blocks - (get.count("nextn_predict_layers") ?? 0));
  return geometryFrom(layers, "header of the GGUF file", get.note);
}

function layersOf(get: Reader, arch: string, blocks: number): LayerGroup[] {
  const shared = Math.min(blocks, get.count("attention.shared_kv_layers") ?? 0);
  const own = blocks - shared;
  const rank = get.count("attention.kv_lora_rank");
  if (rank !== null) {
    const rope = get.count("rope.dimension_count") ?? 0;
    return [{ kind: "mla", layers: own, rank, rope }];
  }
  const linear = rhythm(own, get.count("full_attention_interval") ?? LINEAR_RHYTHM[arch] ?? 1);
  const sliding = slidingLayers(get, arch, own);
  return Array.from({ length: own }, (_, i): LayerGroup[] => {
    const kvHeads =
      get.perLayer("attention.head_count_kv", i) ?? get.perLayer("attention.head_count", i) ?? 0;
    if (linear[i] === true) return recurrent(get);
    if (kvHeads > 0) return [attention(get, kvHeads, sliding[i] === true)];
    // A layer without attention either has a state, or is only a feed-forward network.
    return (get.perLayer("feed_forward_length", i) ?? 0) > 0 ? [] : recurrent(get);
  }).flat();
}

function attention(get: Reader, kvHeads: number, sliding: boolean): LayerGroup {
  const heads = get.perLayer("attention.head_count", 0) ?? 1;
  const even = Math.floor((get.count("embedding_length") ?? 0) / heads);
  const kDim = get.count("attention.key_length") ?? even;
  const vDim = get.count("attention.value_length") ?? even;
  const window = get.count("attention.sliding_window");
  if (!sliding || window === null) return { kind: "full", layers: 1, kvHeads, kDim, vDim };
  return {
    kind: "sliding",
    layers: 1,
    kvHeads,
    kDim: get.count("attention.key_length_swa") ?? kDim,
    vDim: get.count("attention.value_length_swa") ?? vDim,
    window,
  };
}

function recurrent(get: Reader): LayerGroup[] {
  const [convWidth, inner, state] = ["ssm.conv_kernel", "ssm.inner_size", "ssm.state_size"].map((key) =>
    get.count(key),
  );
  if (!convWidth || !inner || !state) {
    get.note = "the state of its linear layers is not in the header";
    return [];
  }
  return [
    { kind: "recurrent", layers: 1, convWidth, inner, groups: get.count("ssm.group_count") ?? 1, state },
  ];
}

/** Which layers forget what is older than the window. Where that cannot be told, none: an upper bound. */
function slidingLayers(get: Reader, arch: string, count: number): boolean[] {
  if (get.count("attention.sliding_window") === null) return [];
  const pattern = get.header.metadata.get(`${arch}.attention.sliding_window_pattern`);
  if (Array.isArray(pattern)) return pattern.map((item) => item === true || item === 1);
  const every = typeof pattern === "number" ? pattern : SLIDING_RHYTHM[arch];
  if (every !== undefined) return rhythm(count, every);
  get.note =
    "which layers have a sliding window is not in the header: all are reckoned as full, an upper bound";
  return [];
}

/** Metadata below the architecture's own prefix. */
class Reader {
  readonly header: GgufHeader;
  readonly arch: string | null;
  /** What makes the geometry a bound. */
  note: string | null = null;

  constructor(header: GgufHeader) {
    this.header = header;
    this.arch = this.text("general.architecture");
  }

  text(key: string): string | null {
    const value = this.header.metadata.get(key);
    return typeof value === "string" && value !== "" ? value : null;
  }

  /** A positive whole number, also where a value is given for each layer (the first of them then). */
  count(key: string): number | null {
    return this.perLayer(key, 0) || null;
  }

  /** The value of one layer; one number holds for all. May be 0. */
  perLayer(key: string, layer: number): number | null {
    const value = this.header.metadata.get(`${this.arch}.${key}`);
    const item = Array.isArray(value) ? value[layer] : value;
    return typeof item === "number" && Number.isSafeInteger(item) && item >= 0 ? item : null;
  }
}
