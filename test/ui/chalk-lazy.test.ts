import { expect, test, vi } from "vitest";
import { loadReporter } from "../../src/report/registry.ts";
import { createStyle } from "../../src/ui/color.ts";

let loaded = 0;
// Not a stand-in: it only counts the loads of the real chalk.
vi.mock("chalk", async (original) => {
  loaded += 1;
  return await original();
});

test("chalk is loaded only when there is color", async () => {
  await createStyle(false);
  await loadReporter("pretty", false);
  await loadReporter("sarif");
  expect(loaded).toBe(0);
  await createStyle(true);
  expect(loaded).toBe(1);
});
