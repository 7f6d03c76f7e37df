import { expect, test } from "vitest";
import { docsPages } from "../../src/report/docs-pages.ts";
import { type ExplainInfo, explainMarkdown } from "../../src/report/explain.ts";

const doc = { what: "What.", why: "Why.", bad: "{}", good: "{ a: 1 }" };
const INFOS: ExplainInfo[] = [
  { id: "b-rule", title: "B | <b>", severity: "error", command: "doctor", doc },
  { id: "a-rule", title: "A", severity: "info", command: "lint", doc },
];

test("a page for each, with the text of explain, and an index in order", () => {
  const pages = docsPages(INFOS);
  expect([...pages.keys()]).toEqual(["b-rule.md", "a-rule.md", "README.md"]);
  for (const info of INFOS) {
    expect(pages.get(`${info.id}.md`)?.split("\n").slice(1).join("\n")).toBe(explainMarkdown(info));
  }
  expect(pages.get("README.md")).toBe(`<!-- Made by scripts/build-docs.js from the code; change it there. -->
# Checks

What \`openclaw-local lint\` and \`openclaw-local doctor\` look for; the same text as \`openclaw-local explain <id>\`.
2 in all.

| id | severity | command | what |
|---|---|---|---|
| [a-rule](a-rule.md) | info | \`lint\` | A |
| [b-rule](b-rule.md) | error | \`doctor\` | B \\| &lt;b> |
`);
});
