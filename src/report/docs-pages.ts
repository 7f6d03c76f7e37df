import { type ExplainInfo, explainMarkdown } from "./explain.ts";

/** Which of OpenClaw's own checks tells the wrong example of a rule from the right one: data/openclaw-sees.json. */
export type OpenClawSees = Readonly<
  Record<string, { validate: boolean; doctorLint: boolean; doctorLintInfo: boolean; version: string }>
>;

/** The pages of docs/rules by file name: one for each rule or check, and an index. */
export function docsPages(infos: readonly ExplainInfo[], sees: OpenClawSees): Map<string, string> {
  const pages = new Map(infos.map((info) => [`${info.id}.md`, `${NOTE}\n${explainMarkdown(info)}`]));
  pages.set("README.md", indexPage(infos, sees));
  return pages;
}

const NOTE = "<!-- Made by scripts/build-docs.js from the code; change it there. -->";

function indexPage(infos: readonly ExplainInfo[], sees: OpenClawSees): string {
  const rows = [...infos]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(
      (i) =>
        `| [${i.id}](${i.id}.md) | ${i.severity} | \`${i.command}\` | ${cell(i.title)} | ${seenBy(i, sees)} |`,
    );
  const versions = [...new Set(Object.values(sees).map((s) => s.version))].sort();
  return `${NOTE}
# Checks

What \`openclaw-local lint\` and \`openclaw-local doctor\` look for; the same text as \`openclaw-local explain <id>\`.
${infos.length} in all.

The last column is about the rules of \`lint\`: which check of OpenClaw ${versions.join(", ")} itself reports more for the wrong
example of a rule than for the right one (\`config validate\`, \`doctor --lint\`). It is made by
\`scripts/openclaw-sees.js\`, which runs the real OpenClaw; its words are in \`data/openclaw-sees.json\`.

| id | severity | command | what | seen by OpenClaw |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

/** Live checks need a server, which OpenClaw's own checks never ask. */
function seenBy({ id, command }: ExplainInfo, sees: OpenClawSees): string {
  if (command !== "lint") return "";
  const found = sees[id];
  if (found === undefined) return "not run";
  const names = [
    ...(found.validate ? ["validate"] : []),
    ...(found.doctorLint ? ["doctor"] : found.doctorLintInfo ? ["doctor (info, hidden)"] : []),
  ];
  return names.length === 0 ? "no" : names.join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
