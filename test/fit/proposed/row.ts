import { UserError } from "../../../src/core/errors.ts";
import { asCount, getKey, isObject, type Json, type JsonObject, jsonObject } from "../../../src/core/json.ts";
import type { CatalogModel } from "../../../src/fit/catalog.ts";
import { modelOfHfConfig, Reader } from "../../../src/fit/hf-config.ts";
import { BITS_PER_WEIGHT } from "../../../src/fit/memory.ts";
import { BadInput, type ListedFile } from "./files.ts";

interface Question {
  config: Json;
  configName: string;
  /** owner/name of the model. */
  repo: string;
  files: readonly ListedFile[];
  /** Where the files are, if not in `repo`. */
  filesRepo: string;
  /** YYYY-MM-DD. */
  today: string;
}

const SHARD = /-(\d{5})-of-(\d{5})(?=\.)/;

/**
 * The row of a model, with null for all that its config and its files do not say: licence, parsers, whether it reasons. A
 * person looks these up; the rank is not theirs to give.
 */
export function proposeRow(question: Question): JsonObject {
  const { config, configName, repo, filesRepo, today } = question;
  const name = repo.split("/").at(-1) ?? repo;
  const files = wholeFiles(question.files);
  const weights = sum(files.filter((file) => /\.safetensors$/.test(file.name)));
  const model = modelOf(config, configName, { weightsBytes: weights || null, folder: name });
  const get = new Reader(config);
  const listed = `file list of ${filesRepo}, ${today}`;
  const source = `config.json of ${repo}, ${today}`;
  return {
    ...{
      id: name.toLowerCase(),
      name: name.replaceAll("-", " "),
      repo,
      family: name.toLowerCase(),
      asOf: today,
    },
    source: `${source}; ${listed}`,
    // 0: neither the name nor the weights tell
    params: { totalB: model.params.totalB || null, activeB: model.params.activeB || null },
    ...{ contextNative: model.contextNative, vocab: model.vocab, blocks: model.blocks },
    geometry: model.geometry && {
      layers: model.geometry.layers.map((group) => ({ ...group })),
      ...{ source, confidence: model.geometry.confidence, approximate: model.geometry.approximate },
      ...(model.geometry.note !== null && { note: model.geometry.note }),
    },
    ...jsonObject({ experts: expertsOf(get, source), mtp: mtpOf(get, source) }),
    parsers: { tool: null, reasoning: null, minVllm: null },
    ...{ reasoning: null, vision: isObject(getKey(config, "vision_config")) ? true : null },
    ...{ licence: null, licenceKind: null, rank: null },
    quants: [...ggufForms(files, listed), ...safetensorsForm(model, weights, config, listed)],
    ...(files.some((file) => /\.gguf$/i.test(file.name)) && { gguf: { repo: filesRepo, basis: "source" } }),
  };
}

function modelOf(...question: Parameters<typeof modelOfHfConfig>): CatalogModel {
  try {
    return modelOfHfConfig(...question);
  } catch (error) {
    throw error instanceof UserError ? new BadInput(error.message) : error;
  }
}

/** Each model in one piece: shards are summed, and must all be there. */
function wholeFiles(files: readonly ListedFile[]): ListedFile[] {
  const shards = new Map<string, { bytes: number; seen: Set<string>; of: number }>();
  const whole: ListedFile[] = [];
  for (const { name, bytes } of files) {
    const [, number = "", of = ""] = SHARD.exec(name) ?? [];
    if (number === "") {
      whole.push({ name, bytes });
      continue;
    }
    const stem = name.replace(SHARD, "");
    const entry = shards.get(stem) ?? { bytes: 0, seen: new Set(), of: Number(of) };
    shards.set(stem, { ...entry, bytes: entry.bytes + bytes, seen: entry.seen.add(number) });
  }
  for (const [name, { bytes, seen, of }] of shards) {
    if (seen.size !== of)
      throw new BadInput(`${name}: ${seen.size} of its ${of} parts are listed, so its size is not known`);
    whole.push({ name, bytes });
  }
  return whole;
}

