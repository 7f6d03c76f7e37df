import { ADAPTERS } from "../servers/registry.ts";
import type { RunnableCommand } from "../servers/shared/adapter.ts";

/** A command that the doctor may run after asking. */
export interface Runnable {
  program: string;
  args: string[];
  timeoutMs: number;
}

const MINUTE = 60_000;

/** Commands of the products that end by themselves, and one of OpenClaw. */
const ALLOWED: readonly RunnableCommand[] = [
  ...ADAPTERS.flatMap((adapter) => adapter.runnable),
  { words: ["openclaw", "gateway", "restart"], minutes: 2 },
];

/** Parses a printed command; null if it needs a shell or is not on the list. */
export function runnableCommand(command: string, platform: NodeJS.Platform): Runnable | null {
  const words = wordsOf(command, platform);
  if (words === null) return null;
  const known = ALLOWED.find((one) => one.words.every((word, i) => words[i] === word));
  const [program] = words;
  if (known === undefined || program === undefined) return null;
  const own = words.slice(known.words.length);
  if (own.some((word) => word.startsWith("-") && known.options?.test(word) !== true)) return null;
  return { program, args: words.slice(1), timeoutMs: known.minutes * MINUTE };
}

const POSIX_WORD = /^(?:[A-Za-z0-9_./:+=%@,-]+|'[^']*'|\\')+$/;
const POSIX_PART = /'([^']*)'|\\(')|([A-Za-z0-9_./:+=%@,-]+)/g;
const WINDOWS_WORD = /^(?:[A-Za-z0-9_./\\:+=@-]+|'(?:[^']|'')*')$/;

/** Splits a command of plain and single-quoted words; null for any other shell syntax. */
function wordsOf(command: string, platform: NodeJS.Platform): string[] | null {
  const words =
    command.match(platform === "win32" ? /(?:[^\s']|'[^']*')+/g : /(?:\\'|[^\s'\\]|'[^']*')+/g) ?? [];
  if (words.join(" ") !== command) return null;
  if (platform === "win32") {
    if (!words.every((word) => WINDOWS_WORD.test(word))) return null;
    return words.map((word) => (word.startsWith("'") ? word.slice(1, -1).replaceAll("''", "'") : word));
  }
  if (!words.every((word) => POSIX_WORD.test(word))) return null;
  return words.map((word) =>
    word.replace(POSIX_PART, (_all, quoted, mark, plain) => quoted ?? mark ?? plain),
  );
}
