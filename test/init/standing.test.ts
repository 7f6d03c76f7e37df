import { expect, test } from "vitest";
import { standingErrors, standingNote } from "../../src/init/standing.ts";
import { NO_SETTINGS } from "../../src/lint/settings.ts";
import { NEWEST_KNOWN } from "../../src/openclaw/version.ts";
import { load } from "../lint/support.ts";

const BY = { openclaw: { version: NEWEST_KNOWN, source: "flag" as const }, settings: NO_SETTINGS };

const note = async (before: string | null, after: string) =>
  standingNote(await standingErrors(before === null ? null : load(before), load(after), BY));

test("an old error that remains is named with its place", async () => {
  expect(await note("{ gatway: {} }", '{ gatway: {}, models: { mode: "merge" } }')).toBe(
    "1 error was in the config before and stays: config-unknown-key at gatway",
  );
  const two = '{ gatway: {}, models: { providers: { old: "http://127.0.0.1:1/v1" } } }';
  expect(await note(two, two)).toMatch(
    /^2 errors were in the config before and stay: .* and .*models\.providers/,
  );
});

test("fixed errors, new errors and new configs give no note", async () => {
  expect(await note("{ gatway: {} }", "{}")).toBe(null);
  expect(await note("{}", "{ gatway: {} }")).toBe(null);
  expect(await note(null, "{ gatway: {} }")).toBe(null);
});
