import { neutralize } from "../../core/text.ts";

/** A message is one sentence; this only holds back a server that answers with a book. */
const LONGEST = 2000;

/**
 * Text of a finding as one harmless line. Messages carry what servers and configs said; an escape sequence or a line
 * break in it must not reach a terminal or forge a line of a report.
 */
export function oneLine(text: string): string {
  return neutralize(text.replace(/\s+/g, " "), LONGEST);
}

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Harmless lines of text that must keep its blanks and its length, such as a command that is to be copied: a character
 * that should not be there becomes a visible U+FFFD instead of vanishing.
 */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|[\n\r]/).map((line) => line.replaceAll("\t", "  ").replace(UNSAFE, "\ufffd"));
}

/** The same, on one line. */
export function safeText(text: string): string {
  return safeLines(text).join(" ");
}
