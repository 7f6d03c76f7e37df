// The tables of README, CONTRIBUTING and docs, generated from the registries.
import { serversTable } from "./servers-page.js";
import { table } from "./support.js";

/** What `npm run <name>` does, for CONTRIBUTING, without npm's hooks. */
const SCRIPTS = {
  test: "formatter, linter, types, dead code, build, all tests, generated docs",
  "test:unit": "some of the tests: `npm run test:unit -- test/config`",
  new: "creates the files and the registry line of a new check, server, template, format or command",
  check: "formatter, linter, types, dead code",
  format: "formats the code",
  build: "bundles src into dist",
  docs: "writes docs/rules and these tables from the registries",
  "test:real":
    "tests with real model servers and the real OpenClaw, which it installs into `.cache`; with `-- --all` also those that are large or slow to start, and records what was seen for README and docs/servers.md",
  "test:real-docs": "lints every config of OpenClaw's own documentation; takes some minutes",
  "test:real-sees": "records what OpenClaw itself says of live faults, for docs/rules; takes ten minutes",
  record:
    "asks the real servers the same questions and writes their replies to test/replies; `-- -t Ollama` for one of them; takes 20 minutes",
  bench:
    "measures start-up and lint times as ratios to bare node, the doctor with many servers (some never answer), time and memory of hardware and recommend; with `--check` each file fails above its budget",
  fuzz: "compares 1,000,000 random texts, 50,000 random edits and 10,000 lists of edits with json5, with a new seed each time; takes 3 minutes",
  agreement: "compares 30,000 random configs per bundled schema with ajv",
  "agreement:real": "compares 4,000 generated configs with the validation of the real OpenClaw",
  transient:
    "injects every fault of a moment at every request of `doctor --deep --fix --yes`, for each simulated server; takes a minute",
  "bench:peers":
    "compares with OpenClaw's own commands and llmfit: faults found, time, memory, comments kept, fit; writes docs/benchmarks.md; takes half an hour",
  "exam:calibrate": "computes the error rates of the exam with scripted models",
  "exam:real": "gives the exam to real small models (an hour)",
  calibrate: "compares the memory and speed model with measurements",
  "propose-model": "prints a row of the catalog from a config.json and a list of files",
  evidence: "joins what benchmarks say of models into data/strength.json and docs/evidence.md",
  compare: "compares the picks with those of other recommenders, with the reason for each difference",
};
const HOOKS = ["prepare"];

/**
 * The blocks by file and name.
 *
 * @param {Pick<typeof import("./docs-sources.ts"), "COMMANDS" | "FORMATS" | "ADAPTERS" | "FLOORS">} sources
 * @param {Record<string, string>} scripts those of package.json
 * @param {Record<string, import("./servers-page.js").Proof>} record what the lane of real servers has proven
 * @returns {Record<string, Record<string, string>>}
 */
export function blocks({ COMMANDS, FORMATS, ADAPTERS, FLOORS }, scripts, record) {
  return {
    "README.md": {
      commands: table(
        ["command", "does"],
        COMMANDS.map(({ name, args, summary }) => [
          code([name, ...args.map((a) => a.name)].join(" ")),
          summary,
        ]),
      ),
      servers: serversTable(ADAPTERS, record),
    },
    "docs/ci.md": {
      formats: table(
        ["format", "for"],
        Object.entries(FORMATS).map(([name, { use }]) => [code(name), use]),
      ),
    },
    "CONTRIBUTING.md": {
      folders: table(
        ["folder", "what it does"],
        Object.entries(FLOORS).map(([name, what]) => [code(`src/${name}`), what]),
      ),
      scripts: table(
        ["command", "does"],
        scriptRows(Object.keys(scripts).filter((name) => !HOOKS.includes(name))),
      ),
    },
  };
}

/** @param {readonly string[]} names */
function scriptRows(names) {
  const wrong = [
    ...names.filter((name) => !Object.hasOwn(SCRIPTS, name)),
    ...Object.keys(SCRIPTS).filter((name) => !names.includes(name)),
  ];
  if (wrong.length > 0)
    throw new Error(
      `scripts/tables.js: SCRIPTS and the scripts of package.json differ in ${wrong.join(", ")}`,
    );
  return Object.entries(SCRIPTS).map(([name, what]) => [
    code(name === "test" ? "npm test" : `npm run ${name}`),
    what,
  ]);
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}
