import { describe, expect, it } from "vitest";
import { time } from "../../src/commands/shared/option.ts";
import { size, sizes } from "../../src/commands/shared/sizes.ts";
import { formatBytes, GIB, MIB } from "../../src/core/bytes.ts";
import { UserError } from "../../src/core/errors.ts";

describe("sizes", () => {
  it.each([
    ["24", 24 * GIB],
    ["24GiB", 24 * GIB],
    ["24 gib", 24 * GIB],
    ["24GB", 24e9],
    ["0.5TiB", 512 * GIB],
    ["8188MiB", 8188 * MIB],
    [" 1.5 ", 1.5 * GIB],
  ])("%s", (text, bytes) => {
    expect(size(text, "--ram")).toBe(bytes);
  });

  it.each(["", "GiB", "-1", "0", "24 apples", "1e3", "24GiB,8GiB", "99999999TiB", "Infinity"])(
    "refuses %j",
    (text) => {
      expect(() => size(text, "--ram")).toThrow(UserError);
    },
  );

  it("one size for each card", () => {
    expect(sizes("24GiB, 12", "--vram")).toEqual([24 * GIB, 12 * GIB]);
    expect(() => sizes("24,", "--vram")).toThrow(UserError);
  });

  it("unknown is a word, never 0", () => {
    expect([null, 512 * MIB, 23 * GIB, 2048 * GIB].map(formatBytes)).toEqual([
      "unknown",
      "512 MiB",
      "23.0 GiB",
      "2048 GiB",
    ]);
  });
});

describe("times", () => {
  it.each([
    ["1500", 1500],
    ["1500ms", 1500],
    ["5s", 5_000],
    ["2m", 120_000],
    ["2.3s", 2_300],
  ])("%s", (text, ms) => {
    expect(time(text, "--timeout <time>")).toBe(ms);
  });

  // what Node's timers cannot wait for is no time either
  it.each(["", "0", "0.1", "-5", "5h", "5 s", "s", "1e3", "Infinity", "36000m"])("refuses %j", (text) => {
    expect(() => time(text, "--timeout <time>")).toThrow(UserError);
  });
});
