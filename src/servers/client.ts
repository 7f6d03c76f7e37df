import { trimSlashes } from "../core/address.ts";
import { pauseMs, retryAfterMs } from "../core/busy.ts";
import { pause } from "../core/pause.ts";
import { duration } from "../core/words.ts";
import { isThisMachine } from "../openclaw/locality.ts";
import { requestHeaders, withoutSecrets } from "../openclaw/request-headers.ts";
import type { Http, HttpOutcome, HttpRequest, RequestSettings } from "../ports/index.ts";
import type { ServerClient } from "./shared/facts.ts";
import type { ModelConfigs } from "./shared/model-config.ts";
import { isBusyReply, isLoading } from "./shared/replies.ts";

/** From the first API segment on (/v1, /api/v0, /engines/llama.cpp/v1), also when doubled or followed by an endpoint. */
const FROM_API = /(?:\/(?:api|engines(?:\/[^/]+)?))?\/v\d+(?:\/.*)?$/;
/** An endpoint without a version before it. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|models|embeddings|messages)$/;

export interface ClientOptions {
  apiKey?: string | undefined;
  /** What the config adds to each request. */
  settings?: RequestSettings | undefined;
  /** Reads the config.json of models on this machine. */
  modelConfigs?: ModelConfigs | undefined;
  /** Limit of all requests together, in ms. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

function isLater(outcome: HttpOutcome): outcome is HttpOutcome & { ok: true } {
  return isBusyReply(outcome) || isLoading(outcome);
}

/** A client that records its requests. */
export interface RecordingClient extends ServerClient {
  /** Path before the API: "" or a proxy's sub-path. */
  root: string;
  hasKey: boolean;
  requests: { url: string; outcome: string }[];
  /** True once a request was cut off or not sent because the limit was reached. */
  outOfTime(): boolean;
  /** True once a reply said "later" also after the waits. */
  wasBusy(): boolean;
  /** GET of a path of the origin. */
  getAbsolute(
    path: string,
    options?: { auth?: boolean; timeoutMs?: number; host?: string },
  ): Promise<HttpOutcome>;
}

/** A gateway may list tens of thousands of models, and some describe each at length. In bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/** The outcome of a request that was not sent, since the limit was reached. */
const LATE: HttpOutcome = { ok: false, failure: "timeout", message: "no complete answer within", ms: 0 };

interface RequestOptions {
  auth?: boolean;
  timeoutMs?: number;
  body?: string;
  host?: string;
}

/** Tries of one request while the server is busy. */
const BUSY_TRIES = 4;
const FIRST_PAUSE_MS = 500;

/**
 * A client of one base URL. All URLs have the origin of that base, and Http follows no redirects, so that the key reaches
 * no other origin. It records requests without query, userinfo and body.
 */
export function createClient(http: Http, baseUrl: URL, options: ClientOptions): RecordingClient {
  const basePath = trimSlashes(baseUrl.pathname);
  const root = basePath.replace(FROM_API, "").replace(ENDPOINT, "");
  const requests: RecordingClient["requests"] = [];
  const { origin } = baseUrl;
  const started = performance.now();
  let outOfTime = false;
  const { apiKey, settings } = options;
  const headers = requestHeaders(apiKey ?? null, settings);
  const { authorization: _key, ...keyless } = headers;

  async function once(method: "GET" | "POST", path: string, more: RequestOptions): Promise<HttpOutcome> {
    const left = Math.ceil(options.timeoutMs - (performance.now() - started));
    const own = more.timeoutMs ?? options.timeoutMs;
    const request: HttpRequest = {
      method,
      url: origin + path,
      // another host name may lead to another server, which must not get what is for this one
      headers: more.host !== undefined ? { host: more.host } : more.auth === false ? keyless : headers,
      tls: settings?.tls,
      timeoutMs: Math.min(own, left),
      body: more.body,
      maxBytes: MAX_BYTES,
      signal: options.signal,
    };
    let outcome = left > 0 ? withoutSecrets(await http.request(request), apiKey ?? null, settings) : LATE;
    if (!outcome.ok && outcome.failure === "timeout" && left <= own) {
      outOfTime = true;
      const message = outcome.message.replace(/within.*$/, `within ${duration(options.timeoutMs)}`);
      outcome = { ...outcome, message };
    }
    const shown = origin + path.replace(/\?.*$/s, "");
    requests.push({
      url: method === "GET" ? shown : `${method} ${shown}`,
      outcome: outcome.ok ? String(outcome.status) : outcome.failure,
    });
    return outcome;
  }

  const patience = withPatience(once, {
    left: () => options.timeoutMs - (performance.now() - started),
    ...options,
  });
  const { send } = patience;

  return {
    baseUrl: origin + basePath,
    origin,
    root,
    hasKey: headers["authorization"] !== undefined,
    requests,
    outOfTime: () => outOfTime,
    wasBusy: patience.wasBusy,
    get: (path, more = {}) => send("GET", root + path, more),
    getAbsolute: (path, more = {}) => send("GET", path, more),
    post: (path, body) => send("POST", root + path, { body: JSON.stringify(body) }),
    modelConfig: (id) => (isThisMachine(origin) ? (options.modelConfigs?.(id) ?? null) : null),
  };
}

type Send = (method: "GET" | "POST", path: string, more: RequestOptions) => Promise<HttpOutcome>;

/** A server that is busy or loads its model is asked again, while time is `left` (in ms). */
function withPatience(once: Send, { left, signal }: { left(): number; signal?: AbortSignal | undefined }) {
  let wasBusy = false;
  const send: Send = async (...request) => {
    let busy: HttpOutcome | null = null;
    for (let made = 1; ; made += 1) {
      const outcome = await once(...request);
      // too little time was left for the last try
      if (busy !== null && !outcome.ok && outcome.failure === "timeout") {
        wasBusy = true;
        return busy;
      }
      // a request with a limit of its own shows what kind of server it is, whatever the answer
      if (!isLater(outcome) || request[2].timeoutMs !== undefined) return outcome;
      const named = retryAfterMs(outcome.headers["retry-after"], Date.now());
      const wait = pauseMs({ made, most: BUSY_TRIES }, { named, first: FIRST_PAUSE_MS, left: left() });
      wasBusy ||= wait === null;
      if (wait === null) return outcome;
      busy = outcome;
      await pause(wait, signal);
      if (signal?.aborted) return { ok: false, failure: "aborted", message: "interrupted", ms: outcome.ms };
    }
  };
  return { send, wasBusy: () => wasBusy };
}
