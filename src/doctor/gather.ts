import type { EndpointFacts, SentFacts } from "../checks/facts.ts";
import { addressKey, sameAddress, spelling, trimSlashes } from "../core/address.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { NO_SETTINGS, type ResolvedSettings } from "../openclaw/request-settings.ts";
import { sameServer } from "../openclaw/same-server.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import type { Env, Http } from "../ports/index.ts";
import { probeServer } from "../servers/identify.ts";
import { adapterAt, productsAt } from "../servers/registry.ts";
import type { ModelConfigs } from "../servers/shared/model-config.ts";
import type { ServerState } from "../servers/types.ts";
import { withInstalled } from "./installed.ts";
import { fromEnv, isNative, NO_KEY, type ResolvedKey, readSettings, resolveKey } from "./key.ts";
import { withProcess } from "./launched.ts";
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
  /** Reads the config.json of models on this machine. */
  modelConfigs?: ModelConfigs | undefined;
  /** Time limit for each server, in ms. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  progress?: ((text: string) => void) | undefined;
  /** Looks for other ways to an endpoint while it is probed. */
  reach?: Reach | undefined;
  /** This machine. */
  world?: HostWorld | undefined;
}

/** Facts of one endpoint and its key. The facts never hold the key itself. */
export interface Gathered {
  facts: EndpointFacts;
  apiKey: string | null;
  /** Never in the facts either. */
  settings: ResolvedSettings;
  /** False: an interruption cut the probe off, so the facts mean nothing. */
  examined: boolean;
}

interface Subject {
  provider: ProviderView | null;
  baseUrl: string;
  key: ResolvedKey;
  settings: ResolvedSettings;
}

/** Probes all endpoints at once, and each server only once per key. */
export async function gather(input: GatherInput): Promise<Gathered[]> {
  const subjects = subjectsOf(input);
  const probes = new Map<string, Promise<ServerState>>();
  const open = subjects.map((subject) => subject.baseUrl);
  const report = () => (open.length > 0 ? input.progress?.(askingText(open, input.timeoutMs)) : undefined);
  report();
  return Promise.all(
    subjects.map(async (subject) => {
      const { provider, baseUrl, key, settings } = subject;
      const probing = probeOnce(input, subject, probes).then((state) =>
        withInstalled({ ...state, baseUrl }, input.world),
      );
      const looking = input.reach?.(
        { provider, baseUrl, native: isNative(provider), tls: settings.tls },
        probing,
      );
      const [answer, reach] = await Promise.all([probing, looking]);
      const state = await withProcess(answer, input.world);
      open.splice(open.indexOf(baseUrl), 1);
      report();
      const facts: EndpointFacts = {
        provider,
        baseUrl,
        state,
        ...productsAt(state, provider?.id ?? null, baseUrl),
        models: modelsOf(provider, state, input.view),
        key: key.about,
        sent: sentBy(settings),
        reach: reach ?? null,
      };
      return { facts, apiKey: key.value, settings, examined: input.signal?.aborted !== true };
    }),
  );
}

/** Probes one server again, because an inference may have made it load something. */
export async function gatherAgain(input: GatherInput, gathered: Gathered): Promise<Gathered> {
  const { facts, apiKey, settings } = gathered;
  const probing = await probe(input, facts.provider, facts.baseUrl, { apiKey, settings });
  const state = await withProcess(await withInstalled(probing, input.world), input.world);
  if (state.status !== "ready") return gathered;
  const models = facts.models.map((m) => ({ ...m, served: findServed(state, m.id) ?? m.served }));
  return { ...gathered, facts: { ...facts, state, server: adapterAt(state), models } };
}

function subjectsOf({ view, endpoints, env }: GatherInput): Subject[] {
  const providers = view?.providers ?? [];
  if (endpoints.length === 0) {
    return providers.flatMap((provider) => {
      if (!provider.local || provider.baseUrl === null) return [];
      return [subjectOf(provider, trimSlashes(provider.baseUrl), resolveKey(provider.apiKey, env), env)];
    });
  }
  return unique(endpoints).flatMap((endpoint): Subject[] => {
    const baseUrl = trimSlashes(endpoint.baseUrl);
    const own = endpoint.apiKeyEnv === null ? null : fromEnv(endpoint.apiKeyEnv, env);
    const by = (same: (a: string, b: string) => boolean) =>
      providers.filter((p) => p.baseUrl !== null && same(p.baseUrl, baseUrl));
    const exact = by(sameAddress);
    const named = exact.length > 0 ? exact : by(sameServer);
    if (named.length === 0) return [{ provider: null, baseUrl, key: own ?? NO_KEY, settings: NO_SETTINGS }];
    // what was typed may lack the /v1 that the config has, or the reverse
    const urlOf = (one: ProviderView) => (exact.length > 0 ? baseUrl : trimSlashes(one.baseUrl ?? baseUrl));
    return named.map((one) => subjectOf(one, urlOf(one), own ?? resolveKey(one.apiKey, env), env));
  });
}

function subjectOf(provider: ProviderView, baseUrl: string, key: ResolvedKey, env: Env): Subject {
  return { provider, baseUrl, key, settings: readSettings(provider, key, env) };
}

function sentBy({ names, tls, unresolved, dropsAuthorization }: ResolvedSettings): SentFacts {
  const used = Object.entries(tls ?? {}).flatMap(([name, value]) => (value === undefined ? [] : name));
  const caIsNoPem = tls?.ca !== undefined && !tls.ca.includes("-----BEGIN");
  return { headers: names, tls: used, caIsNoPem, unresolved, dropsAuthorization };
}

function probeOnce(
  input: GatherInput,
  subject: Subject,
  probes: Map<string, Promise<ServerState>>,
): Promise<ServerState> {
  const { provider, baseUrl, key, settings } = subject;
  const { headers, tls } = settings;
  const once = JSON.stringify([spelling(baseUrl), key.value, headers, tls, isNative(provider)]);
  const running = probes.get(once) ?? probe(input, provider, baseUrl, { apiKey: key.value, settings });
  probes.set(once, running);
  return running;
}

function probe(
  input: GatherInput,
  provider: ProviderView | null,
  baseUrl: string,
  { apiKey, settings }: Pick<Gathered, "apiKey" | "settings">,
): Promise<ServerState> {
  return probeServer(input.http, baseUrl, {
    timeoutMs: input.timeoutMs,
    nativeOllama: isNative(provider),
    modelConfigs: input.modelConfigs,
    apiKey: apiKey ?? undefined,
    settings,
    signal: input.signal,
  });
}

/** Keeps one of several spellings of an address. */
function unique(endpoints: readonly EndpointOption[]): EndpointOption[] {
  const seen = new Set<string>();
  return endpoints.filter(({ baseUrl, apiKeyEnv }) => {
    const key = `${addressKey(baseUrl)} ${apiKeyEnv ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}
