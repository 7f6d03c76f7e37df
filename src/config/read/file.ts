import { basename } from "node:path";
import { parseJson5 } from "./json5.ts";
import { lineStarts, positionAt } from "./locate.ts";
import { type ScanError, scan } from "./scan.ts";
import type { ConfigFile, LoadProblem, Place, Span } from "./types.ts";

export const BOM = "\ufeff";
export const STDIN = "<stdin>";

/** A failure to read a config, which becomes a LoadResult. */
export class ProblemError extends Error {
  readonly problem: LoadProblem;
  constructor(problem: LoadProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** SHA-256, in hex. */
export function hashBytes(bytes: Uint8Array): string {
  // Loaded on demand: it takes milliseconds, and lint needs no hash.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(bytes).digest("hex");
}

const startsOf = new WeakMap<object, readonly number[]>();

/** The place of a range of a file. The line starts are cached, since a report needs many places of one file. */
export function placeOf(file: Pick<ConfigFile, "path" | "text">, span: Span): Place {
  let starts = startsOf.get(file);
  if (!starts) {
    starts = lineStarts(file.text);
    startsOf.set(file, starts);
  }
  const from = positionAt(starts, span.start);
  const to = positionAt(starts, span.end);
  return { file: file.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** Decodes UTF-8. Refuses other encodings, so that the bytes survive unchanged. */
export function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new ProblemError({
      kind: "unreadable",
      message: `${basename(path)} is ${wide ? "UTF-16" : "not UTF-8"} text`,
      hint: "save it as UTF-8",
      place: { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 },
    });
  }
}

/**
 * Parses the text of a file. Throws ProblemError when it is empty or not JSON5. By default the hash is that of the text,
 * whose bytes are those of the file because it is valid UTF-8.
 */
export function parseFile(
  path: string,
  text: string,
  mode: number | null,
  hashOf = () => hashBytes(new TextEncoder().encode(text)),
): ConfigFile {
  const bom = text.startsWith(BOM);
  const body = bom ? text.slice(1) : text;
  const scanned = scan(body);
  if (!scanned.ok) {
    const read = parseJson5(body);
    if (!read.ok) throw new ProblemError(problemOf(path, body, scanned.error, read.message));
    throw new Error(`json5 reads ${path}, the position scanner does not; please report this with the file`);
  }
  const { root, value, comments, twins, escapedKeys } = scanned;
  let hash: string | null = null;
  return {
    path,
    text: body,
    bom,
    get hash() {
      hash ??= hashOf();
      return hash;
    },
    ...{ mode, root, value, comments, twins, escapedKeys },
  };
}

function problemOf(path: string, text: string, error: ScanError, message: string): LoadProblem {
  const name = path === STDIN ? "standard input" : basename(path);
  const place = placeOf(
    { path, text },
    { start: error.offset, end: Math.min(error.offset + 1, text.length) },
  );
  if (error.empty) {
    const only = text.trim() === "" ? "empty" : "empty apart from comments";
    return { kind: "empty", message: `${name} is ${only}`, hint: "OpenClaw needs at least {}", place };
  }
  return {
    kind: "syntax",
    message: `${name} is not valid JSON5: ${message} (line ${error.line}, column ${error.column})`,
    hint: syntaxHint(text, error),
    place,
  };
}

/** The most likely cause of a syntax error. */
function syntaxHint(text: string, error: ScanError): string | null {
  const rest = text.slice(error.offset, error.offset + 40);
  const starts = lineStarts(text);
  const at = (offset: number): string => {
    const { line, column } = positionAt(starts, offset);
    return `line ${line}, column ${column}`;
  };
  if (/^[\u2018\u2019\u201c\u201d]/.test(rest)) return "these are typographic quotes; use \" or '";
  if (/^(<<<<<<<|=======|>>>>>>>)/.test(rest)) return "this looks like a merge conflict; resolve it first";
  if (rest.startsWith("#")) return "comments start with // in JSON5";
  if (error.expected === "comment-end") return "a /* comment is never closed";
  if (error.expected === "string") return "a quote is missing: a string ends on the line where it starts";
  if (error.expected === "escape") return "write a backslash in a string as \\\\";
  if (error.expected === "colon" && rest.startsWith("=")) return "write a colon between key and value";
  if (error.expected === "end")
    return "there is text after the end of the config; is a bracket closed too early?";
  return bracketHint(text, error, at);
}

function bracketHint(text: string, error: ScanError, at: (offset: number) => string): string | null {
  const open = error.open === null ? null : text[error.open];
  if (error.atEnd && error.open !== null) return `the ${open} at ${at(error.open)} is never closed`;
  if (error.open === null) return null;
  const char = text[error.offset] ?? "";
  if (
    /[\]}]/.test(char) &&
    (error.expected === "comma" || error.expected === "value" || error.expected === "key")
  ) {
    if (error.expected === "value" && open === "{") return "a value is missing before this";
    return `the ${open} at ${at(error.open)} is closed by ${char}`;
  }
  if (error.expected === "comma") return `is a comma missing after ${at(Math.max(0, error.after - 1))}?`;
  if (error.expected === "colon") {
    return open === "{" ? "a colon is missing after the key, or a comma before it" : null;
  }
  if (error.expected === "key" && char === ",") return "there is one comma too many";
  if (error.expected === "value" && char === ",") return "a value is missing before this comma";
  if (error.expected === "value" || error.expected === "literal") {
    return "a string needs quotes; true, false and null are written in lower case";
  }
  return error.expected === "key" ? "a key that is not a plain word needs quotes" : null;
}
