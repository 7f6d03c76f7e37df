import { asCount, getKey, isObject } from "../core/json.ts";
import { readGgufHeader } from "../fit/gguf.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { localModelConfigs } from "../servers/shared/model-config.ts";
import type { ServerModel } from "../servers/types.ts";

/** llama.cpp's architectures with a graph for MTP (the classes graph_mtp of b11669). */
const LLAMA_ARCHITECTURES = (
  "qwen3next qwen35 qwen35moe qwen4exp cohere2moe deepseek2 deepseek32 deepseek4 glm4moe glm-dsa glm5-next " +
  "nemotron_h_moe bailingmoe3 hy_v3 mimo2 step35"
).split(" ");
/** The index of the shards lists every tensor: 10 MB for the largest models. In bytes. */
const MAX_INDEX_BYTES = 32 * 2 ** 20;

/**
 * The model with its heads for drafts, where it runs without drafts and its files on this machine have some. The name alone
 * proves nothing: many quantized files leave the heads out.
 */
export function withDraftHeads(model: ServerModel, kind: string | null, world: HostWorld): ServerModel {
  if (model.drafts !== false) return model;
  try {
    const draftHeads = kind === "llamacpp" ? inGguf(model, world) : inSafetensors(model, world);
    return draftHeads === null ? model : { ...model, draftHeads };
  } catch {
    // a file that cannot be read shows nothing
    return model;
  }
}

function inGguf({ launchName }: ServerModel, { fs, host }: HostWorld): ServerModel["draftHeads"] | null {
  // on Windows a path may lead to another machine
  if (host.platform === "win32" || !/^\/(?!\/).*\.gguf$/i.test(launchName ?? "")) return null;
  const path = launchName ?? "";
  const info = fs.info(fs.realPath(path) ?? path);
  if (info?.kind !== "file") return null;
  const read = (offset: number, length: number) => fs.openRead(path, offset, length) ?? new Uint8Array(0);
  const header = readGgufHeader(read, info.sizeBytes, path, { tensorNames: true });
  const arch = header.metadata.get("general.architecture");
  const count = header.metadata.get(`${String(arch)}.nextn_predict_layers`);
  const has = header.tensorNames?.some((name) => /\.nextn\./.test(name)) === true;
  if (!LLAMA_ARCHITECTURES.includes(String(arch)) || typeof count !== "number" || count < 1 || !has)
    return null;
  return { count, source: path };
}

/** The config names the heads, and the index of the weights shows that they are there. */
function inSafetensors(
  model: ServerModel,
  { fs, shellEnv, host }: HostWorld,
): ServerModel["draftHeads"] | null {
  const config = localModelConfigs(fs, shellEnv, host)(model.launchName ?? model.id);
  if (config === null) return null;
  const inner = getKey(config.value, "text_config");
  const text = isObject(inner) ? inner : config.value;
  const [count = 0] = ["mtp_num_hidden_layers", "num_nextn_predict_layers"].flatMap(
    (key) => asCount(getKey(text, key)) ?? asCount(getKey(config.value, key)) ?? [],
  );
  if (count < 1) return null;
  const path = config.path.replace(/config\.json$/, "model.safetensors.index.json");
  const info = fs.info(fs.realPath(path) ?? path);
  if (info?.kind !== "file" || info.sizeBytes > MAX_INDEX_BYTES) return null;
  const index = new TextDecoder().decode(fs.openRead(path, 0, MAX_INDEX_BYTES) ?? new Uint8Array(0));
  const layers = asCount(getKey(text, "num_hidden_layers"));
  // DeepSeek and GLM count their heads as further layers
  const named =
    index.includes('"mtp.') || (layers !== undefined && index.includes(`"model.layers.${layers}.`));
  return named ? { count, source: path } : null;
}
