import { isLineEnd, isSpace } from "../read/lex.ts";
import { lineIndex, lineStarts } from "../read/locate.ts";
import type { Comment, Member, Node } from "../read/types.ts";
import { type Container, type Item, isBareKey, itemsOf } from "./items.ts";

export type Quote = '"' | "'";

/** The style of a file, by majority. New text copies it. */
export interface Style {
  eol: string;
  /** One level of indentation. */
  unit: string;
  bareKeys: boolean;
  keyQuote: Quote;
  quote: Quote;
  /** The text between key and value, such as ": ". */
  colon: string;
  /** A comma follows the last item of containers with several lines. */
  trailing: boolean;
  /** The space after commas of one-line containers. */
  gap: string;
  /** The space inside the braces of one-line objects. */
  pad: string;
  /** Arrays of scalars have one line per item. */
  tallArrays: boolean;
  /** Objects of scalars are on one line. */
  flatObjects: boolean;
  /** The whole text is one line. */
  oneLine: boolean;
}

/** A parsed text with its style and lines. */
export class Doc {
  readonly text: string;
  readonly root: Node;
  readonly comments: readonly Comment[];
  readonly starts: readonly number[];
  private cached: Style | undefined;

  /** `style` replaces the detected one. */
  constructor(text: string, root: Node, comments: readonly Comment[], style?: Style) {
    this.cached = style;
    this.text = text;
    this.root = root;
    this.comments = comments;
    this.starts = lineStarts(text);
  }

  get style(): Style {
    this.cached ??= detectStyle(this);
    return this.cached;
  }

  line(offset: number): number {
    return lineIndex(this.starts, offset);
  }

  lineStart(offset: number): number {
    return this.starts[this.line(offset)] ?? 0;
  }

  /** The indentation of the line of an offset. */
  indentAt(offset: number): string {
    const start = this.lineStart(offset);
    return this.text.slice(start, this.blankEnd(start));
  }

  /** Skips whitespace within the line. */
  blankEnd(offset: number): number {
    let end = offset;
    while (end < this.text.length && this.isBlank(end)) end += 1;
    return end;
  }

  /** The start of the whitespace before an offset, on the same line. */
  blankStart(offset: number): number {
    let start = offset;
    while (start > 0 && this.isBlank(start - 1)) start -= 1;
    return start;
  }

  /** True at a line end and at the end of the text. */
  endsLine(offset: number): boolean {
    return offset >= this.text.length || isLineEnd(this.text.charCodeAt(offset));
  }

  /** The line break before the line of an offset, else the file's; U+2028 and U+2029 are never copied. */
  eolAt(offset: number): string {
    const start = this.lineStart(offset);
    if (start > 0) {
      const eol = /(?:\r\n|[\n\r])$/.exec(this.text.slice(Math.max(0, start - 2), start))?.[0];
      if (eol !== undefined) return eol;
    }
    return this.style.eol;
  }

  /** The comments between two offsets. */
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

/** Counts the style choices of a text. */
class Votes {
  private readonly counts = new Map<string, number>();
  add(choice: string): void {
    this.counts.set(choice, this.count(choice) + 1);
  }
  count(choice: string): number {
    return this.counts.get(choice) ?? 0;
  }
  winner(fallback: string): string {
    let best = fallback;
    let most = 0;
    for (const [choice, count] of this.counts) {
      if (count > most) {
        best = choice;
        most = count;
      }
    }
    return best;
  }
}

class Ballots {
  readonly unit = new Votes();
  readonly keys = new Votes();
  readonly keyQuote = new Votes();
  readonly quote = new Votes();
  readonly colon = new Votes();
  readonly trailing = new Votes();
  readonly gap = new Votes();
  readonly pad = new Votes();
  readonly arrays = new Votes();
  readonly objects = new Votes();
}

function detectStyle(doc: Doc): Style {
  const votes = poll(doc);
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
    oneLine:
      doc.root.type !== "scalar" && itemsOf(doc.root).length > 0 && !/[\n\r\u2028\u2029]/.test(trimmed),
  };
}

/** Collects the votes of all values of a text. */
function poll(doc: Doc): Ballots {
  const votes = new Ballots();
  const open: Node[] = [doc.root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === "scalar") {
      if (typeof node.value === "string") votes.quote.add(doc.text.charAt(node.start));
      continue;
    }
    const items = itemsOf(node);
    for (const { member, value } of items) {
      if (member) pollKey(doc, member, votes);
      open.push(value);
    }
    pollLayout(doc, node, items, votes);
  }
  return votes;
}

/** Collects the votes on the layout of a container. */
function pollLayout(doc: Doc, node: Container, items: readonly Item[], votes: Ballots): void {
  const first = items[0];
  const last = items.at(-1);
  if (!first || !last) return;
  const tall = doc.line(node.start) !== doc.line(node.end - 1);
  if (items.every((item) => item.value.type === "scalar")) {
    (node.type === "array" ? votes.arrays : votes.objects).add(tall ? "tall" : "flat");
  }
  if (tall) {
    votes.trailing.add((node.commas.at(-1) ?? -1) >= 0 ? "yes" : "no");
    const outer = doc.indentAt(node.start);
    const inner = doc.indentAt(first.start);
    const own = doc.lineStart(first.start) + inner.length === first.start;
    if (own && inner.length > outer.length && inner.startsWith(outer))
      votes.unit.add(inner.slice(outer.length));
    return;
  }
  if (node.type === "object") {
    const pad = doc.text.slice(node.start + 1, first.start);
    if (pad === "" || pad === " ") votes.pad.add(pad);
  }
  const gap = doc.text.slice(node.commas.at(-2) ?? last.start, last.start);
  if (items.length > 1 && (gap === "" || gap === " ")) votes.gap.add(gap);
}

function pollKey(doc: Doc, member: Member, votes: Ballots): void {
  const quote = doc.text.charAt(member.keySpan.start);
  if (quote !== '"' && quote !== "'") votes.keys.add("bare");
  else {
    votes.keyQuote.add(quote);
    if (isBareKey(member.key)) votes.keys.add("quoted");
  }
  const colon = doc.text.slice(member.keySpan.end, member.value.start);
  if (/^[ \t]*:[ \t]*$/.test(colon)) votes.colon.add(colon);
}

function toQuote(char: string): Quote {
  return char === "'" ? "'" : '"';
}

/** The style of one container where it is clear, else the file's: new items of that container copy it. */
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
