import { configInclude } from "../checks/tool/config-include.ts";
import { configSyntax } from "../checks/tool/config-syntax.ts";
import { configUnreadable } from "../checks/tool/config-unreadable.ts";
import type { LoadProblem } from "../config/read/types.ts";
import { type Finding, makeFinding } from "../core/finding.ts";

/** A finding for a config that could not be read. `file` is for a problem without a place (a missing file). */
export function problemFinding({ kind, place, message, hint }: LoadProblem, file: string): Finding {
  const check = kind === "include" ? configInclude : place === null ? configUnreadable : configSyntax;
  const finding = makeFinding(check, { message, fixHint: hint }, place);
  return place === null ? { ...finding, file } : finding;
}
