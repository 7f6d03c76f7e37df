import { GIB } from "../../src/core/bytes.ts";
import { worldOf } from "../../src/doctor/world.ts";
import { type LoadAnswer, type LoadQuestion, waysToLoad } from "../../src/init/bring/load.ts";
import { type BringLimits, LIMITS } from "../../src/init/bring/types.ts";
import { probeHardware } from "../../src/machine/probe.ts";
import type { Hardware } from "../../src/machine/types.ts";
import type { Outside, Progress } from "../../src/ports/index.ts";
import { probeServer } from "../../src/servers/identify.ts";
import type { ServerState } from "../../src/servers/types.ts";

/** Short looks and pauses; a load has as long as it takes. */
export const QUICK: BringLimits = { ...LIMITS, lookMs: 2_000, pollMs: 10 };

export function progress(): Progress & { said: string[] } {
  const said: string[] = [];
  return { said, start: () => {}, stop: () => {}, update: (text) => void said.push(text) };
}

/** A machine of one card, none of it a container's. */
export async function machineWith(outside: Outside, vramGib: number, ramGib = 64): Promise<Hardware> {
  const read = await probeHardware(outside, { vramBytes: [vramGib * GIB], ramBytes: ramGib * GIB });
  return { ...read, os: { ...read.os, wsl: false, container: false } };
}

export async function look(outside: Outside, baseUrl: string, apiKey?: string): Promise<ServerState> {
  return probeServer(await outside.http(), baseUrl, { timeoutMs: 3_000, apiKey });
}

/** The ways to load a model of a server, as init asks for them. */
export async function ask(
  outside: Outside,
  baseUrl: string,
  id: string,
  own: Partial<LoadQuestion> & { vramGib?: number; ramGib?: number } = {},
): Promise<LoadAnswer> {
  const { vramGib = 24, ramGib = 64, ...more } = own;
  const state = await look(outside, baseUrl, own.access?.apiKey);
  const model = state.models.find((one) => one.id === id);
  if (model === undefined) throw new Error(`${id} is not listed: ${state.detail}`);
  return waysToLoad({
    state,
    model,
    context: 65_536,
    least: 16_384,
    access: {},
    world: worldOf(null, outside),
    outside,
    hardware: () => machineWith(outside, vramGib, ramGib),
    limits: QUICK,
    ...more,
  });
}

/** The first way, run to its end. */
export async function go({ ways }: Pick<LoadAnswer, "ways">, signal = new AbortController().signal) {
  const [way] = ways;
  if (way === undefined) throw new Error("there is no way");
  const shown = progress();
  const lines = await way.run(shown, signal);
  return { lines, said: shown.said };
}

/** What a rejected promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it was not rejected");
}
