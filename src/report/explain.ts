import type { RuleDoc } from "../checks/config/types.ts";
import type { Severity } from "../core/finding.ts";
import type { Style } from "../ui/color.ts";

/** What `explain` and the docs page are made of; rules and checks both have it. */
export interface ExplainInfo {
  id: string;
  title: string;
  severity: Severity;
  doc: RuleDoc;
  /** "lint" for a rule; "doctor" or "doctor --deep" for a live check. */
  command: "lint" | "doctor" | "doctor --deep";
  /** The live check of the same id, where a rule has one: what the server shows of the fault. */
  live?: { command: "doctor" | "doctor --deep"; severity: Severity; doc: RuleDoc };
}

/** One part of an explanation. Sentences, or something to be shown as it stands: a snippet, an answer of a server. */
export interface ExplainSection {
  heading: string;
  text: string;
  kind: "prose" | "json5" | "text";
}

/** The parts in order. The only place that decides what an explanation says. */
function explainSections(info: ExplainInfo): ExplainSection[] {
  const lint = info.command === "lint";
  const kindOf = (text: string) => (lint || /^\s*[{[]/.test(text) ? "json5" : "text");
  const { what, why, bad, good } = info.doc;
  const sections: ExplainSection[] = [
    { heading: "What", text: what, kind: "prose" },
    { heading: "Why", text: why, kind: "prose" },
    { heading: lint ? "Wrong" : "Seen", text: bad, kind: kindOf(bad) },
    { heading: lint ? "Right" : "What helps", text: good, kind: kindOf(good) },
    ...(info.live === undefined ? [] : liveSections(info.live.doc)),
  ];
  return sections.filter((section) => section.text.trim() !== "");
}

/** What `doctor` adds for an id that is a rule as well. */
function liveSections({ what, bad, good }: RuleDoc): ExplainSection[] {
  return [
    { heading: "On a running server", text: what, kind: "prose" },
    { heading: "Seen", text: bad, kind: "text" },
    { heading: "What helps", text: good, kind: "text" },
  ];
}

/** Severity and the command that finds it. */
function explainMeta({ severity, command, live }: ExplainInfo): string {
  const own = `${severity}, found by \`openclaw-local ${command}\``;
  return live === undefined ? own : `${own}; ${live.severity}, found by \`openclaw-local ${live.command}\``;
}

/** For a terminal. */
export function explainText(info: ExplainInfo, style: Style): string {
  const sections = explainSections(info).flatMap(({ heading, text, kind }) => [
    "",
    style.bold(heading),
    ...text
      .trim()
      .split("\n")
      .map((line) => (line === "" ? "" : `  ${kind === "json5" ? style.cyan(line) : line}`)),
  ]);
  return `${[
    `${style.bold(info.id)}: ${info.title}`,
    style.dim(explainMeta(info).replaceAll("`", "")),
    ...sections,
  ].join("\n")}\n`;
}

/** For docs/rules/<id>.md. */
export function explainMarkdown(info: ExplainInfo): string {
  const sections = explainSections(info).flatMap(({ heading, text, kind }) => [
    "",
    `## ${heading}`,
    "",
    ...(kind === "prose" ? [prose(text.trim())] : [`\`\`\`${kind}`, text.trim(), "```"]),
  ]);
  return `${[`# ${info.id}`, "", `${prose(info.title)} (${explainMeta(info)}).`, ...sections].join("\n")}\n`;
}

/** Sentences may name `<think>` and the like, which Markdown would take for HTML; code spans are safe already. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;")))
    .join("");
}
