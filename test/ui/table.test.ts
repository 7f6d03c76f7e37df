import { expect, test } from "vitest";
import { createStyle, PLAIN_STYLE } from "../../src/ui/color.ts";
import { colorDiff } from "../../src/ui/diff.ts";
import { table } from "../../src/ui/table.ts";
import { displayWidth } from "../../src/ui/width.ts";

test("display width: wide, combining, invisible and colored characters", () => {
  expect(displayWidth("abc")).toBe(3);
  expect(displayWidth("日本語")).toBe(6);
  expect(displayWidth("é")).toBe(1);
  expect(displayWidth("e\u0301")).toBe(1);
  expect(displayWidth("😀")).toBe(2);
  expect(displayWidth("한")).toBe(2);
  expect(displayWidth("👩‍👩‍👧 🇩🇪")).toBe(5);
  expect(displayWidth("✔")).toBe(1);
  expect(displayWidth("\u001b[31mred\u001b[39m")).toBe(3);
  expect(displayWidth("")).toBe(0);
});

test("columns of equal width, no trailing spaces, ragged rows", async () => {
  const style = await createStyle(true);
  expect(
    table(
      [
        ["name", "size", "note"],
        ["日本", "5", ""],
        [style.red("x"), "12345"],
      ],
      { right: [1], indent: "> " },
    ),
  ).toEqual(["> name   size  note", "> 日本      5", `> ${style.red("x")}     12345`]);
  expect(table([])).toEqual([]);
});

test("a diff is colored line by line, and its text stays the same", async () => {
  const style = await createStyle(true);
  const diff = "--- a\n+++ b\n@@ -1 +1 @@\n x\n-y\n+z\n\\ No newline at end of file\n";
  const colored = colorDiff(diff, style);
  expect(colored).toContain(style.red("-y"));
  expect(colored).toContain(style.green("+z"));
  expect(colored).toContain(style.bold("--- a"));
  expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(diff);
  expect(colorDiff(diff, PLAIN_STYLE)).toBe(diff);
});
