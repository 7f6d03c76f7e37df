import type { Severity } from "../core/finding.ts";
import type { RuleDoc } from "../rules/types.ts";
import type { Style } from "../ui/color.ts";

/** What `explain` and the docs page are made of; rules and checks both have it. */
export interface ExplainInfo {
  id: string;
  title: string;
  severity: Severity;
  doc: RuleDoc;
  /** "lint" for a rule; "doctor" or "doctor --deep" for a live check. */
  command: "lint" | "doctor" | "doctor --deep";
}

/** One part of an explanation: sentences, or code when `code` is set. */
export interface ExplainSection {
  heading: string;
  text: string;
  code: boolean;
}

/** The parts in order. The only place that decides what an explanation says. */
export function explainSections(info: ExplainInfo): ExplainSection[] {
  const code = info.command === "lint";
  return [
    { heading: "What", text: info.doc.what, code: false },
    { heading: "Why", text: info.doc.why, code: false },
    { heading: code ? "Wrong" : "Seen", text: info.doc.bad, code },
    { heading: code ? "Right" : "What helps", text: info.doc.good, code },
  ].filter((section) => section.text.trim() !== "");
}

/** Severity and the command that finds it. */
export function explainMeta(info: ExplainInfo): string {
  return `${info.severity}, found by \`openclaw-local ${info.command}\``;
}

/** For a terminal. */
export function explainText(info: ExplainInfo, style: Style): string {
  const sections = explainSections(info).flatMap(({ heading, text, code }) => [
    "",
    style.bold(heading),
    ...text
      .trim()
      .split("\n")
      .map((line) => (line === "" ? "" : `  ${code ? style.cyan(line) : line}`)),
  ]);
  return `${[
    `${style.bold(info.id)}: ${info.title}`,
    style.dim(explainMeta(info).replaceAll("`", "")),
    ...sections,
  ].join("\n")}\n`;
}

/** For docs/rules/<id>.md. */
export function explainMarkdown(info: ExplainInfo): string {
  const sections = explainSections(info).flatMap(({ heading, text, code }) => [
    "",
    `## ${heading}`,
    "",
    ...(code ? ["```json5", text.trim(), "```"] : [text.trim()]),
  ]);
  return `${[`# ${info.id}`, "", `${info.title} (${explainMeta(info)}).`, ...sections].join("\n")}\n`;
}
