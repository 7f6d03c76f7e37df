import { readFileSync, writeFileSync } from "node:fs";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { Finding } from "../../src/core/finding.ts";
import { parsePath } from "../../src/core/path.ts";

/** Writes the edits of a finding into the config, through the lossless engine. */
export function applyFix(config: string, { fix }: Finding): void {
  const ops = (fix?.edits ?? []).map(({ op, path, value }) => {
    const place = parsePath(path);
    if (place === null || op === "append") throw new Error(`cannot apply ${op} ${path}`);
    return op === "remove" ? { op, path: place } : { op, path: place, value: value ?? null };
  });
  if (ops.length === 0) throw new Error("no edit to apply");
  writeFileSync(config, applyEdits(readFileSync(config, "utf8"), ops));
}
