import type { Dispatcher } from "undici";
import { errorCode, errorMessage } from "../core/errors.ts";
import { duration } from "../core/words.ts";
import type {
  Env,
  Http,
  HttpFailure,
  HttpOutcome,
  HttpRequest,
  StreamChunk,
  TlsSettings,
} from "../ports/index.ts";
import { toolVersion } from "./tool.ts";

const DEFAULT_MAX_BYTES = 2 * 1024 * 1024;
/** Idle sockets are reused only this long: a socket that the server has closed would look like a reset. */
const KEEP_ALIVE_MS = 1000;

/**
 * The one HTTP client. It ignores the proxy variables of the environment: local servers are reached directly, and a proxy
 * would see the keys. Only a request that names a proxy uses it. Redirects are not followed.
 */
export async function createHttp(_env: Env): Promise<Http> {
  keepWasmSmall();
  const { Agent } = await import("undici");
  const agents = new Map<string, Dispatcher>();
  /** Origins that took a connection. */
  const connected = new Set<string>();
  /** Connections with different certificates must not share sockets. */
  const agentFor = (tls: TlsSettings | undefined): Dispatcher => {
    const key = JSON.stringify(tls ?? null);
    const known = agents.get(key);
    if (known !== undefined) return known;
    const agent = new Agent({
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // Each request has a total limit instead: a cold model may take minutes to its first byte.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: tls === undefined ? {} : connectOptions(tls),
    });
    agent.on("connect", ({ origin }) => connected.add(origin));
    agents.set(key, agent);
    return agent;
  };
  const userAgent = `openclaw-local/${toolVersion()}`;
  return {
    request: (request) => perform({ agentFor, userAgent, connected }, request, null),
    stream: (request, onChunk) => perform({ agentFor, userAgent, connected }, request, onChunk),
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function connectOptions({ serverName, ...pem }: TlsSettings) {
  const given = Object.entries({ ...pem, servername: serverName }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/**
 * Limits WebAssembly (undici's parser) to the base compiler. On Node 20 and 22 the optimizing compiler takes 35 MB and 50
 * ms for it (measured: 102 MB instead of 66 MB for one request). Node 24 does not need this.
 */
function keepWasmSmall(): void {
  if (Number(process.versions.node.split(".")[0]) < 24)
    process.getBuiltinModule("node:v8").setFlagsFromString("--liftoff-only");
}

interface Means {
  agentFor(tls: TlsSettings | undefined): Dispatcher;
  userAgent: string;
  connected: ReadonlySet<string>;
}

/** One request with its time limit. Without `onChunk`, a body above the cap is a failure. */
async function perform(
  { agentFor, userAgent, connected }: Means,
  request: HttpRequest,
  onChunk: ((chunk: StreamChunk) => void) | null,
): Promise<HttpOutcome> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  const fail = (failure: HttpFailure, message: string, code?: string) => ({
    ok: false as const,
    failure,
    message,
    code,
    ms: elapsed(),
  });
  const url = httpUrl(request.url);
  if (url === null) return fail("invalid-url", "not an http or https URL");
  if (request.signal?.aborted) return fail("aborted", "interrupted");
  const stop = new AbortController();
  let timedOut = false;
  let begun = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop.abort();
  }, request.timeoutMs);
  const onAbort = () => stop.abort();
  request.signal?.addEventListener("abort", onAbort, { once: true });
  let through: Dispatcher | null = null;
  try {
    if (request.proxy !== undefined) through = await proxyAgent(request.proxy);
    const sent = send(through ?? agentFor(request.tls), userAgent, url, request, stop.signal);
    const reply = await (through === null ? sent : Promise.race([sent, whenAborted(stop.signal)]));
    begun = true;
    const body = await readBody(reply.body, request.maxBytes ?? DEFAULT_MAX_BYTES, (text) =>
      onChunk?.({ text, ms: elapsed() }),
    );
    if (body.capped && onChunk === null) {
      return fail(
        "too-large",
        `answered ${reply.statusCode} with more than ${request.maxBytes ?? DEFAULT_MAX_BYTES} bytes`,
      );
    }
    const headers = flatten(reply.headers);
    return { ok: true, status: reply.statusCode, headers, body: body.text, ms: elapsed() };
  } catch (error) {
    if (timedOut) {
      const taken = begun || (request.proxy === undefined && connected.has(url.origin));
      const what = begun
        ? "begins an answer, but does not complete it"
        : taken
          ? "takes connections, but says nothing"
          : "no connection";
      return { ...fail("timeout", `${what} within ${duration(request.timeoutMs)}`), connected: taken };
    }
    if (request.signal?.aborted) return fail("aborted", "interrupted");
    return fail(...classify(error));
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", onAbort);
    void through?.destroy(new Error("done with the proxy"));
  }
}

/** undici ignores the signal while a proxy opens a tunnel. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A proxy tunnel for one request, as OpenClaw makes it (CONNECT also for http, seen on 2026.9.6). */
async function proxyAgent(proxy: string): Promise<Dispatcher> {
  const { ProxyAgent } = await import("undici");
  return new ProxyAgent({ uri: proxy, proxyTunnel: true, headersTimeout: 0, bodyTimeout: 0 });
}

function httpUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

function send(agent: Dispatcher, userAgent: string, url: URL, request: HttpRequest, signal: AbortSignal) {
  return agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: request.method,
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      "user-agent": userAgent,
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    body: request.body ?? null,
    signal,
  });
}

