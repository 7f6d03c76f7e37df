import { afterEach } from "vitest";
import { type Emulator, type EmulatorOptions, type Profile, startEmulator } from "../emulators/index.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** Closed after the test. */
export function track<T extends { close(): unknown }>(one: T): T {
  open.push(one);
  return one;
}

/** A server of that profile, closed after the test. */
export async function start<O extends EmulatorOptions>(profile: Profile<O>): Promise<Emulator<O>> {
  return track(await startEmulator(profile));
}
