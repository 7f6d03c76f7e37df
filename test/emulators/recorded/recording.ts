import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getIn, isObject, type Json, type JsonObject } from "../../../src/core/json.ts";
import type { Situation } from "./battery.ts";
import type { RecordedExchange, Reply } from "./exchange.ts";

const REPLIES = fileURLToPath(new URL("../../replies/", import.meta.url));

/** What a real server said to the battery. */
export interface Recording {
  /** The folder: "vllm-0.32.0". */
  folder: string;
  version: string;
  situation: Omit<Situation, "only"> & { only?: string };
  /** The reply to a request of the battery; undefined: the server has no such path, or it was not asked. */
  get(name: string): RecordedExchange | undefined;
}

const known = new Map<string, Recording>();

/** The recording of a product: `recording("vllm")`, `recording("vllm", "-no-parser")`. */
export function recording(product: string, variant = ""): Recording {
  const form = new RegExp(`^${product}-(\\d[\\d.]*)${variant}$`);
  const folder = readdirSync(REPLIES).find((name) => form.test(name));
  if (folder === undefined) throw new Error(`test/replies has no recording of ${product}${variant}`);
  const made = known.get(folder) ?? read(folder, form.exec(folder)?.[1] ?? "");
  known.set(folder, made);
  return made;
}

function read(folder: string, version: string): Recording {
  const load = (name: string) => JSON.parse(readFileSync(`${REPLIES}${folder}/${name}.json`, "utf8"));
  const replies = new Map<string, RecordedExchange | undefined>();
  return {
    folder,
    version,
    situation: load("situation") as Recording["situation"],
    get(name) {
      if (!replies.has(name)) {
        const there = existsSync(`${REPLIES}${folder}/${name}.json`);
        replies.set(name, there ? (load(name) as RecordedExchange) : undefined);
      }
      return replies.get(name);
    },
  };
}

/** A recording of what differs in a situation, over the one of the usual situation. */
export function over(recording: Recording, usual: Recording): Recording {
  return { ...recording, get: (name) => recording.get(name) ?? usual.get(name) };
}

/** What an emulator has instead of what the recorded server had. */
export interface Scene {
  model: string;
  /** Null hides it. */
  context: number | null;
  version?: string | undefined;
  /** More numbers to put in place of recorded ones. */
  numbers?: ReadonlyMap<number, number> | undefined;
}

/** A recorded reply with the names and numbers of a scene put in. */
export function inScene<R extends Reply>(reply: R, recording: Recording, scene: Scene): R {
  const { model, context } = recording.situation;
  const texts: [string, string][] = [];
  if (model !== scene.model) texts.push([model, scene.model]);
  if (scene.version !== undefined) texts.push([recording.version, scene.version]);
  const numbers = new Map<number, number | null>(scene.numbers ?? []);
  if (context !== null) numbers.set(context, scene.context);
  const { headers, status, ...rest } = reply;
  const named = Object.entries(headers).map(([name, value]) => [name, replaceAll(value, texts)] as const);
  const filled = isObject(rest) ? fill(rest, texts, numbers) : {};
  return { ...reply, ...(filled as object), status, headers: Object.fromEntries(named) };
}

function fill(
  value: Json,
  texts: readonly [string, string][],
  numbers: ReadonlyMap<number, number | null>,
): Json {
  if (typeof value === "string") return replaceNumbers(replaceAll(value, texts), numbers);
  if (typeof value === "number") return numbers.has(value) ? (numbers.get(value) ?? null) : value;
  if (Array.isArray(value)) return value.map((item) => fill(item, texts, numbers));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    replaceAll(key, texts),
    fill(item, texts, numbers),
  ]);
  return Object.fromEntries(entries);
}

function replaceAll(text: string, texts: readonly [string, string][]): string {
  return texts.reduce((all, [from, to]) => all.replaceAll(from, to), text);
}

function replaceNumbers(text: string, numbers: ReadonlyMap<number, number | null>): string {
  return text.replace(/\d+/g, (digits) => String(numbers.get(Number(digits)) ?? digits));
}

/** A recorded reply that must be there. */
export function sure(recording: Recording, name: string): RecordedExchange {
  const reply = recording.get(name);
  if (reply === undefined) throw new Error(`${recording.folder} has no ${name}`);
  return reply;
}

/** A part of a recorded body, which must be an object. */
export function partOf(reply: Reply | undefined, path: readonly (string | number)[]): JsonObject {
  const part = getIn(reply?.body, path);
  if (!isObject(part)) throw new Error(`the recording has no ${path.join(".")}`);
  return part;
}

/** The first row of the recorded model list. */
export function firstRow(recording: Recording): JsonObject {
  return partOf(recording.get("get-v1-models"), ["data", 0]);
}

/** A recorded reply with another body. */
export function withBody(reply: Reply | undefined, body: Json): Reply {
  if (reply === undefined) throw new Error("the recording has no such reply");
  return { ...reply, body };
}

/** A recorded reply with other texts in it. */
export function withTexts(reply: Reply | undefined, texts: readonly [string, string][]): Reply {
  if (reply === undefined) throw new Error("the recording has no such reply");
  const { body, events, text } = reply;
  return {
    ...reply,
    ...(body === undefined ? {} : { body: fill(body, texts, new Map()) }),
    ...(text === undefined ? {} : { text: replaceAll(text, texts) }),
    ...(events
      ? { events: events.map((event) => ({ ...event, data: fill(event.data, texts, new Map()) })) }
      : {}),
  };
}

/** The whole numbers in a recorded reply. */
export function numbersIn(reply: Reply | undefined): number[] {
  return (JSON.stringify(reply?.body ?? reply?.events ?? null).match(/\d+/g) ?? []).map(Number);
}
