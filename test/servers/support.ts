import { afterAll } from "vitest";
import { createHttp } from "../../src/io/http.ts";
import type { Http } from "../../src/ports/index.ts";
import { type ProbeOptions, probeServer } from "../../src/servers/identify.ts";
import { adapterOf } from "../../src/servers/registry.ts";
import type { ServerKind, ServerModel, ServerState } from "../../src/servers/types.ts";
import { assertHarmless, type Emulator, type Profile } from "../emulators/index.ts";
import { start, track } from "../support/track.ts";

export { start, track };

export const http: Http = await createHttp({});
afterAll(() => http.close());

export function probe(baseUrl: string, options: Partial<ProbeOptions> = {}): Promise<ServerState> {
  return probeServer(http, baseUrl, { timeoutMs: 2000, ...options });
}

/** What a probe reads from an emulator that is started for it, without a harmful request. */
export async function probed(
  server: Profile | Promise<Emulator>,
  options: Partial<ProbeOptions> = {},
): Promise<ServerState> {
  const emulator = server instanceof Promise ? track(await server) : await start(server);
  const state = await probe(emulator.baseUrl, options);
  assertHarmless(emulator, options.apiKey === undefined ? {} : { key: "allowed" });
  return state;
}

/** The only (or the named) model of a state; fails the test when it is not there. */
export function modelOf(state: ServerState, id?: string): ServerModel {
  const model = id === undefined ? state.models[0] : state.models.find((one) => one.id === id);
  if (!model) throw new Error(`no model ${id ?? ""} in ${JSON.stringify(state, null, 2)}`);
  return model;
}

/** A ready server of that kind without models. */
export function stateOf(kind: ServerKind, more: Partial<ServerState> = {}): ServerState {
  return {
    ...{ baseUrl: "http://127.0.0.1:8123/v1", origin: "http://127.0.0.1:8123", status: "ready", detail: "" },
    ...{ kind, product: adapterOf(kind).label, version: null, evidence: "", auth: "none", models: [] },
    ...{ responsesApi: null, traits: [], suggestedBaseUrl: null, requests: [], ms: 1 },
    ...more,
  };
}
