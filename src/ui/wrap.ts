import { displayWidth } from "./width.ts";

/** Breaks a sentence into indented lines of at most `width` columns (undefined: no limit). Words are not broken. */
export function wrapText(text: string, width: number | undefined, indent = ""): string[] {
  if (width === undefined) return [indent + text];
  const lines: string[] = [];
  let line = "";
  const room = width - displayWidth(indent);
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > room) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line];
}
