import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { CACHE } from "../lib/paths.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "./part.ts";

/**
 * A package from npm in a folder of its own under the cache, with its dependencies, some of them pinned by `overrides`;
 * `dir` is the package's own folder.
 */
export async function getNpm(
  name: string,
  version: string,
  title: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<Part<{ dir: string }>> {
  const prefix = `${CACHE}/${title.toLowerCase().replaceAll(" ", "-")}-${version}`;
  const done = `${prefix}/.complete`;
  if (!existsSync(done)) {
    rmSync(prefix, { recursive: true, force: true });
    mkdirSync(prefix, { recursive: true });
    writeFileSync(`${prefix}/package.json`, JSON.stringify({ private: true, overrides }));
    const why = await npmInstall(prefix, [`${name}@${version}`], process.env);
    if (why !== null) return missing(`npm could not install ${name}@${version}: ${why}`);
    writeFileSync(done, "");
  }
  return { have: true, what: `${title} ${version}`, dir: `${prefix}/node_modules/${name}` };
}

/** `npm install` of `more`: options and packages. Null, or why it failed. */
export async function npmInstall(
  prefix: string,
  more: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  mkdirSync(prefix, { recursive: true });
  const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", prefix, ...more];
  const npm = await run("npm", args, { env, timeoutMs: 300_000, cwd: prefix });
  if (npm.code === 0) return null;
  const error = npm.stderr.split("\n").find((line) => /npm (error|ERR!) /.test(line));
  return error?.trim() ?? lastLine(npm.stderr);
}
