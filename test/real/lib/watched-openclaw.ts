import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Release } from "../parts/openclaw.ts";
import { TOOLS } from "./paths.ts";

/** The real OpenClaw behind a command that notes where it runs and whom it asks. */
export interface WatchedOpenClaw {
  /** Goes in front of PATH. */
  path: string;
  /** The state folders of its runs. */
  stateDirs(): string[];
  /** The addresses and names that it asked for, each once. */
  hosts(): string[];
}

export function watchOpenClaw(dir: string, { packageDir, path }: Release): WatchedOpenClaw {
  const folder = `${dir}/watched`;
  const [hosts, states] = [`${dir}/hosts.txt`, `${dir}/states.txt`];
  mkdirSync(`${folder}/node_modules`, { recursive: true });
  symlinkSync(packageDir, `${folder}/node_modules/openclaw`);
  const hook = pathToFileURL(`${TOOLS}hosts-asked.mjs`).href;
  const lines = [
    "#!/bin/sh",
    `echo "$OPENCLAW_STATE_DIR" >> '${states}'`,
    `export HOSTS_ASKED='${hosts}' NODE_OPTIONS='--import=${hook}'`,
    `exec node '${packageDir}/openclaw.mjs' "$@"`,
  ];
  writeFileSync(`${folder}/openclaw`, `${lines.join("\n")}\n`);
  chmodSync(`${folder}/openclaw`, 0o755);
  const linesOf = (file: string) =>
    existsSync(file) ? [...new Set(readFileSync(file, "utf8").trim().split("\n"))] : [];
  return { path: `${folder}:${path}`, stateDirs: () => linesOf(states), hosts: () => linesOf(hosts) };
}
