import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/init/templates/fill.ts";
import { getTemplate, TEMPLATE_IDS } from "../../src/init/templates/registry.ts";
import { bundledVersions, loadSnapshot } from "../../src/openclaw/schema/load.ts";
import { validate } from "../../src/openclaw/schema/validate.ts";
import { EVERYTHING, LOCAL } from "./values.ts";

const fs = { readFile: (path: string) => readFileSync(path) };

describe.each(bundledVersions())("OpenClaw %s", (version) => {
  it.each(TEMPLATE_IDS)("accepts %s", (id) => {
    const schema = loadSnapshot(version);
    for (const values of [LOCAL, EVERYTHING]) {
      const { value } = fillTemplate(getTemplate(id, fs), values, version);
      // OpenClaw accepts an empty config, so what a snapshot says of one is no fault of ours
      expect(validate(schema, value).issues).toEqual(validate(schema, {}).issues);
    }
  });
});
