import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { CACHE, ROOT } from "./paths.ts";

const FOLDER = `${CACHE}/proofs`;
/** What README's table of servers and docs/servers.md are made from. */
const RECORD = `${ROOT}data/real-servers.json`;

/** What the lane has seen of one product. A field is there only after the assertion that proves it. */
export interface Proof {
  version: string;
  /** The files of the lane that prove it. */
  tests?: string[];
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
  const test = expect.getState().testPath?.slice(ROOT.length);
  writeFileSync(file, JSON.stringify(together(before, { ...seen, tests: test === undefined ? [] : [test] })));
}

/** Forgets what earlier runs have seen. */
export function clearProofs(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/**
 * Writes what this run has seen into the record, product by product. A run of the whole lane replaces it; one of some files
 * adds to what was seen of the same version.
 */
export function keepProofs(whole: boolean): void {
  if (!existsSync(FOLDER)) return;
  const record: Record<string, Proof & { date: string }> =
    whole || !existsSync(RECORD) ? {} : JSON.parse(readFileSync(RECORD, "utf8"));
  const date = new Date().toISOString().slice(0, 10);
  for (const file of readdirSync(FOLDER)) {
    const name = file.replace(/\.json$/, "");
    const proof = JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as Proof;
    const before = record[name]?.version === proof.version ? record[name] : undefined;
    record[name] = { ...together(before, proof), date };
  }
  const sorted = Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
  writeFileSync(RECORD, `${JSON.stringify(sorted, null, 2)}\n`);
}

function together(before: Proof | undefined, seen: Proof): Proof {
  const both = (key: "tests" | "faults" | "cured") => [
    ...new Set([...(before?.[key] ?? []), ...(seen[key] ?? [])]),
  ];
  return { ...before, ...seen, tests: both("tests").sort(), faults: both("faults"), cured: both("cured") };
}
