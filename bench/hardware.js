#!/usr/bin/env node
// What hardware and recommend cost on a machine without GPU tools: time beyond node's own start, and memory.
//
//   node bench/hardware.js [--rounds 25] [--check] [--json]
//
// `node -e 0` and both commands run in turn, round after round, so that a busy moment of the machine meets all of them.
// PATH is an empty folder: no nvidia-smi, no rocm-smi, no llama-server. The minimum counts; what lies above it is the
// machine's other work. --check exits 1 above the budget.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BIN,
  benchOptions,
  envIn,
  inTurn,
  measureSync,
  median,
  RSS_AT_EXIT,
  round,
  tellOver,
} from "./support.js";

/** ms beyond `node -e 0`, and MB (of 1024 KB) of memory at its highest. */
const BUDGET = { beyondMs: 150, memoryMb: 85.8 };

const { values, rounds } = benchOptions({ rounds: 25, least: 5 });

const dir = mkdtempSync(join(tmpdir(), "openclaw-local-bench-"));
const bin = join(dir, "bin");
mkdirSync(bin);

const env = { ...envIn(dir), PATH: bin };
const node = (...args) => ({
  every: 1,
  run: () => measureSync(process.execPath, ["--require", RSS_AT_EXIT, ...args], { cwd: dir, env }),
});

try {
  const commands = {
    node: node("-e", "0"),
    hardware: node(BIN, "hardware", "--json"),
    recommend: node(BIN, "recommend", "--json"),
  };
  const samples = await inTurn(commands, rounds);

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
  const over = rows.filter((row) => row.name !== "node");
  tellOver(
    over.flatMap((row) => [
      [`${row.name}: ms beyond node`, row.beyondNodeMs, BUDGET.beyondMs],
      [`${row.name}: MB of memory`, row.memoryMb, BUDGET.memoryMb],
    ]),
    values.check,
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}
