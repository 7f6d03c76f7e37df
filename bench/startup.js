#!/usr/bin/env node
// How long the CLI takes to start, as a ratio to bare node on the same machine at the same time.
//
//   node bench/startup.js [--rounds 25] [--check] [--json]
//
// The three commands run in turn, round after round, so that a busy moment of the machine meets all of them. Ratios are
// compared, never milliseconds: these differ between machines, the ratios hardly. --check exits 1 when the ratio of the
// minima is above the budget; on a machine that is busy for seconds the minima are of different moments, and it may bark.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BIN, benchOptions, median, round } from "./support.js";

const CPU_AT_EXIT = fileURLToPath(new URL("./cpu-at-exit.cjs", import.meta.url));
/** Upper bounds of the wall time, as multiples of `node -e 0`. */
const BUDGET = { version: 1.6, lint: 2.2 };
const SMALL_CONFIG = `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions",
    models: [{ id: "m", name: "m", contextWindow: 65536, maxTokens: 8192 }],
  } } },
  agents: { defaults: { model: { primary: "local/m" } } },
}
`;

const { values, rounds } = benchOptions({ rounds: 25, least: 15 });

/**
 * One run.
 * @param {string[]} args
 * @returns {{ wall: number, cpu: number }} ms
 */
function measure(args) {
  const start = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ["--require", CPU_AT_EXIT, ...args], {
    cwd: dir,
    // Extra certificates make Node 20 itself start three times slower, which would flatter every ratio.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: "", NODE_OPTIONS: "", HOME: dir, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  // lint may find something; anything else is no start-up to measure
  if (result.status !== 0 && result.status !== 1) {
    throw new Error(`node ${args.join(" ")}: exit ${result.status}\n${result.stderr}`);
  }
  return { wall, cpu: Number(result.output[3]) };
}

const dir = mkdtempSync(join(tmpdir(), "openclaw-local-bench-"));
try {
  const config = join(dir, "openclaw.json");
  writeFileSync(config, SMALL_CONFIG);
  const commands = { node: ["-e", "0"], version: [BIN, "--version"], lint: [BIN, "lint", config] };
  /** @type {Record<string, { wall: number, cpu: number }[]>} */
  const samples = { node: [], version: [], lint: [] };
  for (const args of Object.values(commands)) measure(args); // into the file cache
  for (let i = 0; i < rounds; i++) {
    for (const [name, args] of Object.entries(commands)) samples[name].push(measure(args));
  }

  const rows = Object.keys(commands).map((name) => {
    const wall = samples[name].map((s) => s.wall);
    const cpu = samples[name].map((s) => s.cpu);
    const bare = samples.node;
    return {
      name,
      minWallMs: round(Math.min(...wall)),
      medianWallMs: round(median(wall)),
      minCpuMs: round(Math.min(...cpu)),
      ratioMinWall: round(Math.min(...wall) / Math.min(...bare.map((s) => s.wall))),
      ratioMinCpu: round(Math.min(...cpu) / Math.min(...bare.map((s) => s.cpu))),
      /** Each run against bare node of the same round. */
      ratioPaired: round(median(wall.map((ms, i) => ms / bare[i].wall))),
      budget: BUDGET[name] ?? null,
    };
  });
  if (values.json) console.log(JSON.stringify({ node: process.version, rounds, rows }, null, 2));
  else {
    console.log(`Node ${process.version}, ${rounds} rounds; ratios are to \`node -e 0\``);
    console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])));
  }
  const over = rows.filter((row) => row.budget !== null && row.ratioMinWall > row.budget);
  for (const row of over)
    console.error(`${row.name}: ${row.ratioMinWall} is above the budget of ${row.budget}`);
  if (values.check && over.length > 0) process.exitCode = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
