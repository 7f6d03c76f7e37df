import { readOwnFile } from "../config/read/own-file.ts";
import { UserError } from "../core/errors.ts";
import { fromHere, ownFile } from "../core/own-files.ts";
import type { Env, Fs, Host } from "../ports/index.ts";
import { type Catalog, catalogText, readCatalog } from "./catalog.ts";
import { mergeCatalog } from "./user-catalog.ts";

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
  const { fs, env, host } = sources;
  const path = chosen === undefined ? ownFile("catalog.json5", env, host) : fromHere(chosen, host);
  const shown = sources.show(path);
  const bytes = fs.readFile(path);
  if (bytes === null) {
    if (chosen === undefined) return readCatalog(fs);
    throw new UserError(`--catalog: ${shown} does not exist`);
  }
  const hint = "docs/hardware.md says what a row of a catalog contains";
  const { value, wrongAt } = readOwnFile(path, bytes, { shown, root: "the catalog", hint });
  const result = mergeCatalog(catalogText(fs), value, shown);
  if (result.ok) return result.catalog;
  throw wrongAt(result.problem.path, result.problem.message);
}
