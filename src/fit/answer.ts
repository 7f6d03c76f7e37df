import { UserError } from "../core/errors.ts";
import { fromHere } from "../core/own-files.ts";
import type { Hardware } from "../machine/types.ts";
import { askFor, findModel } from "./ask.ts";
import type { Catalog, CatalogModel } from "./catalog.ts";
import { type CatalogSources, catalogFor } from "./catalog-file.ts";
import { isModelFile, readModelFile } from "./model-file.ts";
import { poolOf } from "./pool.ts";
import { type RecommendOptions, recommend } from "./recommend.ts";
import type { AskedModel, Recommendation } from "./types.ts";

/** What `recommend` is asked. */
export interface FitQuestion extends Pick<RecommendOptions, "context" | "server" | "allowLowQuant"> {
  /** A name of the catalog, a .gguf file or a config.json; absent: what fits best. */
  model?: string | undefined;
  quant?: string | undefined;
  /** The user's own catalog. */
  catalog?: string | undefined;
}

export interface FitAnswer {
  recommendation: Recommendation;
  /** What the named model needs; null when none is named. */
  asked: AskedModel | null;
}

/** Reads the question before the machine is probed, so that mistakes show at once. Returns what answers it. */
export function readQuestion(
  question: FitQuestion,
  sources: CatalogSources,
): (hardware: Hardware) => FitAnswer {
  const { model: name, context, quant, server, allowLowQuant } = question;
  const catalog = catalogFor(question.catalog, sources);
  const model = name === undefined ? null : namedModel(name, catalog, sources);
  if (quant !== undefined && model === null)
    throw new UserError("--quant is a form of --model, which is missing");
  const options: RecommendOptions = { context, server, allowLowQuant };
  return (hardware) => {
    if (model === null) return { recommendation: recommend(hardware, options, catalog), asked: null };
    const only = { ...catalog, models: [{ ...model, rank: model.rank ?? 0 }] };
    return {
      recommendation: recommend(hardware, { ...options, named: true }, only),
      asked: askFor({ model, context, quant }, poolOf(hardware)),
    };
  };
}

function namedModel(name: string, catalog: Catalog, { fs, host }: CatalogSources): CatalogModel {
  return isModelFile(name) ? readModelFile(fromHere(name, host), fs) : findModel(name, catalog);
}
