import { Ajv } from "ajv8";
import { describe, expect, it } from "vitest";
import { loadSnapshot } from "../../src/schema/load.ts";
import { validate } from "../../src/schema/validate.ts";
import { RandomConfig } from "./random-config.ts";

/** More configs than in a normal run: OPENCLAW_LOCAL_AGREEMENT=30000. */
const COUNT = Number(process.env["OPENCLAW_LOCAL_AGREEMENT"] ?? 1_000);

describe("our validator and ajv", () => {
  it(`say the same about ${COUNT} random configs`, { timeout: 120_000 + COUNT * 20 }, () => {
    const schema = loadSnapshot("2026.9.6");
    const ajv = new Ajv({
      strict: false,
      // "strict: false" switches this off as well; OpenClaw refuses NaN (JSON5 can write it), and so do we.
      strictNumbers: true,
      logger: false,
      code: { optimize: false },
      formats: { uri: (text: string) => URL.canParse(text) },
    });
    const byAjv = ajv.compile(schema);
    let valid = 0;
    for (let seed = 1; seed <= COUNT; seed += 1) {
      const config = new RandomConfig(schema, seed, seed % 3 === 0 ? 0.02 : 0.002).make();
      const ours = validate(schema, config);
      const theirs = byAjv(config);
      if ((ours.issues.length === 0) !== theirs)
        expect.fail(`seed ${seed}: ours ${JSON.stringify(ours.issues)}, ajv ${JSON.stringify(byAjv.errors)}`);
      if (theirs) valid += 1;
    }
    // Both verdicts must be common, or the comparison says nothing.
    expect(valid).toBeGreaterThan(COUNT / 10);
    expect(valid).toBeLessThan(COUNT * 0.9);
    if (COUNT > 1_000) process.stderr.write(`${valid} of ${COUNT} valid\n`);
  });
});
