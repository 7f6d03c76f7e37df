import type { OtherWay, ProxyTry, ReachFacts, SchemeTry } from "../checks/facts.ts";
import { isCertificateFault } from "../checks/support/tls.ts";
import { bareHost, portOf, trimSlashes } from "../core/address.ts";
import { asArray, getKey, isObject, parseJson } from "../core/json.ts";
import { within } from "../core/within.ts";
import { type Container, container } from "../machine/facts/container.ts";
import { defaultGateway } from "../machine/facts/default-gateway.ts";
import { valueOr } from "../machine/facts/fact.ts";
import { type ProxyChoice, proxyFor } from "../machine/facts/proxy.ts";
import { service } from "../machine/facts/service.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { wsl, wslNetworking } from "../machine/facts/wsl.ts";
import { readText } from "../machine/files.ts";
import { classifyHost } from "../openclaw/locality.ts";
import type { ProviderView } from "../openclaw/types.ts";
import type { Http, HttpFailure, HttpRequest, TlsSettings } from "../ports/index.ts";
import type { ServerState } from "../servers/types.ts";

interface ReachSubject {
  provider: ProviderView | null;
  baseUrl: string;
  /** Ollama's own API, whose model list is at another path. */
  native: boolean;
  /** Its certificates. */
  tls?: TlsSettings | undefined;
}

export type Reach = (subject: ReachSubject, probing: Promise<ServerState>) => Promise<ReachFacts | null>;

/** Time limit for other addresses, which are on this machine or near it. In ms. */
const NEAR_MS = 1500;
/** What a server answers that speaks the other scheme: nothing, or nothing that is HTTP. */
const NOT_SPOKEN: readonly (HttpFailure | undefined)[] = ["reset", "malformed", "tls"];

/**
 * Finds out how endpoints can be reached: through the proxy of the environment, when one refuses the connection, at another
 * address of the same machine, and when it does not speak the scheme of its URL, with the other scheme. It only sends GET
 * requests for model lists, never with a key, and nothing to a host that nobody named: see waysTo.
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
  const [inside, generation, own, addresses, proxies, others, otherScheme] = await Promise.all([
    valueOr(container, world, null),
    valueOr(wsl, world, null),
    valueOr(service, world, null),
    resolve(world, url, options.timeoutMs),
    tryProxies(world, options, subject, url),
    tryOthers(world, options, subject, url, probing),
    tryOtherScheme(options, subject, url, probing),
  ]);
  const helped = generation === 2 && others.some((way) => way.answers);
  return {
    container: inside,
    wsl: generation,
    wslNetworking: helped ? await valueOr(wslNetworking, world, null) : null,
    others,
    otherScheme,
    proxies,
    hasService: own !== null,
    ownCertificates: await serviceTrusts(world, options, subject, url, probing),
    addresses,
  };
}

const NAMES = ["bare-name", "private-name", "mdns", "container-host", "public"];

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
  // a proxy or certificates of the provider's own override the environment (2026.9.6)
  const request = getKey(subject.provider?.entry, "request");
  if (getKey(request, "proxy") !== undefined || getKey(request, "tls") !== undefined) return [];
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
  const { status } = await probing;
  // a server that is slow is there; `unreachable` is also this machine without IPv6
  if (status !== "refused" && status !== "unreachable") return [];
  const ways = await waysTo(world, url, status === "refused");
  const timeoutMs = Math.min(NEAR_MS, options.timeoutMs);
  return Promise.all(
    ways.map(async ({ host, by }): Promise<OtherWay> => {
      const other = new URL(url.href);
      other.hostname = host;
      const outcome = await getList({ ...options, timeoutMs }, other, subject.native);
      const answers = outcome.ok && isModelServer(outcome.status, outcome.body);
      return { baseUrl: trimSlashes(other.href), by, answers };
    }),
  );
}

/** Whether OpenClaw's service accepts, by variables of its own, a certificate that this process does not; null: unknown. */
async function serviceTrusts(
  world: HostWorld,
  options: Options,
  subject: ReachSubject,
  url: URL,
  probing: Promise<ServerState>,
): Promise<boolean | null> {
  const { failure } = await probing;
  const own = world.inUse ? await valueOr(service, world, null) : null;
  if (own === null || failure?.kind !== "tls" || !isCertificateFault(failure.code)) return false;
  const of = (name: string) => {
    const value = own.variables.get(name);
    return value === world.shellEnv[name] ? undefined : value;
  };
  if (of("NODE_USE_SYSTEM_CA") === "1") return null;
  const file = of("NODE_EXTRA_CA_CERTS");
  if (file === undefined) return false;
  const ca = readText(world.fs, file);
  if (ca === null) return null;
  const outcome = await getList(options, url, subject.native, { tls: { ca } });
  return outcome.ok || outcome.failure !== "tls";
}

