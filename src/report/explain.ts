import type { CheckAbout } from "../checks/types.ts";
import type { Severity } from "../core/finding.ts";
import type { Style } from "../ui/color.ts";

/** A command that finds a fault, and its severity there. */
export interface FoundBy {
  command: "lint" | "doctor" | "doctor --deep";
  severity: Severity;
}

/** The data of `explain` and of a docs page. */
export interface ExplainInfo extends CheckAbout {
  /** The commands that find it, the simplest first; doctor also runs the checks of lint. */
  foundBy: readonly FoundBy[];
}

/** One part of an explanation: prose, or a verbatim snippet or answer of a server. */
interface ExplainSection {
  heading: string;
  text: string;
  kind: "prose" | "json5" | "text";
}

/** The parts of an explanation in order. */
function explainSections({ doc }: ExplainInfo): ExplainSection[] {
  const parts: [heading: string, text: string | undefined, kind: ExplainSection["kind"]][] = [
    ["What", doc.what, "prose"],
    ["Why", doc.why, "prose"],
    ["Wrong", doc.bad, "json5"],
    ["Right", doc.good, "json5"],
    ["Seen", doc.seen, shownAs(doc.seen)],
    ["What helps", doc.helps, shownAs(doc.helps)],
  ];
  return parts.flatMap(([heading, text, kind]) =>
    text === undefined || text.trim() === "" ? [] : [{ heading, text, kind }],
  );
}

function shownAs(text: string | undefined): "json5" | "text" {
  return /^\s*[{[]/.test(text ?? "") ? "json5" : "text";
}

/** Severity and the commands that find it. */
function explainMeta({ foundBy }: ExplainInfo): string {
  return foundBy
    .map(({ command, severity }) => `${severity}, found by \`openclaw-local ${command}\``)
    .join("; ");
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

/** Escapes `<think>` and the like, which Markdown would treat as HTML, outside of code spans. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;")))
    .join("");
}
