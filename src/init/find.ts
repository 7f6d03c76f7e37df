import type { LoadedConfig } from "../config/read/types.ts";
import { resolveKey, settingsTo } from "../doctor/key.ts";
import { viewConfig } from "../openclaw/view.ts";
import type { Env, Http, RequestSettings } from "../ports/index.ts";
import { probeServer } from "../servers/identify.ts";
import { WELL_KNOWN_PORTS } from "../servers/registry.ts";
import { type ScanResult, scanServers } from "../servers/scan.ts";
import type { ServerState } from "../servers/types.ts";
import { configuredUrls } from "./decide.ts";
import { sameEndpoint } from "./provider.ts";

export interface FindInput {
  http: Http;
  /** --endpoint; empty: the config's servers and the well-known ports of this machine. */
  endpoints: readonly string[];
  /** --api-key-env; its key goes to `endpoints` only. */
  apiKeyEnv: string | null;
  config: LoadedConfig | null;
  env: Env;
  timeoutMs: number;
  signal: AbortSignal;
}

export type Found = Pick<ScanResult, "tried" | "states">;

/** Probes every address that may be a model server, each with its own key. */
export async function findServers(input: FindInput): Promise<Found> {
  const wellKnown = WELL_KNOWN_PORTS.map((port) => `http://127.0.0.1:${port}/v1`);
  const baseUrls =
    input.endpoints.length > 0
      ? input.endpoints
      : [...configuredUrls(viewConfig(input.config?.value ?? {})), ...wellKnown];
  const { tried, states } = await scanServers(input.http, {
    baseUrls,
    timeoutMs: input.timeoutMs,
    apiKeyFor: (baseUrl) => keyOf(baseUrl, input),
    settingsFor: (baseUrl) => settingsOf(baseUrl, input),
    signal: input.signal,
  });
  return { tried, states: await Promise.all(states.map((state) => corrected(state, input))) };
}

/** Probes a server at another path again, so that the config gets the path that works. */
async function corrected(state: ServerState, input: FindInput): Promise<ServerState> {
  const url = state.suggestedBaseUrl;
  if (state.status !== "wrong-path" || url === null) return state;
  const { http, timeoutMs, signal } = input;
  const again = await probeServer(http, url, {
    ...{ timeoutMs, signal, apiKey: keyOf(url, input), settings: settingsOf(url, input) },
  });
  return again.status === "ready" ? again : state;
}

function keyOf(baseUrl: string, { endpoints, apiKeyEnv, config, env }: FindInput): string | undefined {
  const named = apiKeyEnv === null ? undefined : env[apiKeyEnv];
  if (named !== undefined && named !== "" && endpoints.some((url) => sameEndpoint(url, baseUrl)))
    return named;
  const { providers } = viewConfig(config?.value ?? {});
  const entry = providers.find((p) => p.baseUrl !== null && sameEndpoint(p.baseUrl, baseUrl));
  return entry === undefined ? undefined : (resolveKey(entry.apiKey, env).value ?? undefined);
}

function settingsOf(baseUrl: string, { config, env }: FindInput): RequestSettings | undefined {
  const view = viewConfig(config?.value ?? {});
  return settingsTo(view, (own) => sameEndpoint(own, baseUrl), env);
}
