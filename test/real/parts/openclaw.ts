import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { CACHE } from "../lib/paths.ts";
import { npmInstall } from "./npm.ts";
import { missing, type Part } from "./part.ts";

export const OPENCLAW_VERSION = "2026.9.6";
/** OpenClaw 2026.9.6 asks for Node >= 24.16; this repository is built and tested on Node 20. */
const NODE_MAJOR = 24;

/** Releases before the newest: of a few weeks before `config validate`, and of the last months with the old schema. */
const OLDER = ["2026.2.26", "2026.5.28"];

export interface Release {
  version: string;
  /** Goes in front of PATH. */
  path: string;
  packageDir: string;
}

/** The real OpenClaw with a Node of its own (50 s, 840 MB). */
export async function getOpenclaw(): Promise<Part<Release>> {
  return install(OPENCLAW_VERSION, (dir, env) => npmInstall(dir, [`openclaw@${OPENCLAW_VERSION}`], env));
}

/** Two older releases, to read configs only (a minute, 820 MB). */
export async function getOlderOpenclaw(): Promise<Part<{ releases: Release[] }>> {
  const all = await Promise.all(
    OLDER.map((version) => install(version, (dir, env) => bare(version, dir, env))),
  );
  const gap = all.find((one) => !one.have);
  if (gap?.have === false) return gap;
  const releases = all.flatMap((one) => (one.have ? [one] : []));
  return { have: true, what: releases.map((one) => one.what).join(", "), releases };
}

/**
 * Without scripts and optional packages. Of two packages of chat channels, one comes from a Git server and one has a
 * binary among its optional ones: an empty one takes their place.
 */
function bare(version: string, dir: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  mkdirSync(`${dir}/stub`, { recursive: true });
  writeFileSync(`${dir}/stub/package.json`, JSON.stringify({ name: "stub", version: "0.0.0" }));
  writeFileSync(`${dir}/stub/index.js`, "module.exports = {};\n");
  const dependencies = { openclaw: version };
  const overrides = { libsignal: "file:./stub", "@snazzah/davey": "file:./stub" };
  writeFileSync(`${dir}/package.json`, JSON.stringify({ private: true, dependencies, overrides }));
  return npmInstall(dir, ["--omit=optional", "--omit=peer", "--ignore-scripts"], env);
}

async function install(
  version: string,
  get: (dir: string, env: NodeJS.ProcessEnv) => Promise<string | null>,
): Promise<Part<Release>> {
  const node = await getNode();
  if (!node.have) return node;
  const dir = `${CACHE}/openclaw-${version}`;
  const packageDir = `${dir}/node_modules/openclaw`;
  const done = `${dir}/.complete`;
  if (!existsSync(done)) {
    rmSync(dir, { recursive: true, force: true });
    // its install script refuses an older Node, so npm must find the new one first
    const npm = await get(dir, { ...process.env, PATH: `${node.bin}:${process.env["PATH"]}` });
    if (npm !== null) return missing(`npm could not install openclaw@${version}: ${npm}`);
    writeFileSync(done, "");
  }
  // as a user has them: `openclaw` is a link into its package, and its first line asks for the `node` on PATH
  const path = `${dir}/node_modules/.bin:${node.bin}`;
  const read = JSON.parse(readFileSync(`${packageDir}/package.json`, "utf8")) as { version: string };
  return { have: true, what: `OpenClaw ${read.version}`, version: read.version, path, packageDir };
}

let nodeInstalls: Promise<Part<{ bin: string }>> | null = null;

/** The Node of all releases, brought once. */
function getNode(): Promise<Part<{ bin: string }>> {
  nodeInstalls ??= (async () => {
    const dir = `${CACHE}/node-${NODE_MAJOR}`;
    const bin = `${dir}/node_modules/node/bin`;
    const npm = existsSync(`${bin}/node`) ? null : await npmInstall(dir, [`node@${NODE_MAJOR}`], process.env);
    if (npm !== null) return missing(`npm could not install node@${NODE_MAJOR}: ${npm}`);
    return { have: true, what: `Node ${NODE_MAJOR}`, bin };
  })();
  return nodeInstalls;
}
