import { UserError } from "../core/errors.ts";
import { fromHere } from "../core/own-files.ts";
import type { Hardware } from "../machine/types.ts";
import { askFor, findModel } from "./ask.ts";
import type { Catalog, CatalogModel } from "./catalog.ts";
import { type CatalogSources, catalogFor } from "./catalog-file.ts";
import { isModelFile, readModelFile } from "./model-file.ts";
import type { OwnFigures } from "./own/types.ts";
import { decodeNear, measuredForm, readSeconds, sourceOf } from "./own/use.ts";
import { poolOf } from "./pool.ts";
import { type RecommendOptions, recommend } from "./recommend.ts";
import type { AskedModel, Recommendation } from "./types.ts";

/** The context at which speeds are told, in tokens. */
const PROMPT_TOKENS = 16_384;

/** What `recommend` is asked. */
export interface FitQuestion extends Pick<RecommendOptions, "context" | "server" | "allowLowQuant"> {
  /** A name of the catalog, a .gguf file or a config.json; absent: what fits best. */
  model?: string | undefined;
  quant?: string | undefined;
  /** The user's own catalog. */
  catalog?: string | undefined;
  /** What bench has measured here; absent: the machine is another one. */
  own?: OwnFigures | undefined;
}

export interface FitAnswer {
  recommendation: Recommendation;
  catalog: Catalog;
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
  return (hardware) => {
    const measured = question.own && measuredBy(question.own, hardware, catalog);
    const options: RecommendOptions = { context, server, allowLowQuant, measured };
    if (model === null)
      return { recommendation: recommend(hardware, options, catalog), catalog, asked: null };
    const only = { ...catalog, models: [model] };
    return {
      recommendation: recommend(hardware, { ...options, named: true }, only),
      catalog,
      asked: askFor({ model, context, quant, catalog }, poolOf(hardware)),
    };
  };
}

/** Looks a form up in the figures of this machine. */
function measuredBy(own: OwnFigures, hardware: Hardware, catalog: Catalog): RecommendOptions["measured"] {
  return (row, quant) => {
    const entry = measuredForm(own, { row, quant }, hardware, catalog);
    if (entry === null) return null;
    const seconds = readSeconds(entry, PROMPT_TOKENS);
    return {
      decode: decodeNear(entry, PROMPT_TOKENS),
      prefill16kSeconds: seconds === null ? null : Math.round(seconds * 10) / 10,
      source: sourceOf(entry),
    };
  };
}

function namedModel(name: string, catalog: Catalog, { fs, host }: CatalogSources): CatalogModel {
  return isModelFile(name) ? readModelFile(fromHere(name, host), fs) : findModel(name, catalog);
}
