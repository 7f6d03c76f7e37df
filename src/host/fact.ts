import { errorMessage } from "../core/errors.ts";
import { neutralize } from "../core/text.ts";
import type { HostFact, HostWorld, Reading } from "./types.ts";

/**
 * A fact with its time limit. Two checks that ask for it share one reading. The limit ends the waiting for commands and
 * lookups; a file is read at once, and a file system that hangs holds everything up, as it would OpenClaw.
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
      const reading = readInTime(name, timeoutMs, async () => read(world));
      readings.set(world, reading);
      return reading;
    },
  };
}

async function readInTime<T>(name: string, timeoutMs: number, read: () => Promise<T>): Promise<Reading<T>> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Reading<T>>((resolve) => {
    timer = setTimeout(
      () => resolve({ known: false, reason: `${name} was not known within ${timeoutMs} ms` }),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([read().then((value): Reading<T> => ({ known: true, value })), limit]);
  } catch (error) {
    return { known: false, reason: `${name} could not be read: ${neutralize(errorMessage(error))}` };
  } finally {
    clearTimeout(timer);
  }
}

/** The value of a fact, or `otherwise` where it is unknown: for what only adds to a message. */
export async function valueOr<T, O>(fact: HostFact<T>, world: HostWorld, otherwise: O): Promise<T | O> {
  const reading = await fact.of(world);
  return reading.known ? reading.value : otherwise;
}
