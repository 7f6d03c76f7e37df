import {
  asArray,
  asCount,
  asString,
  getIn,
  getKey,
  isObject,
  type Json,
  parseJson,
} from "../../core/json.ts";
import { unknown } from "../../core/known.ts";
import { neutralize } from "../../core/text.ts";
import type { HttpOutcome } from "../../ports/index.ts";
import type { ModelType, ServerModel } from "./facts.ts";

/** More rows than this are not read: no person has them, and a hostile list could have millions. */
const MAX_ROWS = 1000;
const MAX_ID = 300;

/** The JSON of a 200 answer, else undefined. */
export function okJson(outcome: HttpOutcome): Json | undefined {
  return outcome.ok && outcome.status === 200 ? parseJson(outcome.body) : undefined;
}

/** A header of an answer; "" when there is none. */
export function headerOf(outcome: HttpOutcome, name: string): string {
  return outcome.ok ? neutralize(outcome.headers[name] ?? "") : "";
}

/** Rows of an OpenAI model list: objects with an id. Null when the answer is no model list. */
export function listRows(outcome: HttpOutcome): Json[] | null {
  const body = okJson(outcome);
  const data = getKey(body, "data");
  // Go servers (Ollama) write an empty list as null
  if (data === null && getKey(body, "object") === "list") return [];
  if (!Array.isArray(data)) return null;
  const rows = data.slice(0, MAX_ROWS);
  return rows.every((row) => isObject(row) && typeof getKey(row, "id") === "string") ? rows : null;
}

/** Fit for a terminal, and undefined when nothing is left. */
export function cleanString(value: unknown, max = MAX_ID): string | undefined {
  const text = asString(value);
  return text === undefined ? undefined : asString(neutralize(text, max));
}

/** `owned_by` of the rows of a list, each once. */
export function ownersOf(outcome: HttpOutcome): string[] {
  const owners = (listRows(outcome) ?? []).map((row) => cleanString(getKey(row, "owned_by"), 60));
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

/** True for 401, 403 and LiteLLM's way to refuse a key without a database (400 "No connected db."). */
export function isRefused(outcome: HttpOutcome): boolean {
  if (!outcome.ok) return false;
  if (outcome.status === 401 || outcome.status === 403) return true;
  return outcome.status === 400 && /No connected db/i.test(errorText(outcome));
}

/** LM Studio's way to say 404, with status 200 (its bug tracker, #618, #1323, #2085). */
export function isUnexpectedEndpoint(outcome: HttpOutcome): boolean {
  return asString(getKey(okJson(outcome), "error"))?.startsWith("Unexpected endpoint or method") ?? false;
}

/** Ids that are embedding or ranking models, where a server does not tell types. */
const EMBEDDING_ID =
  /(^|[-_/])(text-embedding|embed(ding)?s?|bge|e5|gte|nomic-embed|jina-embeddings|minilm|rerank(er)?)([-_.:/]|$)/i;

/** The type that an id suggests. */
export function typeFromId(id: string): ModelType {
  return EMBEDDING_ID.test(id) ? "embedding" : "llm";
}

/** A model of which nothing but the id is known, filled with what is. */
export function makeModel(id: string, facts: Partial<ServerModel> = {}): ServerModel {
  return {
    id,
    aliases: [],
    type: typeFromId(id),
    loaded: null,
    loading: false,
    contextAllocated: unknown("the server does not tell it"),
    contextTrained: unknown("the server does not tell it"),
    capabilities: { tools: null, vision: null, reasoning: null },
    quantization: null,
    sizeBytes: null,
    gpuBytes: null,
    remote: false,
    instances: [],
    slots: null,
    ...facts,
  };
}

/** The neutralised id of a row; "" when nothing is left of it. */
export function rowId(row: Json): string {
  return cleanString(getKey(row, "id")) ?? "";
}

/** Names of a row's `aliases`, without the id itself. */
export function rowAliases(row: Json): string[] {
  const id = rowId(row);
  const names = asArray(getKey(row, "aliases")).map((alias) => cleanString(alias));
  return names.filter((name) => name !== undefined).filter((name) => name !== id);
}

/** A count at a path of a row, or null. */
export function countAt(row: unknown, path: readonly (string | number)[]): number | null {
  return asCount(getIn(row, path)) ?? null;
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
