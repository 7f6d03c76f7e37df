import { InterruptedError, UserError } from "../../core/errors.ts";
import { neutralize } from "../../core/text.ts";
import type { Style } from "../../ui/color.ts";
import { OvertakenError, WentBackError } from "../../ui/prompts/back.ts";
import type { Option } from "../../ui/prompts/options.ts";
import type { Extra, Prompter } from "../../ui/prompts.ts";
import type { Symbols } from "../../ui/symbols.ts";
import { showing } from "../../ui/terminal.ts";
import { wrapText } from "../../ui/wrap.ts";
import { type DecideInput, serverFor } from "../decide.ts";
import { type FindInput, type Found, findServers } from "../find.ts";
import type { InitWishes } from "../resolve.ts";
import { triedOf } from "../search.ts";
import type { ServerChoice } from "../server.ts";
import type { Session } from "../session.ts";
import { decideInput, type Start } from "../start.ts";

/** What the steps of the wizard share. Each step adds to `wishes`. */
export interface Wizard {
  session: Session;
  ask: Prompter;
  start: Start;
  find: FindInput;
  found: Found;
  wishes: InitWishes;
  answered: Set<string>;
  /** Keys that the user entered, by the name of their variable. They go to OpenClaw's `.env` with the config. */
  keys: Map<string, string>;
  /** There was a question before the first step, to which Esc goes back. */
  begins: boolean;
  style: Style;
  symbols: Symbols;
}

export type StepName = "server" | "model" | "routing" | "write";

/** What came of a step: nothing to ask, asked, or which step comes next (`again`: it asks even if it need not). */
export type Outcome = "passed" | "asked" | { to: StepName; again: boolean };

export interface Step {
  name: StepName;
  run(w: Wizard, again: boolean): Promise<Outcome>;
}

/** The user ends the wizard. */
export class LeaveError extends Error {}

/** Prints lines on stderr, where the questions are. Foreign text is made harmless. */
export function tell({ session }: Pick<Wizard, "session">, ...lines: readonly string[]): void {
  const { outside } = session;
  const wrapped = lines.flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? "";
    return wrapText(neutralize(line.trimStart(), 400), outside.width, indent);
  });
  outside.stderr(wrapped.map((line) => `${line}\n`).join(""));
}

/**
 * Prints what has commands to copy: indented lines are commands, as is what follows a colon, on a line of its own. They
 * are never broken, since a shell runs the half before a line break.
 */
export function tellCommands(w: Pick<Wizard, "session">, lines: readonly string[]): void {
  const command = (text: string) => w.session.outside.stderr(`  ${neutralize(text.trim(), 2_000)}\n`);
  for (const line of lines) {
    const colon = line.indexOf(": ");
    if (line.startsWith(" ")) command(line);
    else if (colon < 0) tell(w, line);
    else {
      tell(w, line.slice(0, colon + 1));
      command(line.slice(colon + 1));
    }
  }
}

/** Tells a UserError; throws any other again. */
export function tellError(w: Pick<Wizard, "session">, error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  tell(w, error.message, ...(error.hint === null ? [] : [error.hint]));
}

/** What is wrong with an answer that `read` refuses; null: nothing. */
export function hintOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.hint;
    throw error;
  }
}

/** A line that says what is settled: "✔ llama.cpp at … · qwen3-8b · 65,536 tokens". */
export function fact({ session, style, symbols }: Wizard, ...parts: readonly string[]): void {
  const text = parts
    .filter((part) => part !== "")
    .map((part) => neutralize(part, 400))
    .join(` ${symbols.dot} `);
  const [first, ...rest] = wrapText(text, session.outside.width - 2);
  session.outside.stderr(`${style.green(symbols.pass)} ${[first, ...rest].join("\n  ")}\n`);
}

/** Looks for servers again. */
export async function look(w: Wizard): Promise<void> {
  const { o, outside, document } = w.session;
  w.found = await showing("looking for model servers", o, outside, () => findServers(w.find));
  if (outside.signal.aborted) throw new InterruptedError();
  document.tried = triedOf(w.found);
}

export function inputOf(w: Wizard): Promise<DecideInput> {
  const { wishes, answered, keys } = w;
  const savesKey = keys.has(wishes.apiKeyEnv ?? "");
  return decideInput(w.session, w.start, w.found, { ...wishes, answered, savesKey });
}

/** The server that is being set up. */
export async function currentServer(w: Wizard): Promise<{ input: DecideInput; server: ServerChoice }> {
  const input = await inputOf(w);
  const server = serverFor(input);
  if (server === null) throw new Error("no server was chosen");
  return { input, server };
}

/** The options that every question about a server ends with. */
export const WAYS_OUT: readonly Option<"again" | "address" | "quit">[] = [
  { value: "again", name: "look again", key: "l", description: "after you started or changed something" },
  { value: "address", name: "another address", key: "a", description: "a URL, host:port or a port" },
  { value: "quit", name: "quit", key: "q", description: "nothing is written" },
];

/** Asks while `watch` goes on. Null: the watch came to its end first. */
export async function askMeanwhile<T extends string>(
  w: Wizard,
  question: { message: string; options: readonly Option<T>[]; preset?: T; extra?: Extra },
  watch: (signal: AbortSignal) => Promise<void>,
): Promise<T | null> {
  const answered = new AbortController();
  const happened = new AbortController();
  const watching = watch(AbortSignal.any([answered.signal, w.session.outside.signal])).then(
    () => happened.abort(),
    () => undefined,
  );
  try {
    const { message, options, preset, extra } = question;
    return await w.ask.select(message, options, preset, { ...extra, until: happened.signal });
  } catch (error) {
    if (error instanceof OvertakenError) return null;
    throw error;
  } finally {
    answered.abort();
    await watching;
  }
}

/** Asks before something is done; Esc is "no". */
export async function agrees({ ask }: Pick<Wizard, "ask">, question: string, help: string): Promise<boolean> {
  const options: Option<"yes" | "no">[] = [
    { value: "yes", name: "yes", key: "y" },
    { value: "no", name: "no", key: "n" },
  ];
  try {
    return (await ask.select(question, options, "yes", { back: true, help })) === "yes";
  } catch (error) {
    if (error instanceof WentBackError) return false;
    throw error;
  }
}
