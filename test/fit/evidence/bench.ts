import {
  asArray,
  asNumber,
  asString,
  getKey,
  isObject,
  type Json,
  parseJson,
} from "../../../src/core/json.ts";

/** One result as published. */
export interface Row {
  /** Id in the style of the catalog; null: a model that the catalog cannot name. */
  model: string | null;
  /** The name there. */
  as: string;
  /** "hosted", or the quantization and ", local". */
  form: string;
  score: number;
  /** Tasks; null: not stated. */
  n: number | null;
  repeats: number | null;
  /** As exactly as stated: a day, a month, a year; null: not stated. */
  date: string | null;
  /** Share of tasks that passed three times in a row. */
  pass3: number | null;
  /** Standard deviation over runs, in units of the score. */
  spread: number | null;
  /** True: the maker of the model reports it. */
  self: boolean;
}

/** A file of data/evidence. */
export interface Bench {
  id: string;
  name: string;
  url: string | null;
  /** What it tests, in which harness. */
  what: string;
  source: string;
  licence: string;
  asOf: string;
  metric: string;
  /** The best score that it can give. */
  scale: number;
  taskCount: number | null;
  /** Benches of one maker or one set of tasks, which are held out together. */
  group: string;
  bias: string;
  note: string | null;
  rows: Row[];
}

/** Throws with file and place for what is not valid. */
export function parseBench(text: string, file: string): Bench {
  const data = parseJson(text);
  const wrong = (place: string, message: string) => new Error(`${file}: ${place}: ${message}`);
  if (!isObject(data)) throw wrong("the file", "not a JSON object");
  const text_ = (from: Json | undefined, key: string, place = key): string => {
    const found = asString(getKey(from, key));
    if (found === undefined) throw wrong(place, "must be a text");
    return found;
  };
  const scale = asNumber(data["scale"]);
  if (scale === undefined || scale <= 0) throw wrong("scale", "must be a positive number");
  const rows = asArray(data["rows"]).map((row, i): Row => {
    const score = asNumber(getKey(row, "score"));
    const place = `rows[${i}]`;
    if (score === undefined || score < 0 || score > scale)
      throw wrong(`${place}.score`, `must be 0 to ${scale}`);
    const form = text_(row, "form", `${place}.form`);
    if (form !== "hosted" && !form.endsWith(", local")) throw wrong(`${place}.form`, "hosted, or x, local");
    const model = getKey(row, "model") === null ? null : text_(row, "model", `${place}.model`);
    return {
      ...{ model, as: text_(row, "as", `${place}.as`), form, score },
      n: asNumber(getKey(row, "n")) ?? null,
      repeats: asNumber(getKey(row, "repeats")) ?? null,
      date: asString(getKey(row, "date")) ?? null,
      pass3: asNumber(getKey(row, "pass3")) ?? null,
      spread: asNumber(getKey(row, "spread")) ?? null,
      self: getKey(row, "self") === true,
    };
  });
  if (rows.length === 0) throw wrong("rows", "no rows");
  const of = (key: string) => text_(data, key);
  return {
    ...{ id: of("id"), name: of("name"), url: asString(data["url"]) ?? null, what: of("what") },
    ...{ source: of("source"), licence: of("licence"), asOf: of("asOf"), metric: of("metric"), scale },
    ...{ taskCount: asNumber(data["taskCount"]) ?? null, group: of("group"), bias: of("bias") },
    ...{ note: asString(data["note"]) ?? null, rows },
  };
}
