import { describe, expect, it } from "vitest";
import { isBusy, pauseMs, retryAfterMs } from "../../src/core/busy.ts";
import { duration } from "../../src/core/words.ts";

describe("a reply that means “later”", () => {
  const reply = (
    status: number | null,
    message: string,
    more: { codes?: string; retryAfter?: boolean } = {},
  ) => isBusy({ status, message, codes: more.codes ?? "", retryAfter: more.retryAfter === true });

  it.each([
    [429, "Another generation is running, try again"],
    [408, "Request timed out in the queue"],
    [425, ""],
    [500, "server busy, please try again. maximum pending requests exceeded"],
    [503, "slot unavailable"],
    [529, "The engine is currently overloaded, please try again later"],
    [null, "Too many concurrent requests"],
    [503, "当前分组上游负载已饱和，请稍后再试"],
    [500, "Der Server ist ausgelastet"],
  ])("%s %s", (status, message) => expect(reply(status, message)).toBe(true));

  it("a 503 alone is a fault, with Retry-After it is not", () => {
    expect(reply(503, "no upstream")).toBe(false);
    expect(reply(503, "no upstream", { retryAfter: true })).toBe(true);
  });

  it.each([
    [400, "rate limit must be a number"],
    [429, "You exceeded your current quota, please check your plan and billing details"],
    [429, "Rate limit reached for requests per day"],
    [408, "litellm.Timeout: APITimeoutError"],
    [500, "CUDA error"],
  ])("not %s %s", (status, message) => expect(reply(status, message)).toBe(false));

  it("a quota by its code alone", () =>
    expect(reply(429, "Try again", { codes: "insufficient_quota null" })).toBe(false));
});

describe("how long to wait", () => {
  it("Retry-After in seconds and as a date", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    expect(retryAfterMs("2", now)).toBe(2_000);
    expect(retryAfterMs("Thu, 01 Jan 2026 00:00:05 GMT", now)).toBe(5_000);
    expect(retryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
    for (const text of [undefined, "", "-1", "soon"]) expect(retryAfterMs(text, now)).toBeNull();
  });

  it("pauses double, and end after some tries", () => {
    const pauses = [1, 2, 3, 4].map((made) =>
      pauseMs({ made, most: 4 }, { named: null, first: 1_000, left: 60_000 }),
    );
    expect(pauses).toEqual([1_000, 2_000, 4_000, null]);
  });

  it.each([
    ["never shorter than the server asks", 10_000, 60_000, 10_000],
    ["nor longer than half of the time that is left", 30_000, 8_000, 4_000],
    ["not at all at the end of the time", null, 300, null],
    ["nor for a server that will not be free today", 3_600_000, 60_000, null],
  ])("%s", (_title, named, left, wait) =>
    expect(pauseMs({ made: 1, most: 4 }, { named, first: 1_000, left })).toBe(wait),
  );

  it("durations for people", () =>
    expect([0, 400, 2_500, 4_003, 60_000, 180_000, 150_000].map(duration)).toEqual([
      "1 ms",
      "400 ms",
      "2.5 s",
      "4 s",
      "60 s",
      "3 min",
      "2 min 30 s",
    ]));
});
