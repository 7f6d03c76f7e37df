import JSON5 from "json5";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { EditOp } from "../../src/config/read/types.ts";
import { applyToValue } from "../../src/config/read/values.ts";
import { type Json, sameJson } from "../../src/core/json.ts";
import { FIXTURES, keepsAll, large } from "./fixtures.ts";

type Path = EditOp["path"];
const set = (path: Path, value: Json, comment?: string[]): EditOp => ({ op: "set", path, value, comment });
const append = (path: Path, value: Json): EditOp => ({ op: "append", path, value });
const remove = (path: Path): EditOp => ({ op: "remove", path });

const PROVIDER: Json = {
  baseUrl: "http://127.0.0.1:1234/v1",
  apiKey: "${LM_API_TOKEN}",
  models: [{ id: "qwen/qwen3", name: "Qwen's 3", input: ["text"], contextWindow: 65_536 }],
};
const OPS: readonly EditOp[] = [
  set(["gateway", "port"], 19_001),
  set(["models", "providers", "lmstudio"], PROVIDER, ["LM Studio on this machine"]),
  append(["agents", "defaults", "model", "fallbacks"], "lmstudio/qwen/qwen3"),
  remove(["models", "providers", "old"]),
];

function read(text: string): Json {
  return JSON5.parse(text);
}

