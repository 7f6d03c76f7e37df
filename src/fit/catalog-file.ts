import { decode, ProblemError, parseFile, placeOf } from "../config/read/file.ts";
import { anchorOf, nearestNode } from "../config/read/locate.ts";
import { nodeValue } from "../config/read/scan.ts";
import type { ConfigFile } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import { fromHere, ownFile } from "../core/own-files.ts";
import { formatPath } from "../core/path.ts";
import type { Env, Fs, Host } from "../ports/index.ts";
import { type Catalog, catalogText, readCatalog } from "./catalog.ts";
import { type CatalogProblem, mergeCatalog } from "./user-catalog.ts";

/** Where catalogs come from. */
export interface CatalogSources {
  fs: Fs;
  env: Env;
  host: Host;
  /** How a path is shown. */
  show(path: string): string;
}

/** The shipped catalog with the rows of --catalog, else of the user's own file where there is one. */
export function catalogFor(chosen: string | undefined, sources: CatalogSources): Catalog {
  const { fs, env, host, show } = sources;
  const path = chosen === undefined ? ownFile("catalog.json5", env, host) : fromHere(chosen, host);
  const bytes = fs.readFile(path);
  if (bytes === null) {
    if (chosen === undefined) return readCatalog(fs);
    throw new UserError(`--catalog: ${show(path)} does not exist`);
  }
  const file = parsed(path, bytes, sources);
  const result = mergeCatalog(catalogText(fs), nodeValue(file.root), show(path));
  if (result.ok) return result.catalog;
  throw wrongAt(file, result.problem, sources);
}

function parsed(path: string, bytes: Uint8Array, { show }: CatalogSources): ConfigFile {
  try {
    return parseFile(path, decode(path, bytes), null);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { place, message, hint } = error.problem;
    const at = place === null ? "" : `:${place.line}:${place.column}`;
    throw new UserError(`${show(path)}${at}: ${message}`, { hint });
  }
}

function wrongAt(file: ConfigFile, { path, message }: CatalogProblem, { show }: CatalogSources): UserError {
  const found = nearestNode(file.root, path);
  const place = placeOf(file, found.depth === path.length ? found.node : anchorOf(found));
  const where = `${show(file.path)}:${place.line}:${place.column}`;
  return new UserError(`${where}: ${path.length === 0 ? "the catalogue" : formatPath(path)}: ${message}`, {
    hint: "docs/hardware.md says what a row of a catalogue holds",
  });
}