/** Reads up to `maxBytes`; leaving the loop early closes the connection. Invalid UTF-8 becomes U+FFFD. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onText: (text: string) => void,
): Promise<{ text: string; capped: boolean }> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  const add = (text: string) => {
    if (text === "") return;
    parts.push(text);
    onText(text);
  };
  let left = maxBytes;
  let capped = false;
  for await (const piece of body) {
    capped = piece.length > left;
    add(decoder.decode(piece.subarray(0, left), { stream: true }));
    left -= piece.length;
    if (capped) break;
  }
  add(decoder.decode());
  return { text: parts.join(""), capped };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

const CODES: Readonly<Record<string, readonly [HttpFailure, string]>> = {
  ECONNREFUSED: ["refused", "connection refused"],
  ENOTFOUND: ["dns", "the host name is not known"],
  EAI_AGAIN: ["dns", "the host name could not be looked up"],
  ECONNRESET: ["reset", "the connection was cut"],
  EPIPE: ["reset", "the connection was cut"],
  UND_ERR_SOCKET: ["reset", "the connection was cut"],
  EHOSTUNREACH: ["unreachable", "no route to the host"],
  ENETUNREACH: ["unreachable", "the network is unreachable"],
  ENETDOWN: ["unreachable", "the network is down"],
  EADDRNOTAVAIL: ["unreachable", "the address is not available"],
  EACCES: ["unreachable", "the connection is not permitted"],
  EPERM: ["unreachable", "the connection is not permitted"],
  ETIMEDOUT: ["timeout", "the connection timed out"],
  UND_ERR_CONNECT_TIMEOUT: ["timeout", "the connection timed out"],
  UND_ERR_HEADERS_TIMEOUT: ["timeout", "no answer in time"],
  UND_ERR_BODY_TIMEOUT: ["timeout", "the answer stopped half-way"],
  // The proxy did not answer the CONNECT request with 200.
  UND_ERR_ABORTED: ["refused", "the proxy refuses the tunnel"],
  UND_ERR_HEADERS_OVERFLOW: ["malformed", "the answer's headers are too large"],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["malformed", "the answer's length is not what it says"],
};

const TLS_CODE =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO_|HOSTNAME_MISMATCH)/;

/** Classifies an error of undici or Node, including its causes and the parts of an AggregateError (IPv6 and IPv4). */
function classify(error: unknown): [HttpFailure, string, string?] {
  for (const one of unfold(error)) {
    // undici sets a code only on some parser errors.
    if (one instanceof Error && one.name === "HTTPParserError") {
      return ["malformed", "what answers does not speak HTTP"];
    }
    const code = errorCode(one);
    if (code === undefined) continue;
    const entry = CODES[code];
    if (entry) return [entry[0], entry[1], code];
    if (TLS_CODE.test(code)) return ["tls", `TLS failed (${code})`, code];
  }
  return ["other", errorMessage(error)];
}

function unfold(error: unknown): unknown[] {
  if (typeof error !== "object" || error === null) return [error];
  const parts = "errors" in error && Array.isArray(error.errors) ? error.errors : [];
  const cause = "cause" in error && error.cause !== undefined ? unfold(error.cause) : [];
  return [error, ...parts, ...cause];
}