/** The same host and port with http instead of https, or the reverse, if it does not speak the scheme of the URL. */
async function tryOtherScheme(
  options: Options,
  subject: ReachSubject,
  url: URL,
  probing: Promise<ServerState>,
): Promise<SchemeTry | null> {
  const { failure } = await probing;
  if (!NOT_SPOKEN.includes(failure?.kind) || isCertificateFault(failure?.code ?? null)) return null;
  const isTls = url.protocol === "https:";
  const port = portOf(url.href);
  // not by setting `protocol`, which would change a default port
  const other = new URL(`${isTls ? "http" : "https"}://${url.hostname}:${port}${url.pathname}`);
  const timeoutMs = Math.min(NEAR_MS, options.timeoutMs);
  const outcome = await getList({ ...options, timeoutMs }, other, subject.native, { tls: subject.tls });
  const baseUrl = trimSlashes(other.href);
  if (outcome.ok) {
    const shows = isModelServer(outcome.status, outcome.body) ? "model-server" : "answer";
    return { baseUrl, shows, code: null };
  }
  const code = outcome.code ?? null;
  return !isTls && isCertificateFault(code) ? { baseUrl, shows: "untrusted", code } : null;
}

/** Windows gives its virtual switch for WSL an address in this range. */
const WSL_SWITCH = /^172\.(?:1[6-9]|2\d|3[01])\./;

type Way = { host: string; by: OtherWay["by"] };

/**
 * Other hosts that may lead to the server of `url`: the other loopback family; loopback for an address of this machine; the
 * host of a Docker or Podman container, where the system itself knows its name; Windows under WSL 2. In other containers
 * and on other machines the gateway is a router. Only a refusal shows that the last two are worth a request.
 */
async function waysTo(world: HostWorld, url: URL, isRefused: boolean): Promise<Way[]> {
  const host = bareHost(url.hostname);
  const kind = classifyHost(host);
  const inside = await valueOr(container, world, null);
  const isWindows = isRefused && inside === null && (await valueOr(wsl, world, null)) === 2;
  const gateway = isWindows ? await valueOr(defaultGateway, world, null) : null;
  const ways: Way[] = [];
  if (kind === "loopback") {
    // localhost may stand for both
    if (host !== "::1") ways.push({ host: "[::1]", by: "family" });
    if (!host.startsWith("127.")) ways.push({ host: "127.0.0.1", by: "family" });
    for (const name of isRefused ? hostsOf(inside) : [])
      if ((await world.dns.lookup(name, NEAR_MS)) !== null) ways.push({ host: name, by: "container-host" });
    if (gateway !== null) ways.push({ host: gateway, by: "gateway" });
  } else if (await isThisMachine(world, url)) {
    ways.push({ host: "127.0.0.1", by: "loopback" });
  } else if (WSL_SWITCH.test(host) && gateway !== null && gateway !== host) {
    // Windows gets a new address at each start
    ways.push({ host: gateway, by: "gateway" });
  }
  return ways;
}

/** The names by which a container may know its host. */
function hostsOf(inside: Container | null): string[] {
  if (inside === "podman") return ["host.containers.internal", "host.docker.internal"];
  return inside === "docker" ? ["host.docker.internal"] : [];
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
  more: Pick<HttpRequest, "proxy" | "tls"> = {},
) {
  const path = native ? "/v1" : trimSlashes(base.pathname);
  return http.request({ method: "GET", url: `${base.origin}${path}/models`, ...more, timeoutMs, signal });
}

/** True for a model list, or for an API's refusal without a key. */
function isModelServer(status: number, body: string): boolean {
  const json = parseJson(body);
  if (status === 401 || status === 403) return isObject(json);
  return (
    status === 200 && isObject(json) && (Array.isArray(json["data"]) || asArray(json["models"]).length > 0)
  );
}
