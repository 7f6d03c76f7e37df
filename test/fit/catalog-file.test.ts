import { expect, it } from "vitest";
import { ageOf } from "../../src/fit/catalog-file.ts";

it.each([
  ["2026-11-20", "2026-11-20T23:59:59Z", 0],
  ["2026-11-20", "2027-01-18T12:00:00Z", 59],
  ["2026-11-20", "2026-11-01T00:00:00Z", 0],
])("%s on %s: %i days, not old", (asOf, today, days) => {
  expect(ageOf({ asOf }, new Date(today))).toEqual({ days, note: null });
});

it("from 60 days on it is old, and says what to do", () => {
  const { days, note } = ageOf({ asOf: "2026-11-20" }, new Date("2027-01-19T00:00:00Z"));
  expect(days).toBe(60);
  expect(note).toMatch(/60 days old.*docs\/hardware\.md/);
});

it.each(["user", "", "2026-13-45", "20261120"])("%j is no date: unknown, never old", (asOf) => {
  expect(ageOf({ asOf }, new Date("2030-01-01"))).toEqual({ days: null, note: null });
});
