import type { Outside } from "../../ports/index.ts";
import { createStyle, decideColor, type Style } from "../../ui/color.ts";
import { createProgress } from "../../ui/progress.ts";
import { colorOption, flagOption, type RawOptions } from "./options.ts";

/** The style of standard output for this run. */
export function stdoutStyle(raw: RawOptions, outside: Outside): Promise<Style> {
  return createStyle(decideColor({ flag: colorOption(raw), env: outside.env, isTty: outside.stdoutIsTty }));
}

/** Progress on standard error; silent off a terminal, in CI, under --quiet and with --json. */
export function progressFor(raw: RawOptions, outside: Outside) {
  return createProgress({
    stderr: outside.stderr,
    isTty: outside.stderrIsTty,
    ci: (outside.env["CI"] ?? "") !== "",
    quiet: flagOption(raw, "quiet") || flagOption(raw, "json"),
    color: decideColor({ flag: colorOption(raw), env: outside.env, isTty: outside.stderrIsTty }),
    width: outside.width,
  });
}
