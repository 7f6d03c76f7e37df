// Checks the memory and speed model of src/fit against measurements of other people's machines, by the rules of
// test/fit/calibration/rules.ts, and writes the table of docs/hardware.md.
// node scripts/calibrate.js          prints the figures and writes the table
// node scripts/calibrate.js --check  fails when the table in the docs is not what the model says
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const DOCS = `${root}docs/hardware.md`;
const BEGIN = "<!-- calibration: written by scripts/calibrate.js -->\n";
const END = "<!-- end of calibration -->\n";

/** Node 20 runs no TypeScript, so what is needed is bundled in memory. */
async function load() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["test/fit/calibration/main.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    write: false,
    logLevel: "warning",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const { calibrate, calibrationMarkdown, parseCatalog, summary } = await load();
const catalog = parseCatalog(readFileSync(`${root}data/catalog.json`, "utf8"));
const csv = readFileSync(`${root}test/fit/measurements/community.csv`, "utf8");
const { memory, speed } = calibrate(csv, catalog);
console.log(`${summary("peak memory", memory)}\n\n${summary("decode speed", speed)}`);

const text = readFileSync(DOCS, "utf8").replaceAll("\r\n", "\n");
const [before, rest] = text.split(BEGIN);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) throw new Error("docs/hardware.md has lost its markers");
const wanted = `${before}${BEGIN}\n${calibrationMarkdown(memory, speed)}${END}${after}`;
if (process.argv.includes("--check")) {
  if (wanted !== text) {
    console.error("docs/hardware.md is out of date. Run: npm run calibrate");
    process.exitCode = 1;
  }
} else if (wanted !== text) {
  writeFileSync(DOCS, wanted);
  console.log("\ndocs/hardware.md written");
}
