import { expect, test } from "vitest";
import { type ExplainInfo, explainMarkdown, explainText } from "../../src/report/explain.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";

const RULE: ExplainInfo = {
  id: "some-rule",
  title: "Some rule",
  severity: "warning",
  foundBy: [{ command: "lint", severity: "warning" }],
  doc: { what: "What it is.", why: "Why it matters.", bad: "{\n  a: 1,\n}", good: "{ b: 1 }" },
  remedies: [],
};

test("terminal", () => {
  expect(explainText(RULE, PLAIN_STYLE)).toBe(`some-rule: Some rule
warning, found by openclaw-local lint

What
  What it is.

Why
  Why it matters.

Wrong
  {
    a: 1,
  }

Right
  { b: 1 }
`);
});

test("docs page with the same parts", () => {
  expect(explainMarkdown(RULE)).toBe(`# some-rule

Some rule (warning, found by \`openclaw-local lint\`).

## What

What it is.

## Why

Why it matters.

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

test("a live check has what is seen and what helps; an empty part is omitted", () => {
  const check: ExplainInfo = {
    ...RULE,
    foundBy: [{ command: "doctor --deep", severity: "warning" }],
    doc: { what: "W.", why: "", seen: "an error" },
    remedies: [{ for: "", text: "`a command`" }],
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

test("docs of a live check: JSON5 and answers of servers are fenced, tags in prose are escaped", () => {
  const check: ExplainInfo = {
    ...RULE,
    title: "A <tag>",
    foundBy: [{ command: "doctor", severity: "warning" }],
    doc: { what: "A <tag> and `<code>`.", why: "", seen: "<tool_call> in the text" },
    remedies: [
      { for: "One, Two", text: "`serve <model> --a`, else <b>" },
      { for: "OpenClaw config", text: "`a.b: 1`" },
    ],
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

- One, Two: \`serve <model> --a\`, else &lt;b>
- OpenClaw config: \`a.b: 1\`
`);
});

test("a fault in both the config and a server has one text", () => {
  const both: ExplainInfo = {
    ...RULE,
    foundBy: [
      { command: "lint", severity: "warning" },
      { command: "doctor", severity: "warning" },
    ],
    doc: { ...RULE.doc, seen: "GET → 4096" },
    remedies: [{ for: "LM Studio", text: "`lms load`" }],
    sameBecause: "it is alone",
  };
  const text = explainText(both, PLAIN_STYLE);
  expect(text).toContain(
    "warning, found by openclaw-local lint; warning, found by openclaw-local doctor\n\nWhat\n  What it is.",
  );
  expect(text).toMatch(
    /Right\n.*\n\nSeen\n.*4096\n\nWhat helps\n {2}LM Studio: lms load\n\n {2}The same for every server: it is alone\.\n$/,
  );
});
