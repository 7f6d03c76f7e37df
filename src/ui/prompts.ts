import { InterruptedError } from "../core/errors.ts";

interface Option<T extends string> {
  value: T;
  name: string;
  /** Shown while the option is highlighted. */
  description?: string;
}

/** Questions to the user at a terminal. Ctrl-C and a closed terminal throw InterruptedError. */
export interface Prompter {
  select<T extends string>(message: string, options: readonly Option<T>[], preset?: T): Promise<T>;
  confirm(message: string, preset: boolean): Promise<boolean>;
  /** `check` returns what is wrong with the answer, or null. */
  text(message: string, preset: string | null, check: (answer: string) => string | null): Promise<string>;
}

/** Asks on stderr, since stdout is for results. Loads the library with the first question. */
export function createPrompter(signal: AbortSignal, mask = (text: string) => text): Prompter {
  const context = { output: process.stderr, signal, clearPromptOnDone: false };
  return {
    select: (message, options, preset) =>
      answer(async () => {
        const { select } = await import("@inquirer/prompts");
        const choices = options.map((o) => ({
          ...o,
          name: mask(o.name),
          short: mask(o.name),
          ...(o.description === undefined ? {} : { description: mask(o.description) }),
        }));
        return select(
          { message: mask(message), choices, ...(preset === undefined ? {} : { default: preset }) },
          context,
        );
      }),
    confirm: (message, preset) =>
      answer(async () => {
        const { confirm } = await import("@inquirer/prompts");
        return confirm({ message: mask(message), default: preset }, context);
      }),
    text: (message, preset, check) =>
      answer(async () => {
        const { input } = await import("@inquirer/prompts");
        const validate = (value: string) => check(value.trim()) ?? true;
        const text = await input(
          { message: mask(message), validate, ...(preset === null ? {} : { default: preset }) },
          context,
        );
        return text.trim();
      }),
  };
}

/** Turns Ctrl-C, a closed terminal and an aborted run into InterruptedError. */
async function answer<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && /^(ExitPrompt|AbortPrompt|CancelPrompt)Error$/.test(error.name)) {
      throw new InterruptedError();
    }
    throw error;
  }
}
