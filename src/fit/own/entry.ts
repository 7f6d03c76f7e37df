import { asArray, asNumber, asString, getIn, getKey, type Json } from "../../core/json.ts";
import { MEASURES, type Rate } from "../../core/measured.ts";
import type { DepthSpeed, SpeedSpread } from "../../core/speed.ts";
import { neutralize } from "../../core/text.ts";
import type { OwnEntry, OwnExam } from "./types.ts";

/** The entries of a file. */
export function entriesOf(file: Json): Json[] {
  return asArray(getKey(file, "entries"));
}

/** An entry that the schema has passed; null where its figures contradict each other. Texts in it are made harmless. */
export function entryIn(json: Json): OwnEntry | null {
  const depths = asArray(getKey(json, "depths")).map(depthIn);
  const exam = examIn(getKey(json, "exam"));
  const measuredAt = date(getKey(json, "measuredAt"));
  const port = asNumber(getIn(json, ["server", "port"]));
  const model = words(getKey(json, "model"));
  if (measuredAt === null || port === undefined || model === null || exam === "wrong") return null;
  if (!depths.every((one) => one !== null)) return null;
  return {
    measuredAt,
    tool: words(getKey(json, "tool")) ?? "",
    server: {
      kind: words(getIn(json, ["server", "kind"])),
      product: words(getIn(json, ["server", "product"])),
      version: words(getIn(json, ["server", "version"])),
      port,
    },
    model,
    quantization: words(getKey(json, "quantization")),
    context: figure(getKey(json, "context")),
    hardware: {
      gpus: asArray(getIn(json, ["hardware", "gpus"])).map((gpu) => ({
        name: words(getKey(gpu, "name")),
        memoryBytes: figure(getKey(gpu, "memoryBytes")),
      })),
      cpu: words(getIn(json, ["hardware", "cpu"])),
      ramBytes: figure(getIn(json, ["hardware", "ramBytes"])),
    },
    depths,
    exam,
  };
}

function depthIn(json: Json): DepthSpeed | null {
  const depth = figure(getKey(json, "depth"));
  const promptTokens = figure(getKey(json, "promptTokens"));
  const prefill = spreadIn(getKey(json, "prefill"));
  const decode = spreadIn(getKey(json, "decode"));
  if (depth === null || promptTokens === null || prefill === "wrong" || decode === "wrong") return null;
  const seconds = figure(getIn(json, ["again", "seconds"]));
  const cachedTokens = figure(getIn(json, ["again", "cachedTokens"]));
  return {
    ...{ depth, promptTokens, prefill, decode },
    why: words(getKey(json, "why")),
    again: seconds === null ? null : { seconds, cachedTokens },
  };
}

/** Also a hand-made file has its median between the extremes. */
function spreadIn(json: Json | undefined): SpeedSpread | null | "wrong" {
  if (json === null) return null;
  const [median, low, high, runs] = ["median", "low", "high", "runs"].map((key) =>
    asNumber(getKey(json, key)),
  );
  if (median === undefined || low === undefined || high === undefined || runs === undefined) return "wrong";
  if (!(low <= median && median <= high)) return "wrong";
  return { median, low, high, runs, source: getKey(json, "source") === "server" ? "server" : "stream" };
}

function examIn(json: Json | undefined): OwnExam | null | "wrong" {
  if (json === null) return null;
  const measuredAt = date(getKey(json, "measuredAt"));
  const runs = asNumber(getKey(json, "runs"));
  const rates = MEASURES.map((measure) => rateIn(getIn(json, ["measures", measure])));
  const [calls, tool, args, steps, valid, loops, reasoning, planted] = rates;
  if (measuredAt === null || runs === undefined) return "wrong";
  if (!calls || !tool || !args || !steps || !valid || !loops || !reasoning || !planted) return "wrong";
  const measures = { calls, tool, arguments: args, steps, json: valid, loops, reasoning, planted };
  return { measuredAt, runs, measures };
}

function rateIn(json: Json | undefined): Rate | null {
  const [good, of, low, high] = ["good", "of", "low", "high"].map((key) => asNumber(getKey(json, key)));
  if (good === undefined || of === undefined || low === undefined || high === undefined) return null;
  return good <= of && low <= high ? { good, of, low, high } : null;
}

/** The file is JSON5, which has numbers that are none. */
function figure(json: Json | undefined): number | null {
  return asNumber(json) ?? null;
}

function words(json: Json | undefined): string | null {
  const text = asString(json);
  return text === undefined ? null : neutralize(text, 400);
}

/** A day that does not exist is no date. */
function date(json: Json | undefined): string | null {
  const text = asString(json);
  return text === undefined || Number.isNaN(Date.parse(text)) ? null : text;
}
