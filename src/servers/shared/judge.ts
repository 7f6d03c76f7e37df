import { isObject, parseJson } from "../../core/json.ts";
import { neutralize, redactSecrets } from "../../core/text.ts";
import type { HttpFailure, HttpOutcome } from "../../ports/index.ts";
import type { ServerFacts, ServerStatus } from "./facts.ts";
import { errorText } from "./replies.ts";

type Judgement = Pick<ServerFacts, "status" | "detail">;

const FAILURES: Readonly<Record<HttpFailure, ServerStatus>> = {
  refused: "refused",
  timeout: "timeout",
  dns: "unreachable",
  unreachable: "unreachable",
  reset: "error",
  tls: "error",
  "invalid-url": "error",
  "too-large": "not-a-model-server",
  malformed: "not-a-model-server",
  aborted: "error",
  other: "error",
};

/** The state of a server that did not answer. */
export function judgeFailure(outcome: HttpOutcome & { ok: false }): Judgement {
  return { status: FAILURES[outcome.failure], detail: neutralize(outcome.message) };
}

/** The state of a server that answers the model list with neither a list nor a refusal. */
export function judgeReply(outcome: HttpOutcome, base: URL, path: string): Judgement {
  if (!outcome.ok) return judgeFailure(outcome);
  const { status, headers, body } = outcome;
  const asked = `GET ${path}`;
  if (status >= 300 && status < 400) {
    const detail = `redirects to ${target(headers["location"], base)}; not followed`;
    return { status: "not-a-model-server", detail };
  }
  const text = errorText(outcome);
  if (status === 503 && /loading|starting/i.test(text)) return { status: "loading", detail: `503: ${text}` };
  if (/^\s*(<!doctype|<html)/i.test(body) || headers["content-type"]?.startsWith("text/html")) {
    return { status: "not-a-model-server", detail: `answers ${status} with a web page to ${asked}` };
  }
  const said = text === "" ? "" : `: ${redactSecrets(text, [])}`;
  if (status === 200) {
    const what = parseJson(body) === undefined ? "something that is not JSON" : "JSON that is no model list";
    return { status: "not-a-model-server", detail: `answers 200 with ${what} to ${asked}${said}` };
  }
  if (status === 404 || status === 405) {
    return { status: "not-a-model-server", detail: `answers ${status} to ${asked}: there is no model list` };
  }
  return { status: "error", detail: `answers ${status} to ${asked}${isObject(parseJson(body)) ? said : ""}` };
}

/** The origin of a redirect's target; the rest may contain a session. */
function target(location: string | undefined, base: URL): string {
  if (location === undefined || !URL.canParse(location, base.href)) return "nowhere";
  const { origin } = new URL(location, base);
  return origin === base.origin ? "another path of itself" : neutralize(origin);
}
