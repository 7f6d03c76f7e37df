/** A power of two. */
const SLOTS = 1024;

/** Longer ones seldom stand twice in a config. */
const LONGEST = 32;

/**
 * Cuts words out of a text. Most keys and many values of a large config are the same few words; of these the string that
 * was cut last time is given again, and no new one is made.
 */
export class Words {
  private readonly text: string;
  private readonly known: (string | undefined)[] = new Array<string | undefined>(SLOTS).fill(undefined);

  constructor(text: string) {
    this.text = text;
  }

  /** The same as `text.slice(start, end)`. */
  cut(start: number, end: number): string {
    const { text, known } = this;
    const length = end - start;
    if (length > LONGEST || length === 0) return text.slice(start, end);
    let hash = length;
    for (let i = start; i < end; i += 1) hash = (hash * 31 + text.charCodeAt(i)) & 0x3fffffff;
    const slot = (hash ^ (hash >> 10)) & (SLOTS - 1);
    const last = known[slot];
    if (last !== undefined && last.length === length && text.startsWith(last, start)) return last;
    const word = text.slice(start, end);
    known[slot] = word;
    return word;
  }
}
