import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { formatPath } from "../../src/core/path.ts";
import { AGENT_PLACES, collectRefs, ENTRY_PLACES, ROOT_PLACES } from "../../src/openclaw/refs.ts";

/** An object with `value` at a dotted path; `*` becomes a key. */
function at(path: string, value: string): JsonObject {
  const [step = "", ...rest] = path.split(".");
  return { [step === "*" ? "any" : step]: rest.length === 0 ? value : at(rest.join("."), value) };
}

const seen = (config: JsonObject) => collectRefs(config).map(({ ref, path }) => `${formatPath(path)} ${ref}`);

describe("every place that names a model", () => {
  test.each(AGENT_PLACES)("of the defaults and of an agent: $at", ({ at: place }) => {
    const agent = at(place, "local/m");
    expect(seen({ agents: { defaults: agent } })).toEqual([`agents.defaults.${place} local/m`]);
    expect(seen({ agents: { entries: { main: agent } } })).toEqual([`agents.entries.main.${place} local/m`]);
    expect(seen({ agents: { list: [agent] } })).toEqual([`agents.list[0].${place} local/m`]);
  });

  test.each(ENTRY_PLACES)("of an agent only: $at", ({ at: place }) => {
    expect(seen({ agents: { entries: { main: at(place, "local/m") } } })).toHaveLength(1);
    expect(seen({ agents: { defaults: at(place, "local/m") } })).toEqual([]);
  });

  test.each(ROOT_PLACES)("outside of agents: $at", ({ at: place }) => {
    expect(seen(at(place, "local/m"))).toEqual([`${place.replaceAll("*", "any")} local/m`]);
  });

  test("a list with a primary and fallbacks", () => {
    const model = { primary: "a/1", fallbacks: ["b/2", 3, "c/3"] };
    expect(seen({ agents: { defaults: { model, subagents: { model } } } })).toEqual([
      "agents.defaults.model.primary a/1",
      "agents.defaults.model.fallbacks[0] b/2",
      "agents.defaults.model.fallbacks[2] c/3",
      "agents.defaults.subagents.model.primary a/1",
      "agents.defaults.subagents.model.fallbacks[0] b/2",
      "agents.defaults.subagents.model.fallbacks[2] c/3",
    ]);
  });
});
