import { UserError } from "../core/errors.ts";
import type { CatalogModel, Experts, LayerGroup } from "./catalog.ts";
import { geometryFrom, modelFromFile, paramsOf } from "./file-model.ts";
import type { GgufHeader } from "./gguf.ts";
import { MAX_LAYERS, rhythm } from "./layers.ts";
import { BITS_PER_WEIGHT } from "./memory.ts";

/** llama.cpp's llama_ftype by number (include/llama.h), which `general.file_type` contains; "-": not in use. */
const FILE_TYPES = (
  "F32 F16 Q4_0 Q4_1 - - - Q8_0 Q5_0 Q5_1 Q2_K Q3_K_S Q3_K_M Q3_K_L Q4_K_S Q4_K_M Q5_K_S Q5_K_M Q6_K IQ2_XXS " +
  "IQ2_XS Q2_K_S IQ3_XS IQ3_XXS IQ1_S IQ4_NL IQ3_S IQ3_M IQ2_S IQ2_M IQ4_XS IQ1_M BF16 - - - - - MXFP4"
).split(" ");
/** Every n-th layer has full attention (llama.cpp, set_swa_pattern of each model), for files that do not say so. */
const SLIDING_RHYTHM: Readonly<Record<string, number>> = {
  gemma2: 2,
  gemma3: 6,
  gemma3n: 5,
  "gpt-oss": 2,
  cohere2: 4,
};
/** Linear attention with full attention in every fourth layer, for files that do not say so. */
const LINEAR_RHYTHM: Readonly<Record<string, number>> = { qwen3next: 4, qwen35: 4, qwen35moe: 4 };

/** The row of a GGUF header. `bytes`: of all its files. UserError where it is no model, or has no number of layers. */
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
    contextNative: get.count("context_length"),
    vocab: get.count("vocab_size") ?? header.arrayLengths.get("tokenizer.ggml.tokens") ?? null,
    blocks,
    geometry: geometryFrom(layersOf(get, arch, blocks), "header of the GGUF file", get),
    experts: expertsOf(get, arch, blocks),
    mtp: mtpOf(get, arch),
    licence: get.text("general.license"),
    quant: { name: quant, format: "gguf", bytes, source: "size of the file" },
  });
}

/** llama.cpp drafts with the heads of these (PR #22673, #25589, #26534, #23274). */
const DRAFTING_ARCHS = ["qwen35", "qwen35moe", "qwen3next", "glm4moe", "step35"];

/** The heads that this file contains. */
function mtpOf(get: Reader, arch: string): CatalogModel["mtp"] {
  const heads = get.count("nextn_predict_layers") ?? 0;
  const source = "header of the GGUF file";
  const drafts = heads > 0 && DRAFTING_ARCHS.includes(arch);
  return {
    ...{ heads, headsB: null, headCacheBytes: null, inGguf: heads > 0, ggufRepo: null },
    ...{ runs: drafts ? { llamacpp: { tokens: null, source } } : {}, drafts: [], gains: [], source },
  };
}

/** By the file name, since the header lacks publishers' own names ("UD-Q4_K_XL"); else by the type in the header. */
function quantName(header: GgufHeader, fileName: string): string {
  const named = /(?:^|[-._])((?:UD-)?(?:I?Q\d_?[A-Z0-9_]*|MXFP4|BF16|F16|F32))(?=[-.]|$)/i.exec(
    fileName.replace(/\.gguf$/i, ""),
  );
  if (named?.[1] !== undefined) return named[1].toUpperCase();
  const type = header.metadata.get("general.file_type");
  const known = typeof type === "number" ? FILE_TYPES[type] : undefined;
  return known === undefined || known === "-" ? "unknown" : known;
}

function layersOf(get: Reader, arch: string, allBlocks: number): LayerGroup[] {
  const blocks = allBlocks - (get.count("nextn_predict_layers") ?? 0);
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
    // a layer without attention either has a state or is only a feed-forward network
    return (get.perLayer("feed_forward_length", i) ?? 0) > 0 ? [] : recurrent(get);
  }).flat();
}

/** Null: none, or blocks with and without experts take turns, or their networks have not three matrices. */
function expertsOf(get: Reader, arch: string, allBlocks: number): Experts | null {
  const keys = ["expert_count", "embedding_length", "expert_feed_forward_length"];
  const [count, width, inner] = keys.map((key) => get.count(key));
  if (!count || !width || !inner) return null;
  if (/^nemotron/.test(arch) || (get.count("interleave_moe_layer_step") ?? 1) > 1) return null;
  const firstBlock = get.count("leading_dense_block_count") ?? 0;
  const blocks = allBlocks - (get.count("nextn_predict_layers") ?? 0) - firstBlock;
  if (blocks <= 0) return null;
  const routedB = (blocks * count * 3 * width * inner) / 1e9;
  const used = get.count("expert_used_count");
  return {
    count,
    used,
    blocks,
    firstBlock,
    routedB,
    hostB: 0,
    restBytes: null,
    source: "header of the GGUF file",
  };
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

/** The layers with a sliding window. Where that is unknown, none: an upper bound. */
function slidingLayers(get: Reader, arch: string, count: number): boolean[] {
  if (get.count("attention.sliding_window") === null) return [];
  const pattern = get.header.metadata.get(`${arch}.attention.sliding_window_pattern`);
  if (Array.isArray(pattern)) return pattern.map((item) => item === true || item === 1);
  const every = typeof pattern === "number" ? pattern : SLIDING_RHYTHM[arch];
  if (every !== undefined) return rhythm(count, every);
  get.note =
    "which layers have a sliding window is not in the header: all are computed as full, an upper bound";
  return [];
}

/** Reads the metadata below the prefix of the architecture. */
class Reader {
  readonly header: GgufHeader;
  readonly arch: string | null;
  /** Why the geometry is a bound. */
  note: string | null = null;

  constructor(header: GgufHeader) {
    this.header = header;
    this.arch = this.text("general.architecture");
  }

  text(key: string): string | null {
    const value = this.header.metadata.get(key);
    return typeof value === "string" && value !== "" ? value : null;
  }

  /** A positive whole number; the first where there is one for each layer. */
  count(key: string): number | null {
    return this.perLayer(key, 0) || null;
  }

  /** The value of one layer, which may be 0. A single number is for all layers. */
  perLayer(key: string, layer: number): number | null {
    const value = this.header.metadata.get(`${this.arch}.${key}`);
    const item = Array.isArray(value) ? value[layer] : value;
    return typeof item === "number" && Number.isSafeInteger(item) && item >= 0 ? item : null;
  }
}
