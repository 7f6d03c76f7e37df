#!/usr/bin/env node
// What the shallow doctor costs with many servers: `node -e 0`; doctor on 12 endpoints of which 3 accept and never
// answer; doctor on 50 healthy ones; and the real OpenClaw's `doctor --lint` of a config with the same 12, in turn.
//
//   node bench/doctor.js [--rounds 8] [--check] [--json] [--openclaw <folder of the openclaw command>:<folder of its node>]
//
// What counts is what comes on top of the time limit, and the memory. Without --openclaw it is the OpenClaw that the
// lane of real servers has brought, where there is one; of it only the wall time counts, since it works in a child
// process that is not measured. --check exits 1 above the budget.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BIN,
  benchOptions,
  envIn,
  failedRun,
  inTurn,
  median,
  OPENCLAW_EVERY,
  openclawPath,
  RSS_AT_EXIT,
  round,
  tellOver,
  toldOf,
} from "./support.js";

/** In a container doctor would ask the container's host as well; nothing here goes beyond this machine. */
const PLAIN_MACHINE = `--import=${new URL("../test/setup/plain-machine.mjs", import.meta.url)}`;
/** Of one server, in ms. */
const LIMIT = 1_000;
/** ms on top of the limit (the fastest round: a busy machine is not the tool); MB at the highest. */
const BUDGET = { overLimit: 200, memory: 100 };

const { values, rounds } = benchOptions({ rounds: 8, least: 3 });

const dir = mkdtempSync(join(tmpdir(), "openclaw-local-bench-"));
const env = envIn(dir);

const MODEL = "qwen3-coder-30b";
const LIST = JSON.stringify({
  object: "list",
  data: [{ id: MODEL, object: "model", owned_by: "vllm", root: MODEL, parent: null, max_model_len: 65536 }],
});

/** A server in vLLM's words. It runs in this process, which has nothing else to do. */
function healthy() {
  return createServer((request, response) => {
    const body =
      request.url === "/v1/models" ? LIST : request.url === "/version" ? '{"version":"0.21.0"}' : null;
    response.writeHead(body === null ? 404 : 200, { "content-type": "application/json", server: "uvicorn" });
    response.end(body ?? '{"detail":"Not Found"}');
  });
}

/** Takes every connection and says nothing. */
function mute() {
  return createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.resume();
  });
}

const servers = [];
/** @returns {Promise<string>} its base URL */
async function start(server) {
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}/v1`;
}

/**
 * One run; not spawnSync, which would stop the servers of this process.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string | undefined>} more
 * @returns {Promise<import("./support.js").Sample>}
 */
function measure(command, args, more = {}) {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: dir,
    env: { ...env, ...more },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let errors = "";
  let told = "";
  child.stderr.on("data", (text) => {
    errors += text;
  });
  child.stdio[3].on("data", (text) => {
    told += text;
  });
  return new Promise((resolve, reject) => {
    let wall = 0;
    child.on("error", reject);
    child.on("exit", () => {
      wall = performance.now() - started;
    });
    child.on("close", (status) => {
      const failed = failedRun(command, args, status, errors);
      if (failed) reject(failed);
      else resolve({ wall, ...toldOf(told) });
    });
  });
}

/** @param {string[]} args */
const node = (args) => measure(process.execPath, ["--require", RSS_AT_EXIT, PLAIN_MACHINE, ...args]);

/** A config with one provider for each address; the first model is the primary. */
function configOf(urls) {
  const row = { id: MODEL, name: MODEL, contextWindow: 65536, maxTokens: 8192 };
  const providers = Object.fromEntries(
    urls.map((baseUrl, i) => [
      `box-${i}`,
      { baseUrl, api: "openai-completions", apiKey: "local", models: [row] },
    ]),
  );
  const agents = { defaults: { model: { primary: `box-0/${MODEL}` } } };
  return JSON.stringify({ models: { mode: "merge", providers }, agents }, null, 2);
}

try {
  const twelve = [];
  for (let i = 0; i < 12; i += 1) twelve.push(await start(i % 4 === 3 ? mute() : healthy()));
  const fifty = [];
  for (let i = 0; i < 50; i += 1) fifty.push(await start(healthy()));
  const config = join(dir, "openclaw.json");
  const many = join(dir, "fifty.json");
  writeFileSync(config, configOf(twelve));
  writeFileSync(many, configOf(fifty));
  const realPath = openclawPath(values.openclaw);

  /** @type {Record<string, import("./support.js").Command>} */
  const commands = {
    node: { every: 1, run: () => node(["-e", "0"]) },
    twelve: { every: 1, run: () => node([BIN, "doctor", "--config", config, "--timeout", String(LIMIT)]) },
    fifty: { every: 1, run: () => node([BIN, "doctor", "--config", many, "--timeout", String(LIMIT)]) },
  };
  if (realPath !== null) {
    const more = {
      PATH: `${realPath}:${env.PATH}`,
      OPENCLAW_CONFIG_PATH: config,
      NODE_OPTIONS: `--require=${RSS_AT_EXIT}`,
    };
    commands.openclaw = {
      every: OPENCLAW_EVERY,
      run: () => measure("openclaw", ["doctor", "--lint", "--json"], more),
    };
  }
  const samples = await inTurn(commands, rounds);

  const rows = Object.fromEntries(
    Object.entries(samples).map(([name, list]) => {
      const wall = list.map((s) => s.wall);
      return [
        name,
        {
          runs: list.length,
          minWallMs: round(Math.min(...wall)),
          medianWallMs: round(median(wall)),
          minCpuMs: round(Math.min(...list.map((s) => s.cpu))),
          maxMemoryMb: round(Math.max(...list.map((s) => s.memory))),
        },
      ];
    }),
  );
  const overLimit = round(rows.twelve.minWallMs - LIMIT);
  if (values.json)
    console.log(JSON.stringify({ node: process.version, rounds, limitMs: LIMIT, overLimit, rows }, null, 2));
  else {
    console.log(
      `Node ${process.version}, ${rounds} rounds; 3 of the twelve never answer, the limit is ${LIMIT} ms`,
    );
    console.table(rows);
    console.log(`doctor on the twelve ends ${overLimit} ms after the limit, Node's own start included`);
    if (!rows.openclaw)
      console.log("OpenClaw is not here, so nothing is said about it (npm run test:real brings it)");
  }
  tellOver(
    [
      ["twelve: ms on top of the limit", overLimit, BUDGET.overLimit],
      ["twelve: MB of memory", rows.twelve.maxMemoryMb, BUDGET.memory],
      ["fifty: MB of memory", rows.fifty.maxMemoryMb, BUDGET.memory],
    ],
    values.check,
  );
} finally {
  for (const server of servers) {
    server.closeAllConnections?.();
    server.close();
    server.unref();
  }
  rmSync(dir, { recursive: true, force: true });
}
