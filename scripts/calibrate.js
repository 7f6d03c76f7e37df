// Checks the memory, decode and prefill model of src/fit against measurements of other people's machines, by the rules of
// test/fit/calibration/rules.ts, and writes the table of docs/hardware.md.
// node scripts/calibrate.js          prints the figures and writes the table
// node scripts/calibrate.js --check  fails when the table in the docs is not what the model says
import { readdirSync, readFileSync } from "node:fs";
import { loadTypeScript, ROOT, writeBlock } from "./support.js";

const { calibrate, calibrationMarkdown, parseCatalog, summary } = await loadTypeScript(
  "test/fit/calibration/main.ts",
);
const catalog = parseCatalog(readFileSync(`${ROOT}data/catalog.json`, "utf8"));
const folder = `${ROOT}test/fit/measurements/`;
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".csv"))
  .sort()
  .map((name) => ({ name, text: readFileSync(folder + name, "utf8") }));
const all = calibrate(files, catalog);
console.log(`${all.map(summary).join("\n\n")}\n`);
writeBlock("docs/hardware.md", "calibration", calibrationMarkdown(all), "npm run calibrate");