beforeAll(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe.each(FIXTURES)("$name", ({ name, text }) => {
  it("accepts each of the four edits and all of them", () => {
    for (const ops of [...OPS.map((op) => [op]), OPS]) {
      const after = applyEdits(text, ops);
      expect(sameJson(read(after), applyToValue(read(text), ops))).toBe(true);
      expect(keepsAll(text, after)).toBe(true);
      expect(applyEdits(after, ops)).toBe(after);
      expect(after.startsWith("\ufeff")).toBe(text.startsWith("\ufeff"));
    }
  });

  it("has the same line ends as before", () => {
    const ends = (of: string): string[] => [...new Set(of.match(/\r\n|[\n\r\u2028\u2029]/g))].sort();
    if (ends(text).length > 0)
      expect(ends(text)).toEqual(expect.arrayContaining(ends(applyEdits(text, OPS))));
  });

  it("is restored byte for byte when an addition is removed again", () => {
    if (sameJson(read(text), {})) return;
    expect(edit(text, set(["zzz"], { a: [1, { b: 2 }] }), remove(["zzz"]))).toBe(text);
  });

  it.skipIf(text.length > 4_000)("looks as if written by a person", async () => {
    const file = name.replace(/\W+/g, "-").replace(/^-|-$/g, "");
    await expect(applyEdits(text, OPS)).toMatchFileSnapshot(`../fixtures/configs/edited/${file}.json5`);
  });
});

describe("bytes outside the edit", () => {
  it.each(FIXTURES.filter(({ text }) => text.includes("18789")))(
    "stay when a number is set: $name",
    ({ text }) => {
      expect(edit(text, set(["gateway", "port"], 19_001))).toBe(text.replace("18789", "19001"));
    },
  );

  it("stay when a value is set to itself", () => {
    for (const { text } of FIXTURES) {
      expect(edit(text, set([], read(text)))).toBe(text);
    }
  });

  it("stay in a config of 2.4 MB", () => {
    const text = large();
    expect(text.length).toBeGreaterThan(2_000_000);
    const after = applyEdits(text, OPS);
    expect(sameJson(read(after), applyToValue(read(text), OPS))).toBe(true);
    expect(after.includes(text.slice(1_000, -1_000))).toBe(true);
  });
});

function edit(text: string, ...ops: EditOp[]): string {
  return applyEdits(text, ops);
}

describe("insertion", () => {
  it("goes after the comment on the line of the last item", () => {
    expect(edit("{\n  a: 1 // one\n}\n", set(["b"], 2))).toBe("{\n  a: 1, // one\n  b: 2\n}\n");
    expect(edit("{\n  a: 1, // one\n}\n", set(["b"], 2))).toBe("{\n  a: 1, // one\n  b: 2,\n}\n");
    expect(edit("[1 /* one */]", append([], 2))).toBe("[1 /* one */, 2]");
  });
  it("keeps comments at the end of an object after the new key", () => {
    expect(edit("{\n  a: 1,\n  // b: 2,\n}", set(["c"], 3))).toBe("{\n  a: 1,\n  c: 3,\n  // b: 2,\n}");
  });
  it("keeps one line, and breaks it only after a line comment", () => {
    expect(edit("{a:1}", set(["b"], { c: [] }))).toBe("{a:1,b:{c:[]}}");
    expect(edit("{ 'a': 'x', }", set(["b"], "y"))).toBe("{ 'a': 'x', 'b': 'y', }");
    expect(edit("{ a: 1 // x\n}", set(["b"], 2))).toBe("{ a: 1, // x\n  b: 2\n}");
  });
  it("puts new items in their places when an array is set", () => {
    const list = "[\n  // first\n  'a', // A\n  'c', // C\n]\n";
    expect(edit(list, set([], ["a", "b", "c"]))).toBe("[\n  // first\n  'a', // A\n  'b',\n  'c', // C\n]\n");
    expect(edit(list, set([], ["z", "a", "c"]))).toBe("[\n  'z',\n  // first\n  'a', // A\n  'c', // C\n]\n");
    expect(edit(list, set([], ["c"]))).toBe("[\n  // first\n  'c', // C\n  // was 'a': A\n]\n");
    expect(edit("[1, /* two */ 2]", set([], [1, 9, 2]))).toBe("[1, 9, /* two */ 2]");
  });
  it("adds comments, as block comments on a single line", () => {
    expect(edit("{\n  a: 1\n}\n", set(["b", "c"], 2, ["why", "", "and\nhow"]))).toBe(
      "{\n  a: 1,\n  b: {\n    // why\n    //\n    // and how\n    c: 2\n  }\n}\n",
    );
    expect(edit("{a:1}", set(["b"], 2, ["a */ b"]))).toBe("{a:1,/* a * / b */ b:2}");
  });
  it("does not append an item that is already in the list", () => {
    expect(edit("['a','b',]", { op: "append", path: [], value: "a", comment: ["no"] })).toBe("['a','b',]");
  });
});

describe("removal", () => {
  it("keeps every comment, including those inside the removed value", () => {
    expect(
      edit("{\n  // above\n  a: { // in\n    b: 1, /* b */\n  }, // behind\n  c: 1,\n}", remove(["a"])),
    ).toBe("{\n  // above\n  // in\n  /* b */ // was a: behind\n  c: 1,\n}");
  });
  it("leaves no trailing comma that strict JSON would refuse", () => {
    expect(edit('{\n  "a": 1, \n  "b": 2\n}\n', remove(["b"]))).toBe('{\n  "a": 1\n}\n');
    expect(edit("[1, 2, 3]", remove([2]))).toBe("[1, 2]");
    expect(edit("[1, 2, 3,]", remove([2]))).toBe("[1, 2,]");
    expect(edit("[1, 2, 3]", remove([0]))).toBe("[2, 3]");
    expect(edit("{ a: 1 }", remove(["a"]))).toBe("{}");
  });
  it("removes all duplicates, and nothing that does not exist", () => {
    expect(edit("{a:1,b:2,a:3}", remove(["a"]))).toBe("{b:2}");
    expect(edit("{a:1}", remove(["b"]))).toBe("{a:1}");
    expect(edit("{a:1}", remove(["a", "b", 0]))).toBe("{a:1}");
  });
});

describe("replacement", () => {
  it("moves comments of the old value before the new one", () => {
    expect(edit("{ a: { /* x */ b: 1, // y\n } }", set(["a"], 5))).toBe("{ a: /* x */ // y\n  5 }");
  });
  it("merges objects without touching what stays", () => {
    const text = "{\n  // m\n  m: {\n    a: 1, // a\n    b: 2, // b\n  },\n}\n";
    expect(edit(text, set(["m"], { b: 3, c: 4 }))).toBe(
      "{\n  // m\n  m: {\n    // was a: a\n    b: 3, // b\n    c: 4,\n  },\n}\n",
    );
  });
  it("keeps the quotes of a string", () => {
    expect(edit(`{ "a": 'x', "b": "y", "c": "z" }`, set(["a"], 'say "hi"'))).toBe(
      `{ "a": 'say "hi"', "b": "y", "c": "z" }`,
    );
  });
});

describe("a comment stays with the value that it was written for", () => {
  const LIST = '[\n  "a", // A\n  // about b\n  "b",\n  "c", // C\n]';
  it("when a list is reordered", () => {
    expect(edit(LIST, set([], ["c", "a", "b"]))).toBe('[\n  "c", // C\n  "a", // A\n  // about b\n  "b",\n]');
    expect(edit('["a" /* A */, "b" /* B */]', set([], ["b", "a"]))).toBe('["b" /* B */, "a" /* A */]');
  });
  it("when an item is replaced or removed: what is left behind names it", () => {
    expect(edit(LIST, set([], ["x", "b", "c"]))).toBe(
      '[\n  "x",\n  // about b\n  "b",\n  "c", // C\n  // was "a": A\n]',
    );
    expect(edit(LIST, remove([1]))).toBe('[\n  "a", // A\n  "c", // C\n  // was "b": about b\n]');
    expect(edit('[\n  { id: "m" }, // M\n  { id: "n" }, // N\n]', remove([0]))).toBe(
      '[\n  // was "m": M\n  { id: "n" }, // N\n]',
    );
  });
  it("when two places exchange their values", () => {
    const text = '{\n  first: "a", // A\n  rest: [\n    "b", // B\n    "c", // C\n  ],\n}';
    expect(edit(text, set(["first"], "c"), set(["rest"], ["a", "b"]))).toBe(
      '{\n  first: "c", // C\n  rest: [\n    "a", // A\n    "b", // B\n  ],\n}',
    );
    const flat = '{ first: "a" /* A */, rest: ["b" /* B */] }';
    expect(edit(flat, set(["first"], "b"), set(["rest"], ["a"]))).toBe(
      '{ first: "b" /* B */, rest: ["a" /* A */] }',
    );
    const mixed = '{\n  first: "a", // A\n  rest: ["b"],\n}';
    expect(edit(mixed, set(["first"], "b"), set(["rest"], ["a"]))).toBe(
      '{\n  first: "b",\n  rest: ["a" /* A */],\n}',
    );
  });
  it("when a model is replaced or gets a new place", () => {
    const text = '{\n  primary: "a", // A\n}';
    expect(edit(text, set(["primary"], "b"))).toBe('{\n  primary: "b", // was "a": A\n}');
    expect(edit(text, set(["primary"], "b"), set(["fallbacks"], ["a"]))).toBe(
      '{\n  primary: "b",\n  fallbacks: ["a" /* A */],\n}',
    );
    const list = '{ primary: "a" /* A */, fallbacks: ["x"] }';
    expect(edit(list, set(["primary"], "b"), append(["fallbacks"], "a"))).toBe(
      '{ primary: "b", fallbacks: ["x", "a" /* A */] }',
    );
  });
  it("but a setting that only changes keeps its own", () => {
    expect(edit("{ a: 1, // one\n b: 'x', // X\n}", set(["a"], 2), set(["b"], "y"))).toBe(
      "{ a: 2, // one\n b: 'y', // X\n}",
    );
  });
});

describe("an impossible edit", () => {
  it("fails with one sentence", () => {
    const on = (text: string, op: EditOp) => () => edit(text, op);
    expect(on("{a:1}", set(["a", "b"], 1))).toThrow(/^a\.b cannot be changed because a is a number$/);
    expect(on("{a:{}}", append(["a"], 1))).toThrow(/a is an object/);
    expect(on("{a:[]}", set(["a", 1], 1))).toThrow(/past the end/);
    expect(on("{a:[]}", set(["b", 1], 1))).toThrow(/past the end/);
    expect(on("{}", remove([]))).toThrow(/cannot be removed/);
    expect(on("{a:", set(["a"], 1))).toThrow(/not valid JSON5 \(line 1, column 4\)/);
  });
});
