import type { EndpointFacts, ModelFacts } from "../checks/types.ts";
import type { ConfigView, ModelRefUse, ModelRowView, ProviderView } from "../openclaw/types.ts";
import { providerOfRef } from "../openclaw/view.ts";
import type { Env, Http } from "../ports/index.ts";
import { probeServer } from "../servers/identify.ts";
import type { ServerState } from "../servers/types.ts";
import { fromEnv, type ResolvedKey, resolveKey } from "./key.ts";
import { findServed, nearestServed } from "./match.ts";
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
  signal?: AbortSignal;
  progress?(text: string): void;
  /** Looks for other ways to an endpoint, beside the probe whose state it is given. */
  reach?: Reach;
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

/** Ref kinds in which a broken model bites: something runs on it without being asked for by name. */
const USING: readonly ModelRefUse["kind"][] = [
  "primary",
  "fallback",
  "agent",
  "utility",
  "heartbeat",
  "subagent",
];

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
  return { ...gathered, facts: { ...facts, state, models } };
}

function subjectsOf({ view, endpoints, env }: GatherInput): Subject[] {
  const providers = view?.providers ?? [];
  const fromConfig = (provider: ProviderView, baseUrl: string): Subject => ({
    provider,
    baseUrl,
    key: resolveKey(provider.apiKey, env),
  });
  if (endpoints.length === 0) {
    return providers.flatMap((p) => (p.local && p.baseUrl !== null ? [fromConfig(p, trim(p.baseUrl))] : []));
  }
  return unique(endpoints).flatMap((endpoint) => {
    const baseUrl = trim(endpoint.baseUrl);
    const own = endpoint.apiKeyEnv === null ? null : fromEnv(endpoint.apiKeyEnv, env);
    const named = providers.filter((p) => p.baseUrl !== null && sameBase(p.baseUrl, baseUrl));
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
    ...(apiKey === null ? {} : { apiKey }),
    ...(input.signal ? { signal: input.signal } : {}),
  });
}

/** Ollama's own API has no /v1 in its base URL. */
function isNative(provider: ProviderView | null): boolean {
  return (provider?.api ?? (provider?.id === "ollama" ? "ollama" : null)) === "ollama";
}

function modelsOf(provider: ProviderView | null, state: ServerState, view: ConfigView | null): ModelFacts[] {
  if (provider === null) return servedModels(state);
  const rows = provider.rows.map((row) => factsOf(provider, row, row.id, state, view));
  const extra = refsWithoutRow(provider, view).map((id) => factsOf(provider, null, id, state, view));
  return [...rows, ...extra];
}

/** An address without a config: every chat model that it serves, the only one counting as used. */
function servedModels(state: ServerState): ModelFacts[] {
  const chat = state.models.filter((m) => m.type === "llm" || m.type === "vlm");
  return chat.map((served) => ({
    row: null,
    id: served.id,
    ref: served.id,
    served,
    used: chat.length === 1,
    refs: [],
    nearest: null,
    deep: null,
  }));
}

function factsOf(
  provider: ProviderView,
  row: ModelRowView | null,
  id: string,
  state: ServerState,
  view: ConfigView | null,
): ModelFacts {
  const ref = `${provider.id}/${id}`;
  const refs = (view?.refs ?? []).filter((use) => use.ref === ref || (use.ref === id && isOnly(view, id)));
  const served = findServed(state, id);
  return {
    row,
    id,
    ref,
    served,
    used: refs.some((use) => USING.includes(use.kind)) || isDefault(view, ref),
    refs,
    nearest: served === null ? nearestServed(state, id) : null,
    deep: null,
  };
}

/** A bare id resolves when exactly one provider declares it. */
function isOnly(view: ConfigView | null, id: string): boolean {
  const all = (view?.providers ?? []).flatMap((p) => p.rows);
  return all.filter((row) => row.id === id).length === 1;
}

/** Without a primary OpenClaw takes the first configured model. */
function isDefault(view: ConfigView | null, ref: string): boolean {
  if (view === null || view.primary !== null) return false;
  return view.providers.flatMap((p) => p.rows)[0]?.ref === ref;
}

/** Models that agents use by name although the provider has no row for them. */
function refsWithoutRow(provider: ProviderView, view: ConfigView | null): string[] {
  if (view === null) return [];
  const ids = view.refs
    .filter((use) => USING.includes(use.kind) && providerOfRef(view, use.ref) === provider)
    .map((use) => use.ref.slice(provider.id.length + 1))
    .filter((id) => !provider.rows.some((row) => row.id === id));
  return [...new Set(ids)];
}

/** One address that was given in two spellings is examined once. */
function unique(endpoints: readonly EndpointOption[]): EndpointOption[] {
  const seen = new Set<string>();
  return endpoints.filter(({ baseUrl, apiKeyEnv }) => {
    const key = `${normalBase(baseUrl)} ${apiKeyEnv ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * An address in one spelling: case of the host, a default port, slashes at the end. Not `localhost` for 127.0.0.1: it
 * may be ::1 first, where nobody listens, and that is a fault of its own.
 */
function spelling(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  return `${url.origin}${trim(url.pathname)}`;
}

function trim(url: string): string {
  return url.replace(/\/+$/, "");
}

/** The same address, whatever the trailing slash, the case of the host or the name of this machine. */
function sameBase(a: string, b: string): boolean {
  return normalBase(a) === normalBase(b);
}

function normalBase(text: string): string {
  if (!URL.canParse(text)) return trim(text);
  const url = new URL(text);
  const host = url.hostname === "localhost" ? "127.0.0.1" : url.hostname;
  return `${url.protocol}//${host}:${url.port}${trim(url.pathname)}`;
}
