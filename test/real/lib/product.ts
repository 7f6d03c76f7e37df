import { mkdirSync, writeFileSync } from "node:fs";
import { CACHE } from "./paths.ts";
import type { Sandbox } from "./sandbox.ts";
import { type ServerProcess, startProcess } from "./server-process.ts";
import { isHeld, waitForStatus } from "./wait.ts";

/** A model server as it is installed here: on a CPU, without the network. */
export interface Product {
  /** The key of its row in the record of the lane: "mlx-lm". */
  name: string;
  version: string;
  /**
   * The shell script behind each command that its users type. It may add what this machine needs and theirs does not,
   * so that a printed command runs as printed.
   */
  executables: Readonly<Record<string, string>>;
  /** What it answers with 200 once it is ready, with a key or without: "/health". */
  readyPath: string;
  /** How long that may take, on two busy cores. */
  readyMs: number;
  /** How long one start of it may serve a story; default: half an hour. */
  lifeSeconds?: number;
}

/** Where the Hugging Face libraries look for models; nothing is in it, and they stay offline. */
export function hfHome(): NodeJS.ProcessEnv {
  mkdirSync(`${CACHE}/hf-home/hub`, { recursive: true });
  return { HF_HOME: `${CACHE}/hf-home`, HF_HUB_OFFLINE: "1", TRANSFORMERS_OFFLINE: "1" };
}

/** A script that runs `file` with these variables: `before`, then the arguments that it got, then `more`. */
export function script(
  file: string,
  env: NodeJS.ProcessEnv,
  more: readonly string[] = [],
  before: readonly string[] = [],
): string {
  const exports = Object.entries(env).map(([name, value]) => `export ${name}="\${${name}:-${value}}"\n`);
  return `#!/bin/sh\n${exports.join("")}exec "${[file, ...before].join('" "')}" "$@" ${more.join(" ")}\n`;
}

export interface ModelServer extends ServerProcess {
  origin: string;
  /** The origin with /v1. */
  baseUrl: string;
}

/** A command as a user types it, run in a shell whose PATH has the product: the server on 127.0.0.1, ready. */
export async function launch(
  product: Product,
  sandbox: Sandbox,
  command: string,
  port: number,
  env: NodeJS.ProcessEnv = {},
): Promise<ModelServer> {
  // what answers there would be taken for the product
  if (await isHeld(port))
    throw new Error(`another program holds 127.0.0.1:${port}, so ${product.name} was not started`);
  const server = start(product, sandbox, command, port, env);
  const origin = `http://127.0.0.1:${port}`;
  try {
    await waitForStatus(server, origin + product.readyPath, { status: 200, timeoutMs: product.readyMs });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, origin, baseUrl: `${origin}/v1` };
}

/** The same without waiting: it loads, or it ends. */
export function start(
  product: Product,
  sandbox: Sandbox,
  command: string,
  port: number,
  env: NodeJS.ProcessEnv = {},
): ServerProcess {
  const bin = installInto(sandbox, product);
  const path = `${bin}:${process.env["PATH"]}`;
  const all = { PATH: path, HOME: sandbox.dir, TMPDIR: sandbox.env["TMPDIR"], LANG: "C.UTF-8", ...env };
  const line = ["-c", `exec env ${command}`];
  return startProcess(`${product.name}-${port}`, "sh", line, all, product.lifeSeconds);
}

/** Puts the product's commands into the sandbox's own folder of executables, and returns it. */
export function installInto(sandbox: Sandbox, product: Product): string {
  const folder = `${sandbox.dir}/bin`;
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(product.executables))
    writeFileSync(`${folder}/${name}`, text, { mode: 0o755 });
  return folder;
}
