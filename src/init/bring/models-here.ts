import { posix, win32 } from "node:path";
import { askFor } from "../../fit/ask.ts";
import { readModelFile } from "../../fit/model-file.ts";
import type { MemoryPool } from "../../fit/pool.ts";
import type { Outside } from "../../ports/index.ts";
import { typeFromId } from "../../servers/shared/rows.ts";
import type { ModelFile, Starting } from "../../servers/shared/start.ts";

type Machine = Pick<Outside, "fs" | "host">;

/** A folder with more is not searched to its end. */
const MOST_ENTRIES = 3_000;
/** publisher/repository/snapshots/commit/file. */
const MOST_DEPTH = 5;
/** Files whose headers are read. */
const MOST_READ = 12;

/** The names of the models in a product's folders, by their places alone. */
export function modelNames(folders: readonly string[], keeps: Starting["keeps"], machine: Machine): string[] {
  const found = folders.flatMap((folder) => namesIn(folder, keeps, machine));
  return [...new Set(found)].sort();
}

function namesIn(folder: string, keeps: Starting["keeps"], machine: Machine): string[] {
  if (keeps === "manifests") {
    // manifests/host/namespace/model/tag
    const paths = filesBelow(`${folder}/manifests`, machine).map((path) => path.split("/"));
    return paths.flatMap((path) => (path.length === 4 ? [ollamaName(path)] : []));
  }
  const files = filesBelow(folder, machine).filter((file) => /\.(gguf|safetensors)$/i.test(file));
  if (keeps === "files") return files.filter(isModel).map((file) => nameOf(file));
  return files.flatMap((file) => {
    const path = file.split("/");
    return path.length >= 3 ? [path.slice(0, 2).join("/")] : [];
  });
}

function ollamaName([host = "", namespace = "", model = "", tag = ""]: readonly string[]): string {
  const registry = host === "registry.ollama.ai" ? "" : `${host}/`;
  return `${registry}${registry === "" && namespace === "library" ? "" : `${namespace}/`}${model}:${tag}`;
}

/** First parts of whole chat models: no projectors, no embedding models. */
function isModel(file: string): boolean {
  const name = nameOf(file);
  const part = /-(\d{5})-of-\d{5}$/.exec(name)?.[1];
  return !/mmproj/i.test(name) && (part === undefined || part === "00001") && typeFromId(name) === "llm";
}

function nameOf(file: string): string {
  return (file.split("/").at(-1) ?? file).replace(/\.gguf$/i, "");
}

/** GGUF models that fit the memory, each with the largest of `contexts` (tokens, descending) that does. */
export function fittingFiles(
  folders: readonly string[],
  contexts: readonly number[],
  pool: MemoryPool,
  machine: Machine,
): ModelFile[] {
  const path = machine.host.platform === "win32" ? win32 : posix;
  const files = folders.flatMap((folder) =>
    filesBelow(folder, machine)
      .filter((file) => /\.gguf$/i.test(file) && isModel(file))
      .map((file) => path.join(folder, file)),
  );
  return files.slice(0, MOST_READ).flatMap((file) => {
    try {
      const model = readModelFile(file, machine.fs);
      const most = model.contextNative ?? 0;
      const context = contexts.find((size) => {
        const asked = size <= most ? askFor({ model, context: size }, pool) : null;
        return asked?.fits === true && asked.experts === null;
      });
      const id = nameOf(file.replaceAll("\\", "/"));
      return context === undefined ? [] : [{ file, id, context }];
    } catch {
      // a projector, an adapter, half a download
      return [];
    }
  });
}

/** Paths below a folder with "/" between the names; links count as files. */
function filesBelow(folder: string, { fs, host }: Machine): string[] {
  const path = host.platform === "win32" ? win32 : posix;
  const found: string[] = [];
  let left = MOST_ENTRIES;
  const walk = (below: readonly string[]) => {
    const dir = path.join(folder, ...below);
    for (const name of safely(() => fs.list(dir), [])) {
      left -= 1;
      if (left < 0 || name.startsWith(".")) continue;
      const kind = safely(() => fs.info(path.join(dir, name))?.kind ?? null, null);
      if (kind === "directory" && below.length < MOST_DEPTH) walk([...below, name]);
      else if (kind === "file" || kind === "symlink") found.push([...below, name].join("/"));
    }
  };
  walk([]);
  return found;
}

/** What cannot be read is of no use here. */
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
