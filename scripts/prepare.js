// What npm runs after npm ci, before npm pack, and when the package is installed from git: the build.
// npm install -g of a git address (pre-commit does it) hands "global" on to the npm that should bring the development
// packages into the clone; that one then brings none, and the build has no esbuild. Here they are brought.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const npm = process.env.npm_execpath;

if (process.env.npm_config_global === "true" && npm && !existsSync(`${root}node_modules/esbuild`)) {
  const env = Object.entries(process.env).filter(([name]) => !/^npm_config_(?:global|location)$/i.test(name));
  const args = [npm, "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  // Standard output belongs to npm's own result.
  const stdio = ["ignore", 2, 2];
  const { status } = spawnSync(process.execPath, args, { cwd: root, env: Object.fromEntries(env), stdio });
  if (status !== 0) throw new Error("the development packages that the build needs could not be installed");
}
await import("./build.js");
