import { neutralize } from "../../core/text.ts";

/**
 * Text of a finding as one harmless line. Messages carry what servers and configs said; an escape sequence or a line
 * break in it must not reach a terminal or forge a line of a report.
 */
export function oneLine(text: string): string {
  return neutralize(text.replace(/\s+/g, " ")).trim();
}

/** The same for text that may have several lines, such as a command or a snippet of a config. */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => neutralize(line.replaceAll("\t", "  ")));
}
