import { retryAfterMs } from "../../core/busy.ts";
import { isObject, parseJson } from "../../core/json.ts";
import { neutralize, redactSecrets } from "../../core/text.ts";
import { duration } from "../../core/words.ts";
import type { HttpFailure, HttpOutcome } from "../../ports/index.ts";
import type { ServerFacts, ServerStatus } from "./facts.ts";
import { errorText, isBusyReply, isLoading, isOtherList } from "./replies.ts";

type Judgement = Pick<ServerFacts, "status" | "detail" | "failure" | "httpStatus">;

const FAILURES: Readonly<Record<HttpFailure, ServerStatus>> = {
  refused: "refused",
  timeout: "timeout",
  dns: "unreachable",
  unreachable: "unreachable",
  reset: "error",
  tls: "error",
  "invalid-url": "error",
  // more than any model list of a real server
  "too-large": "not-a-model-server",
  malformed: "not-a-model-server",
  aborted: "error",
  other: "error",
};

/** The state of a server that did not answer. */
export function judgeFailure(outcome: HttpOutcome & { ok: false }): Judgement {
  const failure = { kind: outcome.failure, code: outcome.code ?? null };
  const status = outcome.connected === true ? "silent" : FAILURES[outcome.failure];
  return { status, detail: neutralize(outcome.message), failure };
}

/** What servers that speak TLS answer to plain HTTP: nginx, Go, Apache, Tomcat. */
const WANTS_TLS =
  /plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled|host and port requires TLS/i;
/** nginx without the client's certificate. */
const WANTS_CLIENT = /No required SSL certificate was sent|The SSL certificate error/i;
/** The stock pages of servers and proxies for a path that they do not have: nginx, OpenResty, Express. */
const STOCK_PAGE = /<center>(?:nginx|openresty)|<pre>Cannot (?:GET|POST) \//i;

/** How gateways quote a connection to the server behind them that failed: Node's and Go's words. */
const NOTHING_BEHIND = /\b(?:ECONNREFUSED|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)\b|connect: connection refused/;

/** The state of a server that answers the model list with neither a list nor a refusal. */
export function judgeReply(outcome: HttpOutcome, base: URL, path: string): Judgement {
  return outcome.ok
    ? { ...judgeAnswer(outcome, base, path), httpStatus: outcome.status }
    : judgeFailure(outcome);
}

function judgeAnswer(outcome: HttpOutcome & { ok: true }, base: URL, path: string): Judgement {
  const { status, headers, body } = outcome;
  const asked = `GET ${path}`;
  if (status >= 300 && status < 400) {
    const detail = `redirects to ${target(headers["location"], base)}; not followed`;
    return { status: "not-a-model-server", detail };
  }
  if (status === 400 && WANTS_TLS.test(body))
    return {
      status: "error",
      detail: "speaks TLS, not plain HTTP",
      failure: { kind: "tls", code: "WANTS_TLS" },
    };
  if (status === 400 && WANTS_CLIENT.test(body))
    return {
      status: "error",
      detail: "requires a client certificate",
      failure: { kind: "tls", code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" },
    };
  const text = errorText(outcome);
  if (isLoading(outcome)) return { status: "loading", detail: `503: ${text}` };
  if (isBusyReply(outcome)) {
    const named = retryAfterMs(headers["retry-after"], Date.now());
    const when = named === null || named < 1_000 ? "" : `, and asks to come back in ${duration(named)}`;
    const quote = text === "" ? "" : `: ${redactSecrets(text, [])}`;
    return { status: "busy", detail: `is busy${when} (${status}${quote})` };
  }
  const isPage =
    /^\s*(<!doctype|<html|<head|<body)/i.test(body) || headers["content-type"]?.startsWith("text/html");
  // above 504 are Cloudflare's own
  const isGateways = isPage && (status > 504 || [502, 503, 504].includes(status));
  if (isGateways || (status >= 500 && NOTHING_BEHIND.test(body)))
    return {
      status: "error",
      detail: `a proxy answers ${status} to ${asked}: the server behind it does not answer`,
    };
  const isMissing = [404, 405, 501].includes(status);
  if (isPage && !(isMissing && STOCK_PAGE.test(body))) {
    return { status: "not-a-model-server", detail: `answers ${status} with a web page to ${asked}` };
  }
  const said = text === "" ? "" : `: ${redactSecrets(text, [])}`;
  if (isMissing)
    return { status: "no-list", detail: `answers ${status} to ${asked}: there is no model list` };
  if (status === 200) {
    const json = parseJson(body);
    if (isOtherList(json))
      return { status: "no-list", detail: `answers ${asked} with a list in another form` };
    const what = json === undefined ? "something that is not JSON" : "JSON that is no model list";
    return { status: "not-a-model-server", detail: `answers 200 with ${what} to ${asked}${said}` };
  }
  return { status: "error", detail: `answers ${status} to ${asked}${isObject(parseJson(body)) ? said : ""}` };
}

/** The origin of a redirect's target; the rest may contain a session. */
function target(location: string | undefined, base: URL): string {
  if (location === undefined || !URL.canParse(location, base.href)) return "nowhere";
  const { origin } = new URL(location, base);
  return origin === base.origin ? "another path of itself" : neutralize(origin);
}
