import { describe, expect, test } from "vitest";
import type { Setup } from "../doctor/harness.ts";
import type { Emulator } from "../emulators/index.ts";
import { applyFix } from "../support/apply-fix.ts";
import { expectReadable } from "../support/readable.ts";
import type { RowConfig } from "./check-row.ts";
import { CHECK_ROWS } from "./check-rows.ts";
import { examine, examineFile, track } from "./live.ts";
import { REACH_ROWS } from "./reach-rows.ts";
import { STAGE_ROWS } from "./stage-rows.ts";

const TABLES = [CHECK_ROWS, REACH_ROWS, STAGE_ROWS].flatMap((table) => Object.entries(table));
const ALL = TABLES.flatMap(([id, cases]) => cases.map((one) => ({ id, ...one })));

function setupOf({ origin, baseUrl }: Emulator, { at, ...setup }: RowConfig): Setup {
  const place = at === "origin" ? origin : at === "slash" ? `${baseUrl}/` : baseUrl;
  return { baseUrl: place, ...setup };
}

describe("checks without an inference, through the real executable", () => {
  test.each(ALL)("$id: $what", async ({ server, config, args = [], finds, ...wanted }) => {
    const emulator = track(await server());
    const { findings, code, config: file } = await examine(setupOf(emulator, config), args);
    expect(findings.map((f) => `${f.severity} ${f.checkId}`)).toEqual(finds === null ? [] : [finds]);
    expect(code).toBe(finds?.startsWith("error") ? 1 : 0);
    const [finding] = findings;
    if (finding === undefined) {
      // and no inference shows anything of it either
      expect((await examineFile(file, [...args, "--deep"])).ids).toEqual(wanted.deepFinds ?? []);
      return;
    }
    const { edits, commands, says, afterwards = [] } = wanted;
    if (says !== undefined) expect(finding.message).toMatch(says);
    if (commands !== undefined) expect(finding.fix?.commands).toEqual(commands);
    if (edits !== undefined) {
      const made = (finding.fix?.edits ?? []).map((edit) => [edit.path, edit.value]);
      expect(Object.fromEntries(made)).toEqual(edits);
    }
    expectReadable(finding);
    // where the advice is an edit, it is followed, and the finding must be gone
    if ((finding.fix?.edits ?? []).length === 0) return;
    applyFix(file, finding);
    expect((await examineFile(file, args)).ids).toEqual(afterwards);
  });
});
