import { displayWidth } from "../width.ts";
import { wrapText } from "../wrap.ts";

/** Without a terminal's own answer, in columns. */
const USUAL_WIDTH = 80;

/** Columns for what a question shows: one is left, since the library adds an empty line after a full one. */
function room(): number {
  // a terminal of unknown size reports 0
  return (process.stderr.columns || USUAL_WIDTH) - 1;
}

/** Paints word by word, so that the text can be broken between them. */
export function words(text: string, paint: (word: string) => string): string {
  return text.split(" ").map(paint).join(" ");
}

/** A text behind a mark; its further lines begin below its first word. The library itself breaks within words. */
export function behind(mark: string, text: string): string {
  const indent = displayWidth(mark) + 1;
  return wrapText(text, room() - indent)
    .map((line, i) => `${i === 0 ? mark : " ".repeat(indent - 1)} ${line}`)
    .join("\n");
}

/** A text in lines of its own, each as far to the right as the first. */
export function paragraph(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? "";
  return wrapText(text.slice(indent.length), room(), indent).join("\n");
}

/** What the keys do, broken between two keys. */
export function keysLine(keys: readonly string[], dot: string, paint: (line: string) => string): string {
  const whole = keys.map(
    (key, i) => `${key.replaceAll(" ", "\u00a0")}${i < keys.length - 1 ? `\u00a0${dot}` : ""}`,
  );
  return wrapText(whole.join(" "), room())
    .map((line) => paint(line.replaceAll("\u00a0", " ")))
    .join("\n");
}
