import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach } from "vitest";
import { type Emulator, type EmulatorOptions, type Profile, startEmulator } from "../emulators/index.ts";

interface Closable {
  close(): unknown;
}

const ofTest: Closable[] = [];
const scope = new AsyncLocalStorage<Closable[]>();
const closeAll = (open: Closable[]) => Promise.all(open.splice(0).map((one) => one.close()));

afterEach(() => closeAll(ofTest));

/** Closed after the test, or after the work that `closing` does. */
export function track<T extends Closable>(one: T): T {
  (scope.getStore() ?? ofTest).push(one);
  return one;
}

/** Closes what the work has opened, while other tests of the file go on. */
export async function closing<T>(work: () => Promise<T>): Promise<T> {
  const open: Closable[] = [];
  try {
    return await scope.run(open, work);
  } finally {
    await closeAll(open);
  }
}

/** A server of that profile, closed after the test. */
export async function start<O extends EmulatorOptions>(profile: Profile<O>): Promise<Emulator<O>> {
  return track(await startEmulator(profile));
}
