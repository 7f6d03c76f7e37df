import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MODELS, PRODUCTS, written } from "../init/rows.ts";
import { openclaw } from "./lib/openclaw.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { Validator } from "./lib/validator.ts";
import type { Release } from "./parts/openclaw.ts";

/** The configs of all models of a product: each new, and all merged into one file. */
function configsOf(product: string, version: string): { name: string; text: string }[] {
  const state = PRODUCTS[product]?.state;
  if (state === undefined) throw new Error(product);
  const alone = MODELS.map((id) => ({ name: id, text: written(state(id), version).text }));
  let text: string | null = null;
  for (const id of MODELS) text = written(state(id), version, { text }).text;
  return [...alone, { name: "all in one", text: text ?? "" }];
}

function accepts(release: Release): void {
  let sandbox: Sandbox;
  let validator: Validator;
  beforeAll(() => {
    sandbox = makeSandbox(`rows-${release.version}`, release.path);
    validator = new Validator(sandbox, release.packageDir);
  });
  afterAll(() => {
    validator.close();
    sandbox.remove();
  });

  test.each(Object.keys(PRODUCTS))(`OpenClaw ${release.version} accepts the rows of %s`, async (product) => {
    for (const { name, text } of configsOf(product, release.version)) {
      const { valid, issues, error } = await validator.ask(text);
      expect({ name, valid, issues: issues ?? [], error }, text).toMatchObject({
        name,
        valid: true,
        issues: [],
      });
    }
  });
}

scenario("what init writes for eight products and ten models", ["openclaw"], ({ openclaw: release }) => {
  accepts(release);

  // one config with all of them: a run of the real doctor takes half a minute on a busy machine
  test("the real doctor has no finding about it", { timeout: 300_000 }, async () => {
    let text: string | null = null;
    for (const { state } of Object.values(PRODUCTS))
      for (const id of MODELS) text = written(state(id), release.version, { text }).text;
    const bare = await lintOf("{}", release);
    const findings = await lintOf(text ?? "", release);
    expect(findings.filter((one) => !bare.includes(one))).toEqual([]);
    // it would see a word in the place of a key
    const keyed = (text ?? "").replace("baseUrl:", 'apiKey: "vllm-local", baseUrl:');
    expect((await lintOf(keyed, release)).filter((one) => !bare.includes(one))).toHaveLength(1);
  });
});

scenario("what init writes, for two older releases", ["olderOpenclaw"], ({ olderOpenclaw }) => {
  for (const release of olderOpenclaw.releases) accepts(release);
});

/** The findings of `openclaw doctor --lint --all`, of every severity. */
async function lintOf(text: string, release: Release): Promise<string[]> {
  const sandbox = makeSandbox("rows-lint", release.path);
  try {
    writeFileSync(sandbox.config, text, { mode: 0o600 });
    const args = ["doctor", "--lint", "--all", "--severity-min", "info", "--json"];
    const { stdout } = await openclaw(sandbox, args);
    const { findings } = JSON.parse(stdout) as { findings: { checkId: string; message: string }[] };
    return findings.map(({ checkId, message }) => `${checkId}: ${message.replaceAll(sandbox.dir, "~")}`);
  } finally {
    sandbox.remove();
  }
}
