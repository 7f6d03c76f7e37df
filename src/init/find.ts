import { sameAddress, spelling } from "../core/address.ts";
import { readSettings, resolveKey } from "../doctor/key.ts";
import { sameServer } from "../openclaw/same-server.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import type { Env, Http, RequestSettings } from "../ports/index.ts";
import { probeServer } from "../servers/identify.ts";
import { WELL_KNOWN_PORTS } from "../servers/registry.ts";
import { type ScanResult, scanServers } from "../servers/scan.ts";
import type { ModelConfigs } from "../servers/shared/model-config.ts";
import type { ServerState } from "../servers/types.ts";
import type { Access } from "./bring/types.ts";
import { configuredUrls } from "./decide.ts";

export interface FindInput {
  http: Http;
  /** --endpoint; empty: the config's servers and the well-known ports of this machine. */
  endpoints: readonly string[];
  /** --api-key-env; its key goes to `endpoints` only. */
  apiKeyEnv: string | null;
  /** Of the config, with variables replaced. */
  view: ConfigView;
  env: Env;
  /** Reads the config.json of models on this machine. */
  modelConfigs?: ModelConfigs | undefined;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface Found extends Pick<ScanResult, "tried" | "states"> {
  /** Base URLs at which models are listed, as they are. */
  working: string[];
}

/**
 * Probes every address that may be a model server, each with its own key. The config's own spelling of an --endpoint is
 * probed as well: what works there stays.
 */
export async function findServers(input: FindInput): Promise<Found> {
  const { endpoints } = input;
  const configured = configuredUrls(input.view);
  const baseUrls =
    endpoints.length > 0
      ? endpoints.flatMap((url) => [...configured.filter((own) => sameServer(own, url)), url])
      : [...configured, ...WELL_KNOWN_PORTS.map((port) => `http://127.0.0.1:${port}/v1`)];
  const { tried, states } = await scanServers(input.http, {
    baseUrls,
    timeoutMs: input.timeoutMs,
    modelConfigs: input.modelConfigs,
    apiKeyFor: (baseUrl) => keyOf(baseUrl, input),
    settingsFor: (baseUrl) => settingsOf(baseUrl, input),
    signal: input.signal,
  });
  return {
    tried,
    states: await Promise.all(states.map((state) => corrected(state, input))),
    working: states.filter((state) => state.status === "ready").map((state) => state.baseUrl),
  };
}

/**
 * Probes a server at another path again, so that the config gets the path that works, and one that was named by a loopback
 * address that refuses at that of the other family.
 */
async function corrected(state: ServerState, input: FindInput): Promise<ServerState> {
  const url = state.status === "wrong-path" ? state.suggestedBaseUrl : otherFamily(state, input.endpoints);
  if (url === null) return state;
  const { http, timeoutMs, signal, modelConfigs } = input;
  const again = await probeServer(http, url, {
    ...{ timeoutMs, signal, modelConfigs, apiKey: keyOf(url, input), settings: settingsOf(url, input) },
  });
  return again.status === "ready" ? again : state;
}

function otherFamily({ baseUrl, status }: ServerState, endpoints: readonly string[]): string | null {
  if (status !== "refused" && status !== "unreachable") return null;
  if (!endpoints.some((endpoint) => sameAddress(endpoint, baseUrl))) return null;
  if (baseUrl.includes("//[::1]")) return baseUrl.replace("//[::1]", "//127.0.0.1");
  return baseUrl.includes("//127.0.0.1") ? baseUrl.replace("//127.0.0.1", "//[::1]") : null;
}

function keyOf(baseUrl: string, input: FindInput): string | undefined {
  return keySourceFor(baseUrl, input)?.value ?? undefined;
}

/** Where keys are looked for. */
export type KeySearch = Pick<FindInput, "endpoints" | "apiKeyEnv" | "view" | "env">;

/** The key for an address, and where it comes from; null when nothing names one. */
export function keySourceFor(
  baseUrl: string,
  { endpoints, apiKeyEnv, view, env }: KeySearch,
): { value: string | null; variable: string | null; provider: string | null } | null {
  if (apiKeyEnv !== null && endpoints.some((url) => sameServer(url, baseUrl))) {
    const value = env[apiKeyEnv] ?? "";
    return { value: value === "" ? null : value, variable: apiKeyEnv, provider: null };
  }
  const entry = entryAt(baseUrl, view);
  if (entry === undefined) return null;
  const { value, about } = resolveKey(entry.apiKey, env);
  const named = about.source === "env" || about.source === "missing-env";
  return { value, variable: named ? about.name : null, provider: entry.id };
}

/** The key and the settings for requests to an address. */
export function accessTo(baseUrl: string, input: FindInput): Access {
  return { apiKey: keyOf(baseUrl, input), settings: settingsOf(baseUrl, input) };
}

/** What the config adds to requests to an address. */
function settingsOf(baseUrl: string, { view, env }: FindInput): RequestSettings | undefined {
  const entry = entryAt(baseUrl, view);
  return entry === undefined ? undefined : readSettings(entry, resolveKey(entry.apiKey, env), env);
}

/** The entry for an address, rather one with the same spelling. */
function entryAt(baseUrl: string, view: ConfigView): ProviderView | undefined {
  const here = view.providers.filter((p) => p.baseUrl !== null && sameServer(p.baseUrl, baseUrl));
  const by = (same: (a: string, b: string) => boolean) =>
    here.find((p) => p.baseUrl !== null && same(p.baseUrl, baseUrl));
  return by((a, b) => spelling(a) === spelling(b)) ?? by(sameAddress) ?? here[0];
}
