import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createProgress, type ProgressOptions } from "../../src/ui/progress.ts";

function start(changes: Partial<ProgressOptions>) {
  const written: string[] = [];
  const progress = createProgress({
    stderr: (text) => written.push(text),
    isTty: true,
    ci: false,
    quiet: false,
    color: false,
    delayMs: 20,
    ...changes,
  });
  return { progress, written };
}

/** Waits until `done`: loading ora takes a while. */
async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !done(); i++) await sleep(10);
}

test("a long job gets a spinner, which leaves no trace", async () => {
  const { progress, written } = start({});
  progress.start("looking");
  await until(() => written.join("").includes("looking"));
  expect(written.join("")).toContain("looking");
  progress.update("still looking");
  await until(() => written.join("").includes("still looking"));
  progress.stop();
  const text = written.join("");
  expect(text).toContain("still looking");
  expect(text).not.toContain("\n");
  // The cursor is shown again, and nothing is written after that.
  expect(text.lastIndexOf("\u001b[?25h")).toBeGreaterThan(text.lastIndexOf("\u001b[?25l"));
  const length = written.length;
  await sleep(150);
  expect(written).toHaveLength(length);
});

test("it shows the elapsed time", async () => {
  const { progress, written } = start({});
  progress.start("looking");
  await until(() => written.join("").includes("looking (1 s)"));
  progress.stop();
  expect(written.join("")).toContain("looking (1 s)");
});

test("no color codes when color is off", async () => {
  const { progress, written } = start({ color: false });
  progress.start("looking");
  await until(() => written.join("").includes("looking"));
  progress.stop();
  expect(written.join("")).not.toMatch(/\u001b\[[0-9;]*m/);
});

test("a quick job leaves nothing, even if it stops while the spinner is loading", async () => {
  const { progress, written } = start({ delayMs: 0 });
  progress.start("looking");
  await sleep(1);
  progress.stop();
  await sleep(300);
  expect(written.join("")).not.toMatch(/looking\s*$/);
  expect(
    written
      .join("")
      .replace(/\u001b\[[?0-9;]*[A-Za-z]/g, "")
      .replaceAll("⠋ looking", ""),
  ).toBe("");
});

test.each([{ isTty: false }, { ci: true }, { quiet: true }])("silent with %j", async (changes) => {
  const { progress, written } = start({ ...changes, delayMs: 0 });
  progress.start("looking");
  progress.update("x");
  await sleep(100);
  progress.stop();
  expect(written).toEqual([]);
});

test("a terminal that cannot move its cursor gets one plain line", async () => {
  const { progress, written } = start({ dumb: true });
  progress.start("looking");
  await until(() => written.length > 0);
  progress.update("still looking");
  await sleep(60);
  progress.stop();
  expect(written).toEqual(["looking\n"]);
});