/** Projectors of images and drafts lie next to the model, and are no form of it. */
const BESIDE = /(?:^|\/)(?:mmproj|mtp|imatrix|draft|dflash|eagle)/i;
const FORM = /[-._]((?:UD-)?(?:I?Q\d\w*|BF16|F16|F32|MXFP4\w*|NVFP4))(?:\.gguf)$/i;

function ggufForms(files: readonly ListedFile[], source: string): JsonObject[] {
  return files
    .filter(({ name }) => /\.gguf$/i.test(name) && !BESIDE.test(name))
    .flatMap(({ name, bytes }) => {
      const form = FORM.exec(name)?.[1]?.toUpperCase();
      return form === undefined
        ? []
        : [{ name: form, ...bitsOf(form), format: "gguf", bytes, source, confidence: "high" }];
    });
}

function bitsOf(form: string): { bits: number } {
  const known = BITS_PER_WEIGHT[form.replace(/^UD-/, "")];
  return { bits: known === undefined ? Number(/\d+/.exec(form)?.[0]) : Math.max(1, Math.floor(known)) };
}

function safetensorsForm(model: CatalogModel, bytes: number, config: Json, source: string): JsonObject[] {
  const [form] = model.quants;
  if (bytes === 0 || form === undefined) return [];
  const bits = asCount(getKey(getKey(config, "quantization"), "bits"));
  const own = { bytes, source, confidence: "high", native: true };
  return bits === undefined
    ? [{ name: form.name, bits: form.bits, format: "safetensors", ...own }]
    : [{ name: `MLX ${bits}-bit`, bits, format: "mlx", ...own, native: false }];
}

/** Routed experts of gated networks have three matrices; Nemotron's (relu2) have two. */
function expertsOf(get: Reader, source: string): JsonObject | undefined {
  const first = (...keys: string[]) =>
    keys.map((key) => get.count(key)).find((value) => value !== null) ?? null;
  const count = first("num_experts", "num_local_experts", "n_routed_experts");
  const used = first("num_experts_per_tok", "num_experts_per_token");
  const [hidden, width] = [
    get.count("hidden_size"),
    first("moe_intermediate_size", "expert_ffn_hidden_size"),
  ];
  const blocks = expertBlocks(get);
  // experts of a smaller width than the model's own are not computed
  const latent = first("moe_latent_size", "routed_expert_hidden_size");
  if (count === null || hidden === null || width === null || blocks === null || latent !== null)
    return undefined;
  const matrices = get.raw("mlp_hidden_act") === "relu2" ? 2 : 3;
  const firstBlock = get.count("first_k_dense_replace") ?? 0;
  const routedB = Number(((blocks * count * matrices * hidden * width) / 1e9).toFixed(2));
  const sizes = `${count} experts of ${matrices} x ${hidden} x ${width} in ${blocks} blocks`;
  return {
    count,
    used,
    blocks,
    ...(firstBlock > 0 && { firstBlock }),
    routedB,
    source: `${source}: ${sizes}`,
  };
}

function expertBlocks(get: Reader): number | null {
  const pattern = get.raw("hybrid_override_pattern");
  if (typeof pattern === "string") return [...pattern].filter((letter) => letter === "E").length;
  const parts = get.raw("layers_block_type");
  if (Array.isArray(parts)) return parts.filter((part) => part === "moe").length;
  const all = get.count("num_hidden_layers");
  return all === null ? null : all - (get.count("first_k_dense_replace") ?? 0);
}

function mtpOf(get: Reader, source: string): JsonObject | undefined {
  for (const key of ["mtp_num_hidden_layers", "num_nextn_predict_layers"]) {
    const heads = get.raw(key);
    if (typeof heads === "number" && Number.isSafeInteger(heads) && heads >= 0)
      return { heads, source: `${source}: ${key}; whether the weights contain them was not looked up` };
  }
  return undefined;
}

function sum(files: readonly ListedFile[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0);
}
