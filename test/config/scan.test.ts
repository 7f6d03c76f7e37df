import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { lineStarts, positionAt } from "../../src/config/read/locate.ts";
import { nodeValue, scan } from "../../src/config/read/scan.ts";
import type { Json } from "../../src/core/json.ts";
import { nested } from "./fixtures.ts";
import { compareWithJson5 } from "./fuzz-scan.ts";

/** Snippets for every rule of the grammar; json5 decides which are valid. */
// biome-ignore format: a list to scan
const SNIPPETS = [
  // Values
  "null", "true", "false", "nul", "nulll", "True", "undefined", "1", "-1", "+1", "- 1", "--1", "+-1", "0", "-0", "00", "01", "0.", ".0", ".", "-.5", "+.5",
  "5.", "5.e3", ".5e-3", "1e", "1e+", "1e5", "1E+5", "1e5.5", "0x", "0x1F", "0XaB", "-0xA", "0xG", "0x1.5", "0x1p3", "0b1", "0o7", "1_000", "1n",
  "9007199254740993", "1e400", "-1e400", "Infinity", "-Infinity", "+Infinity", "Infinit", "NaN", "-NaN", "nan", "INFINITY",
  // Strings
  '""', "''", '"a\'b"', "'a\"b'", '"a', "'a", '"a\'', '"\\', '"a\\', "'\\'", '"\\""', '"\\x41"', '"\\x4"', '"\\xzz"', '"\\u0041"', '"\\u004"', '"\\u{41}"',
  '"\\0"', '"\\00"', '"\\01"', '"\\08"', '"\\1"', '"\\9"', '"\\a\\q\\/"', '"\\b\\f\\n\\r\\t\\v"', '"a\\\nb"', '"a\\\r\nb"', '"a\\\rb"', '"a\\\u2028b"', '"a\\\u2029b"',
  '"a\nb"', '"a\rb"', '"a\u2028b"', '"a\u2029b"', '"a\tb"', '"\u0000"', '"\\ud83d\\ude00"', '"\\ud83d"', '"😀"', '"\\😀"', "`a`", "“a”",
  // Arrays
  "[]", "[ ]", "[1]", "[1,]", "[1,2,]", "[,]", "[,1]", "[1,,2]", "[1 2]", "[1", "[1,", "]", "[[]]", "[[],[]]", "[}", "[1}", "[1]]", "[/**/]", "[//\n]", "[//]",
  // Objects
  "{}", "{ }", "{a:1}", "{a:1,}", "{a:1,b:2}", "{a:1 b:2}", "{,}", "{a}", "{a:}", "{a:,}", "{a::1}", "{a=1}", "{a:1", "{a:", "{a", "{", "}", "{]", "{a:1]", "{a:1}}",
  "{'a':1}", '{"a":1}', '{"a" :1}', "{a\n:\n1}", "{a-b:1}", "{1:1}", "{1a:1}", "{a1:1}", "{$:1,_:2}", "{$a_1:1}", "{null:1}", "{true:1,if:2}", "{Infinity:1,NaN:2}",
  "{__proto__:1}", "{__proto__:{a:1}}", '{"__proto__":null}', "{constructor:1,toString:2}", "{a:1,a:2}", "{a:{b:1},a:{c:2}}", '{a:1,"a":2,\\u0061:3}', '{"":1}',
  "{\\u0061:1}", "{\\u0061b:1}", "{a\\u0062:1}", "{a\\u0030:1}", "{\\u0030:1}", "{\\u002d:1}", "{a\\u002d:1}", "{\\u{61}:1}", "{\\x61:1}", "{a\\:1}", "{\\u00:1}",
  "{ü:1}", "{ünï:1}", "{\u4e2d\u6587:1}", "{\u{10400}:1}", "{\ud801:1}", "{a\u200c:1,b\u200d:2}", "{\u200c:1}", "{a\u0301:1}", "{\u0301:1}", "{😀:1}", "{'😀':1}", "{\u2118:1}", "{\u212e:1}", "{\u1885:1}",
  // Whitespace, comments and the ends of the text
  "", " ", "\n", "\ufeff", "\ufeff{}", "{}\ufeff", "\ufeff\ufeff1", "\t\v\f \u00a0\u2028\u20291", "\u16801\u2000\u200a\u202f\u205f\u3000", "\u180e1", "\u200b1", "\u00851", "1\u0000",
  "//", "// a", "//\n1", "1//", "1 // a\r2", "1 // a\u20282", "// a\u2029 1", "/**/", "/**/1", "1/**/", "/*", "/* *", "/***/1", "/* /* */1", "/* /* */ */1", "/*/1", "/ /1", "/", "1/", "#a\n1", "-/**/1", "{/**/a/**/:/**/1/**/,/**/}",
  "1 2", "1,", "{}{}", "{},", "[],[]", "a", "a:1", "'a':1", "{} x", "null null",
];

