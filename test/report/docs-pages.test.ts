import { expect, test } from "vitest";
import { docsPages } from "../../src/report/docs-pages.ts";
import { type ExplainInfo, explainMarkdown } from "../../src/report/explain.ts";

const doc = { what: "What.", why: "Why.", bad: "{}", good: "{ a: 1 }" };
const INFOS: ExplainInfo[] = [
  {
    id: "b-rule",
    title: "B | <b>",
    severity: "error",
    foundBy: [{ command: "doctor", severity: "warning" }],
    doc,
    remedies: [],
  },
  {
    id: "a-rule",
    title: "A",
    severity: "info",
    foundBy: [
      { command: "lint", severity: "warning" },
      { command: "doctor", severity: "warning" },
    ],
    doc,
    remedies: [],
  },
  {
    id: "c-rule",
    title: "C",
    severity: "info",
    foundBy: [{ command: "lint", severity: "warning" }],
    doc,
    remedies: [],
  },
  {
    id: "d-rule",
    title: "D",
    severity: "info",
    foundBy: [{ command: "lint", severity: "warning" }],
    doc,
    remedies: [],
  },
  {
    id: "e-rule",
    title: "E",
    severity: "info",
    foundBy: [
      { command: "lint", severity: "warning" },
      { command: "doctor", severity: "warning" },
    ],
    doc: { ...doc, seen: "Live." },
    remedies: [],
  },
];
const run = { validate: false, doctorLint: false, doctorLintInfo: false, version: "2026.9.6" };
const SEES = {
  "a-rule": { ...run, validate: true, doctorLint: true },
  "c-rule": { ...run, doctorLintInfo: true },
  "d-rule": run,
};

test("a page for each check with the text of explain, and a sorted index", () => {
  const pages = docsPages(INFOS, {
    sees: SEES,
    live: {
      "b-rule": {
        what: "b | fails",
        validate: false,
        doctorLint: true,
        infer: { ok: false, says: "404 <html>" },
        version: "2026.9.6",
      },
      "e-rule": {
        what: "not seen",
        validate: false,
        doctorLint: false,
        infer: { ok: true, says: "pong" },
        version: "2026.9.6",
      },
    },
    notLinted: { "f-rule": "No `a|b`." },
    notChecked: { "g-rule": "No." },
  });
  expect([...pages.keys()]).toEqual([...INFOS.map((i) => `${i.id}.md`), "README.md"]);
  for (const info of INFOS) {
    expect(pages.get(`${info.id}.md`)?.split("\n").slice(1).join("\n")).toBe(explainMarkdown(info));
  }
  expect(pages.get("README.md")).toBe(`<!-- Made by scripts/build-docs.js from the code; change it there. -->
# Checks

What \`openclaw-local lint\` and \`openclaw-local doctor\` look for, with the same text as \`openclaw-local explain <id>\`.
There are 5.

The last column is about the rules of \`lint\`: which check of OpenClaw 2026.9.6 itself (\`config validate\`,
\`doctor --lint\`) reports more for the wrong example of a rule than for the right one. \`scripts/openclaw-sees.js\` runs the
real OpenClaw to find out and writes \`data/openclaw-sees.json\`.

| id | severity | command | what | seen by OpenClaw |
|---|---|---|---|---|
| [a-rule](a-rule.md) | info | \`lint\`, \`doctor\` | A | validate, doctor |
| [b-rule](b-rule.md) | error | \`doctor\` | B \\| &lt;b> |  |
| [c-rule](c-rule.md) | info | \`lint\` | C | doctor (info, hidden) |
| [d-rule](d-rule.md) | info | \`lint\` | D | no |
| [e-rule](e-rule.md) | info | \`lint\`, \`doctor\` | E | not run |

## What OpenClaw says of live faults

Each fault was produced with a real or emulated model server. The table shows what OpenClaw 2026.9.6 itself
reports with the same config: whether \`config validate\` or \`doctor --lint\` report more than for the healthy setup, and the
result of one \`infer model run\` (“pong” with the healthy setup). \`npm run test:real-sees\` repeats this and writes
\`data/openclaw-sees-live.json\`.

| id | fault | validate | doctor --lint | infer model run |
|---|---|---|---|---|
| [b-rule](b-rule.md) | b \\| fails | no | yes | fails: “404 &lt;html>” |
| [e-rule](e-rule.md) | not seen | no | no | answers “pong” |

## What has no rule, and why

| id | why |
|---|---|
| f-rule | No \`a\\|b\`. |

## What has no live check, and why

| id | why |
|---|---|
| g-rule | No. |
`);
});
