// Makes the files and the registry line of something new, and says what to fill in:
// npm run new check config|machine|server|turn <id> [<group of the registry>]
// npm run new server|template <id>
// npm run new format|command <id> "<what it is for>"
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { planCheck } from "./new/check.js";
import { planCommand } from "./new/command.js";
import { planFormat } from "./new/format.js";
import { BadInput } from "./new/plan.js";
import { withLine } from "./new/registry.js";
import { planServer } from "./new/server.js";
import { planTemplate } from "./new/template.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** @type {Record<string, (words: string[]) => import("./new/plan.js").Plan>} */
const KINDS = {
  check: planCheck,
  server: planServer,
  template: planTemplate,
  format: planFormat,
  command: planCommand,
};

try {
  make(planFrom(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  console.error(`new: ${error.message}`);
  process.exitCode = 2;
}

/** @param {string[]} args */
function planFrom(args) {
  const [kind = "", ...words] = args;
  if (!Object.hasOwn(KINDS, kind)) {
    const problem = kind === "" ? "expected a kind" : `unknown kind ${JSON.stringify(kind)}`;
    throw new BadInput(`${problem}: one of ${Object.keys(KINDS).join(", ")}`);
  }
  return KINDS[kind](words);
}

/** @param {import("./new/plan.js").Plan} plan */
function make({ taken = [], files, fill, line, test }) {
  const there = [...Object.keys(files), ...taken].find((path) => existsSync(ROOT + path));
  if (there !== undefined) throw new BadInput(`${there} already exists; choose another id`);
  const registry = withLine(readFileSync(ROOT + line.file, "utf8").replaceAll("\r\n", "\n"), line);
  for (const [path, text] of Object.entries({ ...files, [line.file]: registry })) {
    mkdirSync(dirname(ROOT + path), { recursive: true });
    writeFileSync(ROOT + path, text);
  }
  const written = [...Object.keys(files), line.file].filter((path) => path.endsWith(".ts"));
  run("node_modules/@biomejs/biome/bin/biome", "check", "--write", "--log-level=error", ...written);
  console.log(
    Object.keys(files)
      .map((path) => `made    ${path}`)
      .join("\n"),
  );
  console.log(`listed  in ${line.file}; check the order`);
  const width = Math.max(...Object.keys(fill).map((path) => path.length));
  console.log("\nTo fill in:");
  for (const [path, what] of Object.entries(fill)) console.log(`  ${path.padEnd(width)}  ${what}`);
  console.log(`\nThen: ${test} && npm run docs`);
}

/** @param {string[]} args */
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${args[0]} failed`);
}
