#!/usr/bin/env node
// This project next to what its users would run otherwise, on this machine and in one run: writes bench/peers/results.json,
// of which `npm run docs` makes docs/benchmarks.md.
//
//   node bench/peers.js [--rounds 5] [--only live,faults,time,comments,fit]
//
// live      what `openclaw config validate`, `doctor --lint`, `models status --probe` and this project see of each fault of a
//           live server: most of the time
// faults    the same of each fault of a config, and the counts
// time      wall time and memory of the commands that answer the same question
// comments  what is left of the comments after our merge and after `openclaw config set`
// fit       predicted against measured memory, with llmfit
// It installs what it needs into .cache/real. The whole takes about half an hour, most of it the faults.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { comments } from "./peers/comments.js";
import { faults, live } from "./peers/faults.js";
import { fit } from "./peers/fit.js";
import { page, RESULTS } from "./peers/page.js";
import { time } from "./peers/time.js";
import { BIN } from "./support.js";

const PARTS = { live, faults, time, comments, fit };
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, only: { type: "string" } },
});
const wanted = values.only?.split(",") ?? Object.keys(PARTS);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`--only takes ${Object.keys(PARTS).join(", ")}, not ${unknown.join(", ")}`);
  process.exit(2);
}

const results = read();
for (const name of wanted) {
  console.error(`[peers] ${name} …`);
  results[name] = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    ...(await PARTS[name]({ rounds: Math.max(3, Number(values.rounds) || 0), bin: BIN })),
  };
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}
page(results); // fails here rather than in the next build of the docs
console.error("[peers] now: npm run docs");

function read() {
  try {
    return JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch {
    return {};
  }
}
