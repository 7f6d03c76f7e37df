import type { EndpointFacts } from "../checks/facts.ts";
import { addressKey, sameAddress, spelling, trimSlashes } from "../core/address.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import type { Env, Http } from "../ports/index.ts";
import { probeServer } from "../servers/identify.ts";
import { adapterOf, productsAt } from "../servers/registry.ts";
import type { ServerState } from "../servers/types.ts";
import { fromEnv, type ResolvedKey, resolveKey } from "./key.ts";
import { findServed } from "./match.ts";
import { modelsOf } from "./models.ts";
import { askingText } from "./progress.ts";
import type { Reach } from "./reach.ts";

/** An address to examine that was given by hand. */
export interface EndpointOption {
  baseUrl: string;
  /** Variable that holds its key. */
  apiKeyEnv: string | null;
}

export interface GatherInput {
  http: Http;
  view: ConfigView | null;
  /** Given by hand: these are examined instead of what the config names. */
  endpoints: readonly EndpointOption[];
  env: Env;
  /** Limit of everything that is asked of one server, in ms. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  progress?: ((text: string) => void) | undefined;
  /** Looks for other ways to an endpoint, beside the probe whose state it is given. */
  reach?: Reach | undefined;
}

/** Facts of one endpoint, and the key that belongs to it; the key itself never gets into the facts. */
export interface Gathered {
  facts: EndpointFacts;
  apiKey: string | null;
  /** False: it was still being read when an interruption came, so that the facts are no facts. */
  examined: boolean;
}

interface Subject {
  provider: ProviderView | null;
  baseUrl: string;
  key: ResolvedKey;
}

/** Probes every endpoint, all at once, each server and key a single time. */
export async function gather(input: GatherInput): Promise<Gathered[]> {
  const subjects = subjectsOf(input);
  const probes = new Map<string, Promise<ServerState>>();
  const open = subjects.map((subject) => subject.baseUrl);
  const report = () => (open.length > 0 ? input.progress?.(askingText(open)) : undefined);
  report();
  return Promise.all(
    subjects.map(async (subject) => {
      const probing = probeOnce(input, subject, probes).then((state) => ({
        ...state,
        baseUrl: subject.baseUrl,
      }));
      const looking = input.reach?.({ ...subject, native: isNative(subject.provider) }, probing);
      const [state, reach] = await Promise.all([probing, looking]);
      open.splice(open.indexOf(subject.baseUrl), 1);
      report();
      const facts: EndpointFacts = {
        provider: subject.provider,
        baseUrl: subject.baseUrl,
        state,
        ...productsAt(state.kind, subject.provider?.id ?? null, subject.baseUrl),
        models: modelsOf(subject.provider, state, input.view),
        key: subject.key.about,
        reach: reach ?? null,
      };
      return { facts, apiKey: subject.key.value, examined: input.signal?.aborted !== true };
    }),
  );
}

/** Asks one server again, after an inference may have made it load something. */
export async function gatherAgain(input: GatherInput, gathered: Gathered): Promise<Gathered> {
  const { facts, apiKey } = gathered;
  const state = await probe(input, facts.provider, facts.baseUrl, apiKey);
  if (state.status !== "ready") return gathered;
  const models = facts.models.map((model) => ({
    ...model,
    served: findServed(state, model.id) ?? model.served,
  }));
  return { ...gathered, facts: { ...facts, state, server: adapterOf(state.kind), models } };
}

function subjectsOf({ view, endpoints, env }: GatherInput): Subject[] {
  const providers = view?.providers ?? [];
  const fromConfig = (provider: ProviderView, baseUrl: string): Subject => ({
    provider,
    baseUrl,
    key: resolveKey(provider.apiKey, env),
  });
  if (endpoints.length === 0) {
    return providers.flatMap((p) =>
      p.local && p.baseUrl !== null ? [fromConfig(p, trimSlashes(p.baseUrl))] : [],
    );
  }
  return unique(endpoints).flatMap((endpoint) => {
    const baseUrl = trimSlashes(endpoint.baseUrl);
    const own = endpoint.apiKeyEnv === null ? null : fromEnv(endpoint.apiKeyEnv, env);
    const named = providers.filter((p) => p.baseUrl !== null && sameAddress(p.baseUrl, baseUrl));
    const none: ResolvedKey = { value: null, about: { source: "none", name: null } };
    if (named.length === 0) return [{ provider: null, baseUrl, key: own ?? none }];
    return named.map((provider) => {
      const subject = fromConfig(provider, baseUrl);
      return own === null ? subject : { ...subject, key: own };
    });
  });
}

function probeOnce(
  input: GatherInput,
  subject: Subject,
  probes: Map<string, Promise<ServerState>>,
): Promise<ServerState> {
  const { provider, baseUrl, key } = subject;
  const once = JSON.stringify([spelling(baseUrl), key.value, isNative(provider)]);
  const known = probes.get(once);
  if (known) return known;
  const started = probe(input, provider, baseUrl, key.value);
  probes.set(once, started);
  return started;
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

/** Ollama's own API has no /v1 in its base URL. */
function isNative(provider: ProviderView | null): boolean {
  return (provider?.api ?? (provider?.id === "ollama" ? "ollama" : null)) === "ollama";
}

/** One address that was given in two spellings is examined once. */
function unique(endpoints: readonly EndpointOption[]): EndpointOption[] {
  const seen = new Set<string>();
  return endpoints.filter(({ baseUrl, apiKeyEnv }) => {
    const key = `${addressKey(baseUrl)} ${apiKeyEnv ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}
