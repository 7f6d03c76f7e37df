import type { Outside, Progress } from "../ports/index.ts";
import { createStyle, decideColor, type Style } from "./color.ts";
import { createProgress } from "./progress.ts";
import { useAscii } from "./symbols.ts";

/** The display options of a run. */
export interface Look {
  /** --color and --no-color; undefined: decided by the terminal. */
  color?: boolean | undefined;
  quiet: boolean;
  json?: boolean | undefined;
}

/** True when standard output gets color. */
export function colorsStdout({ color }: Pick<Look, "color">, { env, stdoutIsTty }: Outside): boolean {
  return decideColor({ flag: color, env, isTty: stdoutIsTty });
}

/** The style of standard output for this run. */
export function stdoutStyle(look: Pick<Look, "color">, outside: Outside): Promise<Style> {
  return createStyle(colorsStdout(look, outside));
}

/** Progress on standard error; silent without a terminal, in CI, under --quiet and with --json. */
function progressFor({ color, quiet, json }: Look, outside: Outside): Progress {
  return createProgress({
    stderr: outside.stderr,
    isTty: outside.stderrIsTty,
    ci: (outside.env["CI"] ?? "") !== "",
    quiet: quiet || json === true,
    color: decideColor({ flag: color, env: outside.env, isTty: outside.stderrIsTty }),
    width: outside.width,
    ascii: useAscii(outside.env, outside.host.platform),
    dumb: outside.env["TERM"] === "dumb",
  });
}

/** Does a job, and shows what it is at on standard error while it lasts. */
export async function showing<T>(
  text: string,
  look: Look,
  outside: Outside,
  job: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = progressFor(look, outside);
  progress.start(text);
  try {
    return await job(progress);
  } finally {
    progress.stop();
  }
}