beforeAll(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe("the scanner and json5", () => {
  it(`agree on ${SNIPPETS.length} snippets: accept or reject, value, place of the fault`, () => {
    expect(SNIPPETS.length).toBeGreaterThanOrEqual(133);
    const differences = SNIPPETS.flatMap((text) => {
      const { difference } = compareWithJson5(text);
      return difference === null ? [] : [`${JSON.stringify(text)}: ${difference}`];
    });
    expect(differences).toEqual([]);
  });

  it("agree on every snippet in an object, in an array and after a comment", () => {
    const differences = SNIPPETS.flatMap((text) =>
      [`{k:${text}}`, `[${text},1]`, `/*c*/${text}//c`, `{${text}`, `[${text}`].flatMap((variant) => {
        const { difference } = compareWithJson5(variant);
        return difference === null ? [] : [`${JSON.stringify(variant)}: ${difference}`];
      }),
    );
    expect(differences).toEqual([]);
  });

  it("agree on which characters may be in a key or between tokens", () => {
    const differences: string[] = [];
    // All of the first blocks, and a sample above: json5 takes long.
    for (
      let point = 0;
      point < 0x110000;
      point += point < 0x600 || (point >= 0x2000 && point < 0x2100) ? 1 : 61
    ) {
      const char = String.fromCodePoint(point);
      for (const text of [`{${char}:1}`, `{a${char}:1}`]) {
        const { difference } = compareWithJson5(text);
        if (difference !== null) differences.push(`U+${point.toString(16)}: ${difference}`);
      }
    }
    expect(differences).toEqual([]);
  });
});

describe("the tree", () => {
  const text = "// a\r\n{ b: [1, 'x' /* c */, ], \"d\": { } }";
  it("has the place of every key, value, comma and comment", () => {
    const result = scan(text);
    if (!result.ok || result.root.type !== "object") throw new Error("not an object");
    const [list, object] = result.root.members;
    expect(text.slice(list?.keySpan.start, list?.keySpan.end)).toBe("b");
    expect(text.slice(list?.value.start, list?.value.end)).toBe("[1, 'x' /* c */, ]");
    expect(text.slice(object?.keySpan.start, object?.keySpan.end)).toBe('"d"');
    expect(object?.value).toMatchObject({ type: "object", members: [], commas: [] });
    expect(result.root.commas.map((end) => (end < 0 ? null : text[end - 1]))).toEqual([",", null]);
    expect(list?.value).toMatchObject({
      type: "array",
      commas: [text.indexOf("1,") + 2, text.indexOf("*/,") + 3],
    });
    expect(result.comments.map((c) => [c.kind, c.text])).toEqual([
      ["line", " a"],
      ["block", " c "],
    ]);
  });
  it("keeps __proto__ an ordinary key", () => {
    const result = scan("{__proto__: {admin: true}}");
    const values: Json[] = result.ok ? [nodeValue(result.root), result.value] : [];
    expect(values).toHaveLength(2);
    for (const value of values) {
      expect(Object.keys(Object(value))).toEqual(["__proto__"]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });
  it("is created on demand and cached", () => {
    const result = scan("{ a: [{ b: 1 }, 2] }");
    if (!result.ok || result.root.type !== "object") throw new Error("not an object");
    const list = result.root.members[0]?.value;
    expect(result.root.members[0]?.value).toBe(list);
    if (list?.type !== "array") throw new Error("not an array");
    expect(list.items[0]).toBe(list.items[0]);
    expect(list.commas).toBe(list.commas);
  });
  it("grows beyond the initial estimate of the number of nodes", () => {
    const text = `[${"1,".repeat(5_000)}]`;
    const result = scan(text);
    if (!result.ok || result.root.type !== "array") throw new Error("not an array");
    expect(result.value).toEqual(new Array(5_000).fill(1));
    expect(result.root.items.at(-1)).toEqual({ type: "scalar", value: 1, start: 9_999, end: 10_000 });
  });
  it("reports duplicate keys and keys with escapes", () => {
    const told = (source: string) => {
      const result = scan(source);
      return result.ok ? [result.twins, result.escapedKeys] : null;
    };
    expect(told("{ a: 1, b: { a: 2 } }")).toEqual([[], false]);
    expect(told("[{ a: 1 }, { \"b\\n\": 1, b: '\\n' }]")).toEqual([[], true]);
    expect(told("{ \\u0061: 1 }")).toEqual([[], true]);
    expect(told("{ x: { a: 1, 'a': 2 }, b: '\\u0061' }")).toEqual([[5], false]);
    expect(told("{ __proto__: 1, __proto__: 2 }")).toEqual([[0], false]);
    expect(told("{ toString: 1 }")).toEqual([[], false]);
  });
  it("does not use the stack", () => {
    expect(scan(nested(10_000)).ok).toBe(true);
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(compareWithJson5(deep)).toEqual({ difference: null, valid: true });
  });
  it("takes linear time for unterminated input", () => {
    for (const bad of ['"a\\', "'", "/*", "{a:".repeat(50_000), "[".repeat(50_000), '{"a": "x\\']) {
      expect(scan(bad)).toMatchObject({ ok: false, error: { atEnd: true } });
    }
  });
});

describe("lines and columns", () => {
  const text = "a\nbb\r\nc\rd\u2028e\u2029\nf";
  const starts = lineStarts(text);
  it("count LF, CR, CRLF, U+2028 and U+2029", () => {
    expect(starts).toEqual([0, 2, 6, 8, 10, 12, 13]);
    expect(positionAt(starts, text.indexOf("e"))).toEqual({ line: 5, column: 1 });
    expect(positionAt(starts, text.length)).toEqual({ line: 7, column: 2 });
  });
});
