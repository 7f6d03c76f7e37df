// Writes the tables of docs/exam.md: how often the exam is wrong about scripted models whose rate of failure is known, by
// test/turn/calibration, and what it found in real small models (test/real/exam-models.test.ts).
// node scripts/calibrate-exam.js          writes them (a minute)
// node scripts/calibrate-exam.js --check  fails when the docs say something else
import { readFileSync } from "node:fs";
import { loadTypeScript, ROOT, writeBlock } from "./support.js";

const { material, realMarkdown, scriptedMarkdown } = await loadTypeScript("test/turn/calibration/main.ts");
const real = JSON.parse(readFileSync(`${ROOT}test/turn/calibration/real.json`, "utf8"));
const command = "npm run exam:calibrate";
writeBlock("docs/exam.md", "scripted models", await scriptedMarkdown(await material()), command);
writeBlock("docs/exam.md", "real models", realMarkdown(real), command);
