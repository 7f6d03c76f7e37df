import { INVISIBLE, neutralize } from "../../core/text.ts";

/** A limit for servers with very long answers; a message is one sentence. */
const LONGEST = 2000;

/**
 * Makes the text of a finding one safe line. Messages quote servers and configs, whose escape sequences and line breaks must
 * not reach a terminal or forge a line of a report. `##[` starts a command of GitHub's runner anywhere in a line.
 */
export function oneLine(text: string): string {
  return neutralize(text.replace(/\s+/g, " "), LONGEST).replaceAll("##[", "## [");
}

/** The same at the start of a line, where `::` is a command of GitHub's runner. */
export function lineStart(text: string): string {
  const line = oneLine(text);
  return line.startsWith("::") ? `./${line}` : line;
}

/** Safe lines of a text that keeps its spaces and length, such as a command to copy: unsafe characters become U+FFFD. */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|[\n\r]/).map((line) => visible(line).replace(/^(\s*):(?=:)/, "$1\ufffd"));
}

/** The same on one line. */
export function safeText(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map(visible)
    .join(" ");
}

/** The same with a limited length, for text that is not copied. */
export function shortText(text: string): string {
  const line = safeText(text);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}

function visible(line: string): string {
  return line.replaceAll("\t", "  ").replaceAll("##[", "#\ufffd[").replace(INVISIBLE, "\ufffd");
}
