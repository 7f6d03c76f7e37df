import { afterAll, afterEach } from "vitest";
import { createHttp } from "../../src/io/http.ts";
import type { Http } from "../../src/ports/index.ts";
import { type ProbeOptions, probeServer } from "../../src/servers/identify.ts";
import type { ServerModel, ServerState } from "../../src/servers/types.ts";
import { type Emulator, type EmulatorOptions, type Profile, startEmulator } from "../emulators/index.ts";

export const http: Http = await createHttp({});
afterAll(() => http.close());

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

/** Closes it after the test. */
export function track<T extends { close(): Promise<void> }>(emulator: T): T {
  running.push(emulator);
  return emulator;
}

export async function start<O extends EmulatorOptions>(profile: Profile<O>): Promise<Emulator<O>> {
  return track(await startEmulator(profile));
}

export function probe(baseUrl: string, options: Partial<ProbeOptions> = {}): Promise<ServerState> {
  return probeServer(http, baseUrl, { timeoutMs: 2000, ...options });
}

/** The only (or the named) model of a state; fails the test when it is not there. */
export function modelOf(state: ServerState, id?: string): ServerModel {
  const model = id === undefined ? state.models[0] : state.models.find((one) => one.id === id);
  if (!model) throw new Error(`no model ${id ?? ""} in ${JSON.stringify(state, null, 2)}`);
  return model;
}
