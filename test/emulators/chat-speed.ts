import { countTokens } from "../../src/commands/demo/openai-wire.ts";
import { asArray, getKey, parseJson } from "../../src/core/json.ts";
import type { EmulatedSpeed } from "./types.ts";

/** Prompts that were read, and the requests in progress, for each emulator by its speed. */
const known = new WeakMap<EmulatedSpeed, { prompts: Set<string>; waiting: Promise<void>[] }>();

/**
 * Takes the time for a prompt. Resolves to the tokens that were in the cache, and to what must be called after the answer,
 * which frees the slot.
 */
export async function takeTime(
  speed: EmulatedSpeed | undefined,
  body: string,
): Promise<{ cached: number; done: () => void }> {
  if (!speed) return { cached: 0, done: () => undefined };
  const state = known.get(speed) ?? { prompts: new Set<string>(), waiting: [] };
  known.set(speed, state);
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
  const prompt = startOf(body);
  const kept = (speed.keeps ?? true) && state.prompts.has(prompt);
  if (!kept) await sleep((countTokens(body) / speed.read) * 1000);
  state.prompts.add(prompt);
  return { cached: kept ? countTokens(prompt) : 0, done };
}

/** Takes the time for an answer. */
export function writeTime(speed: EmulatedSpeed | undefined, tokens: number): Promise<void> {
  return speed?.write === undefined ? Promise.resolve() : sleep((tokens / speed.write) * 1000);
}

/** The start of the prompt: the instructions, and whether there are tools. The rest is short. */
function startOf(body: string): string {
  const json = parseJson(body);
  const first = asArray(getKey(json, "messages") ?? getKey(json, "input"))[0] ?? null;
  return `${JSON.stringify(first)} ${getKey(json, "tools") === undefined ? "" : "tools"}`;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
