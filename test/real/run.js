// npm run test:real [-- --require] [-- vitest options]: the lane against real servers and the real OpenClaw.
// --require (or REQUIRE_REAL=1) makes a part that is not to be had here a failure instead of a named gap.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const require = args.includes("--require") || process.env.REQUIRE_REAL === "1";
const root = fileURLToPath(new URL("../..", import.meta.url));
const result = spawnSync(
  process.execPath,
  [
    fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url)),
    ...["run", "--config", "test/real/vitest.config.ts"],
    ...args.filter((arg) => arg !== "--require"),
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, ...(require ? { REQUIRE_REAL: "1" } : {}) } },
);
process.exitCode = result.status ?? 1;
