import { scan } from "../../src/config/read/scan.ts";
import { keepsComments } from "../../src/config/write/plan.ts";

/** True when every comment of one text is in the other. */
export function keepsAll(before: string, after: string): boolean {
  return keepsComments(scan(before).comments, scan(after).comments);
}

/** The layouts of real configs. Each has the places for the four edits of the tests. */
export interface Fixture {
  name: string;
  text: string;
}

const COMMENTED = `/* 1 head */ // 2 head
{ // 3 open
  // 4 above gateway
  gateway /* 5 */ : /* 6 */ { // 7
    // 8 above port
    port /* 9 */ : /* 10 */ 18789 /* 11 */ , // 12 same line
    bind: "loopback" // 13 last without comma
    // 14 end of gateway
  }, // 15 behind gateway
  /* 16
     several lines */
  models: {
    providers: {
      // 17 above old
      old: { baseUrl: "http://127.0.0.1:1/v1", /* 18 inside old */ models: [] }, // 19 behind old
      // 20 above keep
      keep: {
        baseUrl: "http://127.0.0.1:2/v1", // 21
        models: [
          // 22 before the row
          { id: "m", name: "M" }, // 23 behind the row
        ],
      }, // 24 behind keep
      // 25 dangling
    },
  },
  agents: { defaults: { model: { primary: "keep/m", /* 26 */ fallbacks: ["a/b" /* 27 */] } } },
}
// 28 tail
`;

const STRICT = `{
  "gateway": {
    "port": 18789
  },
  "models": {
    "providers": {
      "old": {
        "baseUrl": "http://127.0.0.1:1/v1",
        "models": []
      },
      "keep": {
        "baseUrl": "http://127.0.0.1:2/v1",
        "models": []
      }
    }
  },
  "agents": {
    "defaults": {
      "model": {
        "primary": "keep/m",
        "fallbacks": [
          "a/b"
        ]
      }
    }
  }
}
`;

const LOOSE = `{
  gateway: { port: 18789 },
  models: {
    providers: {
      old: { baseUrl: 'http://127.0.0.1:1/v1', models: [] },
      'my-keep': {
        baseUrl: 'http://127.0.0.1:2/v1',
        models: [{
          id: 'm',
          name: "it's M",
        }],
      },
    },
  },
  agents: { defaults: { model: { primary: 'my-keep/m', fallbacks: [] } } },
}
`;

const NUMBERS = `{
  gateway: { port: 0x4965, weights: [0xFF, .5, 5., +1, -0, 1e3, 1E-2, Infinity, -Infinity, NaN] },
  models: { providers: { old: { n: -0 }, keep: { n: 0xdecaf } } },
  agents: { defaults: { model: { fallbacks: ['a/b',], temperature: -0 } } },
}
`;

const ESCAPES =
  "{\n  gateway: { port: 18789, note: 'two \\\nlines', sep: 'a\u2028b', hex: '\\x41\\u0042\\0' },\n" +
  "  models: { providers: { old: { note: 'a\\\r\nb' }, 'k\\u0065ep': { t: '\\'' } } },\n" +
  '  agents: { defaults: { model: { fallbacks: ["\\v\\q"] } } },\n}\n';

const DUPLICATES = `{
  gateway: { port: 1 },
  gateway: { port: 2, port: 18789 },
  models: { providers: { old: 1, keep: {}, old: { b: 2 } } },
  agents: {}, agents: { defaults: { model: { fallbacks: ["x"], fallbacks: ["a/b"] } } },
}
`;

const PROTO = `{
  __proto__: { a: 1 },
  gateway: { "__proto__": null, port: 18789 },
  models: { providers: { old: {}, __proto__: { baseUrl: "x" } } },
  agents: { defaults: { model: { fallbacks: [] } } },
}
`;

const UNICODE =
  "{\u00a0ünï: 1,\u3000\u0434\u0430: 2, \\u0061b: 3,\n\u2003gateway: { port:\u205f18789 },\n" +
  "  models: { providers: { old: {}, 中文: { name: '模型 😀' } } },\u2029  agents: { defaults: { model: { fallbacks: ['é'] } } } }\n";

const EMPTY_CONTAINERS = `{
  gateway: { /* nothing yet */ },
  models: {
    providers: {
      // add providers here
    },
  },
  agents: { defaults: { model: { fallbacks: [ // none
  ] } } },
}
`;

const COMMA_FIRST = `{
    "gateway": { "port": 18789 }
  , "models": {
        "providers": {
            "old": {}
          , "keep": {}
        }
    }
  , "agents": { "defaults": { "model": { "fallbacks": ["a/b"] } } }
}
`;

const HUGGING = `{ "gateway": { "port": 18789 }, "models": { "providers": {
  "old": {}, "keep": {
    "models": [{
      "id": "a"
    }, {
      "id": "b"
    }]
  } } },
  "agents": { "defaults": { "model": { "fallbacks": ["a/b",
    "c/d"] } } } }
`;

/** Objects inside each other, with the four places at the top. */
export function nested(depth: number): string {
  const deep = `${"{a:[".repeat(depth / 2)}1${"]}".repeat(depth / 2)}`;
  return `{ gateway: { port: 18789 }, models: { providers: { old: {}, keep: ${deep} } }, deep: ${deep} }\n`;
}

/** About 2.4 MB with a comment on every row. */
export function large(): string {
  const rows = Array.from(
    { length: 24_000 },
    (_, i) =>
      `          { id: "model-${i}", name: "Model number ${i}", contextWindow: ${1024 + i} }, // row ${i}`,
  );
  return LOOSE.replace("models: [{", `models: [\n${rows.join("\n")}\n          {`);
}

export const FIXTURES: readonly Fixture[] = [
  { name: "comments in 28 positions", text: COMMENTED },
  { name: "strict JSON", text: STRICT },
  { name: "single quotes and unquoted keys", text: LOOSE },
  { name: "odd numbers", text: NUMBERS },
  { name: "line continuations, escapes and U+2028", text: ESCAPES },
  { name: "duplicate keys", text: DUPLICATES },
  { name: "__proto__ keys", text: PROTO },
  { name: "byte order mark", text: `\ufeff${LOOSE}` },
  { name: "CRLF", text: COMMENTED.replaceAll("\n", "\r\n") },
  { name: "lone CR", text: LOOSE.replaceAll("\n", "\r") },
  { name: "tabs", text: STRICT.replaceAll("  ", "\t") },
  { name: "four spaces", text: LOOSE.replaceAll("  ", "    ") },
  { name: "unicode keys and whitespace", text: UNICODE },
  { name: "one line", text: JSON.stringify(JSON.parse(STRICT)) },
  {
    name: "one line with spaces",
    text: "{ gateway: { port: 18789 }, models: { providers: { old: {}, keep: { n: 1 } } } }",
  },
  { name: "empty containers with comments", text: EMPTY_CONTAINERS },
  { name: "missing parents", text: "{\n  // nothing but a port\n  port: 1, // here\n}\n" },
  { name: "an empty object", text: "{}" },
  { name: "an empty object on two lines", text: "{\n}\n" },
  { name: "commas at the start", text: COMMA_FIRST },
  { name: "brackets that hug", text: HUGGING },
  { name: "nesting of 1,000", text: nested(1_000) },
  { name: "nesting of 10,000", text: nested(10_000) },
];
