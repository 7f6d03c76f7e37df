// The tables of README, CONTRIBUTING and docs that say what the registries hold.
import { table } from "./support.js";

/** What `npm run <name>` does, for CONTRIBUTING; hooks of npm are left out. */
const SCRIPTS = {
  test: "formatter, linter, types, dead code, build, all tests, generated docs",
  "test:unit": "a part of the tests: `npm run test:unit -- test/config`",
  new: "the files and the registry line of a new check, server, template, format or command",
  check: "formatter, linter, types, dead code",
  format: "writes the format",
  build: "bundles src into dist",
  docs: "writes docs/rules and these tables from the registries",
  "test:real": "real llama-server, LiteLLM and OpenClaw; brings what it needs into `.cache`",
  "test:real-docs": "lints every config of OpenClaw's own documentation; some minutes",
  "test:real-sees": "what OpenClaw itself says of live faults, for docs/rules; ten minutes",
  bench:
    "start-up and lint times as ratios to bare node; the doctor with many servers, of which some never answer; time and memory of hardware and recommend; each file with `--check` fails above its budget",
  fuzz: "1,000,000 random texts, 50,000 random edits and 10,000 lists of edits against json5, with a new seed each time; 3 minutes",
  agreement: "30,000 random configs for each bundled schema against ajv",
  calibrate: "the memory and speed model against measured rows",
  compare: "the picks alongside those of other recommenders, with the reason of each disagreement",
};
const HOOKS = ["prepare"];

/**
 * The blocks by file and name.
 *
 * @param {Pick<typeof import("./docs-sources.ts"), "COMMANDS" | "FORMATS" | "ADAPTERS" | "FLOORS">} sources
 * @param {Record<string, string>} scripts those of package.json
 * @returns {Record<string, Record<string, string>>}
 */
export function blocks({ COMMANDS, FORMATS, ADAPTERS, FLOORS }, scripts) {
  return {
    "README.md": {
      commands: table(
        ["command", "does"],
        COMMANDS.map(({ name, args, summary }) => [
          code([name, ...args.map((a) => a.name)].join(" ")),
          summary,
        ]),
      ),
      servers: table(
        ["model server", "looked for on port"],
        ADAPTERS.map(({ label, defaultPorts }) => [label, defaultPorts.join(", ")]),
      ),
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
