import type { OtherWay, ProxyTry, ReachFacts } from "../checks/facts.ts";
import { bareHost, trimSlashes } from "../core/address.ts";
import { asArray, getIn, isObject, parseJson } from "../core/json.ts";
import { within } from "../core/within.ts";
import { container } from "../machine/facts/container.ts";
import { defaultGateway } from "../machine/facts/default-gateway.ts";
import { valueOr } from "../machine/facts/fact.ts";
import { type ProxyChoice, proxyFor } from "../machine/facts/proxy.ts";
import { service } from "../machine/facts/service.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { wsl, wslNetworking } from "../machine/facts/wsl.ts";
import { classifyHost } from "../openclaw/locality.ts";
import type { ProviderView } from "../openclaw/types.ts";
import type { Http } from "../ports/index.ts";
import type { ServerState } from "../servers/types.ts";

interface ReachSubject {
  provider: ProviderView | null;
  baseUrl: string;
  /** Ollama's own API, whose model list is at another path. */
  native: boolean;
}

export type Reach = (subject: ReachSubject, probing: Promise<ServerState>) => Promise<ReachFacts | null>;

/** Time limit for other addresses, which are on this machine or near it. In ms. */
const NEAR_MS = 1500;
/** When the endpoint's own probe takes longer, the other addresses are tried as well. In ms. */
const LATE_MS = 300;
const DOWN: readonly ServerState["status"][] = ["refused", "timeout", "unreachable"];

/**
 * Finds out how endpoints can be reached: through the proxy of the environment and, when one does not answer, at another
 * address of the same machine. It only sends GET requests for model lists, never with a key. It runs in parallel with the
 * endpoint's own probe and within its time limit.
 */
export function createReach(
  world: HostWorld,
  options: { http: Http; timeoutMs: number; signal?: AbortSignal | undefined },
): Reach {
  const known = new Map<string, Promise<ReachFacts | null>>();
  return (subject, probing) => {
    const key = JSON.stringify([subject.provider?.id ?? null, subject.baseUrl]);
    const running = known.get(key) ?? look(world, options, subject, probing);
    known.set(key, running);
    return running;
  };
}

type Options = Parameters<typeof createReach>[1];

async function look(
  world: HostWorld,
  options: Options,
  subject: ReachSubject,
  probing: Promise<ServerState>,
): Promise<ReachFacts | null> {
  if (!/^https?:/i.test(subject.baseUrl) || !URL.canParse(subject.baseUrl)) return null;
  const url = new URL(subject.baseUrl);
  const [inside, generation, own, addresses, proxies, others] = await Promise.all([
    valueOr(container, world, null),
    valueOr(wsl, world, null),
    valueOr(service, world, null),
    resolve(world, url, options.timeoutMs),
    tryProxies(world, options, subject, url),
    tryOthers(world, options, subject, url, probing),
  ]);
  const helped = generation === 2 && others.some((way) => way.answers);
  return {
    container: inside,
    wsl: generation,
    wslNetworking: helped ? await valueOr(wslNetworking, world, null) : null,
    others,
    proxies,
    hasService: own !== null,
    addresses,
  };
}

const NAMES = ["bare-name", "mdns", "container-host", "public"];

/** The addresses of a name; null for an address, for localhost and for an unknown name. */
async function resolve(world: HostWorld, url: URL, timeoutMs: number): Promise<readonly string[] | null> {
  const host = url.hostname;
  if (!NAMES.includes(classifyHost(host)) || /^[\d.]+$|:/.test(host)) return null;
  const limit = Math.min(timeoutMs, NEAR_MS);
  return within(world.dns.lookup(host, limit), limit, world.signal);
}

