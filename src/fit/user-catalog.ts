import { asArray, asNumber, getKey, isObject, type Json, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { firstFault } from "../openclaw/schema/validate.ts";
import { type CatalogData, withBases } from "./bases.ts";
import { OWN_ROWS, WHOLE_CATALOG } from "./catalog-schema.ts";

/** One thing that is wrong with a catalog of the user, and where. */
interface CatalogProblem {
  path: ConfigPath;
  message: string;
}

type CatalogResult = { ok: true; data: CatalogData } | { ok: false; problem: CatalogProblem };

/**
 * A catalog with the rows of a user's file: a row with a known id overrides field by field (forms by their name), any other
 * is added. A file with a date at its top is a whole catalog, which replaces this one.
 */
export function mergeCatalog(base: CatalogData, user: Json, fileName: string): CatalogResult {
  const asOf = getKey(user, "asOf");
  const problem = firstFault(asOf === undefined ? OWN_ROWS : WHOLE_CATALOG, user);
  if (problem !== null) return { ok: false, problem };
  const whole = typeof asOf === "string";
  const own = asArray(getKey(user, "models")).filter(isObject);
  const models = whole ? [] : [...base.models];
  for (const [i, row] of own.entries()) {
    const at = models.findIndex((other) => other["id"] === row["id"]);
    const before = models[at];
    if (before !== undefined) models[at] = override(before, row, fileName);
    else {
      if (asNumber(getKey(row["params"], "totalB")) === undefined && typeof row["base"] !== "string") {
        const message = `"params.totalB" (10^9 parameters) is missing, which a new model needs`;
        return { ok: false, problem: { path: ["models", i], message } };
      }
      models.push(override(freshRow(row, fileName), row, fileName));
    }
  }
  const fault = faultOfBases(models, own);
  if (fault !== null) return { ok: false, problem: fault };
  const source = whole ? fileName : `${base.source}, ${fileName}`;
  return { ok: true, data: { asOf: whole ? asOf : base.asOf, source, models } };
}

/** The place is that of a row in the file: all others were sound without it. */
function faultOfBases(models: readonly JsonObject[], own: readonly JsonObject[]): CatalogProblem | null {
  const resolved = withBases(models);
  if (resolved.ok) return null;
  const { chain, message } = resolved.problem;
  const at = chain
    .map((id) => own.findIndex((row) => row["id"] === id && typeof row["base"] === "string"))
    .find((i) => i !== -1);
  return { path: at === undefined ? ["models"] : ["models", at, "base"], message };
}

function freshRow(row: JsonObject, fileName: string): JsonObject {
  const id = row["id"] ?? "";
  return { id, name: id, repo: id, family: id, asOf: "user", source: fileName };
}

function override(before: JsonObject, row: JsonObject, fileName: string): JsonObject {
  const merged: JsonObject = { ...before };
  for (const [key, value] of Object.entries(row)) {
    const old = merged[key];
    const mergeable = (key === "params" || key === "parsers") && isObject(old) && isObject(value);
    merged[key] = mergeable ? { ...old, ...value } : value;
  }
  if (isObject(row["geometry"])) merged["geometry"] = withSource(row["geometry"], fileName);
  for (const key of ["experts", "mtp"]) {
    const own = row[key];
    if (isObject(own)) merged[key] = { source: fileName, ...own };
  }
  if (row["quants"] !== undefined)
    merged["quants"] = mergeQuants(asArray(before["quants"]), asArray(row["quants"]), fileName);
  return merged;
}

function mergeQuants(before: readonly Json[], own: readonly Json[], fileName: string): Json[] {
  const names = new Set(own.map((quant) => getKey(quant, "name")));
  const kept = before.filter((quant) => !names.has(getKey(quant, "name")));
  return [...kept, ...own.filter(isObject).map((quant) => withSource(quant, fileName))];
}

/** The user's own figures count as certain. */
function withSource(value: JsonObject, fileName: string): JsonObject {
  return { source: fileName, confidence: "high", ...value };
}
