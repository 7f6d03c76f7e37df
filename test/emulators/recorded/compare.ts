import { isObject, type Json, parseJson } from "../../../src/core/json.ts";
import { type Ask, battery } from "./battery.ts";
import { askFor, type Reply } from "./exchange.ts";
import type { Recording } from "./recording.ts";

/** A field in which an emulator may differ from its recording. */
export interface Exception {
  /** Of the recording: "sglang". Default: all. */
  product?: RegExp | undefined;
  /** Of the request: "get-server-info". Default: all. */
  request?: RegExp | undefined;
  field: RegExp;
  reason: string;
}

/** A recorded request and what an emulator says to it. */
export interface Pair {
  ask: Ask;
  recorded: Reply;
  emulated: Reply;
}

/** Sends the recorded battery to an emulator that is in the same situation. */
export async function askAgain(
  origin: string,
  recording: Recording,
  key: string | undefined,
): Promise<Pair[]> {
  const { only, ...situation } = recording.situation;
  const asks = battery({ ...situation, only: only === undefined ? undefined : new RegExp(only) });
  const pairs: Pair[] = [];
  for (const ask of asks) {
    const recorded = recording.get(ask.name) ?? recording.get(unknownPath(ask));
    if (recorded === undefined) continue;
    const emulated = await askFor(origin, ask, key, { keep: [situation.model] });
    pairs.push({ ask, recorded, emulated });
  }
  return pairs;
}

/** A path without a recording is one that the server does not have. */
function unknownPath({ method, auth }: Ask): string {
  return auth === "none" ? "no-key-unknown-path" : `unknown-path${method === "POST" ? "-post" : ""}`;
}

/** True when a field may differ. */
export function isExcused(
  folder: string,
  request: string,
  field: string,
  exceptions: readonly Exception[],
): boolean {
  return exceptions.some(
    (exception) =>
      (exception.product?.test(folder) ?? true) &&
      (exception.request?.test(request) ?? true) &&
      exception.field.test(field),
  );
}

/** The fields that differ: "chat: body.usage.total_tokens: 24, emulated: null". */
export function differences(
  folder: string,
  pairs: readonly Pair[],
  exceptions: readonly Exception[],
): string[] {
  return pairs.flatMap(({ ask, recorded, emulated }) =>
    compare(seen(recorded), seen(emulated), "", (field) =>
      isExcused(folder, ask.name, field, exceptions),
    ).map((what) => `${ask.name}: ${what}`),
  );
}

/** A reply without the request. */
export function seen({ status, headers, body, text, events, lines }: Reply): Json {
  return parseJson(JSON.stringify({ status, headers, body, text, events, lines })) ?? null;
}

/** The fields in which two replies differ. */
export function compare(
  recorded: Json | undefined,
  got: Json | undefined,
  at: string,
  excused: (field: string) => boolean,
): string[] {
  if (excused(at)) return [];
  if (isObject(recorded) && isObject(got)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(got)])];
    return keys.flatMap((key) => compare(recorded[key], got[key], at === "" ? key : `${at}.${key}`, excused));
  }
  if (Array.isArray(recorded) && Array.isArray(got)) {
    const longest = recorded.length > got.length ? recorded : got;
    return longest.flatMap((_, index) => compare(recorded[index], got[index], `${at}.${index}`, excused));
  }
  return recorded === got ? [] : [`${at}: ${show(recorded)}, emulated: ${show(got)}`];
}

function show(value: Json | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value).slice(0, 300);
}
