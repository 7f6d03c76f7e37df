import type { ScriptedTurn } from "../../../src/commands/demo/openai-wire.ts";
import { countTokens } from "../../../src/commands/demo/openai-wire.ts";
import { getIn, isObject, type Json, type JsonObject, parseJson, sameJson } from "../../../src/core/json.ts";
import type { RecordedEvent, Reply } from "./exchange.ts";

/** What the models of the recordings say, and the tool that they call. */
const SAID = "pong";
const WRITTEN_CALL = "</tool_call>";
const CALLED = { name: "read", args: { path: "AGENTS.md" } };

/** The recorded reply with another turn in it: its text, its call, its count of tokens. */
export function withTurn(reply: Reply, turn: ScriptedTurn): Reply {
  const counted = mapJson(reply, (value, key) => counts(value, key, turn));
  const named = turn.toolCall ? mapJson(counted, (value, key) => nameOf(value, key, turn)) : counted;
  const recordedArgs = turn.toolCall ? argumentsOf(reply) : null;
  const from = recordedArgs ?? textOf(reply);
  const to = turn.toolCall ? turn.toolCall.args : turn.text;
  const bare = (text: string) => text.replace(/\s/g, "");
  return bare(from) === bare(to) ? named : withText(named, from, to);
}

/** What the recorded model said: "pong", or a call that nothing took out of the text. */
function textOf(reply: Reply): string {
  const streamed = (reply.events ?? []).map((event) => piece(event.data) ?? "").join("");
  if (streamed.includes(WRITTEN_CALL)) return streamed;
  const texts: string[] = [];
  mapJson(reply, (value, key) => {
    if (/^(text|content)$/.test(key) && typeof value === "string") texts.push(value);
    return value;
  });
  return texts.find((text) => text.includes(WRITTEN_CALL)) ?? SAID;
}

/** The arguments as the server wrote them. */
function argumentsOf(reply: Reply): string {
  const texts: string[] = [];
  mapJson(reply, (value, key) => {
    if (key === "arguments" && typeof value === "string") texts.push(value);
    return value;
  });
  const whole = texts.find((text) => sameJson(parseJson(text), CALLED.args));
  return whole ?? (reply.events ?? []).map((event) => piece(event.data) ?? "").join("");
}

function nameOf(value: Json, key: string, turn: ScriptedTurn): Json {
  return key === "name" && value === CALLED.name ? (turn.toolCall?.name ?? value) : value;
}

function counts(value: Json, key: string, turn: ScriptedTurn): Json {
  if (key === "usage" && isObject(value)) return usage(value, turn);
  if (key !== "timings" || !isObject(value)) return value;
  const cached = turn.cachedTokens ?? 0;
  return { ...value, cache_n: cached, prompt_n: turn.promptTokens - cached, predicted_n: answerTokens(turn) };
}

function answerTokens(turn: ScriptedTurn): number {
  return countTokens(turn.text + (turn.toolCall?.args ?? "")) + 1;
}

function usage(value: JsonObject, turn: ScriptedTurn): JsonObject {
  const answer = answerTokens(turn);
  const counts: Record<string, number> = {
    prompt_tokens: turn.promptTokens,
    input_tokens: turn.promptTokens,
    completion_tokens: answer,
    output_tokens: answer,
    total_tokens: turn.promptTokens + answer,
  };
  const cached = { cached_tokens: turn.cachedTokens ?? 0 };
  const entries = Object.entries(value).map(([key, item]) => {
    if (typeof item === "number" && counts[key] !== undefined) return [key, counts[key]];
    if (key.endsWith("_tokens_details") && isObject(item) && item["cached_tokens"] !== undefined)
      return [key, { ...item, ...cached }];
    return [key, item];
  });
  const tells = turn.cachedTokens ? { prompt_tokens_details: cached } : {};
  return { ...Object.fromEntries(entries), ...tells };
}

/** Puts another text where the recorded one stands, whole or in pieces. */
function withText(reply: Reply, from: string, to: string): Reply {
  const events = reply.events && inPieces(reply.events, from, to);
  const all = events ? { ...reply, events } : reply;
  return mapJson(all, (value) => (value === from ? to : value));
}

/** A run of events that carry pieces of a text, as one event for each piece of another text. */
function inPieces(events: readonly RecordedEvent[], from: string, to: string): RecordedEvent[] {
  const at = events.findIndex((event) => from.startsWith(piece(event.data) ?? "\0"));
  const first = events[at];
  if (first === undefined) return [...events];
  let end = at;
  for (let text = ""; text.length < from.length && end < events.length; end += 1)
    text += piece(events[end]?.data) ?? "";
  // what follows in the run has the plain form, without the id of a call
  const next = events[at + 1 < end ? at + 1 : at] ?? first;
  const pieces = to === "" ? [] : (to.match(/[\s\S]{1,12}/g) ?? []);
  const kept = carriesMore(first.data) ? [first] : [];
  const made = pieces.map((text, index) => withPiece(index === 0 ? first : next, text));
  return renumbered([
    ...events.slice(0, at),
    ...(made.length > 0 ? made : kept.map((event) => withPiece(event, ""))),
    ...events.slice(end),
  ]);
}

function carriesMore(data: Json): boolean {
  return (
    getIn(data, ["choices", 0, "delta", "tool_calls"]) !== undefined ||
    getIn(data, ["choices", 0, "delta", "role"]) !== undefined
  );
}

const PLACES: readonly (readonly (string | number)[])[] = [
  ["choices", 0, "delta", "tool_calls", 0, "function", "arguments"],
  ["choices", 0, "delta", "content"],
  ["delta"],
];

/** The piece of text or of arguments in an event. */
function piece(data: Json | undefined): string | undefined {
  for (const place of PLACES) {
    const found = getIn(data, place);
    if (typeof found === "string" && found !== "") return found;
  }
  return undefined;
}

function withPiece(event: RecordedEvent, text: string): RecordedEvent {
  const place = PLACES.find((path) => {
    const found = getIn(event.data, path);
    return typeof found === "string" && found !== "";
  });
  return place === undefined ? event : { ...event, data: setIn(event.data, place, text) };
}

function setIn(value: Json, path: readonly (string | number)[], to: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? setIn(item, rest, to) : item));
  return isObject(value) ? { ...value, [key]: setIn(value[key] ?? null, rest, to) } : value;
}

function renumbered(events: readonly RecordedEvent[]): RecordedEvent[] {
  return events.map((event, index) => {
    if (!isObject(event.data) || typeof event.data["sequence_number"] !== "number") return event;
    return { ...event, data: { ...event.data, sequence_number: index } };
  });
}

/** A reply with every value in it passed through a function. */
function mapJson(reply: Reply, change: (value: Json, key: string) => Json): Reply {
  const walk = (value: Json, key: string): Json => {
    const changed = change(value, key);
    if (Array.isArray(changed)) return changed.map((item) => walk(item, key));
    if (!isObject(changed)) return changed;
    return Object.fromEntries(Object.entries(changed).map(([name, item]) => [name, walk(item, name)]));
  };
  const { body, events, lines } = reply;
  return {
    ...reply,
    ...(body === undefined ? {} : { body: walk(body, "") }),
    ...(events ? { events: events.map((event) => ({ ...event, data: walk(event.data, "") })) } : {}),
    ...(lines ? { lines: lines.map((line) => walk(line, "")) } : {}),
  };
}
