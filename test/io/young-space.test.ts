import { cachedDataVersionTag } from "node:v8";
import { describe, expect, it } from "vitest";
import { holdYoungSpace } from "../../src/io/young-space.ts";

describe("the held young generation", () => {
  it("is released with V8's original options, so that code caches stay valid", () => {
    const before = cachedDataVersionTag();
    const release = holdYoungSpace();
    const held = cachedDataVersionTag();
    release();
    expect(held).not.toBe(before);
    expect(cachedDataVersionTag()).toBe(before);
  });
});
