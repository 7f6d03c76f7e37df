import { afterEach, expect, it, vi } from "vitest";
import { InterruptedError } from "../../src/core/errors.ts";
import { main } from "../../src/start/cli.ts";

const status = process.exitCode;
afterEach(() => {
  process.exitCode = status;
  vi.restoreAllMocks();
});

it.each([
  [null, "interrupted; nothing is left half done\n"],
  ["q\u001b[2Jwen is no longer loaded", "interrupted; qwen is no longer loaded\n"],
])("an interruption says what is left: %s", async (left, said) => {
  let stderr = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  await main(["init"], async () => {
    throw new InterruptedError(left);
  });
  expect([stderr, process.exitCode]).toEqual([said, 130]);
});
