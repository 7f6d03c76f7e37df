#!/usr/bin/env node
// What hardware and recommend cost on a machine without GPU tools: time beyond node's own start, and memory.
//
//   node bench/hardware.js [--rounds 25] [--check] [--json]
//
// `node -e 0` and both commands run in turn, round after round, so that a busy moment of the machine meets all of them.
// PATH is an empty folder: no nvidia-smi, no rocm-smi, no llama-server. The minimum counts; what lies above it is the
// machine's other work. --check exits 1 above the budget.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const BIN = fileURLToPath(new URL("../bin/openclaw-local.js", import.meta.url));
const RSS_AT_EXIT = fileURLToPath(new URL("./rss-at-exit.cjs", import.meta.url));
/** ms beyond `node -e 0`, and MB (10^6 bytes) of memory at its highest. */
const BUDGET = { beyondMs: 150, memoryMb: 90 };

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "25" },
    check: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const rounds = Math.max(5, Number(values.rounds) || 0);

const dir = mkdtempSync(join(tmpdir(), "openclaw-local-bench-"));
const bin = join(dir, "bin");
mkdirSync(bin);

/**
 * One run.
 * @param {string[]} args
 * @returns {{ wall: number, cpu: number, memory: number }} ms, ms, MB
 */
function measure(args) {
  const start = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ["--require", RSS_AT_EXIT, ...args], {
    cwd: dir,
    env: { PATH: bin, HOME: dir, TMPDIR: dir, NO_COLOR: "1", LANG: "C.UTF-8" },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (result.status !== 0) throw new Error(`node ${args.join(" ")}: exit ${result.status}\n${result.stderr}`);
  const [kilobytes, cpu] = String(result.output[3]).split(" ").map(Number);
  return { wall, cpu, memory: (kilobytes * 1024) / 1e6 };
}

/** @param {number[]} list */
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

try {
  const commands = {
    node: ["-e", "0"],
    hardware: [BIN, "hardware", "--json"],
    recommend: [BIN, "recommend", "--json"],
  };
  /** @type {Record<string, { wall: number, cpu: number, memory: number }[]>} */
  const samples = { node: [], hardware: [], recommend: [] };
  for (const args of Object.values(commands)) measure(args); // into the file cache
  for (let i = 0; i < rounds; i++) {
    for (const [name, args] of Object.entries(commands)) samples[name].push(measure(args));
  }

  const bare = Math.min(...samples.node.map((s) => s.wall));
  const rows = Object.keys(commands).map((name) => {
    const wall = samples[name].map((s) => s.wall);
    return {
      name,
      minWallMs: round(Math.min(...wall)),
      beyondNodeMs: round(Math.min(...wall) - bare),
      /** Each run against bare node of the same round. */
      medianBeyondMs: round(median(wall.map((ms, i) => ms - samples.node[i].wall))),
      minCpuMs: round(Math.min(...samples[name].map((s) => s.cpu))),
      memoryMb: round(Math.max(...samples[name].map((s) => s.memory))),
    };
  });
  if (values.json)
    console.log(JSON.stringify({ node: process.version, rounds, budget: BUDGET, rows }, null, 2));
  else {
    console.log(
      `Node ${process.version}, ${rounds} rounds; budget ${BUDGET.beyondMs} ms, ${BUDGET.memoryMb} MB`,
    );
    console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])));
  }
  for (const row of rows.filter((r) => r.name !== "node")) {
    const over = row.beyondNodeMs > BUDGET.beyondMs || row.memoryMb > BUDGET.memoryMb;
    if (!over) continue;
    console.error(
      `${row.name}: ${row.beyondNodeMs} ms beyond node and ${row.memoryMb} MB are above the budget`,
    );
    if (values.check) process.exitCode = 1;
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
