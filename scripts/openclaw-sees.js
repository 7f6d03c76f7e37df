// Runs the real OpenClaw on the wrong and the right example of each lint rule, and writes to data/openclaw-sees.json
// which of its own checks tells them apart. The table of docs/rules is made of that file.
//
//   node scripts/openclaw-sees.js --openclaw <folder with the openclaw command> [--node <folder of its node>] [--only id]...
//
// Without --only every rule is run whose example or OpenClaw has changed since. A check "sees" a fault when it reports more under
// one of its own ids for the wrong example than for the right one, whatever the words: a check that complains about both
// alike (the key is not in a secret store, the gateway has no token) sees nothing of the fault.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadTypeScript } from "./support.js";

const { catalogue } = await loadTypeScript("src/commands/explain/catalogue.ts");
const OUT = fileURLToPath(new URL("../data/openclaw-sees.json", import.meta.url));
/** Each of OpenClaw's runs takes seconds of a core. */
const PARALLEL = 2;
/** About our own comments and about files that no OpenClaw would be asked about. */
const OURS = new Set([
  "suppression-invalid",
  "suppression-unused",
  "config-unreadable",
  "schema-not-bundled",
]);

const { values } = parseArgs({
  options: {
    openclaw: { type: "string" },
    node: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
  },
});
if (values.openclaw === undefined) throw new Error("--openclaw <folder with the openclaw command> is needed");
const path = [values.openclaw, values.node, process.env.PATH].filter(Boolean).join(":");

/**
 * @typedef {{ code: number | null, stdout: string, stderr: string }} Result
 * @typedef {{ check: string, severity: string, message: string }} Said
 * @typedef {{ validate: boolean, doctorLint: boolean, doctorLintInfo: boolean, version: string, example: string, evidence: string[] }} Sees
 */

/**
 * @param {string} home
 * @param {string[]} args
 * @returns {Promise<Result>}
 */
function openclaw(home, args) {
  const env = {
    ...{ PATH: path, HOME: home, OPENCLAW_HOME: home, OPENCLAW_CONFIG_PATH: join(home, "openclaw.json") },
    ...{ TMPDIR: home, LANG: "C.UTF-8", NO_COLOR: "1", CI: "1" },
  };
  return new Promise((done) => {
    execFile(
      "openclaw",
      args,
      { env, cwd: home, timeout: 180_000, maxBuffer: 2 ** 24 },
      (error, stdout, stderr) =>
        done({
          code: error === null ? 0 : typeof error.code === "number" ? error.code : null,
          stdout,
          stderr,
        }),
    );
  });
}

/** @param {Result} result */
function json(result) {
  try {
    return JSON.parse(result.stdout);
  } catch {
    throw new Error(`OpenClaw: exit ${result.code}, no JSON\n${result.stdout}${result.stderr}`);
  }
}

/**
 * What both checks say about a config, in a home of its own.
 * @param {string} text
 * @returns {Promise<{ validate: Said[], doctor: Said[] }>}
 */
async function ask(text) {
  const home = mkdtempSync(join(tmpdir(), "openclaw-sees-"));
  try {
    writeFileSync(join(home, "openclaw.json"), text, { mode: 0o600 });
    // what the right example of config-include includes
    writeFileSync(join(home, "models.json5"), "{}", { mode: 0o600 });
    const validate = json(await openclaw(home, ["config", "validate", "--json"]));
    const doctor = json(await openclaw(home, ["doctor", "--lint", "--json", "--severity-min", "info"]));
    const issues = [
      ...(validate.issues ?? []).map((i) => ({ ...i, severity: "error" })),
      ...(validate.warnings ?? []).map((i) => ({ ...i, severity: "warning" })),
    ];
    if (validate.valid === false && issues.length === 0)
      issues.push({ severity: "error", message: validate.error ?? "not valid" });
    return {
      validate: issues.map((i) => said(`validate/${i.severity}`, i, home)),
      doctor: doctor.findings.map((f) => said(f.checkId, f, home)),
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * @param {string} check
 * @param {{ severity: string, message: string }} finding
 * @param {string} home of this run, which must not be in the data
 * @returns {Said}
 */
function said(check, { severity, message }, home) {
  return { check, severity, message: message.replaceAll(home, "~") };
}

/**
 * What is said of the wrong example more often than of the right one, check by check.
 * @param {Said[]} bad
 * @param {Said[]} good
 */
function surplus(bad, good) {
  return [...new Set(bad.map((s) => s.check))].flatMap((check) => {
    const saidOfGood = good.filter((s) => s.check === check);
    const saidOfBad = bad.filter((s) => s.check === check);
    const more = saidOfBad.length - saidOfGood.length;
    const words = new Set(saidOfGood.map((s) => s.message));
    return more <= 0
      ? []
      : [...saidOfBad]
          .sort((a, b) => Number(words.has(a.message)) - Number(words.has(b.message)))
          .slice(0, more);
  });
}

/** @param {{ doc: { bad: string, good: string } }} rule */
function fingerprint({ doc }) {
  return createHash("sha256").update(`${doc.bad}\0${doc.good}`).digest("hex").slice(0, 12);
}

/** @returns {Promise<Sees>} */
async function examine(rule) {
  const [bad, good] = [await ask(rule.doc.bad), await ask(rule.doc.good)];
  const byValidate = surplus(bad.validate, good.validate);
  const byDoctor = surplus(bad.doctor, good.doctor);
  return {
    validate: byValidate.length > 0,
    doctorLint: byDoctor.some((s) => s.severity !== "info"),
    // hidden unless OpenClaw is asked for it with --severity-min info
    doctorLintInfo: byDoctor.some((s) => s.severity === "info"),
    version,
    example: fingerprint(rule),
    evidence: [...byValidate, ...byDoctor].map(
      (s) => `${s.check} ${s.severity}: ${s.message.split("\n")[0]}`,
    ),
  };
}

const [version] = /\d{4}\.\d+\.\d+\S*/.exec((await openclaw(tmpdir(), ["--version"])).stdout) ?? [];
if (version === undefined) throw new Error("there is no OpenClaw to ask");
const lintRules = catalogue().filter(
  ({ id, foundBy }) => foundBy.some(({ command }) => command === "lint") && !OURS.has(id),
);
/** @type {Record<string, Sees>} */
const known = existsSync(OUT) ? JSON.parse(readFileSync(OUT, "utf8")) : {};
const ids = new Set(lintRules.map((r) => r.id));
for (const id of Object.keys(known)) if (!ids.has(id)) delete known[id];
const wanted = lintRules.filter((rule) =>
  values.only.length > 0
    ? values.only.includes(rule.id)
    : values.all || known[rule.id]?.example !== fingerprint(rule) || known[rule.id]?.version !== version,
);

const queue = [...wanted];
async function worker() {
  for (let rule = queue.shift(); rule !== undefined; rule = queue.shift()) {
    const sees = await examine(rule);
    known[rule.id] = sees;
    console.log(`${rule.id}: ${sees.evidence.length === 0 ? "no" : sees.evidence.join(" | ")}`);
    save();
  }
}

function save() {
  const sorted = Object.fromEntries(Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(OUT, `${JSON.stringify(sorted, null, 2)}\n`);
}

await Promise.all(Array.from({ length: PARALLEL }, worker));
save();
const all = Object.values(known);
console.log(
  `OpenClaw ${version}: of ${all.length} rules validate sees ${all.filter((s) => s.validate).length}, doctor --lint ` +
    `${all.filter((s) => s.doctorLint).length}, either ${all.filter((s) => s.validate || s.doctorLint).length}`,
);
