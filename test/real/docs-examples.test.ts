import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadText } from "../../src/config/read/load.ts";
import type { Finding } from "../../src/core/finding.ts";
import { getKey, isObject } from "../../src/core/json.ts";
import { checkConfig } from "../../src/openclaw/schema/check-config.ts";
import { loadSnapshot } from "../../src/openclaw/schema/load.ts";
import { lint } from "../checks/support/lint.ts";
import { DOCS_FINDINGS } from "./docs-findings.ts";
import { type DocsExample, docsExamples } from "./lib/docs-examples.ts";
import { validate } from "./lib/openclaw.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { OPENCLAW_VERSION } from "./parts/openclaw.ts";

/** Rules that say of a config what `config validate` says: it is refused. */
const REFUSALS = new Set(["config-schema", "config-unknown-key", "api-wrong-enum", "retired-key"]);

interface Example extends DocsExample {
  /** The verdict of the bundled schema, which the agreement test holds against ajv. */
  bySchema: boolean;
  findings: Finding[];
}

/** Objects with no other keys at the top than those of a config; the rest are answers, requests and fragments. */
function wholeConfigs(examples: readonly DocsExample[]): Example[] {
  const properties = getKey(loadSnapshot(OPENCLAW_VERSION), "properties");
  const known = new Set([...Object.keys(isObject(properties) ? properties : {}), "$schema"]);
  return examples.flatMap((example) => {
    const loaded = loadText(example.text, "/home/user/openclaw.json");
    if (!loaded.ok) return [];
    const { value } = loaded.config;
    const keys = Object.keys(value);
    if (keys.length === 0 || !keys.every((key) => known.has(key))) return [];
    const bySchema = checkConfig(value, OPENCLAW_VERSION).issues.length === 0;
    return [{ ...example, bySchema, findings: lint(example.text, OPENCLAW_VERSION) }];
  });
}

scenario("OpenClaw's own documentation", ["openclaw"], ({ openclaw }) => {
  const configs = wholeConfigs(docsExamples(`${openclaw.packageDir}/docs`));
  const isRefused = ({ bySchema, findings }: Example) =>
    !bySchema || findings.some((f) => REFUSALS.has(f.checkId));
  const refused = configs.filter(isRefused);
  const accepted = configs.filter((example) => !isRefused(example));
  const listed = new Set(DOCS_FINDINGS.map((f) => f.at));

  async function askOpenclaw({ text }: DocsExample): Promise<boolean> {
    const sandbox = makeSandbox("docs", openclaw.path);
    try {
      writeFileSync(sandbox.config, text, { mode: 0o600 });
      return (await validate(sandbox)).json.valid;
    } finally {
      sandbox.remove();
    }
  }

  test("has its examples where they are looked for", () => {
    expect(configs.length).toBeGreaterThan(1_200);
    expect(accepted.length).toBeGreaterThan(1_200);
    process.stderr.write(
      `[real] ${configs.length} whole configs in the documentation: ${accepted.length} accepted, ` +
        `${accepted.filter((e) => e.findings.length === 0).length} of them silent, ${refused.length} refused\n`,
    );
  });

  test("gets no finding but the listed ones", () => {
    const found = accepted
      .filter((e) => e.findings.length > 0)
      .map(({ at, findings }) => ({ at, findings: findings.map((f) => `${f.severity} ${f.checkId}`) }));
    expect(found).toEqual(DOCS_FINDINGS.map(({ at, findings }) => ({ at, findings })));
  });

  describe("what lint calls refused", () => {
    test.each(refused)("is refused by OpenClaw: $at", async (example) => {
      expect(await askOpenclaw(example)).toBe(false);
    });
  });

  describe("what has a listed finding", () => {
    test.each(accepted.filter((e) => listed.has(e.at)))("is accepted by OpenClaw: $at", async (example) => {
      expect(await askOpenclaw(example)).toBe(true);
    });
  });
});
