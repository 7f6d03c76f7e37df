import { expect, test } from "vitest";
import { type Finding, makeFinding, type Severity } from "../../src/core/finding.ts";
import { github } from "../../src/report/github.ts";
import { CONFIG, context, contextFinding, endpointFinding, report, unverifiedFinding } from "./sample.ts";

test("errors first, repo-relative files, unverified as a notice", () => {
  expect(github(report([unverifiedFinding(), endpointFinding(), contextFinding()]), context())).toBe(
    `::error file=openclaw.json,line=4,col=40,title=context-server-below-config::The server gives 65536 tokens, the config says 196608%0Aload the model with the context that the config names, or lower contextWindow
::warning title=server-refused::vllm: Nothing listens at http://127.0.0.1:8000/v1
::notice title=model-not-listed::vllm/m: unverified: The server did not list its models
`,
  );
});

test("escapes the delimiters of commands and properties", () => {
  const finding = makeFinding(
    { id: "some-rule", severity: "error" },
    { message: "100% a:b, c\n::error::forged" },
    { file: "/repo/app/a,b:c%.json", line: 1, column: 2 },
  );
  expect(github(report([finding]), context())).toBe(
    "::error file=a%2Cb%3Ac%25.json,line=1,col=2,title=some-rule::100%25 a:b, c ::error::forged\n",
  );
});

test("Windows paths get forward slashes", () => {
  const finding = makeFinding(
    { id: "r", severity: "error" },
    { message: "m" },
    { file: "C:\\repo\\conf\\openclaw.json", line: 1, column: 2 },
  );
  expect(github(report([finding]), context({ cwd: "c:\\Repo" }))).toBe(
    "::error file=conf/openclaw.json,line=1,col=2,title=r::m\n",
  );
});

test("a file outside the repository is named in the text, without the home directory", () => {
  const at = (file: string) =>
    makeFinding({ id: "r", severity: "error" }, { message: "m" }, { file, line: 1, column: 2 });
  const files = ["/home/me/.openclaw/openclaw.json", "/etc/o.json", "<stdin>", "../o.json"];
  expect(github(report(files.map(at)), context())).toBe(
    `::error title=r::~/.openclaw/openclaw.json:1:2: m
::error title=r::/etc/o.json:1:2: m
::error title=r::<stdin>:1:2: m
::error title=r::../o.json:1:2: m
`,
  );
});

function many(severity: Severity, n: number): Finding[] {
  return Array.from({ length: n }, (_, i) =>
    makeFinding({ id: "r", severity }, { message: `m${i}` }, { file: CONFIG, line: i + 1, column: 1 }),
  );
}

function levels(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, level = ""] of text.matchAll(/^::(\w+) /gm)) counts[level] = (counts[level] ?? 0) + 1;
  return counts;
}

test("ten findings of a level are all shown", () => {
  const text = github(report([...many("info", 10), ...many("warning", 10), ...many("error", 10)]), context());
  expect(levels(text)).toEqual({ error: 10, warning: 10, notice: 10 });
});

test("more than ten of a level: a notice, which counts as one, has the number of the others", () => {
  const input = report([...many("info", 12), ...many("warning", 3), ...many("error", 11)]);
  const text = github(input, context());
  expect(levels(text)).toEqual({ error: 10, warning: 3, notice: 10 });
  expect(text.trimEnd().split("\n").at(-1)).toBe(
    "::notice title=openclaw-local::4 more findings than GitHub shows here: 11 errors, 3 warnings, 12 info in all. " +
      "See the log of another format: openclaw-local lint --format pretty",
  );
});
