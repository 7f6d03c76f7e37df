import { asNumber, asString, getKey, isObject, parseJson } from "../../../src/core/json.ts";
import type { Model } from "./fit.ts";

/** test/fit/evidence/models.json */
export function parseModels(text: string): Map<string, Model> {
  const models = getKey(parseJson(text), "models");
  if (!isObject(models)) throw new Error("models.json: models: not an object");
  return new Map(
    Object.entries(models).map(([id, row]) => {
      const [totalB, activeB] = [asNumber(getKey(row, "totalB")), asNumber(getKey(row, "activeB"))];
      if (totalB === undefined || activeB === undefined) throw new Error(`models.json: ${id}: no size`);
      return [id, { totalB, activeB, released: asString(getKey(row, "released")) ?? null }];
    }),
  );
}

/** test/fit/evidence/old-rank.json */
export function parseRanks(text: string): Map<string, number> {
  const rank = getKey(parseJson(text), "rank");
  if (!isObject(rank)) throw new Error("old-rank.json: rank: not an object");
  return new Map(
    Object.entries(rank).flatMap(([id, value]) => (typeof value === "number" ? [[id, value]] : [])),
  );
}
