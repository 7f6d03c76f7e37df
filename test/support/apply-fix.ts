import { readFileSync, writeFileSync } from "node:fs";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { EditOp } from "../../src/config/read/types.ts";
import type { Finding, FixEdit } from "../../src/core/finding.ts";
import { formatPath } from "../../src/core/path.ts";

/** The edits of a fix as the lossless engine takes them. */
export function opsOf(edits: readonly FixEdit[]): EditOp[] {
  return edits.map(({ op, path, value }) => {
    if (op === "remove") return { op, path };
    if (value === undefined) throw new Error(`no value for ${formatPath(path)}`);
    return { op, path, value };
  });
}

/** Writes the edits of a finding into the config, through the lossless engine. */
export function applyFix(config: string, { fix }: Finding): void {
  const ops = opsOf(fix?.edits ?? []);
  if (ops.length === 0) throw new Error("no edit to apply");
  writeFileSync(config, applyEdits(readFileSync(config, "utf8"), ops));
}
