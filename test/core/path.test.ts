import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath } from "../../src/core/path.ts";
import { parsePath } from "../support/parse-path.ts";

describe("config paths", () => {
  it("are formatted as the report contract requires", () => {
    expect(formatPath(["models", "providers", "lmstudio", "models", 0, "contextWindow"])).toBe(
      "models.providers.lmstudio.models[0].contextWindow",
    );
    expect(formatPath(["agents", "defaults", "models", "lmstudio/a.b", "alias"])).toBe(
      'agents.defaults.models["lmstudio/a.b"].alias',
    );
    expect(formatPath([])).toBe("");
  });

  it("OpenClaw's dotted form is accepted too", () => {
    expect(parsePath("models.providers.local.models.0.name")).toEqual([
      "models",
      "providers",
      "local",
      "models",
      0,
      "name",
    ]);
    expect(parsePath("a b")).toBeNull();
    expect(parsePath("a[")).toBeNull();
  });

  it("survive a round trip, with any keys", () => {
    const step = fc.oneof(
      fc.string(),
      fc.constantFrom("a.b", "x y", "", "0", "__proto__", 'q"q'),
      fc.nat(50),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });
});
