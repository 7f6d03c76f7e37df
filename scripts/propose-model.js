// Proposes a row of data/catalog.json from a model's config.json and a list of its files, and prints it:
// npm run -s propose-model -- <config.json> <files> <owner/name> [<owner/name of the files>]
// <files> is the output of ls -l, or the JSON of a tree on Hugging Face (api/models/<owner/name>/tree/main). Nothing is
// downloaded. What the two do not say is null, and is looked up by a person, with its source.
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { loadTypeScript } from "./support.js";

const { BadInput, proposeRow, readFiles } = await loadTypeScript("test/fit/proposed/main.ts");
const USAGE = "expected <config.json> <files> <owner/name> [<owner/name of the files>]";
const MAX_BYTES = 8 * 2 ** 20;
const REPO = /^[\w.-]+\/[\w.-]+$/;

try {
  const [configPath = "", filesPath = "", repo = "", filesRepo = repo] = process.argv.slice(2);
  if (!REPO.test(repo) || !REPO.test(filesRepo)) throw new BadInput(USAGE);
  const row = proposeRow({
    ...{ config: configOf(configPath), configName: basename(configPath), repo, filesRepo },
    files: readFiles(read(filesPath), basename(filesPath)),
    today: new Date().toISOString().slice(0, 10),
  });
  console.log(JSON.stringify(row, null, 2));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  // names in a list may be anything
  console.error(`propose-model: ${error.message.replace(/[^ -~]/g, "?")}`);
  process.exitCode = 2;
}

/** @param {string} path */
function configOf(path) {
  try {
    return JSON.parse(read(path));
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadInput(`${basename(path)} is not JSON`);
    throw error;
  }
}

/** @param {string} path */
function read(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info?.isFile()) throw new BadInput(`${path || "the file"} does not exist or is no file`);
  if (info.size > MAX_BYTES) throw new BadInput(`${path} is larger than 8 MiB`);
  return readFileSync(path, "utf8");
}