/** Tries the proxies that the environments of the shell and the service set for this address. */
async function tryProxies(
  world: HostWorld,
  options: Options,
  subject: ReachSubject,
  url: URL,
): Promise<ProxyTry[]> {
  // a provider's own proxy setting overrides the environment
  const path = subject.provider?.path ?? null;
  if (path !== null && getIn(world.config?.value, [...path, "request", "proxy"]) !== undefined) return [];
  const own = await valueOr(service, world, null);
  // a blank variable in the shell hides the one in the .env file
  const shell = proxyFor(url, { ...world.env, ...world.shellEnv });
  const ofService =
    own === null || !world.inUse
      ? null
      : proxyFor(url, { ...world.fileEnv, ...Object.fromEntries(own.variables) });
  const wanted: [ProxyTry["where"], ProxyChoice][] = [];
  if (shell !== null) wanted.push(["shell", shell]);
  if (ofService !== null) wanted.push(["service", ofService]);
  return Promise.all(
    wanted.map(async ([where, choice]) => {
      const outcome = await getList(options, url, subject.native, { proxy: choice.url });
      const said = outcome.ok ? "" : outcome.message;
      return { variable: choice.variable, where, answers: outcome.ok, said };
    }),
  );
}

async function tryOthers(
  world: HostWorld,
  options: Options,
  subject: ReachSubject,
  url: URL,
  probing: Promise<ServerState>,
): Promise<OtherWay[]> {
  const started = performance.now();
  const early = await within(probing, LATE_MS);
  if (early !== null && !DOWN.includes(early.status)) return [];
  const left = options.timeoutMs - (performance.now() - started);
  const timeoutMs = Math.min(NEAR_MS, Math.max(left, LATE_MS));
  const ways = await waysTo(world, url);
  const tried = await Promise.all(
    ways.map(async ({ host, by }): Promise<OtherWay> => {
      const other = new URL(url.href);
      other.hostname = host;
      const outcome = await getList({ ...options, timeoutMs }, other, subject.native);
      const answers = outcome.ok && isModelServer(outcome.status, outcome.body);
      return { baseUrl: trimSlashes(other.href), by, answers };
    }),
  );
  // a server that is only slow needs no other address
  return DOWN.includes((await probing).status) ? tried : [];
}

/** Windows gives its virtual switch for WSL an address in this range. */
const WSL_SWITCH = /^172\.(?:1[6-9]|2\d|3[01])\./;

type Way = { host: string; by: OtherWay["by"] };

/** Other hosts that may lead to the server of `url`. */
async function waysTo(world: HostWorld, url: URL): Promise<Way[]> {
  const host = bareHost(url.hostname);
  const kind = classifyHost(host);
  const inside = await valueOr(container, world, null);
  const windows = inside === null && (await valueOr(wsl, world, null)) === 2;
  const gateway = inside !== null || windows ? await valueOr(defaultGateway, world, null) : null;
  const ways: Way[] = [];
  if (kind === "loopback") {
    // localhost may stand for both
    if (host !== "::1") ways.push({ host: "[::1]", by: "family" });
    if (!host.startsWith("127.")) ways.push({ host: "127.0.0.1", by: "family" });
    if (inside !== null) {
      ways.push({ host: "host.docker.internal", by: "container-host" });
      if (inside === "podman") ways.push({ host: "host.containers.internal", by: "container-host" });
    }
    if (gateway !== null) ways.push({ host: gateway, by: "gateway" });
  } else if (await isThisMachine(world, url)) {
    ways.push({ host: "127.0.0.1", by: "loopback" });
  } else if (windows && WSL_SWITCH.test(host) && gateway !== null && gateway !== host) {
    // Windows gets a new address at each start
    ways.push({ host: gateway, by: "gateway" });
  }
  return ways;
}

async function isThisMachine(world: HostWorld, url: URL): Promise<boolean> {
  const own = world.host.networkAddresses?.() ?? [];
  const host = bareHost(url.hostname);
  if (own.includes(host)) return true;
  const addresses = (await resolve(world, url, NEAR_MS)) ?? [];
  // Debian gives a machine's own name the address 127.0.1.1
  return addresses.some((address) => own.includes(address) || address.startsWith("127."));
}

function getList(
  { http, timeoutMs, signal }: Options,
  base: URL,
  native: boolean,
  { proxy }: { proxy?: string } = {},
) {
  const path = native ? "/v1" : trimSlashes(base.pathname);
  return http.request({ method: "GET", url: `${base.origin}${path}/models`, proxy, timeoutMs, signal });
}

/** True for a model list, or for an API's refusal without a key. */
function isModelServer(status: number, body: string): boolean {
  const json = parseJson(body);
  if (status === 401 || status === 403) return isObject(json);
  return (
    status === 200 && isObject(json) && (Array.isArray(json["data"]) || asArray(json["models"]).length > 0)
  );
}
