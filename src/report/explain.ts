import type { CheckAbout } from "../checks/types.ts";
import type { Severity } from "../core/finding.ts";
import type { Style } from "../ui/color.ts";

/** A command that finds a fault, and its severity there. */
export interface FoundBy {
  command: "lint" | "doctor" | "doctor --deep";
  severity: Severity;
}

/** What helps: one command, edit or setting. */
export interface Remedy {
  /** The server products, or the place; empty where it needs no name. */
  for: string;
  /** What a user types is between backticks. */
  text: string;
}

/** The data of `explain` and of a docs page. */
export interface ExplainInfo extends Omit<CheckAbout, "doc"> {
  doc: Omit<CheckAbout["doc"], "helps">;
  /** The commands that find it, the simplest first; doctor also runs the checks of lint. */
  foundBy: readonly FoundBy[];
  remedies: readonly Remedy[];
  /** Why the remedies do not depend on the server. */
  sameBecause?: string | undefined;
}

/** One part of an explanation: prose, a verbatim snippet or answer of a server, or remedies. */
interface ExplainSection {
  heading: string;
  text: string;
  kind: "prose" | "json5" | "text" | "remedies";
}

/** The parts of an explanation in order. */
function explainSections(info: ExplainInfo): ExplainSection[] {
  const { doc } = info;
  const parts: [heading: string, text: string | undefined, kind: ExplainSection["kind"]][] = [
    ["What", doc.what, "prose"],
    ["Why", doc.why, "prose"],
    ["Wrong", doc.bad, "json5"],
    ["Right", doc.good, "json5"],
    ["Seen", doc.seen, /^\s*[{[]/.test(doc.seen ?? "") ? "json5" : "text"],
    ["What helps", remedyLines(info), "remedies"],
  ];
  return parts.flatMap(([heading, text, kind]) =>
    text === undefined || text.trim() === "" ? [] : [{ heading, text, kind }],
  );
}

/** One line each; a single one needs no bullet. */
function remedyLines({ remedies, sameBecause }: ExplainInfo): string {
  const bullet = remedies.length > 1 ? "- " : "";
  return [
    ...remedies.map((one) => `${bullet}${one.for === "" ? "" : `${one.for}: `}${one.text}`),
    ...(sameBecause === undefined ? [] : ["", `The same for every server: ${sameBecause}.`]),
  ].join("\n");
}

/** The remedies for programs and terminals: a text that is all code has no backticks. */
export function plainRemedies({ remedies }: ExplainInfo): Remedy[] {
  return remedies.map((one) => ({ for: one.for, text: one.text.replace(/^`([^`]*)`$/, "$1") }));
}

/** Severity and the commands that find it. */
function explainMeta({ foundBy }: ExplainInfo): string {
  return foundBy
    .map(({ command, severity }) => `${severity}, found by \`openclaw-local ${command}\``)
    .join("; ");
}

/** For a terminal. */
export function explainText(info: ExplainInfo, style: Style): string {
  const sections = explainSections({ ...info, remedies: plainRemedies(info) }).flatMap(
    ({ heading, text, kind }) => [
      "",
      style.bold(heading),
      ...text
        .trim()
        .split("\n")
        .map((line) => (line === "" ? "" : `  ${painted(line, kind, style)}`)),
    ],
  );
  return `${[
    `${style.bold(info.id)}: ${info.title}`,
    style.dim(explainMeta(info).replaceAll("`", "")),
    ...sections,
  ].join("\n")}\n`;
}

function painted(line: string, kind: ExplainSection["kind"], style: Style): string {
  if (kind === "json5") return style.cyan(line);
  return kind === "remedies" ? line.replace(/`[^`]*`/g, (code) => style.cyan(code)) : line;
}

/** For docs/rules/<id>.md. */
export function explainMarkdown(info: ExplainInfo): string {
  const sections = explainSections(info).flatMap(({ heading, text, kind }) => [
    "",
    `## ${heading}`,
    "",
    ...(kind === "prose" || kind === "remedies"
      ? [prose(text.trim())]
      : [`\`\`\`${kind}`, text.trim(), "```"]),
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
