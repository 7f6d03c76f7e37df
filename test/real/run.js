// npm run test:real [-- --all] [-- --require] [-- vitest options]: the lane against real servers and the real OpenClaw.
// --all (or REAL_ALL=1) adds the servers that are large or slow to start, and writes what was seen to data/real-servers.json.
// --require (or REQUIRE_REAL=1) makes a part that is not to be had here a failure instead of a named gap.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const whole = args.every((arg) => arg.startsWith("--"));
const SWITCHES = {
  "--all": { REAL_ALL: "1", REAL_RECORD: whole ? "whole" : "some" },
  "--require": { REQUIRE_REAL: "1" },
};
const env = Object.entries(SWITCHES).flatMap(([name, set]) => (args.includes(name) ? [set] : []));
const root = fileURLToPath(new URL("../..", import.meta.url));
const result = spawnSync(
  process.execPath,
  [
    fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url)),
    ...["run", "--config", "test/real/vitest.config.ts"],
    ...args.filter((arg) => !(arg in SWITCHES)),
  ],
  { cwd: root, stdio: "inherit", env: Object.assign({ ...process.env }, ...env) },
);
process.exitCode = result.status ?? 1;
