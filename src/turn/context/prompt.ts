import type { NeedlePlace } from "../../core/measured.ts";
import type { TurnMessage } from "../turn.ts";

/** Three code words, in the order in which they stand in the prompt. */
export type Needles = Readonly<Record<NeedlePlace, string>>;

const PLACES: readonly NeedlePlace[] = ["start", "middle", "end"];

/** Ordinary words of one or two tokens that the filler does not hold. */
const WORDS = ["copper", "velvet", "harbor", "walnut", "meadow", "lantern", "pepper", "saddle", "violin"];

/**
 * All lines have equally many tokens, since the number always has six digits. So two small prompts predict the size of
 * any other.
 */
function line(n: number): string {
  return `Note ${String(n).padStart(6, "0")}: the plan of the day is kept in the workspace and read before any task is begun.`;
}

/** The code words of attempt `n`; they differ from those of the attempt before. */
export function needlesOf(n: number): Needles {
  const word = (k: number) => WORDS[(n * 3 + k) % WORDS.length] ?? "copper";
  return { start: word(0), middle: word(1), end: word(2) };
}

/**
 * A prompt of `lines` numbered lines, half of them in the system message and half in the user's, as in an agent's turn.
 * `nonce` comes first, so that the server has no prefix of it in its prompt cache: some do not count cached tokens.
 */
export function contextPrompt(lines: number, nonce: string, needles: Needles): TurnMessage[] {
  const half = Math.ceil(lines / 2);
  const numbered = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => line(from + i)).join("\n");
  const tell = (which: string, word: string) => `The ${which} code word is ${word}.`;
  return [
    { role: "system", text: `Session ${nonce}.\n${tell("first", needles.start)}\n${numbered(0, half)}` },
    {
      role: "user",
      text: `${tell("second", needles.middle)}\n${numbered(half, lines)}\n${tell("third", needles.end)}\nReply with the three code words in their order, and with nothing else.`,
    },
  ];
}

/** The places whose code word is not in the answer. */
export function lostIn(answer: string, needles: Needles): NeedlePlace[] {
  const text = answer.toLowerCase();
  return PLACES.filter((place) => !text.includes(needles[place]));
}
