import { join } from "node:path";
import { hashBytes } from "../config/read/file.ts";
import type { EditPlan } from "../config/write/plan.ts";
import { checkPlan, type WriteContext, writePlan } from "../config/write/write.ts";
import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";
import { resolveStateDir } from "./config-path.ts";
import { parseDotenv } from "./env.ts";

/** What it takes to set a variable in a `.env` file. No field that is fit for display holds a value. */
export type EnvLine =
  | {
      kind: "add" | "replace";
      path: string;
      name: string;
      /** True when others can read the file now and cannot afterwards. */
      tightens: boolean;
      plan: EditPlan;
    }
  /** The file sets the variable to this value already. */
  | { kind: "same"; path: string; name: string }
  | { kind: "refused"; path: string; name: string; reason: string };

interface EnvLineInput {
  path: string;
  name: string;
  value: string;
  fs: Fs;
  platform: string;
}

/** The line of dotenv 17.4.2, which OpenClaw 2026.9.6 uses. `(?:^|^)` and `(?:$|$)` there are the same as here. */
const LINE =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/dgm;
/** OpenClaw ignores a larger file. */
const MAX_BYTES = 1_048_576;
const MODE = 0o600;
const OTHERS = 0o077;

/** The `.env` of OpenClaw's state folder, which comes before all others. It does not depend on the place of the config. */
export function envFilePath(input: Parameters<typeof resolveStateDir>[0]): string {
  return join(resolveStateDir(input), ".env");
}

/**
 * Plans `NAME=value` in a `.env` file: the last line that sets the variable gets the value, or a new line follows at the
 * end. It is proven that OpenClaw then reads exactly this value and everything else as before. Never throws for what a
 * person can put right: that is `refused`, with a sentence that does not contain the value.
 */
export function planEnvLine(input: EnvLineInput): EnvLine {
  const { path, name, fs } = input;
  const refused = (reason: string): EnvLine => ({ kind: "refused", path, name, reason });
  const fault = faultOf(input);
  if (fault !== null) return refused(fault);
  try {
    const old = fs.readFile(path);
    const text = old === null ? "" : decode(old);
    if (text === null) return refused(`${path} is not UTF-8 text`);
    if (readLines(text).get(name) === input.value) return { kind: "same", path, name };
    const edited = edit(text, input);
    if (edited === null)
      return refused(
        edit("", input) === null
          ? `the value of ${name} mixes quotes in a way that a .env file cannot hold`
          : `${name} cannot be set in ${path} without changing what OpenClaw reads from the rest of the file`,
      );
    const raw = new TextEncoder().encode(edited.text);
    if (raw.length > MAX_BYTES) return refused(`${path} is larger than OpenClaw reads (1 MiB)`);
    const mode = old === null ? MODE : (fs.info(path)?.mode ?? MODE);
    const tightens = input.platform !== "win32" && (mode & OTHERS) !== 0;
    const hash = old === null ? null : hashBytes(old);
    const change = { config: path, path, before: null, after: "", hash, mode: tightens ? MODE : mode, raw };
    const plan = { changes: [change], changed: true };
    checkPlan(plan, { fs, env: {} });
    return { kind: edited.kind, path, name, tightens, plan };
  } catch (error) {
    if (error instanceof UserError) return refused(error.message);
    throw error;
  }
}

/**
 * Writes a planned line atomically, after a dated backup of an existing file. Returns the path of the backup. Throws
 * UserError where planEnvLine refused, where the file changed since, and where OpenClaw's files are managed.
 */
export function writeEnvLine(line: EnvLine, context: WriteContext): string | null {
  if (line.kind === "refused") throw new UserError(line.reason, { exitCode: 1 });
  return line.kind === "same" ? null : (writePlan(line.plan, context, null).backups[0]?.backup ?? null);
}

/** Why a value cannot be in a `.env` file, whatever the file. */
function faultOf({ name, value }: EnvLineInput): string | null {
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name))
    return "OpenClaw substitutes only variables whose name has capital letters, digits and underscores";
  if (value.trim() === "") return `the value of ${name} is empty, which counts as unset`;
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value))
    return `the value of ${name} contains a line break or another character that a .env file cannot hold`;
  // OpenClaw leaves out such values when it installs its service
  if (/^\s*(["']?)\$(?:[A-Z_][A-Z0-9_]*|\{[A-Z_][A-Z0-9_]*[^}]*\}|\([^)]*\))\1\s*$/.test(value))
    return `the value of ${name} is a reference to a variable, which OpenClaw does not resolve in .env`;
  return null;
}

/** With the BOM, as dotenv gets it; null when it is not UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The variables of a file as dotenv reads them. */
function readLines(text: string): Map<string, string> {
  const vars = new Map<string, string>();
  for (const [, name = "", raw = ""] of normalized(text).matchAll(LINE)) {
    const value = raw.trim();
    const inner = value.replace(/^(['"`])([\s\S]*)\1$/gm, "$2");
    const expands = value.startsWith('"');
    vars.set(name, expands ? inner.replace(/\\n/g, "\n").replace(/\\r/g, "\r") : inner);
  }
  return vars;
}

function normalized(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** The new text in the first notation that proves right; null when none does. */
function edit(text: string, { name, value }: EnvLineInput): { text: string; kind: "add" | "replace" } | null {
  const place = placeOf(text, name);
  if (place === "odd") return null;
  const eol = /\r\n[^\n]*$/.test(text) ? "\r\n" : "\n";
  const needsBreak = place === null && !/(?:^\ufeff?|[\r\n])$/.test(text);
  const notations = notationsOf(value).map((written) =>
    place === null
      ? `${text}${needsBreak ? eol : ""}${name}=${written}${eol}`
      : `${text.slice(0, place.start)}${written}${text.slice(place.end)}`,
  );
  const intended = readLines(text).set(name, value);
  const proven = notations.find((after) => {
    const read = readLines(after);
    const same = read.size === intended.size && [...intended].every(([key, one]) => read.get(key) === one);
    return same && parseDotenv(after).get(name) === value;
  });
  return proven === undefined ? null : { text: proven, kind: place === null ? "add" : "replace" };
}

/** Plain where every reader of such files agrees, else in quotes, and without them where no quotes fit. */
function notationsOf(value: string): string[] {
  const plain = /^[\w.:/+=@%,-]+$/.test(value);
  const quoted = ["'", '"', "`"].filter((quote) => !value.includes(quote)).map((q) => `${q}${value}${q}`);
  return plain ? [value, ...quoted] : [...quoted, value];
}

/** Where the value is that counts, which is the last; null when the variable is not set, "odd" when it starts in a later line. */
function placeOf(text: string, name: string): { start: number; end: number } | "odd" | null {
  const lines = normalized(text);
  const match = [...lines.matchAll(LINE)].findLast(([, key]) => key === name);
  const key = match?.indices?.[1];
  if (match === undefined || key === undefined) return null;
  const [raw, found] = [match[2] ?? "", match.indices?.[2]];
  const separator = /\s*[=:]/y;
  separator.lastIndex = key[1];
  separator.exec(lines);
  const at = found?.[0] ?? separator.lastIndex;
  const start = at + (raw.length - raw.trimStart().length);
  if (lines.slice(key[0], start).includes("\n")) return "odd";
  return { start: inOriginal(text, start), end: inOriginal(text, start + raw.trim().length) };
}

/** The offset in a text of an offset in its normalized form. */
function inOriginal(text: string, offset: number): number {
  let at = 0;
  for (let left = offset; left > 0; left -= 1) at += text.startsWith("\r\n", at) ? 2 : 1;
  return at;
}
