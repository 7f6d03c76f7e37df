import { trimSlashes } from "../core/address.ts";
import type { Http, HttpOutcome, HttpRequest } from "../ports/index.ts";
import type { ServerClient } from "./shared/facts.ts";

/** From the first API segment on (/v1, /api/v0, /engines/llama.cpp/v1, also doubled or with an endpoint behind it). */
const FROM_API = /(?:\/(?:api|engines(?:\/[^/]+)?))?\/v\d+(?:\/.*)?$/;
/** An endpoint without a version in front of it. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|models|embeddings|messages)$/;

export interface ClientOptions {
  apiKey?: string | undefined;
  /** Of everything that is asked of the server together, in ms: requests behind one another share it. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** A client, with what it asked. */
export interface RecordingClient extends ServerClient {
  /** Path in front of the API: "" or a proxy's sub-path. */
  root: string;
  /** True when it has a key to send. */
  hasKey: boolean;
  requests: { url: string; outcome: string }[];
  /** True once a request was cut off, or not sent, because the time of all of them was over. */
  outOfTime(): boolean;
  /** GET of a path of the origin itself, such as the base URL's own. */
  getAbsolute(path: string, options?: { auth?: boolean; timeoutMs?: number }): Promise<HttpOutcome>;
}

/** A request that would begin when the time is over. */
const LATE: HttpOutcome = { ok: false, failure: "timeout", message: "", ms: 0 };

/** What a list of requests says of an answer: "200", "refused". */
function outcomeText(outcome: HttpOutcome): string {
  return outcome.ok ? String(outcome.status) : outcome.failure;
}

/**
 * A client of one base URL. Every URL is built from that base's own origin, so that the key cannot reach another one;
 * redirects are never followed by Http. Requests are recorded without query, userinfo and body.
 */
export function createClient(http: Http, baseUrl: URL, options: ClientOptions): RecordingClient {
  const basePath = trimSlashes(baseUrl.pathname);
  const root = basePath.replace(FROM_API, "").replace(ENDPOINT, "");
  const requests: RecordingClient["requests"] = [];
  const { origin } = baseUrl;
  const started = performance.now();
  let outOfTime = false;
  const authHeaders: Record<string, string> =
    options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` };

  async function send(
    method: "GET" | "POST",
    path: string,
    more: { auth?: boolean; timeoutMs?: number; body?: string },
  ): Promise<HttpOutcome> {
    const left = Math.ceil(options.timeoutMs - (performance.now() - started));
    const own = more.timeoutMs ?? options.timeoutMs;
    const request: HttpRequest = {
      method,
      url: origin + path,
      headers: more.auth === false ? {} : authHeaders,
      timeoutMs: Math.min(own, left),
      body: more.body,
      signal: options.signal,
    };
    let outcome = left > 0 ? await http.request(request) : LATE;
    if (!outcome.ok && outcome.failure === "timeout" && left <= own) {
      outOfTime = true;
      outcome = { ...outcome, message: `no complete answer within ${options.timeoutMs} ms` };
    }
    const shown = origin + path.replace(/\?.*$/s, "");
    requests.push({ url: method === "GET" ? shown : `${method} ${shown}`, outcome: outcomeText(outcome) });
    return outcome;
  }

  return {
    baseUrl: origin + basePath,
    origin,
    root,
    hasKey: options.apiKey !== undefined,
    http,
    requests,
    outOfTime: () => outOfTime,
    get: (path, more = {}) => send("GET", root + path, more),
    getAbsolute: (path, more = {}) => send("GET", path, more),
    post: (path, body, more = {}) => send("POST", root + path, { ...more, body: JSON.stringify(body) }),
  };
}
