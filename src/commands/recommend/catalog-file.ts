import { isAbsolute, join, resolve } from "node:path";
import { decode, ProblemError, parseFile, placeOf } from "../../config/read/file.ts";
import { anchorOf, nearestNode } from "../../config/read/locate.ts";
import { nodeValue } from "../../config/read/scan.ts";
import type { ConfigFile } from "../../config/read/types.ts";
import { UserError } from "../../core/errors.ts";
import { formatPath } from "../../core/path.ts";
import { type Catalog, catalogText, readCatalog } from "../../fit/catalog.ts";
import { type CatalogProblem, mergeCatalog } from "../../fit/user-catalog.ts";
import type { Outside } from "../../ports/index.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { type RawOptions, textOption } from "../shared/options.ts";

/** The shipped catalogue with the rows of --catalog, else of the user's own file where there is one. */
export function catalogFor(raw: RawOptions, outside: Outside): Catalog {
  const flag = textOption(raw, "catalog");
  const path = flag === undefined ? userFile(outside) : fromHere(flag, outside);
  const bytes = outside.fs.readFile(path);
  if (bytes === null) {
    if (flag === undefined) return readCatalog(outside.fs);
    throw new UserError(`--catalog: ${displayPath(path, outside.host.cwd)} does not exist`);
  }
  const file = parsed(path, bytes, outside);
  const result = mergeCatalog(
    catalogText(outside.fs),
    nodeValue(file.root),
    displayPath(path, outside.host.cwd),
  );
  if (result.ok) return result.catalog;
  throw wrongAt(file, result.problem, outside);
}

/** `~/.config/openclaw-local/catalog.json5`, or below XDG_CONFIG_HOME. */
function userFile({ env, host }: Outside): string {
  const configHome = env["XDG_CONFIG_HOME"];
  const base =
    configHome !== undefined && isAbsolute(configHome) ? configHome : join(host.homeDir, ".config");
  return join(base, "openclaw-local", "catalog.json5");
}

/** A path as the user wrote it, from the current folder; `~/` is the home folder also where no shell says so. */
export function fromHere(path: string, { host }: Outside): string {
  return path.startsWith("~/") ? join(host.homeDir, path.slice(2)) : resolve(host.cwd, path);
}

function parsed(path: string, bytes: Uint8Array, outside: Outside): ConfigFile {
  try {
    return parseFile(path, decode(path, bytes), null);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { place, message, hint } = error.problem;
    const at = place === null ? "" : `:${place.line}:${place.column}`;
    throw new UserError(`${displayPath(path, outside.host.cwd)}${at}: ${message}`, {
      ...(hint === null ? {} : { hint }),
    });
  }
}

function wrongAt(file: ConfigFile, { path, message }: CatalogProblem, outside: Outside): UserError {
  const found = nearestNode(file.root, path);
  const place = placeOf(file, found.depth === path.length ? found.node : anchorOf(found));
  const where = `${displayPath(file.path, outside.host.cwd)}:${place.line}:${place.column}`;
  return new UserError(`${where}: ${path.length === 0 ? "the catalogue" : formatPath(path)}: ${message}`, {
    hint: "docs/hardware.md says what a row of a catalogue holds",
  });
}
