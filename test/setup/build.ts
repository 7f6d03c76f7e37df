import { execFileSync } from "node:child_process";

/** The tests drive the real executable, so it must be what the sources say. The compiler takes about a second. */
export default function setup(): void {
  execFileSync(process.platform === "win32" ? "npm.cmd" : "npm", ["run", "build"], { stdio: "pipe" });
}
