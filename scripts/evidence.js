// Joins what benchmarks say of models (data/evidence) into one strength a model with its interval: data/strength.json, and
// the tables of docs/evidence.md.
// node scripts/evidence.js          writes them
// node scripts/evidence.js --check  fails when they are not what the evidence says
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadTypeScript, ROOT, writeBlock } from "./support.js";

const { evidence, meanAgreement } = await loadTypeScript("test/fit/evidence/main.ts");
const read = (path) => readFileSync(ROOT + path, "utf8");
const { strength, blocks, agreement } = evidence({
  benches: readdirSync(`${ROOT}data/evidence`)
    .sort()
    .map((file) => ({ file: `data/evidence/${file}`, text: read(`data/evidence/${file}`) })),
  models: read("test/fit/evidence/models.json"),
  oldRank: read("test/fit/evidence/old-rank.json"),
});
const { all, common } = meanAgreement(agreement);
console.log(
  `held out: mean Spearman ${all.joined.toFixed(2)} over ${all.benches} benches (size and age alone ${all.prior.toFixed(2)}); ` +
    `where the old order applies ${common.joined.toFixed(2)} against ${common.old.toFixed(2)} over ${common.benches}`,
);
writeStrength();
for (const [name, content] of Object.entries(blocks)) {
  writeBlock("docs/evidence.md", name, content, "npm run evidence");
}

function writeStrength() {
  const path = "data/strength.json";
  if (readMaybe(path) === strength) console.log(`${path} is up to date`);
  else if (process.argv.includes("--check")) {
    console.error(`${path} is out of date. Run: npm run evidence`);
    process.exitCode = 1;
  } else {
    writeFileSync(ROOT + path, strength);
    console.log(`${path} written`);
  }
}

function readMaybe(path) {
  try {
    return read(path).replaceAll("\r\n", "\n");
  } catch {
    return null;
  }
}
