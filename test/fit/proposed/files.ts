import {
  asArray,
  asCount,
  asString,
  getIn,
  getKey,
  isObject,
  type Json,
  parseJson,
} from "../../../src/core/json.ts";

/** Wrong input: its message is one sentence. */
export class BadInput extends Error {}

export interface ListedFile {
  name: string;
  bytes: number;
}

/** A tree of thousands of files is not a model. */
const MAX_FILES = 5000;
/** ls -l: mode, links, owner, group, size, three words of the date, name. */
const LS = /^-[rwxsStT-]{9}[.+@]?\s+\d+\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+\S+\s+(.+)$/;

/**
 * The files of a list: `ls -l`, or JSON of a tree on Hugging Face ([{path, size, lfs: {size}}], or {siblings: [{rfilename,
 * size}]}). A size is of the content, not of the pointer to it.
 */
export function readFiles(text: string, listName: string): ListedFile[] {
  const json = parseJson(text);
  const files = json === undefined ? lsFiles(text) : jsonFiles(json);
  if (files.length === 0)
    throw new BadInput(`${listName} lists no files with sizes: expected ls -l or the JSON of a tree`);
  if (files.length > MAX_FILES) throw new BadInput(`${listName} lists more than ${MAX_FILES} files`);
  return files;
}

function lsFiles(text: string): ListedFile[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, size, name] = LS.exec(line) ?? [];
    const bytes = Number(size);
    return name !== undefined && Number.isSafeInteger(bytes) ? [{ name, bytes }] : [];
  });
}

function jsonFiles(json: Json): ListedFile[] {
  const rows = isObject(json) ? asArray(json["siblings"]) : asArray(json);
  return rows.flatMap((row) => {
    const name = asString(getKey(row, "path")) ?? asString(getKey(row, "rfilename"));
    const bytes = asCount(getIn(row, ["lfs", "size"])) ?? asCount(getKey(row, "size"));
    return name === undefined || bytes === undefined ? [] : [{ name, bytes }];
  });
}
