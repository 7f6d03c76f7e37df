import { expect, test } from "vitest";
import { createStyle, decideColor, PLAIN_STYLE } from "../../src/ui/color.ts";

test.each([
  [true, { NO_COLOR: "1" }, false, true],
  [false, { FORCE_COLOR: "1" }, true, false],
  [undefined, { NO_COLOR: "1", FORCE_COLOR: "3" }, true, false],
  [undefined, { NO_COLOR: "0" }, true, false],
  [undefined, { NO_COLOR: "", FORCE_COLOR: "1" }, false, true],
  [undefined, { NO_COLOR: "" }, true, true],
  [undefined, { FORCE_COLOR: "0" }, true, false],
  [undefined, { FORCE_COLOR: "false" }, true, false],
  [undefined, { FORCE_COLOR: "true", TERM: "dumb" }, false, true],
  [undefined, { FORCE_COLOR: "" }, false, false],
  [undefined, { TERM: "dumb" }, true, false],
  [undefined, { CI: "true" }, false, false],
  [undefined, { CI: "true" }, true, true],
  [undefined, {}, true, true],
  [undefined, {}, false, false],
])("flag %s, %j, terminal %s: %s", (flag, env, isTty, wanted) => {
  expect(decideColor({ flag, env, isTty })).toBe(wanted);
});

test("the style ignores what chalk itself detects in the environment", async () => {
  const style = await createStyle(true);
  expect(style.red("x")).toBe("\u001b[31mx\u001b[39m");
  expect(style.bold(style.dim("x"))).toContain("x");
});

test("without color every function is the identity", async () => {
  const style = await createStyle(false);
  expect(style).toBe(PLAIN_STYLE);
  expect(style.enabled).toBe(false);
  const functions = Object.values(style).filter((f) => typeof f === "function");
  expect(functions).toHaveLength(10);
  for (const paint of functions) expect(paint("x")).toBe("x");
});
