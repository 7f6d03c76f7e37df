import { existsSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import type { TestProject } from "vitest/node";
import { CACHE, ROOT } from "./lib/paths.ts";
import { clearProofs, keepProofs } from "./lib/proof.ts";
import { getParts } from "./parts/parts.ts";

/** Where OpenClaw 2026.9.6 writes whatever its home is; taken away again if it was not there before. */
const STRAY = ["/tmp/openclaw", `/tmp/openclaw-state-locks-${userInfo().uid}`];

/** Brings the parts (the first time some minutes, then a second) and says what there is before anything is tested. */
export default async function setup(project: TestProject): Promise<() => void> {
  if (!existsSync(`${ROOT}dist`)) throw new Error("nothing is built: run npm run build first");
  const started = performance.now();
  const all = process.env["REAL_ALL"] === "1";
  say(`bringing the real parts into ${CACHE.slice(ROOT.length)} …`);
  const parts = await getParts(all);
  const table = Object.entries(parts).map(([name, part]) =>
    part.have ? `  have     ${part.what}` : `  MISSING  ${name}: not to be had here: ${part.why}`,
  );
  say(`parts after ${Math.round((performance.now() - started) / 1000)} s:\n${table.join("\n")}\n`);
  project.provide("parts", parts);
  clearProofs();

  const strays = STRAY.filter((path) => !existsSync(path));
  return () => {
    for (const path of strays) rmSync(path, { recursive: true, force: true });
    const recorded = process.env["REAL_RECORD"];
    if (recorded !== undefined) keepProofs(recorded === "whole");
    const gaps = table.filter((line) => line.includes("MISSING"));
    const verdict = process.env["REQUIRE_REAL"] === "1" ? "failed (REQUIRE_REAL=1)" : "skipped, not passed";
    if (gaps.length > 0) say(`what needs these was ${verdict}:\n${gaps.join("\n")}`);
  };
}

function say(text: string): void {
  process.stderr.write(`[real] ${text}\n`);
}
