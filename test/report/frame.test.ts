import { expect, test } from "vitest";
import { caretSpan, codeFrame } from "../../src/report/parts/frame.ts";
import { maskLine } from "../../src/report/parts/mask.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";
import { symbolsFor } from "../../src/ui/symbols.ts";

function frame(source: string, line: number, column: number, width = 80): string {
  const symbols = symbolsFor(true);
  return codeFrame({ source, line, column, width, symbols, style: PLAIN_STYLE, paint: (t) => t }).join("\n");
}

test("underlines whole strings, words and numbers, and one character of anything else", () => {
  const span = (line: string, column: number) => {
    const { start, end } = caretSpan(line, column);
    return line.slice(start, end);
  };
  expect(span('a: "b c" }', 4)).toBe('"b c"');
  expect(span("a: 'it\\'s' }", 4)).toBe("'it\\'s'");
  expect(span("a: -1.5e+3, b", 4)).toBe("-1.5e+3");
  expect(span("a: { b: 1 }", 4)).toBe("{");
  expect(caretSpan("ab", 99)).toEqual({ start: 2, end: 3 });
});

test("carets are below their text, also after tabs and wide characters", () => {
  expect(frame("\ta: 1", 1, 5)).toBe(`> 1 |   a: 1\n    |      ^`);
  expect(frame('"日本": 1', 1, 7)).toBe(`> 1 | "日本": 1\n    |         ^`);
  expect(frame('"😀": 1', 1, 7)).toBe(`> 1 | "😀": 1\n    |       ^`);
});

test("counts lines like JSON5", () => {
  expect(frame("a\r\nb\rc\u2028d", 4, 1)).toBe("  3 | c\n> 4 | d\n    | ^");
  expect(frame("a", 7, 1)).toBe("");
});

test("a config on one line is cropped around the place", () => {
  const text = `{${"x: 1, ".repeat(500)}bad: 2, ${"y: 1, ".repeat(500)}}`;
  const lines = frame(text, 1, text.indexOf("bad") + 1, 60).split("\n");
  expect(lines.every((line) => line.length <= 60)).toBe(true);
  const [code = "", carets = ""] = lines;
  expect(code.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("bad");
});

test("control characters of the file do not reach the terminal", () => {
  expect(frame("a: '\u001b[2J\u202e'", 1, 4)).toBe("> 1 | a: '\ufffd[2J\ufffd'\n    |    ^^^^^^^");
});

test("masks secrets without their length, on the line of the key and on the next", () => {
  const same = (line: string, before?: string) => maskLine(line, before).text;
  expect(same(`apiKey: "hunter2", id: "x"`)).toBe(`apiKey: "***", id: "x"`);
  expect(same(`'botToken' : 'a"b'`)).toBe(`'botToken' : '***'`);
  expect(same(`"x-api-key":"it\\"s", a: 1`)).toBe(`"x-api-key":"***", a: 1`);
  expect(same(`password: 'unfinished`)).toBe(`password: '***`);
  expect(same(`  "hunter2",`, "  apiKey: // here")).toBe(`  "***",`);
  expect(same(`url: "http://me:pw@host/v1"`)).toBe(`url: "http://***@host/v1"`);
  expect(same(`x: "Bearer abcdef123"`)).toBe(`x: "Bearer ***"`);
  expect(same(`["sk-canary-12345678"]`)).toBe(`["***"]`);
});

test("leaves references and plain values readable", () => {
  for (const line of [
    'apiKey: "$LM_KEY"',
    'apiKey: "${LM_KEY}"',
    "maxTokens: 4096",
    'tokens: "many"',
    'id: "qwen3-coder"',
  ]) {
    expect(maskLine(line).text).toBe(line);
  }
});
