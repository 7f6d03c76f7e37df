// Checks the memory and speed model of src/fit against measurements of other people's machines, by the rules of
// test/fit/calibration/rules.ts, and writes the table of docs/hardware.md.
// node scripts/calibrate.js          prints the figures and writes the table
// node scripts/calibrate.js --check  fails when the table in the docs is not what the model says
import { readFileSync } from "node:fs";
import { loadTypeScript, ROOT, writeBlock } from "./support.js";

const { calibrate, calibrationMarkdown, parseCatalog, summary } = await loadTypeScript(
  "test/fit/calibration/main.ts",
);
const catalog = parseCatalog(readFileSync(`${ROOT}data/catalog.json`, "utf8"));
const csv = readFileSync(`${ROOT}test/fit/measurements/community.csv`, "utf8");
const { memory, speed } = calibrate(csv, catalog);
console.log(`${summary("peak memory", memory)}\n\n${summary("decode speed", speed)}\n`);
writeBlock("docs/hardware.md", "calibration", calibrationMarkdown(memory, speed), "npm run calibrate");
