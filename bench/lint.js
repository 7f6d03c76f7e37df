#!/usr/bin/env node
// What lint costs: `node -e 0`, lint of a typical config, the real OpenClaw's `config validate` of the same file, and
// lint of a config of 2 MB, in turn, round after round, so that a busy moment of the machine meets all of them.
//
//   node bench/lint.js [--rounds 20] [--check] [--json] [--openclaw <folder of the openclaw command>:<folder of its node>]
//
// Ratios are compared, never milliseconds: these differ between machines, the ratios hardly. Without --openclaw it is the OpenClaw that the lane of real servers has brought, where
// there is one. --check exits 1 above the budget.
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  BIN,
  benchOptions,
  envIn,
  inTurn,
  measureSync,
  median,
  OPENCLAW_EVERY,
  openclawPath,
  RSS_AT_EXIT,
  round,
  tellOver,
} from "./support.js";

/** Multiples of the minimum wall time of `node -e 0`; for the large config, of its CPU time; MB of memory at its highest. */
const BUDGET = { typical: 2, large: 28, faster: 20, memory: 90 };
const LARGE_BYTES = 2 * 1024 * 1024;

const { values, rounds } = benchOptions({ rounds: 20, least: 5 });

const dir = mkdtempSync(join(tmpdir(), "openclaw-local-bench-"));
const env = envIn(dir);
const measure = (command, args, more = {}) =>
  measureSync(command, args, { cwd: dir, env: { ...env, ...more } });
/** @param {string[]} args */
const node = (args) => measure(process.execPath, ["--require", RSS_AT_EXIT, ...args]);

/** A correct config of that many bytes: a thousand agents, and the model lists of many servers, with comments. */
function largeConfig() {
  const row = (p, m) =>
    `          { id: "model-${p}-${m}", name: "Model ${m} of server ${p}", reasoning: false, input: ["text"],\n` +
    `            cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, contextWindow: 65536, maxTokens: 8192 },\n`;
  const server = (p) =>
    `      // the ${p + 1}. server of the rack\n      "rack-${p}": {\n        baseUrl: "http://10.0.${p >> 8}.${p & 255}:8000/v1",\n        apiKey: "local",\n` +
    `        api: "openai-completions",\n        models: [\n${Array.from({ length: 100 }, (_, m) => row(p, m)).join("")}        ],\n      },\n`;
  const agents = Array.from(
    { length: 1_000 },
    (_, a) =>
      `      "agent-${a}": { workspace: "~/space/${a}", model: { primary: "rack-${a % 50}/model-${a % 50}-${a % 100}" } },\n`,
  );
  let servers = "";
  const head = `{\n  agents: {\n    defaults: { model: { primary: "rack-0/model-0-0" } },\n    entries: {\n${agents.join("")}    },\n  },\n  models: {\n    mode: "merge",\n    providers: {\n`;
  for (let p = 0; head.length + servers.length < LARGE_BYTES; p += 1) servers += server(p);
  return `${head}${servers}    },\n  },\n}\n`;
}

try {
  const typical = join(dir, "openclaw.json");
  const large = join(dir, "large.json5");
  copyFileSync(
    fileURLToPath(new URL("../test/fixtures/configs/seed-lmstudio.json5", import.meta.url)),
    typical,
  );
  writeFileSync(large, largeConfig());
  const realPath = openclawPath(values.openclaw);

  /** @type {Record<string, import("./support.js").Command>} */
  const commands = {
    node: { every: 1, run: () => node(["-e", "0"]) },
    typical: { every: 1, run: () => node([BIN, "lint", typical]) },
    large: { every: 1, run: () => node([BIN, "lint", large]) },
  };
  if (realPath !== null) {
    const more = {
      PATH: `${realPath}:${env.PATH}`,
      OPENCLAW_CONFIG_PATH: typical,
      NODE_OPTIONS: `--require=${RSS_AT_EXIT}`,
    };
    const run = () => measure("openclaw", ["config", "validate"], more);
    commands.openclaw = { every: OPENCLAW_EVERY, run };
  }
  const samples = await inTurn(commands, rounds);

  const bareCpu = Math.min(...samples.node.map((s) => s.cpu));
  const bare = Math.min(...samples.node.map((s) => s.wall));
  const rows = Object.fromEntries(
    Object.entries(samples).map(([name, list]) => {
      const wall = list.map((s) => s.wall);
      return [
        name,
        {
          runs: list.length,
          minWallMs: round(Math.min(...wall)),
          medianWallMs: round(median(wall)),
          ratioMinWall: round(Math.min(...wall) / bare),
          /** Each run against bare node of the same round. */
          ratioPaired: round(median(wall.map((ms, i) => ms / samples.node[i * commands[name].every].wall))),
          ratioMedianWall: round(median(wall) / median(samples.node.map((s) => s.wall))),
          /** The CPU time hardly knows what else the machine does; the wall time does. */
          minCpuMs: round(Math.min(...list.map((s) => s.cpu))),
          ratioMinCpu: round(Math.min(...list.map((s) => s.cpu)) / bareCpu),
          maxMemoryMb: round(Math.max(...list.map((s) => s.memory))),
        },
      ];
    }),
  );
  const faster = rows.openclaw ? round(rows.openclaw.minWallMs / rows.typical.minWallMs) : null;
  const largeMb = round(statSync(large).size / 1024 / 1024);
  if (values.json)
    console.log(JSON.stringify({ node: process.version, rounds, largeMb, faster, rows }, null, 2));
  else {
    console.log(
      `Node ${process.version}, ${rounds} rounds; ratios are to \`node -e 0\`; large is ${largeMb} MB`,
    );
    console.table(rows);
    console.log(
      faster === null
        ? "OpenClaw is not here, so nothing is said about it (npm run test:real brings it)"
        : `lint of the typical config is ${faster} times as fast as \`openclaw config validate\``,
    );
  }
  tellOver(
    [
      ["typical: times node", rows.typical.ratioMinWall, BUDGET.typical],
      // Node 20, 22, 24 and 26: 20, 20, 15 and 16.
      ["large: times node's CPU time", rows.large.ratioMinCpu, BUDGET.large],
      ["typical: MB of memory", rows.typical.maxMemoryMb, BUDGET.memory],
      // Node 20, 22, 24 and 26: 68, 75, 80 and 81 MB, of which a bare node is 38 to 44 and what lint takes of any config 5
      // to 7. The rest: text, value and table of places, what the rules know of each row, what the engine has not collected
      // yet (12 to 14 MB less where its space for young objects is held), and its compiler's own memory.
      ["large: MB of memory", rows.large.maxMemoryMb, BUDGET.memory],
      ...(faster === null ? [] : [["openclaw: times slower than lint", -faster, -BUDGET.faster]]),
    ],
    values.check,
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}
