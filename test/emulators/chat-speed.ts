import { countTokens } from "../../src/demo/openai-wire.ts";
import type { EmulatedSpeed } from "./types.ts";

/** Prompts that were read, and who is being served: for each emulator, by its options. */
const known = new WeakMap<object, { prompts: Set<string>; waiting: Promise<void>[] }>();

/**
 * Takes the time that a prompt costs. Resolves to the tokens that were kept from before, and to what must be called when
 * the answer is written: until then the slot is taken.
 */
export async function takeTime(
  key: object,
  speed: EmulatedSpeed | undefined,
  body: string,
): Promise<{ cached: number; done: () => void }> {
  if (!speed) return { cached: 0, done: () => undefined };
  const state = known.get(key) ?? { prompts: new Set<string>(), waiting: [] };
  known.set(key, state);
  let done = (): void => undefined;
  const mine = new Promise<void>((resolve) => {
    done = () => {
      state.waiting = state.waiting.filter((one) => one !== mine);
      resolve();
    };
  });
  const before = [...state.waiting];
  state.waiting.push(mine);
  if (speed.slots !== undefined && before.length >= speed.slots) await Promise.all(before);
  const prompt = promptOf(body);
  const kept = (speed.keeps ?? true) && state.prompts.has(prompt);
  if (!kept) await sleep((countTokens(prompt) / speed.read) * 1000);
  state.prompts.add(prompt);
  return { cached: kept ? countTokens(prompt) : 0, done };
}

/** Takes the time that an answer costs. */
export function writeTime(speed: EmulatedSpeed | undefined, tokens: number): Promise<void> {
  return speed?.write === undefined ? Promise.resolve() : sleep((tokens / speed.write) * 1000);
}

/** What a server would read: the limits of the answer are no part of it. */
function promptOf(body: string): string {
  return body.replace(/"max\w*_tokens":\d+/g, "");
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
