import { sameAddress } from "../core/address.ts";
import type { Http } from "../ports/index.ts";
import { probeServer } from "./identify.ts";
import { WELL_KNOWN_PORTS } from "./registry.ts";
import type { ServerState, ServerStatus } from "./types.ts";

export interface ScanOptions {
  /** Examine these instead of the well-known ports. */
  baseUrls?: readonly string[] | undefined;
  /** Default 127.0.0.1: `localhost` may mean IPv6 first. */
  host?: string;
  /** Of everything that is asked of one server, in ms. */
  timeoutMs: number;
  /** The key that belongs to a base URL, if any; it is sent to that origin only. */
  apiKeyFor?: ((baseUrl: string) => string | undefined) | undefined;
  signal?: AbortSignal;
}

export interface ScanResult {
  /** What answers like a model server, also when it is loading or wants a key; in the order of the ports. */
  servers: ServerState[];
  /** Every address that was asked, with what came of it. */
  tried: { url: string; outcome: string }[];
  /** All states, also of addresses where no model server is. */
  states: ServerState[];
}

const SHOWN: readonly ServerStatus[] = ["ready", "slow", "loading", "unauthorized", "wrong-path"];

/** Probes addresses in parallel, a server once. By default the well-known ports of this machine. */
export async function scanServers(http: Http, options: ScanOptions): Promise<ScanResult> {
  const host = options.host ?? "127.0.0.1";
  const urls = options.baseUrls ?? WELL_KNOWN_PORTS.map((port) => `http://${host}:${port}/v1`);
  const states = await Promise.all(
    uniqueUrls(urls).map((baseUrl) => {
      const apiKey = options.apiKeyFor?.(baseUrl);
      return probeServer(http, baseUrl, {
        timeoutMs: options.timeoutMs,
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
    }),
  );
  return {
    servers: states.filter((state) => isServer(state, options.baseUrls !== undefined)),
    tried: states.map((state) => ({ url: state.baseUrl, outcome: outcomeOf(state) })),
    states,
  };
}

/** A refusal by something that no adapter recognises may be any web service: listed only where it was asked for. */
function isServer(state: ServerState, asked: boolean): boolean {
  return SHOWN.includes(state.status) && (asked || state.status !== "unauthorized" || state.kind !== null);
}

function outcomeOf(state: ServerState): string {
  return state.status === "ready" ? (state.product ?? "ready") : `${state.status}: ${state.detail}`;
}

/** `localhost` and 127.0.0.1, and with or without a trailing slash, are one server. */
function uniqueUrls(urls: readonly string[]): string[] {
  return urls.filter((url, i) => urls.findIndex((other) => sameAddress(other, url)) === i);
}
