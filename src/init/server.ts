import { tokens } from "../core/words.ts";
import { sameServer } from "../openclaw/same-server.ts";
import { namedAdapter } from "../servers/registry.ts";
import type { ServerState } from "../servers/types.ts";
import { bestFirst, chatModels, rankModels } from "./model.ts";

export interface ServerChoice {
  state: ServerState;
  why: string;
  /** The other usable servers. */
  others: ServerState[];
}

/**
 * Servers that are ready and have a chat model, each once. One that cannot give its list is usable where a model `isNamed`
 * and answers without being listed.
 */
export function usableServers(
  states: readonly ServerState[],
  isNamed: (state: ServerState) => boolean = () => false,
): ServerState[] {
  const usable = states.filter(
    (s) =>
      (s.status === "ready" && chatModels(s).length > 0) ||
      (s.status === "no-list" && s.unlisted !== undefined && isNamed(s)),
  );
  return usable.filter((s, i) => !usable.slice(0, i).some((earlier) => isSame(earlier, s)));
}

/** True for one server at two spellings of its address. Two servers may share a port on different loopback addresses. */
function isSame(a: ServerState, b: ServerState): boolean {
  const ids = (s: ServerState) => JSON.stringify(s.models.map((m) => m.id).sort());
  return a.kind === b.kind && sameServer(a.baseUrl, b.baseUrl) && ids(a) === ids(b);
}

/**
 * The server to set up; null when none can be used. The config's own server comes first, so that a second run changes
 * nothing. Then count a known product, a loaded model, the most context, and the order of the scan.
 */
export function chooseServer(
  states: readonly ServerState[],
  configured: readonly string[],
  isNamed?: (state: ServerState) => boolean,
): ServerChoice | null {
  const usable = usableServers(states, isNamed);
  const [state, ...others] = bestFirst(usable, (one) => scores(one, configured));
  if (state === undefined) return null;
  return { state, why: reason(state, others.length, configured), others };
}

/** Rank of a server in the config's order; 0 when the config does not use it. */
function configuredRank(state: ServerState, configured: readonly string[]): number {
  const at = configured.findIndex((url) => sameServer(url, state.baseUrl));
  return at < 0 ? 0 : configured.length - at;
}

function scores(state: ServerState, configured: readonly string[]): number[] {
  const [best] = rankModels(state, []);
  return [
    configuredRank(state, configured),
    namedAdapter(state.kind) === null ? 0 : 1,
    best?.loaded === true ? 1 : 0,
    best?.contextAllocated.value ?? 0,
  ];
}

function reason(state: ServerState, others: number, configured: readonly string[]): string {
  if (others === 0) return "the only server that is ready and has a chat model";
  if (configuredRank(state, configured) > 0) return "the config uses it already";
  const [best] = rankModels(state, []);
  const context = best?.contextAllocated.value ?? null;
  const loaded = best?.loaded === true ? " with a loaded chat model" : "";
  const room = context === null ? "" : ` of ${tokens(context)} tokens`;
  const product = namedAdapter(state.kind) === null ? "ready" : "a known product";
  return `${product}${loaded}${room}; first of ${others + 1} by that measure`;
}
