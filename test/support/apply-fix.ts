import { readFileSync, writeFileSync } from "node:fs";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { EditOp } from "../../src/config/read/types.ts";
import type { Json } from "../../src/core/json.ts";
import type { ConfigPath } from "../../src/core/path.ts";
import { parsePath } from "./parse-path.ts";

/** An edit of a finding, or the same as the JSON report has it, where paths are text. */
export interface AnyEdit {
  op: "set" | "append" | "remove";
  path: ConfigPath | string;
  value?: Json | undefined;
}

/** The edits of a fix as the lossless engine takes them. */
export function opsOf(edits: readonly AnyEdit[]): EditOp[] {
  return edits.map(({ op, path: at, value }) => {
    const path = typeof at === "string" ? parsePath(at) : at;
    if (path === null) throw new Error(`no path: ${at}`);
    if (op === "remove") return { op, path };
    if (value === undefined) throw new Error(`no value for ${at}`);
    return { op, path, value };
  });
}

/** Makes the edits of a finding in the config, through the lossless engine. */
export function applyFix(config: string, { fix }: { fix: { edits: readonly AnyEdit[] } | null }): void {
  const ops = opsOf(fix?.edits ?? []);
  if (ops.length === 0) throw new Error("no edit to apply");
  writeFileSync(config, applyEdits(readFileSync(config, "utf8"), ops));
}
