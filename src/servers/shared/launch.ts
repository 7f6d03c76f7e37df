import { commandLine, envValue } from "../../core/shell.ts";
import type { LaunchLine } from "./facts.ts";

type Arg = LaunchLine["args"][number];

/** How the command line of a product is read. */
export interface LineForm {
  /** Where its own arguments begin; null: the command line is not of this product. */
  startOf(argv: readonly string[]): { program: readonly string[]; at: number } | null;
  /** The port without --port. */
  port: number;
}

/** Options whose values may be secrets. Numbers of tokens are none. */
const SECRET = /(?:^|-)(?:key|keys|token|password|secret)$/;
const SECRET_INSIDE = /(?:key|token|password|secret)"?\s*[:=]|:\/\/[^/\s]*@/i;
/** The key of the server, which is added again where it requires one. */
const KEYS = ["--api-key"];

/** Reads the command line of a running server; null: it is not of this product. */
export function readLine(argv: readonly string[], form: LineForm): LaunchLine | null {
  const start = form.startOf(argv);
  if (start === null) return null;
  const given = without(argv.slice(start.at).flatMap(split), KEYS, "many");
  const port = Number(optionValue(given, ["--port"]) ?? form.port);
  if (!Number.isInteger(port)) return null;
  const args = given.map((arg, i) => hide(arg, given[i - 1]));
  return { program: start.program, ran: argv.slice(0, start.at), args, port };
}

/** The command line with some options set to other values, each under the first of its names. */
export function lineWith(
  { program, args }: LaunchLine,
  changes: readonly (readonly [names: readonly string[], value: string | number | null])[],
  platform: NodeJS.Platform,
): string {
  let kept = args;
  for (const [names, value] of changes) kept = without(kept, names, value === null ? "none" : "one");
  const words = changes.flatMap(([[name = ""], value]) => (value === null ? [name] : [name, value]));
  return [
    commandLine(platform, ...program),
    ...kept.map((arg) =>
      typeof arg === "string" ? commandLine(platform, arg) : envValue(arg.env, platform),
    ),
    commandLine(platform, ...words),
  ].join(" ");
}

/**
 * Where the words that start a product begin: as the program itself, or under Python. A wrapper (timeout, uv) has a
 * process of its own, and what only names the product (grep, an editor) does not run it.
 */
export function wordsAt(argv: readonly string[], first: RegExp, second?: string): number | null {
  const isProgram = (i: number) => i === 0 || /(^|\/)(python|pypy)[\d.]*$/.test(argv[0] ?? "");
  const at = argv.findIndex(
    (arg, i) => first.test(arg) && (second === undefined || argv[i + 1] === second) && isProgram(i),
  );
  return at < 0 ? null : at;
}

/** The value of an option; the last one counts. */
export function optionValue(args: readonly Arg[], names: readonly string[]): string | undefined {
  const at = args.findLastIndex((arg) => names.includes(nameOf(arg) ?? ""));
  const [, inline] = /=(.*)/s.exec(String(args[at] ?? "")) ?? [];
  const next = args[at + 1];
  return at < 0 ? undefined : (inline ?? (typeof next === "string" ? next : undefined));
}

/** The name of an option. vLLM and SGLang take `_` for `-`. */
function nameOf(arg: Arg | undefined): string | null {
  if (typeof arg !== "string" || !/^--?[A-Za-z]/.test(arg)) return null;
  return (arg.split("=", 1)[0] ?? arg).replaceAll("_", "-");
}

/** Leaves options out, with the values that follow them. */
export function without<T extends Arg>(
  args: readonly T[],
  names: readonly string[],
  values: "none" | "one" | "many",
) {
  const kept: T[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i];
    if (arg === undefined) break;
    if (!names.includes(nameOf(arg) ?? "")) {
      kept.push(arg);
      continue;
    }
    const inline = typeof arg === "string" && arg.includes("=");
    const most = inline || values === "none" ? 0 : values === "one" ? 1 : args.length;
    for (let n = 0; n < most && i + 1 < args.length && nameOf(args[i + 1]) === null; n += 1) i += 1;
  }
  return kept;
}

/** An option with a secret in it, as two arguments. */
function split(arg: string): string[] {
  const [, name, value] = /^(--[A-Za-z][\w-]*)=(.*)$/s.exec(arg) ?? [];
  return name !== undefined && value !== undefined && SECRET.test(nameOf(name) ?? "") ? [name, value] : [arg];
}

/** The variable for a value that may be a secret. */
function hide(arg: string, before: string | undefined): Arg {
  const option = nameOf(before) ?? "";
  const isSecret = nameOf(arg) === null && (SECRET.test(option) || SECRET_INSIDE.test(arg));
  return isSecret ? { env: variableOf(option) } : arg;
}

function variableOf(option: string): string {
  return option.replace(/^-+/, "").replaceAll("-", "_").toUpperCase() || "SECRET";
}
