import { createInterface } from "node:readline/promises";
import { WENT_BACK } from "./back.ts";
import { paragraph } from "./layout.ts";
import { filtered, isLong, type Option } from "./options.ts";

/** Most options of a long list that are printed at once. */
const MOST_LINES = 20;

/** What every question has. */
interface Asking {
  message: string;
  help: string | undefined;
  back: boolean;
  signal: AbortSignal;
}

/**
 * Questions line by line, for terminals that cannot move the cursor (TERM=dumb: Emacs, serial lines, screen readers). No
 * escape sequence is written.
 */
export async function plainMenu(
  asking: Asking & { options: readonly Option<string>[]; preset: string | undefined },
): Promise<string | typeof WENT_BACK> {
  const { options, preset } = asking;
  let shown = [...options];
  for (let again = false; ; again = true) {
    if (!again) print([asking.message, ...listLines(shown)]);
    const preferred = shown.findIndex((o) => o.value === preset) + 1;
    const proposal = preferred === 0 ? "" : ` [${preferred}]`;
    const text = await readLine(
      `Number${isLong(options) ? " or text to filter" : ""}${keys(asking)}${proposal}: `,
      asking,
    );
    if (text === WENT_BACK) return text;
    const picked = text === "" ? shown[preferred - 1] : pick(shown, text);
    if (picked !== undefined) return picked.value;
    const matching = isLong(options) && !/^\d*$/.test(text) ? filtered(options, text) : [];
    if (matching.length > 0) {
      shown = matching;
      print(listLines(shown));
    } else print([`There is no ${JSON.stringify(text)} in the list.`]);
  }
}

function pick(options: readonly Option<string>[], text: string): Option<string> | undefined {
  if (/^\d+$/.test(text)) return options[Number(text) - 1];
  return options.find((o) => o.key === text.toLowerCase() || o.name === text);
}

function listLines(options: readonly Option<string>[]): string[] {
  const lines = options
    .slice(0, MOST_LINES)
    .flatMap(({ name, key, description }, i) => [
      `  ${i + 1}) ${name}${key === undefined ? "" : ` (${key})`}`,
      ...(description === undefined || isLong(options) ? [] : [`     ${description}`]),
    ]);
  const more = options.length - MOST_LINES;
  return more > 0 ? [...lines, `  and ${more} more; type a part of the name`] : lines;
}

/** One line; an empty one takes the preset. */
export async function plainLine(
  asking: Asking & {
    preset: string | null;
    /** The preset, safe to print. */
    shownPreset: string | null;
    hidden: boolean;
    check(answer: string): string | null;
  },
): Promise<string | typeof WENT_BACK> {
  for (;;) {
    const proposal = asking.shownPreset === null ? "" : ` [${asking.shownPreset}]`;
    const text = await readLine(`${asking.message}${keys(asking)}${proposal}: `, asking, asking.hidden);
    if (text === WENT_BACK) return text;
    const answer = text === "" ? (asking.preset ?? "") : text;
    const problem = asking.check(answer);
    if (problem === null) return answer;
    print([problem]);
  }
}

function keys({ back, help }: Asking): string {
  const parts = [...(back ? ["b goes back"] : []), ...(help === undefined ? [] : ["? explains"])];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function print(lines: readonly string[]): void {
  process.stderr.write(`${lines.map(paragraph).join("\n")}\n`);
}

/** A line of input; asks again after `?`. The end of input is an interruption, like Ctrl-C. */
async function readLine(
  question: string,
  asking: Asking,
  hidden = false,
): Promise<string | typeof WENT_BACK> {
  for (;;) {
    const text = (
      hidden
        ? await readHidden(paragraph(question), asking.signal)
        : await read(paragraph(question), asking.signal)
    ).trim();
    if (text === "b" && asking.back) return WENT_BACK;
    if (text !== "?" || asking.help === undefined) return text;
    print([asking.help]);
  }
}

async function read(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once("close", () => reject(ended()));
      lines.question(question, { signal }).then(resolve, reject);
    });
  } finally {
    lines.close();
  }
}

/** Reads without an echo, which only the raw mode of the terminal can switch off. */
async function readHidden(question: string, signal: AbortSignal): Promise<string> {
  const { stdin, stderr } = process;
  // before the question, since what is typed at once would show
  stdin.setRawMode(true);
  stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      let text = "";
      const take = (chunk: Buffer) => {
        for (const char of chunk.toString("utf8")) {
          if (char === "\r" || char === "\n") return resolve(text);
          if (char === "\u0003" || char === "\u0004") return reject(ended());
          text = char === "\u007f" || char === "\b" ? text.slice(0, -1) : text + char;
        }
      };
      stdin.on("data", take);
      // the question before has paused it
      stdin.resume();
      signal.addEventListener("abort", () => reject(ended()), { once: true });
    });
  } finally {
    stdin.removeAllListeners("data");
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}

function ended(): Error {
  const error = new Error("the input has ended");
  error.name = "ExitPromptError";
  return error;
}
