import { describe, expect, it } from "vitest";
import { CONFIG_CHECKS } from "../../src/checks/config/registry.ts";
import { FILE_CASES } from "./file-cases.ts";
import { type Cases, lint, unmark } from "./lint.ts";
import { LOCAL_CASES } from "./local-cases.ts";
import { MODEL_CASES } from "./model-cases.ts";
import { PROVIDER_CASES } from "./provider-cases.ts";
import { REF_CASES } from "./ref-cases.ts";
import { SETTINGS_CASES } from "./settings-cases.ts";

const ALL: Cases[] = [
  ...FILE_CASES,
  ...PROVIDER_CASES,
  ...MODEL_CASES,
  ...REF_CASES,
  ...SETTINGS_CASES,
  ...LOCAL_CASES,
];

describe.each(ALL)("$id", ({ id, failing, passing }) => {
  it.each(failing)("finds $text", ({ text: marked, severity, version, settings, besides = [] }) => {
    const { text, line, column } = unmark(marked);
    const found = lint(text, version, undefined, settings);
    const own = found.filter((f) => f.checkId === id);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ line, column, file: "/home/user/openclaw.json" });
    const rule = CONFIG_CHECKS.find((r) => r.id === id);
    expect(own[0]?.severity).toBe(severity ?? rule?.severity);
    expect(found.filter((f) => f.checkId !== id && !besides.includes(f.checkId))).toEqual([]);
  });

  it.each(passing)("leaves %s alone", (entry) => {
    const { text, version, settings, besides = [] } = typeof entry === "string" ? { text: entry } : entry;
    expect(lint(text, version, undefined, settings).filter((f) => !besides.includes(f.checkId))).toEqual([]);
  });
});

describe("the examples", () => {
  it("are there for every rule, three of each sort", () => {
    const counts = CONFIG_CHECKS.map(({ id }) => {
      const cases = ALL.find((c) => c.id === id);
      return { id, enough: (cases?.failing.length ?? 0) >= 3 && (cases?.passing.length ?? 0) >= 3 };
    });
    expect(counts.filter((c) => !c.enough)).toEqual([]);
    expect(ALL.map((c) => c.id).filter((id) => !CONFIG_CHECKS.some((r) => r.id === id))).toEqual([]);
  });
});
