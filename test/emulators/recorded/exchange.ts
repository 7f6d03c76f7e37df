import { isObject, type Json, type JsonObject, parseJson, sameJson } from "../../../src/core/json.ts";
import type { Ask } from "./battery.ts";
import { type Names, tidy } from "./tidy.ts";

/** One event of a stream; `data` is text where it is not JSON: "[DONE]". */
export interface RecordedEvent {
  event?: string | undefined;
  data: Json;
}

/** The reply of a server. Exactly one of body, text, events and lines is there. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body?: Json | undefined;
  text?: string | undefined;
  /** Of a stream of server-sent events. */
  events?: RecordedEvent[] | undefined;
  /** Of a stream of JSON documents, one a line. */
  lines?: Json[] | undefined;
}

export interface RecordedExchange extends Reply {
  request: Omit<Ask, "name">;
}

/** Headers that a reader looks at, or that tell products apart. */
const HEADERS = ["content-type", "server", "www-authenticate", "allow", "x-powered-by", "x-litellm-version"];

/** Sends a request and returns the reply without what is volatile in it. */
export async function askFor(
  origin: string,
  ask: Ask,
  key: string | undefined,
  { names = [], keep = [] }: { names?: Names; keep?: readonly string[] } = {},
): Promise<Reply> {
  const headers = { ...auth(ask, key), ...(ask.body ? { "content-type": "application/json" } : {}) };
  const reply = await fetch(origin + ask.path, {
    method: ask.method,
    headers,
    redirect: "manual",
    body: ask.body ? JSON.stringify(ask.body) : null,
    signal: AbortSignal.timeout(240_000),
  });
  const text = await reply.text();
  const seen = HEADERS.flatMap((name) => {
    const value = reply.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const parsed = parse(text, reply.headers.get("content-type") ?? "");
  const tidied = tidy(parsed, names, new Set(["nope", ...keep]));
  const all = { status: reply.status, headers: Object.fromEntries(seen) };
  return isObject(tidied) ? { ...all, ...tidied } : all;
}

function auth(ask: Ask, key: string | undefined): Record<string, string> {
  if (ask.auth === "wrong") return { authorization: "Bearer sk-wrong" };
  if (key === undefined || ask.auth === "none") return {};
  return ask.auth === "x-api-key" ? { "x-api-key": key } : { authorization: `Bearer ${key}` };
}

function parse(text: string, type: string): JsonObject {
  if (type.startsWith("text/event-stream")) return { events: events(text) };
  if (type.startsWith("application/x-ndjson")) {
    return {
      lines: text
        .trim()
        .split("\n")
        .map((line) => parseJson(line) ?? line),
    };
  }
  const body = text === "" ? undefined : parseJson(text);
  return body === undefined ? { text } : { body };
}

function events(text: string): JsonObject[] {
  const blocks = text.split(/\r?\n\r?\n/).filter((block) => /^data:/m.test(block));
  return blocks.map((block) => {
    const name = /^event: ?(.*)$/m.exec(block)?.[1];
    const data = /^data: ?(.*)$/m.exec(block)?.[1] ?? "";
    return { ...(name === undefined ? {} : { event: name }), data: parseJson(data) ?? data };
  });
}

/** The request as it is kept: a long prompt by its beginning. */
export function keptRequest({ name: _, ...ask }: Ask, names: Names): RecordedExchange["request"] {
  const body = ask.body === undefined ? undefined : tidy(ask.body, names, new Set(["call_1"]));
  return { ...ask, ...(isObject(body) ? { body } : {}) };
}

/** True when a reply says no more than that there is no such path. */
export function sameReply(one: Reply, other: Reply | undefined): boolean {
  return other !== undefined && sameJson(asJson(one), asJson(other));
}

function asJson(reply: Reply): Json {
  return parseJson(JSON.stringify(reply)) ?? null;
}
