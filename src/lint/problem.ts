import { configInclude } from "../checks/tool/config-include.ts";
import { configSyntax } from "../checks/tool/config-syntax.ts";
import { configUnreadable } from "../checks/tool/config-unreadable.ts";
import type { LoadProblem } from "../config/read/types.ts";
import { type Finding, makeFinding } from "../core/finding.ts";

/**
 * Why a config could not be read, as a finding, so that every format shows it at its place. `file` is shown where the
 * problem has no place in it (a missing file).
 */
export function problemFinding({ kind, place, message, hint }: LoadProblem, file: string): Finding {
  const check = kind === "include" ? configInclude : place === null ? configUnreadable : configSyntax;
  const finding = makeFinding(check, { message, fixHint: hint }, place);
  return place === null ? { ...finding, file } : finding;
}
