import { InterruptedError } from "../core/errors.ts";
import { neutralize } from "../core/text.ts";
import { PLAIN_STYLE, type Style } from "./color.ts";
import { OVERTAKEN, OvertakenError, WENT_BACK, WentBackError } from "./prompts/back.ts";
import type { Option } from "./prompts/options.ts";
import { type Symbols, symbolsFor } from "./symbols.ts";

/** What a question may allow. */
export interface Extra {
  /** Shown after `?`. */
  help?: string | undefined;
  /** Esc throws WentBackError. */
  back?: boolean | undefined;
  /** Shows the seconds since then (ms, of Date.now()) behind the question. */
  since?: number | undefined;
  /** When it is aborted, the question ends with OvertakenError. */
  until?: AbortSignal | undefined;
}

/** Questions to the user at a terminal. Ctrl-C and a closed terminal throw InterruptedError. */
export interface Prompter {
  select<T extends string>(
    message: string,
    options: readonly Option<T>[],
    preset?: T,
    extra?: Extra,
  ): Promise<T>;
  confirm(message: string, preset: boolean): Promise<boolean>;
  /** `check` returns what is wrong with the answer, or null. `hidden`: a secret, which does not show. */
  text(
    message: string,
    preset: string | null,
    check: (answer: string) => string | null,
    extra?: Extra & { hidden?: boolean },
  ): Promise<string>;
}

export interface PrompterOptions {
  signal: AbortSignal;
  /** Replaces secrets in what is shown. */
  mask?: (text: string) => string;
  style?: () => Promise<Style>;
  symbols?: Symbols;
  /** The terminal cannot move its cursor. */
  dumb?: boolean;
}

/** Most characters of a text in a question. */
const MOST_TEXT = 600;

/** Lines around a list: the question, the filter, the description, the keys and room for what stands above. */
const AROUND_LIST = 9;

/** Asks on stderr, since stdout is for results. Loads the library with the first question. */
export function createPrompter(options: PrompterOptions): Prompter {
  const { symbols = symbolsFor(false), dumb = false } = options;
  // names and reasons often come from a server
  const mask = (text: string) => neutralize(options.mask?.(text) ?? text, MOST_TEXT);
  const styled = async () => ({ style: (await options.style?.()) ?? PLAIN_STYLE, symbols });
  const run: Run = (extra, ask) => answer(options.signal, extra, ask);
  const common = (message: string, { help, back = false }: Extra) => ({
    message: mask(message),
    help: help === undefined ? undefined : mask(help),
    back,
  });
  const context = (signal: AbortSignal) => ({ output: process.stderr, signal, clearPromptOnDone: false });
  return {
    select: async (message, choices, preset, extra = {}) => {
      const masked = choices.map((o) => ({
        ...o,
        name: mask(o.name),
        description: o.description === undefined ? undefined : mask(o.description),
      }));
      const value = await run(extra, async (signal) => {
        const asked = { ...common(message, extra), options: masked, preset };
        if (dumb) return (await import("./prompts/plain.ts")).plainMenu({ ...asked, signal });
        const { menu } = await import("./prompts/menu.ts");
        const { since, until } = extra;
        const pageSize = Math.max(3, Math.min(12, (process.stderr.rows || 24) - AROUND_LIST));
        return menu({ ...asked, pageSize, since, until, ...(await styled()) }, context(options.signal));
      });
      const chosen = choices.find((o) => o.value === value);
      if (chosen === undefined) throw new Error(`no option ${value}`);
      return chosen.value;
    },
    confirm: async (message, preset) => {
      const value = await run({}, async (signal) => {
        if (dumb) {
          const asked = { ...common(`${message} (${preset ? "Y/n" : "y/N"})`, {}), signal };
          return (await import("./prompts/plain.ts")).plainLine({
            ...asked,
            preset: "",
            shownPreset: null,
            hidden: false,
            check: yesOrNo,
          });
        }
        const { confirm } = await import("@inquirer/prompts");
        return (await confirm({ message: mask(message), default: preset }, context(signal))) ? "y" : "n";
      });
      return value === "" ? preset : /^y/i.test(value);
    },
    text: (message, preset, check, { hidden = false, ...extra } = {}) =>
      run(extra, async (signal) => {
        const shownPreset = preset === null ? null : mask(preset);
        const asked = { ...common(message, extra), preset, shownPreset, check, hidden };
        if (dumb) return (await import("./prompts/plain.ts")).plainLine({ ...asked, signal });
        const { line } = await import("./prompts/line.ts");
        return line({ ...asked, ...(await styled()) }, context(signal));
      }),
  };
}

type Ask = (signal: AbortSignal) => Promise<string | typeof WENT_BACK | typeof OVERTAKEN>;
type Run = (extra: Extra, ask: Ask) => Promise<string>;

function yesOrNo(text: string): string | null {
  return /^(y|yes|n|no|)$/i.test(text) ? null : "y or n";
}

/** Turns Ctrl-C, a closed terminal and an aborted run into InterruptedError, and the other ends into their errors. */
async function answer(signal: AbortSignal, { until }: Extra, ask: Ask): Promise<string> {
  try {
    const value = await ask(until === undefined ? signal : AbortSignal.any([signal, until]));
    if (value === WENT_BACK) throw new WentBackError();
    if (value === OVERTAKEN) throw new OvertakenError();
    return value;
  } catch (error) {
    if (!(error instanceof Error) || !/^(ExitPrompt|AbortPrompt|CancelPrompt|Abort)Error$/.test(error.name))
      throw error;
    if (until?.aborted === true && !signal.aborted) throw new OvertakenError();
    throw new InterruptedError();
  }
}
