import { describe, expect, test } from "vitest";
import type { ReportContext } from "../../src/core/report.ts";
import { FORMAT_NAMES, type FormatName, loadReporter } from "../../src/report/registry.ts";
import { formLike } from "./form.ts";
import { type Say, wholeContext, wholeReport } from "./hostile-report.ts";

/** What others may put into a report, each behind ordinary text and at its start. */
const HOSTILE = [
  // terminals
  "\u001b[31mred\u001b[2J\u001b]0;title\u0007\u009b2J\u0000\u0008\u007f\u009d",
  // order and invisible text
  "\u202eevil\u2066\u2067\u2069\u061c\u200b\u200f\u2060\ufeff",
  // forged lines
  "x\nFORGED\r\nFORGED\rFORGED\u2028FORGED\u2029FORGED\u0085FORGED\u000bFORGED\u000cFORGED",
  // the commands of CI
  "\n::error file=x::FORGED\n  ::add-mask::FORGED",
  "##[error]FORGED %0A::warning::FORGED",
  // markup
  "<img src=x onerror=alert(1)><script>x</script><!-- --></failure></testsuites>",
  `]]> <![CDATA[ <?xml ?> &lt;b&gt; &#27;[2J " onload="x' onload='x`,
  "[a](javascript:x) ![i](http://h/i) <http://h> `c` ``` \n```\n~~~\n# FORGED\n- *b* | cell |\n\n| a |\n|---|",
  '"}, {"message": "FORGED", \\',
  "\ud800 \uffff",
];

const CONTEXTS: Record<string, { endpoints: number; changes: Partial<ReportContext> }> = {
  plain: { endpoints: 1, changes: {} },
  verbose: { endpoints: 2, changes: { verbose: true } },
  quiet: { endpoints: 1, changes: { quiet: true } },
  "of many endpoints": { endpoints: 9, changes: {} },
  coloured: { endpoints: 1, changes: { color: true } },
  ascii: { endpoints: 1, changes: { ascii: true, verbose: true } },
};
type View = (typeof CONTEXTS)[string];

async function shown(name: FormatName, say: Say, { endpoints, changes }: View): Promise<string> {
  const context = wholeContext(say, changes);
  return (await loadReporter(name, context.color))(wholeReport(say, endpoints), context);
}

const COLOR = /\u001b\[\d+m/g;

/** What the format "github" is made of, and nothing else may look like. */
const ANNOTATION = "::(?:error|warning|notice) (?:file=[^:,]*,(?:line=\\d+,col=\\d+,)?)?title=[\\w-]+::";

/** Forbidden in any format. A runner of CI obeys `::command::` after blanks, and `##[command]` anywhere. */
const NEVER: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a control character", /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/],
  ["an invisible character", /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/],
  ["a forged line", /^\s*FORGED/m],
  ["a forged command", new RegExp(`^(?!${ANNOTATION})(?:\\s*::|.*##\\[)`, "m")],
];

function problemsOf(hostile: string, harmless: string): string[] {
  const plain = hostile.replace(COLOR, "");
  const colors = (text: string) => text.match(COLOR)?.length;
  const formOf = formLike(harmless);
  const [form, wanted] = [formOf(plain), formOf(harmless.replace(COLOR, ""))];
  return [
    ...NEVER.flatMap(([what, pattern]) =>
      pattern.test(plain) ? [`${what}: ${around(plain, pattern)}`] : [],
    ),
    ...(colors(hostile) === colors(harmless) ? [] : ["forged colour"]),
    ...(form === wanted ? [] : [`another form: ${form} instead of ${wanted}`]),
  ];
}

function around(text: string, pattern: RegExp): string {
  const at = text.search(pattern);
  return JSON.stringify(text.slice(Math.max(0, at - 30), at + 30));
}

/** A command may have several lines, each of which begins with what is foreign. */
function foreign(text: string): Say {
  return (field) => (field === "fix.command" ? text.replaceAll("FORGED", "") : text);
}

/** The same report in harmless words; a command of several lines has as many lines. */
function harmlessAs(text: string): Say {
  const lines = text.split(/\r\n|[\n\r]/).map(() => "word");
  return (field) => (field === "fix.command" ? lines.join("\n") : "word");
}

describe.each(FORMAT_NAMES)("%s: foreign text stays text", (name) => {
  test.each(Object.entries(CONTEXTS))("%s", async (_view, view) => {
    const found: string[] = [];
    for (const text of HOSTILE.flatMap((one) => [one, `${one} end`, `begin ${one}`])) {
      const hostile = await shown(name, foreign(text), view);
      const problems = problemsOf(hostile, await shown(name, harmlessAs(text), view));
      found.push(...problems.map((problem) => `${JSON.stringify(text)} gives ${problem}`));
    }
    expect(found, `escape it in src/report/${name}.ts, or in src/report/parts/safe.ts`).toEqual([]);
  });
});

test("json keeps every text as it is", async () => {
  for (const text of HOSTILE) {
    const report = JSON.parse(await shown("json", () => text, { endpoints: 1, changes: {} }));
    expect(report.findings[0]).toMatchObject({ message: text, target: text, fix: { commands: [text] } });
  }
});

test.each(FORMAT_NAMES.filter((name) => name !== "json"))("%s cuts a book short", async (name) => {
  const open = /^(?:fix\.command|file|config)$/;
  const text = await shown(name, (field) => (open.test(field) ? "word" : "A".repeat(100_000)), {
    endpoints: 1,
    changes: { verbose: true },
  });
  expect(text).not.toMatch(/A{2001}/);
});

test("the guard barks", () => {
  const bad = {
    "a\u001b[2J\n": "a\n",
    "a\u202eb\n": "ab\n",
    "a\nFORGED\n": "a\nb\n",
    "  ::error::x\n": "  x\n",
    "a ##[error]x\n": "a x\n",
    "a\u001b[31mb\n": "ab\n",
    '{ "a": "b", "c": "d" }': '{ "a": "b, c: d" }',
    '<?xml version="1.0"?><a b="c" d="e"/>': '<?xml version="1.0"?><a b="c"/>',
    '<?xml version="1.0"?><a>&b</a>': '<?xml version="1.0"?><a>b</a>',
    "# a\n<b>\n": "# a\nb\n",
    "# a\n| `b` | c | d |\n": "# a\n| `b` | c \\| d |\n",
    "# a\n```\nb\n```\n# c\n```\n": "# a\n````\nb\n```\n# c\n````\n",
  };
  for (const [text, harmless] of Object.entries(bad)) {
    expect([text, problemsOf(text, harmless).length]).toEqual([text, 1]);
    expect(problemsOf(harmless, harmless)).toEqual([]);
  }
});
