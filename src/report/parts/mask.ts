import { isPlaceholderKey } from "../../core/text.ts";

/** Stands for a secret of any length. */
const MASK = "***";

/** A key whose value is a secret: apiKey, botToken, client_secret, Authorization; not maxTokens. */
const SECRET_KEY =
  /(?<![\w$-])(?:["'])?[\w$-]*(?:api[_-]?key|token|secret|passw(?:or)?d|passphrase|authorization|credential)["']?\s*:\s*/i;
const SECRET_VALUE = new RegExp(
  `${SECRET_KEY.source}(["'])(?<secret>(?:[^"'\\\\]|\\\\.|(?!\\1)["'])*)`,
  "dgi",
);
const SECRET_KEY_AT_END = new RegExp(`${SECRET_KEY.source}(?://.*|/\\*.*\\*/\\s*)?$`, "i");
const VALUE_AT_START = /^\s*["'](?<secret>[^"']*)/dg;
/** What is a secret wherever it stands. */
const ANYWHERE: readonly RegExp[] = [
  /(?<secret>\b(?:sk|pk|rk|hf|gsk|ghp|gho|xai|xox[abp]|glpat|nvapi|r8)[-_][\w-]{8,}|\bAIza[\w-]{20,}|\beyJ[\w-]{8,}\.[\w.-]+)/dg,
  /\b(?:Bearer|Basic)\s+(?<secret>[\w.~+/=-]{6,})/dgi,
  /:\/\/(?<secret>[^/?#\s"']+)@/dg,
];

interface Range {
  start: number;
  end: number;
}

/** A line with its secrets masked, which shows nothing of their length. */
export interface MaskedLine {
  text: string;
  /** The place in `text` of a place in the line. */
  at(index: number): number;
}

/**
 * Masks the secrets in a line of a config: the values of keys that name one, and the given texts. References to variables
 * (`$NAME`, `${NAME}`) stay. `before` is the previous line, which may contain the key of the value.
 */
export function maskLine(line: string, before = "", secrets: readonly string[] = []): MaskedLine {
  const ranges = merged(rangesOf(line, before, secrets));
  let text = "";
  let last = 0;
  for (const { start, end } of ranges) {
    text += line.slice(last, start) + MASK;
    last = end;
  }
  const at = (index: number) => {
    let shift = 0;
    for (const { start, end } of ranges) {
      if (index <= start) break;
      if (index < end) return start + shift;
      shift += MASK.length - (end - start);
    }
    return index + shift;
  };
  return { text: text + line.slice(last), at };
}

/** The same for a text, such as a diff. */
export function maskText(text: string, secrets: readonly string[] = []): string {
  const lines = text.split("\n");
  return lines.map((line, index) => maskLine(line, lines[index - 1], secrets).text).join("\n");
}

function rangesOf(line: string, before: string, secrets: readonly string[]): Range[] {
  const keyed = [SECRET_VALUE, ...(SECRET_KEY_AT_END.test(before) ? [VALUE_AT_START] : [])];
  const isSecret = ({ start, end }: Range) => end > start && !isReadable(line.slice(start, end));
  return [
    ...keyed.flatMap((form) => matches(line, form)).filter(isSecret),
    ...ANYWHERE.flatMap((form) => matches(line, form)),
    ...secrets.flatMap((secret) => placesOf(line, secret)),
  ];
}

function matches(line: string, form: RegExp): Range[] {
  return [...line.matchAll(form)].flatMap(({ indices }) => {
    const [start, end] = indices?.groups?.["secret"] ?? [];
    return start === undefined || end === undefined ? [] : [{ start, end }];
  });
}

function placesOf(line: string, secret: string): Range[] {
  const found: Range[] = [];
  for (let start = line.indexOf(secret); start >= 0; start = line.indexOf(secret, start + secret.length))
    found.push({ start, end: start + secret.length });
  return found;
}

/** The ranges in order; those that overlap become one. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || range.start >= last.end) result.push({ ...range });
    else last.end = Math.max(last.end, range.end);
  }
  return result;
}

/** True for references to variables and placeholder keys. */
function isReadable(value: string): boolean {
  return value.startsWith("$") || isPlaceholderKey(value);
}
