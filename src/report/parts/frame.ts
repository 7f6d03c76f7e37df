import type { Style } from "../../ui/color.ts";
import type { Symbols } from "../../ui/symbols.ts";
import { displayWidth } from "../../ui/width.ts";
import { maskLine } from "./mask.ts";

export interface FrameInput {
  /** Text of the whole file. */
  source: string;
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 code units. */
  column: number;
  /** Maximum columns of a line. */
  width: number;
  symbols: Symbols;
  style: Style;
  /** Must not be shown. */
  secrets?: readonly string[] | undefined;
  /** Paints the caret line. */
  paint: (text: string) => string;
}

/** Line ends according to JSON5 and the scanner. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

/** Cached lines of the last file: a report shows many frames of one file in a row. */
let split: { source: string; lines: readonly string[] } | null = null;

function linesOf(source: string): readonly string[] {
  if (split?.source !== source) split = { source, lines: source.split(LINE_END) };
  return split.lines;
}

/** The line of a finding with its neighbors, and carets below the value; empty when there is no such line. */
export function codeFrame(input: FrameInput): string[] {
  const { symbols, style } = input;
  const lines = linesOf(input.source);
  const target = lines[input.line - 1];
  if (target === undefined) return [];
  const first = Math.max(1, input.line - 1);
  const last = Math.min(lines.length, input.line + 1);
  const digits = String(last).length;
  const room = Math.max(20, input.width - digits - 5);
  const caret = caretSpan(target, input.column);
  const masked = (n: number) => maskLine(lines[n - 1] ?? "", lines[n - 2], input.secrets);
  const shown = (n: number) => toCells(masked(n).text.replaceAll("##[", "#\ufffd["));
  const { text: targetText, at } = masked(input.line);
  const start = widthOf(toCells(targetText.slice(0, at(caret.start))));
  const skip = cropStart(widthOf(shown(input.line)), start, room);
  const out: string[] = [];
  for (let n = first; n <= last; n++) {
    const text = crop(shown(n), skip, room, symbols.ellipsis);
    const gutter = `${String(n).padStart(digits)} ${symbols.bar}`;
    if (n !== input.line) {
      if (text !== "") out.push(style.dim(`  ${gutter} ${text}`));
      continue;
    }
    out.push(`${input.paint(">")} ${style.bold(gutter)} ${text}`.trimEnd());
    const before = start - skip;
    const under = Math.max(1, widthOf(toCells(targetText.slice(at(caret.start), at(caret.end)))));
    const carets = "^".repeat(Math.max(1, Math.min(under, room - before)));
    out.push(
      `  ${" ".repeat(digits)} ${style.bold(symbols.bar)} ${" ".repeat(before)}${input.paint(carets)}`,
    );
  }
  return out;
}

/** The range of the word, number or string that starts at the column. @internal */
export function caretSpan(line: string, column: number): { start: number; end: number } {
  const start = Math.min(Math.max(0, column - 1), line.length);
  const rest = line.slice(start);
  const match = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[\w$.+-]+)/.exec(rest);
  return { start, end: start + (match?.[0].length ?? 1) };
}

interface Cell {
  text: string;
  width: number;
}

/** One cell per character; tabs become two spaces, and control characters U+FFFD. */
function toCells(line: string): Cell[] {
  return [...line].map((char) => {
    if (char === "\t") return { text: "  ", width: 2 };
    if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(char)) return { text: "\ufffd", width: 1 };
    return { text: char, width: displayWidth(char) };
  });
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** The first column to show, so that a caret far to the right (a config on one line) stays visible. */
function cropStart(total: number, caret: number, room: number): number {
  return total <= room || caret < room * 0.7 ? 0 : caret - Math.floor(room / 3);
}

function crop(cells: readonly Cell[], skip: number, room: number, ellipsis: string): string {
  let out = "";
  let at = 0;
  for (const cell of cells) {
    if (at >= skip) {
      if (at + cell.width > skip + room)
        return out.slice(0, Math.max(0, out.length - ellipsis.length)) + ellipsis;
      out += cell.text;
    }
    at += cell.width;
  }
  return out.trimEnd();
}
