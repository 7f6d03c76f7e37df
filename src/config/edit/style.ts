import { isLineEnd, isSpace } from "../read/lex.ts";
import { lineIndex, lineStarts } from "../read/locate.ts";
import type { Comment, Node } from "../read/types.ts";
import { type Container, isBareKey, itemsOf } from "./items.ts";
import { type Ballots, newBallots, poll } from "./votes.ts";

export type Quote = '"' | "'";

/** The habits of a file, by majority; what is new is printed in them. */
export interface Style {
  eol: string;
  /** One level of indentation. */
  unit: string;
  bareKeys: boolean;
  keyQuote: Quote;
  quote: Quote;
  /** What stands between key and value, such as ": ". */
  colon: string;
  /** Comma behind the last item of containers that take several lines. */
  trailing: boolean;
  /** Space behind commas and inside the braces of one-line containers. */
  gap: string;
  pad: string;
  /** Arrays of scalars take one line for each item. */
  tallArrays: boolean;
  /** Objects of scalars stand in one line. */
  flatObjects: boolean;
  /** The whole text is one line. */
  oneLine: boolean;
}

/** A text with its tree and what edits need to know of its lines. */
export class Doc {
  readonly text: string;
  readonly root: Node;
  readonly comments: readonly Comment[];
  readonly starts: readonly number[];
  private cached: Style | null = null;
  private counted: Ballots | null = null;

  constructor(text: string, root: Node, comments: readonly Comment[]) {
    this.text = text;
    this.root = root;
    this.comments = comments;
    this.starts = lineStarts(text);
  }

  get style(): Style {
    this.cached ??= detectStyle(this);
    return this.cached;
  }

  /** What the whole text votes for. */
  get votes(): Ballots {
    if (this.counted === null) {
      this.counted = newBallots();
      poll(this, this.root, this.counted);
    }
    return this.counted;
  }

  line(offset: number): number {
    return lineIndex(this.starts, offset);
  }

  lineStart(offset: number): number {
    return this.starts[this.line(offset)] ?? 0;
  }

  /** The whitespace that the line of an offset starts with. */
  indentAt(offset: number): string {
    const start = this.lineStart(offset);
    return this.text.slice(start, this.blankEnd(start));
  }

  /** Skips whitespace, but no line end. */
  blankEnd(offset: number): number {
    let end = offset;
    while (end < this.text.length && this.isBlank(end)) end += 1;
    return end;
  }

  /** Start of the whitespace in front of an offset, on the same line. */
  blankStart(offset: number): number {
    let start = offset;
    while (start > 0 && this.isBlank(start - 1)) start -= 1;
    return start;
  }

  /** True at a line end and at the end of the text. */
  endsLine(offset: number): boolean {
    return offset >= this.text.length || isLineEnd(this.text.charCodeAt(offset));
  }

  /** The line break in front of an offset, else the file's; U+2028 and U+2029 are never copied. */
  eolAt(offset: number): string {
    const start = this.lineStart(offset);
    if (start > 0) {
      const eol = /(?:\r\n|[\n\r])$/.exec(this.text.slice(Math.max(0, start - 2), start))?.[0];
      if (eol !== undefined) return eol;
    }
    return this.style.eol;
  }

  /** Comments that lie between two offsets. */
  commentsIn(start: number, end: number): Comment[] {
    let low = 0;
    let high = this.comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.comments[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    const inside: Comment[] = [];
    for (let c = this.comments[low]; c && c.end <= end; c = this.comments[low]) {
      inside.push(c);
      low += 1;
    }
    return inside;
  }

  private isBlank(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return isSpace(code) && !isLineEnd(code);
  }
}

function detectStyle(doc: Doc): Style {
  const { votes } = doc;
  const firstBreak = /\r\n|[\n\r]/.exec(doc.text)?.[0];
  const trimmed = doc.text.slice(doc.root.start, doc.root.end);
  const quote = toQuote(votes.quote.winner(votes.keyQuote.winner('"')));
  const colon = votes.colon.winner(": ");
  const minified = colon === ":" ? "" : " ";
  return {
    eol: firstBreak ?? "\n",
    unit: votes.unit.winner("  "),
    bareKeys: votes.keys.count("bare") > 0 && votes.keys.count("bare") >= votes.keys.count("quoted"),
    keyQuote: toQuote(votes.keyQuote.winner(quote)),
    quote,
    colon,
    trailing: votes.trailing.winner("no") === "yes",
    gap: votes.gap.winner(minified),
    pad: votes.pad.winner(minified),
    tallArrays: votes.arrays.count("tall") > votes.arrays.count("flat"),
    flatObjects: votes.objects.count("flat") > votes.objects.count("tall"),
    oneLine: hasItems(doc.root) && !/[\n\r\u2028\u2029]/.test(trimmed),
  };
}

function toQuote(char: string): Quote {
  return char === "'" ? "'" : '"';
}

/** True when there is a container with something in it. */
function hasItems(root: Node): boolean {
  return root.type !== "scalar" && itemsOf(root).length > 0;
}

/** The habits of one object where they are clear, else the file's: what a new key of that object copies. */
export function styleOf(doc: Doc, node: Container): Style {
  const style = { ...doc.style };
  if (node.type === "array") {
    const strings = node.items.filter((item) => item.type === "scalar" && typeof item.value === "string");
    const last = strings.at(-1);
    if (last) style.quote = toQuote(doc.text.charAt(last.start));
    return style;
  }
  let bare = 0;
  let needless = 0;
  for (const member of node.members) {
    const quote = doc.text.charAt(member.keySpan.start);
    if (quote !== '"' && quote !== "'") bare += 1;
    else {
      style.keyQuote = quote;
      if (isBareKey(member.key)) needless += 1;
    }
    const colon = doc.text.slice(member.keySpan.end, member.value.start);
    if (/^[ \t]*:[ \t]*$/.test(colon)) style.colon = colon;
    if (member.value.type === "scalar" && typeof member.value.value === "string") {
      style.quote = toQuote(doc.text.charAt(member.value.start));
    }
  }
  if (bare + needless > 0) style.bareKeys = bare >= needless;
  return style;
}
