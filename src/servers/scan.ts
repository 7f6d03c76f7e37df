import { sameAddress } from "../core/address.ts";
import type { Http, RequestSettings } from "../ports/index.ts";
import { probeServer } from "./identify.ts";
import { WELL_KNOWN_PORTS } from "./registry.ts";
import type { ModelConfigs } from "./shared/model-config.ts";
import type { ServerState, ServerStatus } from "./types.ts";

export interface ScanOptions {
  /** Probe these instead of the well-known ports. */
  baseUrls?: readonly string[] | undefined;
  /** Default 127.0.0.1: `localhost` may mean IPv6 first. */
  host?: string;
  /** Limit of all requests to one server together, in ms. */
  timeoutMs: number;
  /** The key for a base URL, if any; it is sent to that origin only. */
  apiKeyFor?: ((baseUrl: string) => string | undefined) | undefined;
  /** What the config adds to requests to a base URL; it is sent to that origin only. */
  settingsFor?: ((baseUrl: string) => RequestSettings | undefined) | undefined;
  /** Reads the config.json of models on this machine. */
  modelConfigs?: ModelConfigs | undefined;
  signal?: AbortSignal | undefined;
}

export interface ScanResult {
  /** What answers like a model server, also while it loads or when it requires a key; in the order of the ports. */
  servers: ServerState[];
  /** Every address that was probed, with the outcome. */
  tried: { url: string; outcome: string }[];
  /** All states, also of addresses without a model server. */
  states: ServerState[];
}

const SHOWN: readonly ServerStatus[] = ["ready", "slow", "loading", "wrong-path"];
/** What any web service may answer; shown only where the user named the address. */
const VAGUE: readonly ServerStatus[] = ["unauthorized", "busy", "no-list"];

/** Probes addresses in parallel, each server once. Default: the well-known ports of this machine. */
export async function scanServers(http: Http, options: ScanOptions): Promise<ScanResult> {
  const host = options.host ?? "127.0.0.1";
  const urls = options.baseUrls ?? WELL_KNOWN_PORTS.map((port) => `http://${host}:${port}/v1`);
  const states = await Promise.all(
    uniqueUrls(urls).map((baseUrl) => {
      const { timeoutMs, signal, modelConfigs, apiKeyFor, settingsFor } = options;
      const sent = { apiKey: apiKeyFor?.(baseUrl), settings: settingsFor?.(baseUrl) };
      return probeServer(http, baseUrl, { timeoutMs, signal, modelConfigs, ...sent });
    }),
  );
  return {
    servers: states.filter((state) => isServer(state, options.baseUrls !== undefined)),
    tried: states.map((state) => ({ url: state.baseUrl, outcome: outcomeOf(state) })),
    states,
  };
}

function isServer(state: ServerState, asked: boolean): boolean {
  if (VAGUE.includes(state.status)) return asked || (state.status !== "no-list" && state.kind !== null);
  return SHOWN.includes(state.status);
}

function outcomeOf(state: ServerState): string {
  return state.status === "ready" ? (state.product ?? "ready") : `${state.status}: ${state.detail}`;
}

/** `localhost` and 127.0.0.1 are one server, as are URLs with and without a trailing slash. */
function uniqueUrls(urls: readonly string[]): string[] {
  return urls.filter((url, i) => urls.findIndex((other) => sameAddress(other, url)) === i);
}
