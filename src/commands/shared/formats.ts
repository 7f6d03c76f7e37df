import { UserError } from "../../core/errors.ts";
import { FORMAT_NAMES, type FormatName } from "../../report/registry.ts";

/** A format and its destination; `file` null: standard output. */
export interface FormatTarget {
  name: FormatName;
  file: string | null;
}

/** Reads --format: "sarif", "sarif=lint.sarif". */
export function formatTarget(given: string): FormatTarget {
  const equals = given.indexOf("=");
  const name = equals < 0 ? given : given.slice(0, equals);
  const file = equals < 0 ? null : given.slice(equals + 1);
  const known = FORMAT_NAMES.find((f) => f === name);
  if (known === undefined) {
    throw new UserError(`unknown format ${JSON.stringify(name)}`, {
      hint: `one of: ${FORMAT_NAMES.join(", ")}`,
    });
  }
  if (file === "")
    throw new UserError(`--format ${given} names no file`, { hint: `write --format ${name}=path` });
  return { name: known, file };
}
