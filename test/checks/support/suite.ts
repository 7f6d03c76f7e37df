import { describe, expect, it } from "vitest";
import type { Check } from "../../../src/checks/types.ts";
import { applyEdits } from "../../../src/config/edit/edit.ts";
import { opsOf } from "../../support/apply-fix.ts";
import { closing } from "../../support/track.ts";
import { gaps } from "./gaps.ts";
import { lint, unmark } from "./lint.ts";
import { type Kind, type Loaded, loadCases, strays, withSafeEdit } from "./load.ts";
import { fixedHere, playMachine, playServer } from "./scenario.ts";
import type { Failing, Passing } from "./types.ts";

/** A block of tests for each check of a kind, called after its id, and one about all of them. */
export async function suite(kind: Kind): Promise<void> {
  const loaded = await loadCases(kind);
  const isSlow = ({ cases }: Loaded) => Number(cases?.scenarios?.some(({ slow }) => slow) ?? false);
  for (const { check, cases } of loaded.toSorted((a, b) => isSlow(b) - isSlow(a))) {
    const { failing = [], passing = [], scenarios = [], machines = [] } = cases ?? {};
    describe.concurrent(check.id, { timeout: 90_000 }, () => {
      it("is explained", () => isExplained(check));
      it.each(failing)("finds %#", (one) => finds(check, one));
      it.each(passing)("passes %#", passes);
      for (const one of scenarios) it(one.title, () => closing(() => playServer(one)));
      for (const one of machines) it(one.title, () => closing(() => playMachine(one)));
    });
  }
  describe(`every check in src/checks/${kind}`, () => {
    it("has examples, a faulty scenario and a silent neighbor", () => {
      expect(loaded.flatMap(gaps)).toEqual([]);
      expect(strays(kind)).toEqual([]);
    });
    it("with a safe edit has a scenario in which --fix makes it", () => {
      expect(withSafeEdit(kind).filter((id) => !fixedHere.has(id))).toEqual([]);
    });
  });
}

function isExplained({ id, title, doc, config }: Check): void {
  expect(title).toMatch(/^[A-Za-z$].*[^.]$/);
  for (const text of [doc.what, doc.why]) expect(text).toMatch(/\.$/);
  expect(Object.values(doc)).not.toContain("");
  expect(JSON.stringify([title, doc])).not.toMatch(/TODO|FIXME/);
  if (config === undefined) return;
  const { bad = "", good = "", version, settings } = doc;
  expect(lint(bad, version, undefined, settings).map((f) => f.checkId)).toContain(id);
  // the bundled schemas do not reach back to the version of this one's examples, so both have it
  if (id !== "schema-not-bundled") expect(lint(good, undefined, undefined, settings)).toEqual([]);
}

/** One finding of the check at the mark and none of another one; its fix removes it and brings no new fault. */
function finds({ id, severity }: Check, failing: Failing): void {
  const { text, line, column } = unmark(failing.text);
  const find = (now: string) => lint(now, failing.version, undefined, failing.settings);
  const found = find(text);
  const own = found.filter((f) => f.checkId === id);
  const place = { line, column, file: "/home/user/openclaw.json" };
  expect(own, text).toMatchObject([{ ...place, severity: failing.severity ?? severity }]);
  expect(others(found, [id, ...(failing.besides ?? [])]), text).toEqual([]);
  const edits = own[0]?.fix?.edits ?? [];
  if (edits.length === 0) return;
  const after = find(applyEdits(text, opsOf(edits)));
  expect(after.map((f) => f.checkId)).not.toContain(id);
  expect(after.length).toBeLessThan(found.length);
}

function passes(passing: Passing): void {
  const { text, version, settings, besides = [] } = typeof passing === "string" ? { text: passing } : passing;
  expect(others(lint(text, version, undefined, settings), besides), text).toEqual([]);
}

const others = <T extends { checkId: string }>(found: readonly T[], ids: readonly string[]) =>
  found.filter((one) => !ids.includes(one.checkId));
