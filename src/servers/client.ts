import type { Http, HttpOutcome, HttpRequest } from "../ports/index.ts";
import type { ServerClient } from "./types.ts";

/** From the first API segment on (/v1, /api/v0, /engines/llama.cpp/v1, also doubled or with an endpoint behind it). */
const FROM_API = /(?:\/(?:api|engines(?:\/[^/]+)?))?\/v\d+(?:\/.*)?$/;
/** An endpoint without a version in front of it. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|models|embeddings|messages)$/;

export interface ClientOptions {
  apiKey?: string;
  /** Whole request, in ms. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** A client, with what it asked. */
export interface RecordingClient extends ServerClient {
  /** Path in front of the API: "" or a proxy's sub-path. */
  root: string;
  /** True when it has a key to send. */
  hasKey: boolean;
  requests: { url: string; outcome: string }[];
  /** GET of a path of the origin itself, such as the base URL's own. */
  getAbsolute(path: string, options?: { auth?: boolean; timeoutMs?: number }): Promise<HttpOutcome>;
}

/** What a list of requests says of an answer: "200", "refused". */
export function outcomeText(outcome: HttpOutcome): string {
  return outcome.ok ? String(outcome.status) : outcome.failure;
}

/**
 * A client of one base URL. Every URL is built from that base's own origin, so that the key cannot reach another one;
 * redirects are never followed by Http. Requests are recorded without query, userinfo and body.
 */
export function createClient(http: Http, baseUrl: URL, options: ClientOptions): RecordingClient {
  const basePath = baseUrl.pathname.replace(/\/+$/, "");
  const root = basePath.replace(FROM_API, "").replace(ENDPOINT, "");
  const requests: RecordingClient["requests"] = [];
  const { origin } = baseUrl;
  const authHeaders: Record<string, string> =
    options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` };

  async function send(
    method: "GET" | "POST",
    path: string,
    more: { auth?: boolean; timeoutMs?: number; body?: string },
  ): Promise<HttpOutcome> {
    const request: HttpRequest = {
      method,
      url: origin + path,
      headers: more.auth === false ? {} : authHeaders,
      timeoutMs: more.timeoutMs ?? options.timeoutMs,
      ...(more.body === undefined ? {} : { body: more.body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    const outcome = await http.request(request);
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
    get: (path, more = {}) => send("GET", root + path, more),
    getAbsolute: (path, more = {}) => send("GET", path, more),
    post: (path, body, more = {}) => send("POST", root + path, { ...more, body: JSON.stringify(body) }),
  };
}
