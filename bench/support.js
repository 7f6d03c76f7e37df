// What the benchmarks share: where things are, how a run is measured, and how the commands take turns.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** @typedef {{ wall: number, cpu: number, memory: number }} Sample ms, ms, MB */
/** @typedef {{ every: number, run: () => Sample | Promise<Sample> }} Command */

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const BIN = here("../bin/openclaw-local.js");
/** Loaded in front of what is measured. */
export const RSS_AT_EXIT = here("./rss-at-exit.cjs");
const REAL = here("../.cache/real");
/** OpenClaw takes seconds, so it is not in every round. */
export const OPENCLAW_EVERY = 4;

/**
 * The options that every benchmark has, and how many rounds are made.
 * @param {{ rounds: number, least: number }} default
 */
export function benchOptions({ rounds, least }) {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: String(rounds) },
      check: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      openclaw: { type: "string" },
    },
  });
  return { values, rounds: Math.max(least, Number(values.rounds) || 0) };
}

/**
 * PATH for the real OpenClaw: what is given, else what the lane of real servers has brought; null: there is none.
 * @param {string | undefined} given
 */
export function openclawPath(given) {
  if (given !== undefined) return given;
  if (!existsSync(`${REAL}/openclaw-2026.9.6/.complete`)) return null;
  return `${REAL}/openclaw-2026.9.6/node_modules/.bin:${REAL}/node-24/node_modules/node/bin`;
}

/**
 * Variables of a run: a home of its own, nothing of this machine's but PATH.
 * @param {string} dir
 */
export function envIn(dir) {
  return {
    ...{ PATH: process.env.PATH, HOME: dir, OPENCLAW_HOME: dir, TMPDIR: dir },
    ...{ NO_COLOR: "1", CI: "1", LANG: "C.UTF-8" },
  };
}

/**
 * What rss-at-exit.cjs told: one line for each process that ran.
 * @param {string} text
 * @returns {{ cpu: number, memory: number }} ms, MB
 */
export function toldOf(text) {
  const processes = text
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
  return {
    cpu: processes.reduce((sum, [, ms]) => sum + ms, 0),
    memory: Math.max(...processes.map(([kb]) => kb)) / 1024,
  };
}

/** Why a run is no measurement; 1 is none, because something may be found. */
export function failedRun(command, args, status, errors) {
  return status === 0 || status === 1
    ? null
    : new Error(`${command} ${args.join(" ")}: exit ${status}\n${errors}`);
}

/**
 * One run, which this process waits for.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: Record<string, string | undefined> }} where
 * @returns {Sample}
 */
export function measureSync(command, args, where) {
  const start = process.hrtime.bigint();
  const result = spawnSync(command, args, {
    ...where,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  const failed = failedRun(command, args, result.status, `${result.stderr}${result.error ?? ""}`);
  if (failed) throw failed;
  return { wall, ...toldOf(result.output[3]) };
}

/**
 * Runs the commands in turn, round after round, so that a busy moment of the machine meets all of them.
 * @param {Record<string, Command>} commands
 * @param {number} rounds
 * @returns {Promise<Record<string, Sample[]>>}
 */
export async function inTurn(commands, rounds) {
  const samples = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (const { run } of Object.values(commands)) await run(); // into the file cache
  for (let i = 0; i < rounds; i += 1)
    for (const [name, { every, run }] of Object.entries(commands))
      if (i % every === 0) samples[name].push(await run());
  return samples;
}

/**
 * What is over its budget, one line each; with --check the exit status is then 1.
 * @param {[what: string, is: number, budget: number][]} rows
 * @param {boolean} check
 */
export function tellOver(rows, check) {
  const over = rows.filter(([, is, budget]) => is > budget);
  for (const [what, is, budget] of over)
    console.error(`${what}: ${Math.abs(is)}, the budget is ${Math.abs(budget)}`);
  if (check && over.length > 0) process.exitCode = 1;
}

/** @param {number[]} list */
export const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
/** @param {number} n */
export const round = (n) => Math.round(n * 100) / 100;
