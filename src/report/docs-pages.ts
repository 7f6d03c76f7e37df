import { type ExplainInfo, explainMarkdown } from "./explain.ts";

/** The pages of docs/rules by file name: one for each rule or check, and an index. */
export function docsPages(infos: readonly ExplainInfo[]): Map<string, string> {
  const pages = new Map(infos.map((info) => [`${info.id}.md`, `${NOTE}\n${explainMarkdown(info)}`]));
  pages.set("README.md", indexPage(infos));
  return pages;
}

const NOTE = "<!-- Made by scripts/build-docs.js from the code; change it there. -->";

function indexPage(infos: readonly ExplainInfo[]): string {
  const rows = [...infos]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((i) => `| [${i.id}](${i.id}.md) | ${i.severity} | \`${i.command}\` | ${cell(i.title)} |`);
  return `${NOTE}
# Checks

What \`openclaw-local lint\` and \`openclaw-local doctor\` look for; the same text as \`openclaw-local explain <id>\`.
${infos.length} in all.

| id | severity | command | what |
|---|---|---|---|
${rows.join("\n")}
`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
