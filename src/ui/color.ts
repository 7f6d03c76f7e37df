import type { Env } from "../ports/index.ts";

type Paint = "bold" | "dim" | "underline" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "gray";

/** Functions that style a text; without color they return it unchanged. */
export type Style = { readonly [Name in Paint]: (text: string) => string } & { readonly enabled: boolean };

const same = (text: string): string => text;

/** No color, and no import of chalk. */
export const PLAIN_STYLE: Style = {
  enabled: false,
  bold: same,
  dim: same,
  underline: same,
  red: same,
  green: same,
  yellow: same,
  blue: same,
  magenta: same,
  cyan: same,
  gray: same,
};

/**
 * Whether a stream gets color. Decided by --color/--no-color, then NO_COLOR (non-empty, no-color.org), then FORCE_COLOR (0
 * and false switch it off), then TERM=dumb, then whether it is a terminal. `CI` is ignored: a CI log is not a terminal,
 * and one that renders color sets FORCE_COLOR. chalk's own detection is not used because it ignores NO_COLOR.
 */
export function decideColor(input: { flag: boolean | undefined; env: Env; isTty: boolean }): boolean {
  const { flag, env, isTty } = input;
  if (flag !== undefined) return flag;
  if (isSet(env["NO_COLOR"])) return false;
  const force = env["FORCE_COLOR"];
  if (isSet(force)) return force !== "0" && force !== "false";
  if (env["TERM"] === "dumb") return false;
  return isTty;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

/** The style for a decision of decideColor. Loads chalk only for color. */
export async function createStyle(color: boolean): Promise<Style> {
  if (!color) return PLAIN_STYLE;
  const { Chalk } = await import("chalk");
  // Level 1 (16 colors) follows the theme of the terminal.
  const chalk = new Chalk({ level: 1 });
  // Exactly one argument each, so that they work in map().
  return {
    enabled: true,
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    underline: (text) => chalk.underline(text),
    red: (text) => chalk.red(text),
    green: (text) => chalk.green(text),
    yellow: (text) => chalk.yellow(text),
    blue: (text) => chalk.blue(text),
    magenta: (text) => chalk.magenta(text),
    cyan: (text) => chalk.cyan(text),
    gray: (text) => chalk.gray(text),
  };
}
