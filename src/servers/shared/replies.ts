import { isBusy } from "../../core/busy.ts";
import { asString, getIn, getKey, isObject, type Json, parseJson } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import type { HttpOutcome } from "../../ports/index.ts";

const MAX_TEXT = 300;

/** The JSON of a 200 response, else undefined. */
export function okJson(outcome: HttpOutcome): Json | undefined {
  return outcome.ok && outcome.status === 200 ? parseJson(outcome.body) : undefined;
}

/** A header of a response; "" when there is none. */
export function headerOf(outcome: HttpOutcome, name: string): string {
  return outcome.ok ? neutralize(outcome.headers[name] ?? "") : "";
}

/** The rows of an OpenAI model list that have an id. Null when the response is no model list. */
export function listRows(outcome: HttpOutcome): Json[] | null {
  const body = okJson(outcome);
  const data = getKey(body, "data");
  // Go servers (Ollama) write an empty list as null
  if (data === null && getKey(body, "object") === "list") return [];
  if (!Array.isArray(data)) return null;
  const rows = data.filter((row) => typeof getKey(row, "id") === "string");
  return rows.length > 0 || data.length === 0 ? rows : null;
}

/** True for a list of models in another form than OpenAI's: bare, of names alone, or under another key. */
export function isOtherList(body: Json | undefined): boolean {
  const list = [body, getKey(body, "data"), getKey(body, "models")].find(Array.isArray) ?? [];
  const isRow = (row: Json) =>
    asString(row) !== undefined || ["id", "model"].some((key) => asString(getKey(row, key)) !== undefined);
  return list.length > 0 && list.every(isRow);
}

/** The rows of a model list; none when the response is no model list. */
export function rowsOf(outcome: HttpOutcome): Json[] {
  return listRows(outcome) ?? [];
}

/** A string that is safe for a terminal; undefined when nothing is left. */
export function cleanString(value: unknown, max = MAX_TEXT): string | undefined {
  const text = asString(value);
  return text === undefined ? undefined : asString(neutralize(text, max));
}

/** `owned_by` of the rows of a list, each once. */
export function ownersOf(outcome: HttpOutcome): string[] {
  const owners = rowsOf(outcome).map((row) => cleanString(getKey(row, "owned_by"), 60));
  return [...new Set(owners.filter((owner) => owner !== undefined))];
}

/** The message of an error body: `error.message`, `error`, `detail`, `message`, or the text of a plain one. */
export function errorText(outcome: HttpOutcome): string {
  if (!outcome.ok) return outcome.message;
  const body = parseJson(outcome.body);
  const candidates = [
    getIn(body, ["error", "message"]),
    getKey(body, "error"),
    getIn(body, ["detail", "msg"]),
    getKey(body, "detail"),
    getKey(body, "message"),
    typeof body === "string" ? body : undefined,
  ];
  const found = candidates.map((one) => cleanString(one)).find((one) => one !== undefined);
  if (found !== undefined) return found;
  return isObject(body) || /^\s*</.test(outcome.body) ? "" : neutralize(outcome.body.slice(0, 400), 120);
}

/** True for 401, 403 and LiteLLM's refusal of a key without a database (400 "No connected db."). */
export function isRefused(outcome: HttpOutcome): boolean {
  if (!outcome.ok) return false;
  if (outcome.status === 401 || outcome.status === 403) return true;
  return outcome.status === 400 && /No connected db/i.test(errorText(outcome));
}

/** True for a server that has too much to do now (429, 503 with Retry-After, a text that says so). */
export function isBusyReply(outcome: HttpOutcome): boolean {
  if (!outcome.ok || outcome.status < 400) return false;
  const { status, headers, body } = outcome;
  const error = getKey(parseJson(body), "error");
  const codes = `${asString(getKey(error, "type"))} ${asString(getKey(error, "code"))}`;
  return isBusy({ status, message: errorText(outcome), codes, retryAfter: "retry-after" in headers });
}

/** True for a server that loads its weights, or starts. */
export function isLoading(outcome: HttpOutcome): boolean {
  return outcome.ok && outcome.status === 503 && /loading|starting/i.test(errorText(outcome));
}

/** LM Studio's 404, which has status 200 (its bug tracker, #618, #1323, #2085). */
export function isUnexpectedEndpoint(outcome: HttpOutcome): boolean {
  return asString(getKey(okJson(outcome), "error"))?.startsWith("Unexpected endpoint or method") ?? false;
}

/** True for a 200 without a body. */
export function isEmptyAnswer(outcome: HttpOutcome): boolean {
  return outcome.ok && outcome.status === 200 && outcome.body === "";
}

/** The version in the JSON of a response, or null. */
export function versionIn(outcome: HttpOutcome, key = "version"): string | null {
  return cleanString(getKey(okJson(outcome), key), 40) ?? null;
}

/** True when dotted version `version` is at least `floor`; null when it is no such version. */
export function versionAtLeast(version: string | null, floor: string): boolean | null {
  const numbers = (text: string) => text.match(/\d+/g)?.slice(0, 3).map(Number) ?? [];
  if (version === null || !/^v?\d+\.\d+/.test(version)) return null;
  const [a, b] = [numbers(version), numbers(floor)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
