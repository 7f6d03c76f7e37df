import type { TestTerminal } from "../support/terminal.ts";

/**
 * Words of the screen that are cut at its edge although a line would hold them. `wide` is the text of the same run on a
 * screen where no line ends early. Indented commands are not meant: they are never broken, so the terminal does it.
 */
export function cutWords(terminal: TestTerminal, columns: number, wide: string): string[] {
  const words = new Set(wide.split(/\s+/));
  const rows = terminal.rows();
  let begin = "";
  return rows.flatMap(({ text, goesOn }, i) => {
    const above = rows[i - 1]?.text ?? "";
    if (!goesOn) begin = text;
    const isCommand = goesOn && begin.startsWith("  ");
    const head = /\S+$/.exec(above)?.[0];
    const tail = /^\S+/.exec(text)?.[0];
    if (above.length < columns || head === undefined || tail === undefined || isCommand) return [];
    if (words.has(head) && words.has(tail)) return [];
    // two columns for an indentation
    return head.length + tail.length <= columns - 2 ? [`${head}|${tail}`] : [];
  });
}
