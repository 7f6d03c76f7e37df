import type { Env } from "../ports/index.ts";

/** Symbols of the human output. Each appears together with a word. */
export interface Symbols {
  pass: string;
  fail: string;
  warn: string;
  info: string;
  skip: string;
  unverified: string;
  /** Between parts of one line. */
  dot: string;
  /** Between line number and text in a code frame. */
  bar: string;
  arrow: string;
  ellipsis: string;
  /** Before the chosen option of a list. */
  pointer: string;
  /** The arrow keys. */
  upDown: string;
}

const UNICODE: Symbols = {
  pass: "✔",
  fail: "✖",
  warn: "⚠",
  info: "ℹ",
  skip: "–",
  unverified: "?",
  dot: "·",
  bar: "│",
  arrow: "→",
  ellipsis: "…",
  pointer: "❯",
  upDown: "↑↓",
};

const ASCII: Symbols = {
  pass: "+",
  fail: "x",
  warn: "!",
  info: "i",
  skip: "-",
  unverified: "?",
  dot: "-",
  bar: "|",
  arrow: "->",
  ellipsis: "...",
  pointer: ">",
  upDown: "arrows",
};

export function symbolsFor(ascii: boolean): Symbols {
  return ascii ? ASCII : UNICODE;
}

/**
 * True when symbols beyond ASCII might not be displayed: TERM=dumb, the Linux console, an old Windows console, or a locale
 * with an encoding other than UTF-8. Containers and CI set no locale, and their viewers display UTF-8.
 */
export function useAscii(env: Env, platform: NodeJS.Platform): boolean {
  if (env["TERM"] === "dumb" || env["TERM"] === "linux") return true;
  if (platform === "win32") return !isModernWindowsTerminal(env);
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((v) => v !== undefined && v !== "");
  return locale !== undefined && !/utf-?8/i.test(locale);
}

function isModernWindowsTerminal(env: Env): boolean {
  const has = (name: string) => env[name] !== undefined && env[name] !== "";
  return (
    has("CI") ||
    has("WT_SESSION") ||
    has("TERMINUS_SUBLIME") ||
    env["ConEmuTask"] === "{cmd::Cmder}" ||
    env["TERM_PROGRAM"] === "vscode" ||
    env["TERM_PROGRAM"] === "Terminus-Sublime" ||
    env["TERMINAL_EMULATOR"] === "JetBrains-JediTerm" ||
    /^(xterm|alacritty|rxvt)/.test(env["TERM"] ?? "")
  );
}
