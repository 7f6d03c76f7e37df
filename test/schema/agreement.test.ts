import { Ajv } from "ajv8";
import { describe, expect, it } from "vitest";
import { bundledVersions, loadSnapshot } from "../../src/openclaw/schema/load.ts";
import { validate } from "../../src/openclaw/schema/validate.ts";
import { RandomConfig } from "./random-config.ts";

/** `npm run agreement` sets both: 30,000 configs on each bundled version take some minutes. */
const RUNS = Number(process.env["AGREEMENT_RUNS"] ?? 300);
const VERSIONS = chosenVersions(process.env["AGREEMENT_VERSIONS"] ?? "");

/** "all", or a comma list of versions; by default the oldest and the newest. */
function chosenVersions(text: string): string[] {
  const bundled = bundledVersions();
  if (text === "all") return bundled;
  if (text === "") return [...bundled.slice(0, 1), ...bundled.slice(-1)];
  return text.split(",");
}

describe.each(VERSIONS)("our validator and ajv on %s", (version) => {
  it(`agree on ${RUNS} random configs`, { timeout: 120_000 + RUNS * 40 }, () => {
    const schema = loadSnapshot(version);
    const ajv = new Ajv({
      strict: false,
      // "strict: false" switches this off too; OpenClaw refuses NaN, which JSON5 allows.
      strictNumbers: true,
      logger: false,
      code: { optimize: false },
      formats: { uri: (text: string) => URL.canParse(text) },
    });
    const byAjv = ajv.compile(schema);
    let valid = 0;
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const config = new RandomConfig(schema, seed, seed % 3 === 0 ? 0.02 : 0.002).make();
      const ours = validate(schema, config);
      const theirs = byAjv(config);
      if ((ours.issues.length === 0) !== theirs)
        expect.fail(`seed ${seed}: ours ${JSON.stringify(ours.issues)}, ajv ${JSON.stringify(byAjv.errors)}`);
      if (theirs) valid += 1;
    }
    // Both verdicts must be common, or the comparison proves nothing.
    expect(valid).toBeGreaterThan(RUNS / 10);
    expect(valid).toBeLessThan(RUNS * 0.9);
    if (RUNS > 1_000) process.stderr.write(`${version}: ${RUNS} configs, ${valid} valid, 0 disagreements\n`);
  });
});
