import { UserError } from "../core/errors.ts";
import { asCount, getIn, type Json, parseJson } from "../core/json.ts";
import type { Fs } from "../ports/index.ts";
import type { CatalogModel } from "./catalog.ts";
import { readGgufHeader } from "./gguf.ts";
import { modelOfGguf } from "./gguf-model.ts";
import { modelOfHfConfig } from "./hf-config.ts";

type Files = Pick<Fs, "readFile" | "openRead" | "info" | "list" | "realPath">;

/** A config.json has a few KB, so a larger file is something else. In bytes. */
const MAX_CONFIG_BYTES = 2 ** 21;
/** llama.cpp's gguf-split. */
const SHARD = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;
const INDEX = "model.safetensors.index.json";

/** True for a file, false for a name of the catalog. */
export function isModelFile(text: string): boolean {
  return /\.(?:gguf|json)$/i.test(text);
}

/** The row of a GGUF file or a config.json. UserError where it cannot be read. */
export function readModelFile(path: string, fs: Files): CatalogModel {
  return /\.gguf$/i.test(path) ? readGguf(path, fs) : readConfig(path, fs);
}

function readGguf(path: string, fs: Files): CatalogModel {
  const { dir, name } = split(path);
  const bytes = sizeOf(path, fs);
  if (bytes === null) throw new UserError(`${path} does not exist`);
  const read = (offset: number, length: number) => fs.openRead(path, offset, length) ?? new Uint8Array(0);
  const header = readGgufHeader(read, bytes, name);
  const shard = SHARD.exec(name);
  return modelOfGguf(header, shard ? shardBytes(dir, shard, fs) : bytes, name);
}

/** The size of all shards, which must be in one folder. */
function shardBytes(dir: string, [, stem, , of]: RegExpExecArray, fs: Files): number {
  let total = 0;
  for (let i = 1; i <= Number(of); i += 1) {
    const name = `${stem}-${String(i).padStart(5, "0")}-of-${of}.gguf`;
    const bytes = sizeOf(dir + name, fs);
    if (bytes === null) {
      throw new UserError(`${name} is missing, so that the size of the model is not known`, {
        hint: `download all ${Number(of)} files into one folder`,
      });
    }
    total += bytes;
  }
  return total;
}

function readConfig(path: string, fs: Files): CatalogModel {
  const { dir, name } = split(path);
  const size = sizeOf(path, fs);
  if (size === null) throw new UserError(`${path} does not exist`);
  const bytes = size > MAX_CONFIG_BYTES ? null : fs.readFile(path);
  const config = bytes === null ? undefined : parseJson(new TextDecoder().decode(bytes));
  if (config === undefined) throw new UserError(`${path} is not JSON`);
  const folder = (fs.realPath(dir === "" ? "." : dir) ?? dir).split(/[/\\]/).findLast((part) => part !== "");
  return modelOfHfConfig(config, name, { weightsBytes: weightsBeside(dir, fs), folder: folder ?? name });
}

/** The size in the index of all shards, else the sum of the safetensors files in the folder. */
function weightsBeside(dir: string, fs: Files): number | null {
  const index = fs.readFile(dir + INDEX);
  const parsed: Json | undefined = index === null ? undefined : parseJson(new TextDecoder().decode(index));
  const total = asCount(getIn(parsed, ["metadata", "total_size"]));
  if (total !== undefined) return total;
  const files = fs.list(dir === "" ? "." : dir).filter((file) => file.endsWith(".safetensors"));
  const sum = files.reduce((bytes, file) => bytes + (sizeOf(dir + file, fs) ?? 0), 0);
  return sum > 0 ? sum : null;
}

/** The size of a file or link target, since model caches link their files. */
function sizeOf(path: string, fs: Files): number | null {
  const real = fs.realPath(path);
  const info = real === null ? null : fs.info(real);
  if (info !== null && info.kind !== "file") throw new UserError(`${path} is not a file`);
  return info?.sizeBytes ?? null;
}

function split(path: string): { dir: string; name: string } {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  return { dir: path.slice(0, at), name: path.slice(at) };
}
