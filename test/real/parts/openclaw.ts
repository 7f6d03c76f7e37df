import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { CACHE } from "../lib/paths.ts";
import { npmInstall } from "./npm.ts";
import { missing, type Part } from "./part.ts";

export const OPENCLAW_VERSION = "2026.9.6";
/** OpenClaw 2026.9.6 asks for Node >= 24.16; this repository is built and tested on Node 20. */
const NODE_MAJOR = 24;

/** The real OpenClaw with a Node of its own (50 s, 840 MB). `path` goes in front of PATH. */
export async function getOpenclaw(): Promise<Part<{ path: string; packageDir: string }>> {
  const nodeDir = `${CACHE}/node-${NODE_MAJOR}`;
  const nodeBin = `${nodeDir}/node_modules/node/bin`;
  if (!existsSync(`${nodeBin}/node`)) {
    const npm = await npmInstall(nodeDir, `node@${NODE_MAJOR}`, process.env);
    if (npm !== null) return missing(`npm could not install node@${NODE_MAJOR}: ${npm}`);
  }
  const dir = `${CACHE}/openclaw-${OPENCLAW_VERSION}`;
  const packageDir = `${dir}/node_modules/openclaw`;
  const done = `${dir}/.complete`;
  if (!existsSync(done)) {
    rmSync(dir, { recursive: true, force: true });
    // its install script refuses an older Node, so npm must find the new one first
    const env = { ...process.env, PATH: `${nodeBin}:${process.env["PATH"]}` };
    const npm = await npmInstall(dir, `openclaw@${OPENCLAW_VERSION}`, env);
    if (npm !== null) return missing(`npm could not install openclaw@${OPENCLAW_VERSION}: ${npm}`);
    writeFileSync(done, "");
  }
  // as a user has them: `openclaw` is a link into its package, and its first line asks for the `node` on PATH
  const path = `${dir}/node_modules/.bin:${nodeBin}`;
  const { version } = JSON.parse(readFileSync(`${packageDir}/package.json`, "utf8")) as { version: string };
  return { have: true, what: `OpenClaw ${version}`, path, packageDir };
}
