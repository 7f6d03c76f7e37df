// What OpenClaw's own commands and this project see of each fault of the set: those that a config alone shows
// (scripts/openclaw-sees.js) and those of a live server (test/real/sees-live.test.ts). Both write into data/.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openclawPath } from "../support.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @param {string[]} args
 * @param {Record<string, string>} env
 */
function node(args, env = {}) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error(`node ${args.join(" ")}: exit ${status}`);
}

/** Asks OpenClaw's commands about each fault of a live server, again. The lane brings OpenClaw and llama-server first. */
export function live() {
  node(["test/real/run.js", "test/real/sees-live.test.ts"], { REAL_SEES: "1" });
  return {};
}

/** What they saw of each; of a config they are asked again where the example or OpenClaw has changed. */
export function faults() {
  const [openclaw, nodeDir] = openclawPath(undefined)?.split(":") ?? [];
  if (openclaw === undefined) throw new Error("OpenClaw could not be installed");
  node(["scripts/openclaw-sees.js", "--openclaw", openclaw, "--node", nodeDir]);
  const live = data("openclaw-sees-live");
  const config = data("openclaw-sees");
  const count = (rows, test) => rows.filter(test).length;
  return {
    openclaw: live[0].version,
    config: {
      faults: config.length,
      validate: count(config, (row) => row.validate),
      doctorLint: count(config, (row) => row.doctorLint),
    },
    live: {
      faults: live.length,
      validate: count(live, (row) => row.validate),
      doctorLint: count(live, (row) => row.doctorLint),
      probe: count(live, (row) => row.probe.ok === false),
      infer: count(live, (row) => row.infer.ok === false),
    },
  };
}

/** @param {string} name */
function data(name) {
  return Object.values(JSON.parse(readFileSync(`${ROOT}data/${name}.json`, "utf8")));
}
