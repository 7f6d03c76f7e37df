import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SseEvent, SseParser } from "../../src/turn/wire/sse.ts";

function parse(text: string, cuts: readonly number[] = []): SseEvent[] {
  const bytes = new TextEncoder().encode(text);
  const parser = new SseParser();
  const events: SseEvent[] = [];
  let start = 0;
  for (const cut of [...new Set(cuts)].sort((a, b) => a - b)) {
    if (cut <= start || cut >= bytes.length) continue;
    events.push(...parser.push(bytes.slice(start, cut)));
    start = cut;
  }
  events.push(...parser.push(bytes.slice(start)));
  return [...events, ...parser.end()];
}

const STREAM =
  '\uFEFF: keepalive 1/2\r\n\r\ndata: {"a":"€ 😀"}\r\n\r\n:\n\nevent: error\ndata: one\ndata: two\n\n' +
  "id: 7\nretry: 10\ndata:no space\r\rdata: [DONE]\n\n";

const EVENTS: SseEvent[] = [
  { event: "message", data: '{"a":"€ 😀"}' },
  { event: "error", data: "one\ntwo" },
  { event: "message", data: "no space" },
  { event: "message", data: "[DONE]" },
];

describe("SSE parser", () => {
  test("comments, CRLF, CR, LF, named events, data of several lines", () => {
    expect(parse(STREAM)).toEqual(EVENTS);
  });

  test("an event without its last blank line is handed over at the end", () => {
    expect(parse("data: half")).toEqual([{ event: "message", data: "half" }]);
    expect(parse("data: half\r")).toEqual([{ event: "message", data: "half" }]);
  });

  test("an event without data is none", () => {
    expect(parse("event: ping\n\n: nothing\n\n")).toEqual([]);
  });

  test("cut anywhere, also inside a character or a CRLF, the events are the same", () => {
    const length = new TextEncoder().encode(STREAM).length;
    const cuts = fc.array(fc.integer({ min: 1, max: length - 1 }), { maxLength: 40 });
    fc.assert(fc.property(cuts, (at) => void expect(parse(STREAM, at)).toEqual(EVENTS)));
    expect(parse(STREAM, [...Array(length).keys()])).toEqual(EVENTS);
  });

  test("any text is taken without an error", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parse(text, [1, 2, 3])));
  });
});
