import type { HttpOutcome } from "../../ports/index.ts";
import { errorText, isRefused } from "./replies.ts";

/** Why a server, or a proxy in front of it, refuses a request. */
export interface Refusal {
  /**
   * "key": it requires a key or rejects the given one; "host": it does not serve this host name; "basic": it asks for a
   * user name and password; "header": it requires another header; "other": its answer does not show the reason.
   */
  by: "key" | "host" | "basic" | "header" | "other";
  status: number;
  /** What it answers, cleaned; "" when it gives no text. */
  said: string;
}

/** Jan and Starlette ("Invalid host header"), Vite, Django (HTTP_HOST), Symfony ("Untrusted Host"), and others like them. */
const HOST =
  /\b(?:invalid|untrusted|unknown|bad|forbidden|disallowed|unexpected|unrecogni[sz]ed) (?:\w+ )?host\b|\b(?:invalid|disallowed) http_host\b|\bhost(?: ?name| header)?\b.{0,80}\b(?:not (?:allowed|trusted|permitted|accepted|recogni[sz]ed)|is (?:invalid|blocked|forbidden))|\bdisallowedhost\b|\bdns rebinding\b/i;
const KEY =
  /\b(?:api[-_ ]?keys?|keys?|tokens?|bearer|credentials?|unauthori[sz]ed|authentication|authorization|authenticate)\b/i;

/** Portkey and others like it: a header is missing, or names something that they do not have. */
const HEADER = /\bheaders? (?:is|are) required\b|^Invalid (?:custom host|provider passed)$/i;

/** True for a text about a key. */
export function namesKey(text: string): boolean {
  return KEY.test(text);
}

/** Statuses with which servers refuse a host name. */
const HOST_STATUS = [400, 401, 403, 421];

/** The reason for a refusal; null when the outcome is none. */
export function refusalOf(outcome: HttpOutcome): Refusal | null {
  if (!outcome.ok) return null;
  const { status } = outcome;
  const said = errorText(outcome) || titleOf(outcome.body);
  if (status === 400 && HEADER.test(said) && !namesKey(said)) return { by: "header", status, said };
  if (
    status === 421 ||
    (HOST_STATUS.includes(status) && HOST.test(`${said}\n${outcome.body.slice(0, 2000)}`))
  )
    return { by: "host", status, said };
  if (!isRefused(outcome)) return null;
  const challenge = outcome.headers["www-authenticate"] ?? "";
  if (/\bbasic\b/i.test(challenge) && !/\bbearer\b/i.test(challenge)) return { by: "basic", status, said };
  if (/\bbearer\b/i.test(challenge)) return { by: "key", status, said };
  const scheme = /^\s*(digest|negotiate|ntlm|kerberos)\b/i.exec(challenge)?.[1];
  if (scheme !== undefined) return { by: "other", status, said: said || scheme };
  const isPage = /^\s*</.test(outcome.body);
  if (isPage) return { by: "other", status, said };
  // an API that answers 401 means the key; a 403 may have other reasons
  return { by: status !== 403 || namesKey(said) ? "key" : "other", status, said };
}

function titleOf(body: string): string {
  const title = /<(title|h1)[^>]*>([^<]{1,120})<\/\1>/i.exec(body.slice(0, 4000))?.[2];
  return title?.replace(/\s+/g, " ").trim() ?? "";
}
