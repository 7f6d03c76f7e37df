import { cachedDataVersionTag } from "node:v8";
import { describe, expect, it } from "vitest";
import { holdYoungSpace } from "../../src/io/young-space.ts";

describe("the held space for young objects", () => {
  it("is let go with the very options that V8 had, or its code caches would be worth nothing", () => {
    const before = cachedDataVersionTag();
    const release = holdYoungSpace();
    const held = cachedDataVersionTag();
    release();
    expect(held).not.toBe(before);
    expect(cachedDataVersionTag()).toBe(before);
  });
});
