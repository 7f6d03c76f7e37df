import { dirname } from "node:path";
import { readOwnFile } from "../../config/read/own-file.ts";
import { UserError } from "../../core/errors.ts";
import { stateFile } from "../../core/own-files.ts";
import { neutralize } from "../../core/text.ts";
import { firstFault } from "../../openclaw/schema/validate.ts";
import type { Env, Fs, Host } from "../../ports/index.ts";
import { entriesOf, entryIn } from "./entry.ts";
import { OWN_FILE } from "./schema.ts";
import type { OwnEntry, OwnFigures } from "./types.ts";
import { sameFigures } from "./use.ts";

/** Where the file is, and how a path is shown. */
export interface OwnSources {
  fs: Fs;
  env: Env;
  host: Pick<Host, "homeDir" | "platform">;
  show(path: string): string;
}

const NAME = "measured.json";
const MOST_BYTES = 512 * 1024;
const MOST_ENTRIES = 50;
const HINT = "delete it, and bench makes a new one";

function ownPath({ env, host }: Pick<OwnSources, "env" | "host">): string {
  return stateFile(NAME, env, host);
}

/** The entries of the file; none where it does not exist. Throws UserError with its place for what is wrong in it. */
export function loadOwn(sources: OwnSources): readonly OwnEntry[] {
  const { fs, show } = sources;
  const path = ownPath(sources);
  const shown = show(path);
  const info = fs.info(path);
  if (info === null) return [];
  if (info.kind !== "file") throw new UserError(`${shown}: it is a ${info.kind}, not a file`, { hint: HINT });
  const bytes = fs.openRead(path, 0, MOST_BYTES + 1) ?? new Uint8Array();
  if (bytes.length > MOST_BYTES)
    throw new UserError(`${shown}: it has more than ${MOST_BYTES / 1024} KiB, so bench did not write it`, {
      hint: HINT,
    });
  const { value, wrongAt } = readOwnFile(path, bytes, {
    shown,
    root: "the file of measured figures",
    hint: HINT,
  });
  const fault = firstFault(OWN_FILE, value);
  if (fault !== null) throw wrongAt(fault.path, neutralize(fault.message));
  return entriesOf(value)
    .map((one, index) => {
      const entry = entryIn(one);
      if (entry === null) throw wrongAt(["entries", index], "holds a figure that cannot be");
      return entry;
    })
    .sort(newestFirst);
}

/** The same for commands that only use the figures: a file that cannot be read is ignored, and `problem` says why. */
export function ownFigures(sources: OwnSources): OwnFigures {
  try {
    return { entries: loadOwn(sources), problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { entries: [], problem: `measured figures are ignored: ${error.message}` };
  }
}

/**
 * Adds an entry in place of an earlier one of the same model, server and hardware, whose exam it keeps if it has none.
 * Atomic; nobody else may read the file. Returns its path. Throws UserError when it cannot be written.
 */
export function keepOwn(entry: OwnEntry, sources: OwnSources): string {
  const { fs } = sources;
  const path = ownPath(sources);
  // read again: another bench may have ended meanwhile
  const before = loadOwn(sources);
  const earlier = before.find((one) => sameFigures(one, entry));
  const kept = { ...entry, exam: entry.exam ?? earlier?.exam ?? null };
  const entries = [kept, ...before.filter((one) => one !== earlier)].sort(newestFirst).slice(0, MOST_ENTRIES);
  const folder = dirname(path);
  fs.makeDir(folder);
  const temporary = `${path}.${process.getBuiltinModule("node:crypto").randomUUID()}.tmp`;
  fs.writeNew(
    temporary,
    new TextEncoder().encode(`${JSON.stringify({ version: 1, entries }, null, 1)}\n`),
    0o600,
  );
  try {
    fs.rename(temporary, path);
  } catch (error) {
    fs.remove(temporary);
    throw error;
  }
  fs.syncDir(folder);
  return path;
}

function newestFirst(a: OwnEntry, b: OwnEntry): number {
  return b.measuredAt < a.measuredAt ? -1 : Number(b.measuredAt > a.measuredAt);
}
