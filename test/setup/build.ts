import { spawnSync } from "node:child_process";

/** The tests drive the real executable, so it must be what the sources say. The compiler takes about a second. */
export default function setup(): void {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, stdout, stderr } = spawnSync(npm, ["run", "build"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}
