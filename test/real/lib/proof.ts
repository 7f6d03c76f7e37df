import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { CACHE, ROOT } from "./paths.ts";

const FOLDER = `${CACHE}/proofs`;
/** What README's table of servers and docs/servers.md are made from. */
const RECORD = `${ROOT}data/real-servers.json`;

/** What the lane has seen of one product. A field is there only after the assertion that proves it. */
export interface Proof {
  version: string;
  /** The file of the lane that proves it. */
  test?: string;
  /** `scan` names the product. */
  recognized?: boolean;
  /** The context window that `scan` read is the one that the server has: where it was read; null: it does not tell. */
  context?: string | null;
  /** `scan` tells a loaded model from one that is not. */
  loaded?: boolean;
  /** The config of `init` is valid, and doctor finds nothing in it. */
  clean?: boolean;
  /** The same of `doctor --deep`. */
  deep?: boolean;
  /** OpenClaw's agent turn with a tool call through the config of `init`: its version. */
  turn?: string;
  /** Reasoning is told from the answer. */
  reasoning?: boolean;
  /** Faults that were made, each with its one finding. */
  faults?: string[];
  /** Of these, those whose printed command or edit was followed, and the finding was gone. */
  cured?: string[];
}

/** Adds to what is proven of a product. */
export function proven(product: string, seen: Proof): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/${product}.json`;
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Proof) : { version: "" };
  const both = (key: "faults" | "cured") => [...new Set([...(before[key] ?? []), ...(seen[key] ?? [])])];
  const test = expect.getState().testPath?.slice(ROOT.length);
  const all = { ...before, ...seen, test, faults: both("faults"), cured: both("cured") };
  writeFileSync(file, JSON.stringify(all));
}

/** Forgets what earlier runs have seen. */
export function clearProofs(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** Writes what this run has seen into the record, product by product; what it did not look at stays as it was. */
export function keepProofs(): void {
  if (!existsSync(FOLDER)) return;
  const record = existsSync(RECORD)
    ? (JSON.parse(readFileSync(RECORD, "utf8")) as Record<string, Proof & { date: string }>)
    : {};
  const date = new Date().toISOString().slice(0, 10);
  for (const name of readdirSync(FOLDER)) {
    const proof = JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8")) as Proof;
    record[name.replace(/\.json$/, "")] = { ...proof, date };
  }
  const sorted = Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
  writeFileSync(RECORD, `${JSON.stringify(sorted, null, 2)}\n`);
}
