import { asCount, asNumber, asString, getKey, isObject, type Json, parseJson } from "../../core/json.ts";
import { type Known, known, unknown } from "../../core/known.ts";
import type { Env, Fs, Host } from "../../ports/index.ts";

/** The config.json of a model on this machine. */
export interface ModelConfig {
  path: string;
  value: Json;
}

/** Finds the config.json of a model by the model's id; null: it is not on this machine, or cannot be read. */
export type ModelConfigs = (id: string) => ModelConfig | null;

type Files = Pick<Fs, "openRead" | "info" | "realPath">;

/** A config.json has a few KB, so a larger file is something else. In bytes. */
const MAX_BYTES = 2 ** 21;
const REPOSITORY = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * Looks for models as the Hugging Face libraries do: the id is a folder, or a repository whose main revision is in the
 * local cache. A model server chooses its ids freely, so only a regular file of that name is read, and only as JSON.
 */
export function localModelConfigs(
  fs: Files,
  env: Env,
  { homeDir, platform }: Pick<Host, "homeDir" | "platform">,
) {
  const read = (path: string): string | null => {
    try {
      const real = fs.realPath(path);
      const info = real === null ? null : fs.info(real);
      if (info?.kind !== "file" || info.sizeBytes > MAX_BYTES) return null;
      const bytes = fs.openRead(path, 0, MAX_BYTES);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    } catch {
      return null;
    }
  };
  const configs: ModelConfigs = (id) => {
    // MLX does not run on Windows, where a path may lead to another machine
    if (platform === "win32") return null;
    const folder = /^\/(?!\/)/.test(id)
      ? id.replace(/\/+$/, "")
      : snapshotOf(id, cacheFolder(env, homeDir), read);
    const path = `${folder}/config.json`;
    const value = folder === null ? undefined : parseJson(read(path) ?? "");
    return isObject(value) ? { path, value } : null;
  };
  return configs;
}

function cacheFolder(env: Env, homeDir: string): string {
  const cache = env["XDG_CACHE_HOME"] || `${homeDir}/.cache`;
  return env["HF_HUB_CACHE"] || `${env["HF_HOME"] || `${cache}/huggingface`}/hub`;
}

function snapshotOf(id: string, cache: string, read: (path: string) => string | null): string | null {
  if (!REPOSITORY.test(id)) return null;
  const folder = `${cache}/models--${id.replace("/", "--")}`;
  const commit = read(`${folder}/refs/main`)?.trim() ?? "";
  return COMMIT.test(commit) ? `${folder}/snapshots/${commit}` : null;
}

/** The part of a config.json about text. Vision models have it below "text_config". */
function textPart({ value }: ModelConfig): Json {
  const text = getKey(value, "text_config");
  return isObject(text) ? text : value;
}

/** The number of positions in a config.json as it is written; null: it has none. */
export function positionsOf(config: ModelConfig): number | null {
  return asCount(getKey(textPart(config), "max_position_embeddings")) ?? null;
}

/** Types of RoPE scaling for which max_position_embeddings is the whole context. */
const WHOLE = ["default", "llama3", "longrope", "su", "mrope", "proportional"];

/**
 * The context that a model was trained for. YaRN extends what max_position_embeddings says where the config has kept the
 * original figure. Other scalings are written both ways, so that the figure is the least that the model has.
 */
export function trainedContext(config: ModelConfig | null, otherwise: string): Known<number> {
  const positions = config === null ? null : positionsOf(config);
  if (config === null || positions === null) return unknown(otherwise);
  const source = `${config.path} (max_position_embeddings)`;
  const scaling = scalingsOf(textPart(config));
  const sizes = scaling.map((one) => scaled(positions, one));
  const certain = sizes.every((size) => size !== null);
  const most = Math.max(positions, ...sizes.map((size) => size ?? 0));
  return known(most, source, certain ? "high" : "low");
}

/** Models with two kinds of attention have one scaling for each. */
function scalingsOf(text: Json): Json[] {
  const rope = [getKey(text, "rope_scaling"), getKey(text, "rope_parameters")].find(isObject);
  if (rope === undefined) return [];
  const parts = Object.values(rope).filter(isObject);
  return parts.length > 0 ? parts : [rope];
}

/** Null: the scaling leaves open whether the positions include it. */
function scaled(positions: number, scaling: Json): number | null {
  const type = asString(getKey(scaling, "rope_type")) ?? asString(getKey(scaling, "type")) ?? "default";
  if (WHOLE.includes(type)) return positions;
  const original = asCount(getKey(scaling, "original_max_position_embeddings"));
  const factor = asNumber(getKey(scaling, "factor"));
  if (!/yarn/.test(type) || original === undefined || factor === undefined) return null;
  return Math.max(positions, Math.round(original * factor));
}
