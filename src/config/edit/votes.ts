import type { Member, Node } from "../read/types.ts";
import { type Container, isBareKey, itemsOf } from "./items.ts";

class Votes {
  private readonly counts = new Map<string, number>();
  add(choice: string, times = 1): void {
    this.counts.set(choice, (this.counts.get(choice) ?? 0) + times);
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
  /** The choice with more votes than every other; null when there are none, undefined when several are equal. */
  clear(): string | null | undefined {
    const most = Math.max(0, ...this.counts.values());
    const best = [...this.counts].filter(([, count]) => count === most);
    return most === 0 ? null : best.length === 1 ? best[0]?.[0] : undefined;
  }
  /** Adds the votes of others, or takes them away (`times` -1). */
  merge(others: Votes, times: number): void {
    for (const [choice, count] of others.counts) this.add(choice, count * times);
  }
  equals(others: Votes): boolean {
    return [...this.counts.keys(), ...others.counts.keys()].every((c) => this.count(c) === others.count(c));
  }
}

/** What is asked of a text. */
interface Lined {
  readonly text: string;
  line(offset: number): number;
  lineStart(offset: number): number;
  indentAt(offset: number): string;
}

export const BALLOTS = [
  "unit",
  "keys",
  "keyQuote",
  "quote",
  "colon",
  "trailing",
  "gap",
  "pad",
  "arrays",
  "objects",
] as const;
export type Ballots = Record<(typeof BALLOTS)[number], Votes>;

export function newBallots(): Ballots {
  return {
    unit: new Votes(),
    keys: new Votes(),
    keyQuote: new Votes(),
    quote: new Votes(),
    colon: new Votes(),
    trailing: new Votes(),
    gap: new Votes(),
    pad: new Votes(),
    arrays: new Votes(),
    objects: new Votes(),
  };
}

/** Adds the votes of a value and of all in it. */
export function poll(doc: Lined, root: Node, votes: Ballots): void {
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === "scalar") {
      if (typeof node.value === "string") votes.quote.add(doc.text.charAt(node.start));
      continue;
    }
    pollContainer(doc, node, votes);
    for (const item of itemsOf(node)) open.push(item.value);
  }
}

/** Adds the votes of a container and of its keys, but not of the values in it. */
export function pollContainer(doc: Lined, node: Container, votes: Ballots): void {
  const items = itemsOf(node);
  const first = items[0];
  const last = items.at(-1);
  for (const { member } of items) if (member) pollKey(doc, member, votes);
  if (!first || !last) return;
  const tall = doc.line(node.start) !== doc.line(node.end - 1);
  if (items.every((item) => item.value.type === "scalar")) {
    (node.type === "array" ? votes.arrays : votes.objects).add(tall ? "tall" : "flat");
  }
  const comma = node.commas.at(-1) ?? -1;
  if (tall) {
    votes.trailing.add(comma >= 0 ? "yes" : "no");
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

function pollKey(doc: Lined, member: Member, votes: Ballots): void {
  const quote = doc.text.charAt(member.keySpan.start);
  if (quote !== '"' && quote !== "'") votes.keys.add("bare");
  else {
    votes.keyQuote.add(quote);
    if (isBareKey(member.key)) votes.keys.add("quoted");
  }
  const colon = doc.text.slice(member.keySpan.end, member.value.start);
  if (/^[ \t]*:[ \t]*$/.test(colon)) votes.colon.add(colon);
}
