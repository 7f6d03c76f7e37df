import { expect, test } from "vitest";
import { type ExplainInfo, explainMarkdown, explainText } from "../../src/report/explain.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";

const RULE: ExplainInfo = {
  id: "some-rule",
  title: "Some rule",
  severity: "warning",
  command: "lint",
  doc: { what: "What it is.", why: "Why it bites.", bad: "{\n  a: 1,\n}", good: "{ b: 1 }" },
};

test("terminal", () => {
  expect(explainText(RULE, PLAIN_STYLE)).toBe(`some-rule: Some rule
warning, found by openclaw-local lint

What
  What it is.

Why
  Why it bites.

Wrong
  {
    a: 1,
  }

Right
  { b: 1 }
`);
});

test("docs page, of the same parts", () => {
  expect(explainMarkdown(RULE)).toBe(`# some-rule

Some rule (warning, found by \`openclaw-local lint\`).

## What

What it is.

## Why

Why it bites.

## Wrong

\`\`\`json5
{
  a: 1,
}
\`\`\`

## Right

\`\`\`json5
{ b: 1 }
\`\`\`
`);
});

test("a live check tells what is seen and what helps, in words; an empty part is left out", () => {
  const check: ExplainInfo = {
    ...RULE,
    command: "doctor --deep",
    doc: { what: "W.", why: "", bad: "an error", good: "a command" },
  };
  expect(explainText(check, PLAIN_STYLE)).toBe(`some-rule: Some rule
warning, found by openclaw-local doctor --deep

What
  W.

Seen
  an error

What helps
  a command
`);
});

test("docs of a live check: JSON5 and answers of servers are fenced, tags in sentences are no HTML", () => {
  const check: ExplainInfo = {
    ...RULE,
    title: "A <tag>",
    command: "doctor",
    doc: { what: "A <tag> and `<code>`.", why: "", bad: "<tool_call> in the text", good: "{ a: 1 }" },
  };
  expect(explainMarkdown(check)).toBe(`# some-rule

A &lt;tag> (warning, found by \`openclaw-local doctor\`).

## What

A &lt;tag> and \`<code>\`.

## Seen

\`\`\`text
<tool_call> in the text
\`\`\`

## What helps

\`\`\`json5
{ a: 1 }
\`\`\`
`);
});

test("a rule that has a live check of the same id: what that sees, behind the rule's own parts", () => {
  const doc = { what: "Seen at the server.", why: "", bad: "", good: "server --flag" };
  const text = explainText({ ...RULE, live: { command: "doctor --deep", doc } }, PLAIN_STYLE);
  expect(text.slice(explainText(RULE, PLAIN_STYLE).length)).toBe(`
What openclaw-local doctor --deep sees
  Seen at the server.

What helps then
  server --flag
`);
});
