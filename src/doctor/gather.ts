import type { EndpointFacts } from "../checks/facts.ts";
import { addressKey, sameAddress, spelling, trimSlashes } from "../core/address.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import type { Env, Http } from "../ports/index.ts";
import { probeServer } from "../servers/identify.ts";
import { adapterOf, productsAt } from "../servers/registry.ts";
import type { ServerState } from "../servers/types.ts";
import { fromEnv, NO_KEY, type ResolvedKey, resolveKey } from "./key.ts";
import { findServed } from "./match.ts";
import { modelsOf } from "./models.ts";
import { askingText } from "./progress.ts";
import type { Reach } from "./reach.ts";

/** An address given with --endpoint. */
export interface EndpointOption {
  baseUrl: string;
  /** Environment variable with its key. */
  apiKeyEnv: string | null;
}

export interface GatherInput {
  http: Http;
  view: ConfigView | null;
  /** Examined instead of what the config names. */
  endpoints: readonly EndpointOption[];
  env: Env;
  /** Time limit for each server, in ms. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  progress?: ((text: string) => void) | undefined;
  /** Looks for other ways to an endpoint while it is probed. */
  reach?: Reach | undefined;
}

/** Facts of one endpoint and its key. The facts never hold the key itself. */
export interface Gathered {
  facts: EndpointFacts;
  apiKey: string | null;
  /** False: an interruption cut the probe off, so the facts mean nothing. */
  examined: boolean;
}

interface Subject {
  provider: ProviderView | null;
  baseUrl: string;
  key: ResolvedKey;
}

/** Probes all endpoints at once, and each server only once per key. */
export async function gather(input: GatherInput): Promise<Gathered[]> {
  const subjects = subjectsOf(input);
  const probes = new Map<string, Promise<ServerState>>();
  const open = subjects.map((subject) => subject.baseUrl);
  const report = () => (open.length > 0 ? input.progress?.(askingText(open)) : undefined);
  report();
  return Promise.all(
    subjects.map(async (subject) => {
      const { provider, baseUrl, key } = subject;
      const probing = probeOnce(input, subject, probes).then((state) => ({ ...state, baseUrl }));
      const looking = input.reach?.({ provider, baseUrl, native: isNative(provider) }, probing);
      const [state, reach] = await Promise.all([probing, looking]);
      open.splice(open.indexOf(baseUrl), 1);
      report();
      const facts: EndpointFacts = {
        provider,
        baseUrl,
        state,
        ...productsAt(state.kind, provider?.id ?? null, baseUrl),
        models: modelsOf(provider, state, input.view),
        key: key.about,
        reach: reach ?? null,
      };
      return { facts, apiKey: key.value, examined: input.signal?.aborted !== true };
    }),
  );
}

/** Probes one server again, because an inference may have made it load something. */
export async function gatherAgain(input: GatherInput, gathered: Gathered): Promise<Gathered> {
  const { facts, apiKey } = gathered;
  const state = await probe(input, facts.provider, facts.baseUrl, apiKey);
  if (state.status !== "ready") return gathered;
  const models = facts.models.map((m) => ({ ...m, served: findServed(state, m.id) ?? m.served }));
  return { ...gathered, facts: { ...facts, state, server: adapterOf(state.kind), models } };
}

function subjectsOf({ view, endpoints, env }: GatherInput): Subject[] {
  const providers = view?.providers ?? [];
  if (endpoints.length === 0) {
    return providers.flatMap((provider) => {
      if (!provider.local || provider.baseUrl === null) return [];
      const key = resolveKey(provider.apiKey, env);
      return [{ provider, baseUrl: trimSlashes(provider.baseUrl), key }];
    });
  }
  return unique(endpoints).flatMap((endpoint): Subject[] => {
    const baseUrl = trimSlashes(endpoint.baseUrl);
    const own = endpoint.apiKeyEnv === null ? null : fromEnv(endpoint.apiKeyEnv, env);
    const named = providers.filter((p) => p.baseUrl !== null && sameAddress(p.baseUrl, baseUrl));
    if (named.length === 0) return [{ provider: null, baseUrl, key: own ?? NO_KEY }];
    return named.map((provider) => ({ provider, baseUrl, key: own ?? resolveKey(provider.apiKey, env) }));
  });
}

function probeOnce(
  input: GatherInput,
  subject: Subject,
  probes: Map<string, Promise<ServerState>>,
): Promise<ServerState> {
  const { provider, baseUrl, key } = subject;
  const once = JSON.stringify([spelling(baseUrl), key.value, isNative(provider)]);
  const running = probes.get(once) ?? probe(input, provider, baseUrl, key.value);
  probes.set(once, running);
  return running;
}

function probe(
  input: GatherInput,
  provider: ProviderView | null,
  baseUrl: string,
  apiKey: string | null,
): Promise<ServerState> {
  return probeServer(input.http, baseUrl, {
    timeoutMs: input.timeoutMs,
    nativeOllama: isNative(provider),
    apiKey: apiKey ?? undefined,
    signal: input.signal,
  });
}

/** True for Ollama's own API, whose base URL has no /v1. */
function isNative(provider: ProviderView | null): boolean {
  return (provider?.api ?? (provider?.id === "ollama" ? "ollama" : null)) === "ollama";
}

/** Keeps one of several spellings of an address. */
function unique(endpoints: readonly EndpointOption[]): EndpointOption[] {
  const seen = new Set<string>();
  return endpoints.filter(({ baseUrl, apiKeyEnv }) => {
    const key = `${addressKey(baseUrl)} ${apiKeyEnv ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}
