import { INVISIBLE, neutralize } from "../../core/text.ts";

/** A message is one sentence; this only holds back a server that answers with a book. */
const LONGEST = 2000;

/**
 * Text of a finding as one harmless line. Messages carry what servers and configs said; an escape sequence or a line
 * break in it must not reach a terminal or forge a line of a report. Nor may `##[`, which begins a command of GitHub's
 * runner anywhere in a line.
 */
export function oneLine(text: string): string {
  return neutralize(text.replace(/\s+/g, " "), LONGEST).replaceAll("##[", "## [");
}

/** The same where it begins a line: GitHub's runner takes `::` there for a command. */
export function lineStart(text: string): string {
  const line = oneLine(text);
  return line.startsWith("::") ? `./${line}` : line;
}

/**
 * Harmless lines of text that must keep its blanks and its length, such as a command that is to be copied: a character
 * that should not be there becomes a visible U+FFFD instead of vanishing.
 */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|[\n\r]/).map((line) => visible(line).replace(/^(\s*):(?=:)/, "$1\ufffd"));
}

/** The same, on one line. */
export function safeText(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map(visible)
    .join(" ");
}

/** The same, cut where a book begins: for what is shown but not copied. */
export function shortText(text: string): string {
  const line = safeText(text);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}

function visible(line: string): string {
  return line.replaceAll("\t", "  ").replaceAll("##[", "#\ufffd[").replace(INVISIBLE, "\ufffd");
}
