import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asArray, asString, getIn, type Json } from "../../src/core/json.ts";
import { lint } from "../checks/support/lint.ts";
import { configOf } from "./lib/config-generator.ts";
import { validate } from "./lib/openclaw.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { Validator } from "./lib/validator.ts";
import { OPENCLAW_VERSION } from "./parts/openclaw.ts";

/** `npm run agreement:real` sets it to the full number. */
const RUNS = Number(process.env["AGREEMENT_RUNS"] ?? 400);

/** Rules that say of a config what `config validate` says: it is refused. */
const REFUSALS = new Set(["config-schema", "config-unknown-key", "api-wrong-enum", "config-syntax"]);
/** Rules that say it where they give an error, or always though they give a warning. */
const REFUSED_LISTS = new Set(["agents-list-legacy"]);
const REFUSED_KEYS = new Set(["legacy-llm-idle-key", "legacy-reservetokens"]);

/** The only configs on which lint and OpenClaw may differ, and why. */
const LISTED: readonly { why: string; holds(config: Json): boolean }[] = [
  {
    why: "plugins.load.paths: lint does not look whether the folders are there; without one, OpenClaw puts off its checks of plugins and channels",
    holds: (config) => asArray(getIn(config, ["plugins", "load", "paths"])).length > 0,
  },
  {
    why: "a plugin that is not part of OpenClaw is named: it may be installed where the config is used, and provide the name that OpenClaw does not know here",
    holds: (config) =>
      ["entries", "allow"].some((key) => JSON.stringify(getIn(config, ["plugins", key]) ?? "").length > 2),
  },
  {
    why: "a Windows path: absolute on Windows only, and lint does not know where the config is used",
    holds: (config) =>
      [["worktreeRoot"], ["desktop", "host", "passwordFile"]].some((path) =>
        /^(?:[A-Za-z]:)?\\/.test(asString(getIn(config, path)) ?? ""),
      ),
  },
];

scenario("lint and the validation of OpenClaw", ["openclaw"], ({ openclaw }) => {
  let sandbox: Sandbox;
  let validator: Validator;
  beforeAll(() => {
    sandbox = makeSandbox("agreement", openclaw.path);
    validator = new Validator(sandbox, openclaw.packageDir);
  });
  afterAll(() => {
    validator.close();
    sandbox.remove();
  });

  test("the long-lived process says what the command says", async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const text = JSON.stringify(configOf(seed, OPENCLAW_VERSION));
      const answer = await validator.ask(text);
      writeFileSync(sandbox.config, text, { mode: 0o600 });
      const { json } = await validate(sandbox);
      expect({ valid: answer.valid, issues: places(answer.issues) }, text).toEqual({
        valid: json.valid,
        issues: places(json.issues ?? []),
      });
    }
  });

  test(`agree on ${RUNS} configs`, { timeout: 120_000 + RUNS * 100 }, async () => {
    const counts = { valid: 0, listed: new Map<string, number>() };
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const config = configOf(seed, OPENCLAW_VERSION);
      const text = JSON.stringify(config);
      const { valid, issues, error } = await validator.ask(text);
      expect(error, `seed ${seed}: ${text}`).toBeUndefined();
      if (valid === true) counts.valid += 1;
      const ours = refusals(text);
      if (valid === (ours.length === 0)) continue;
      const reason = LISTED.find(({ holds }) => holds(config))?.why;
      if (reason === undefined)
        expect.fail(`seed ${seed}: ours ${ours.join("; ")}\nOpenClaw ${JSON.stringify(issues)}\n${text}`);
      counts.listed.set(reason, (counts.listed.get(reason) ?? 0) + 1);
    }
    // Both verdicts must be common, or the comparison proves nothing.
    expect(counts.valid).toBeGreaterThan(RUNS / 5);
    expect(counts.valid).toBeLessThan(RUNS * 0.8);
    const listed = [...counts.listed].map(([why, count]) => `\n  ${count}: ${why}`).join("");
    process.stderr.write(
      `[real] ${RUNS} configs, ${counts.valid} accepted, 0 disagreements but the listed:${listed || " none"}\n`,
    );
  });
});

function places(issues: readonly unknown[] = []): unknown[] {
  return issues.map((issue) => getIn(issue, ["path"])).sort();
}

function refusals(text: string): string[] {
  return lint(text, OPENCLAW_VERSION)
    .filter(({ checkId, severity }) =>
      REFUSED_LISTS.has(checkId) ? severity === "error" : REFUSALS.has(checkId) || REFUSED_KEYS.has(checkId),
    )
    .map(({ checkId, message }) => `${checkId} ${message}`);
}
