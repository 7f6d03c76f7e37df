import type { Style } from "./color.ts";

/** Colors a unified diff line by line. */
export function colorDiff(diff: string, style: Style): string {
  if (!style.enabled) return diff;
  return diff
    .split("\n")
    .map((line) => colorLine(line, style))
    .join("\n");
}

function colorLine(line: string, style: Style): string {
  if (line.startsWith("--- ") || line.startsWith("+++ ")) return style.bold(line);
  if (line.startsWith("@@")) return style.cyan(line);
  if (line.startsWith("+")) return style.green(line);
  if (line.startsWith("-")) return style.red(line);
  return line.startsWith("\\") ? style.dim(line) : line;
}
