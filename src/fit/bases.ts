import { isObject, type JsonObject } from "../core/json.ts";

/** A catalog that is not read into its types yet. */
export interface CatalogData {
  asOf: string;
  /** "shipped", and the user's files. */
  source: string;
  models: JsonObject[];
}

/** What a fine-tune has from the model that it was trained from, unless its own row says otherwise. */
const INHERITED = ["params", "contextNative", "vocab", "blocks", "geometry", "experts"] as const;

/** A row whose `base` cannot be followed. */
interface BaseProblem {
  /** Ids from the row on, up to the one that is unknown or comes again. */
  chain: string[];
  message: string;
}

type Resolved = { ok: true; rows: JsonObject[] } | { ok: false; problem: BaseProblem };

/**
 * The rows of a catalog with what they inherit through `base`: a fine-tune changes the weights, not the shape. Its prediction
 * heads are not inherited, because training often drops them, nor are licence, parsers and sizes.
 */
export function withBases(rows: readonly JsonObject[]): Resolved {
  const byId = new Map(rows.map((row) => [row["id"], row]));
  const done: JsonObject[] = [];
  for (const row of rows) {
    const chain = [row];
    for (let last = row; typeof last["base"] === "string"; ) {
      const base = byId.get(last["base"]);
      const ids = [...chain.map((link) => String(link["id"])), last["base"]];
      if (base === undefined)
        return { ok: false, problem: { chain: ids, message: `no model has the id "${last["base"]}"` } };
      if (chain.includes(base))
        return { ok: false, problem: { chain: ids, message: `goes in a circle: ${ids.join(", ")}` } };
      chain.push(base);
      last = base;
    }
    done.push(chain.reduceRight((base, own) => inherit(own, base)));
  }
  return { ok: true, rows: done };
}

function inherit(own: JsonObject, base: JsonObject): JsonObject {
  const merged = { ...own };
  for (const key of INHERITED) {
    const value = base[key];
    if (Object.hasOwn(own, key) || value === undefined) continue;
    merged[key] = isObject(value) && key !== "params" ? inferred(value, base) : value;
  }
  return merged;
}

/** Nobody has looked at the fine-tune itself. */
function inferred(value: JsonObject, base: JsonObject): JsonObject {
  const source = `as its base ${String(base["id"])}: ${String(value["source"] ?? "no source")}`;
  return { ...value, source, ...(value["confidence"] === "high" && { confidence: "medium" }) };
}
