import { describe, expect, it } from "vitest";
import { ALL_CHECKS } from "../../src/checks/registry.ts";
import { isObject, parseJson } from "../../src/core/json.ts";
import { repoFile } from "../guards/source-tree.ts";

const data = parseJson(repoFile("data/openclaw-sees-live.json") ?? "");
const rows = isObject(data) ? Object.entries(data) : [];

describe("what OpenClaw says of live faults, as kept", () => {
  it("is there, and each row is about a check", () => {
    const known = new Set(ALL_CHECKS.map((check) => check.id));
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.map(([id]) => id).filter((id) => !known.has(id))).toEqual([]);
  });

  it.each(rows)("%s: whole, and without what differs from run to run", (_id, row) => {
    expect(row).toEqual({
      what: expect.stringMatching(/^\S.{5,}/),
      validate: expect.any(Boolean),
      doctorLint: expect.any(Boolean),
      infer: { ok: expect.any(Boolean), says: expect.any(String) },
      probe: { ok: expect.any(Boolean), says: expect.any(String) },
      version: "2026.9.6",
    });
    expect(JSON.stringify(row)).not.toMatch(/\/root\/|\/work\/|\/tmp\/|127\.0\.0\.1:\d/);
  });
});
