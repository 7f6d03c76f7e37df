import { errorMessage } from "../../core/errors.ts";
import { neutralize } from "../../core/text.ts";
import { within } from "../../core/within.ts";
import type { HostFact, HostWorld, Reading } from "./types.ts";

/**
 * A fact with its time limit, read once for all checks. The limit or an interruption ends the wait for commands and
 * lookups. Files are read synchronously, so that a file system that hangs blocks everything, as it would OpenClaw.
 */
export function defineFact<T>(
  name: string,
  timeoutMs: number,
  read: (world: HostWorld) => T | Promise<T>,
): HostFact<T> {
  const readings = new WeakMap<HostWorld, Promise<Reading<T>>>();
  return {
    name,
    timeoutMs,
    of(world) {
      const known = readings.get(world);
      if (known !== undefined) return known;
      const reading = readInTime(name, timeoutMs, async () => read(world), world.signal);
      readings.set(world, reading);
      return reading;
    },
  };
}

async function readInTime<T>(
  name: string,
  timeoutMs: number,
  read: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<Reading<T>> {
  const unknown = (why: string): Reading<T> => ({ known: false, reason: `${name} ${why}` });
  try {
    const reading = read().then((value): Reading<T> => ({ known: true, value }));
    const inTime = await within(reading, timeoutMs, signal);
    if (signal?.aborted) return unknown("was not read: interrupted");
    return inTime ?? unknown(`was not known within ${timeoutMs} ms`);
  } catch (error) {
    return unknown(`could not be read: ${neutralize(errorMessage(error))}`);
  }
}

/** The value of a fact, or `otherwise` when it is unknown. */
export async function valueOr<T, O>(fact: HostFact<T>, world: HostWorld, otherwise: O): Promise<T | O> {
  const reading = await fact.of(world);
  return reading.known ? reading.value : otherwise;
}
