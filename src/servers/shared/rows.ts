import { asArray, asCount, asString, getIn, getKey, type Json } from "../../core/json.ts";
import { type Known, known, unknown } from "../../core/known.ts";
import type { HttpOutcome } from "../../ports/index.ts";
import type { ModelType, ServerModel } from "./facts.ts";
import { cleanString, rowsOf } from "./replies.ts";

/** Ids of embedding and ranking models, for servers that do not report types. */
const EMBEDDING_ID =
  /(^|[-_/])(text-embedding|embed(ding)?s?|bge|e5|gte|nomic-embed|jina-embeddings|minilm|rerank(er)?)([-_.:/]|$)/i;

/** The type that an id suggests. */
export function typeFromId(id: string): ModelType {
  return EMBEDDING_ID.test(id) ? "embedding" : "llm";
}

/** A model with the facts that are known of it. */
export function makeModel(id: string, facts: Partial<ServerModel> = {}): ServerModel {
  return {
    id,
    aliases: [],
    type: typeFromId(id),
    loaded: null,
    loading: false,
    contextAllocated: unknown("the server does not tell it"),
    contextTrained: unknown("the server does not tell it"),
    capabilities: { tools: null, vision: null, reasoning: null },
    quantization: null,
    sizeBytes: null,
    gpuBytes: null,
    remote: false,
    instances: [],
    slots: null,
    ...facts,
  };
}

/** The id of a row exactly as the server sent it, which is what requests must name; what prints it cleans it. */
export function rowId(row: Json): string {
  return asString(getKey(row, "id")) ?? "";
}

/** Names of a row's `aliases`, without the id itself. */
export function rowAliases(row: Json): string[] {
  const names = asArray(getKey(row, "aliases")).map(asString);
  return names.filter((name) => name !== undefined).filter((name) => name !== rowId(row));
}

/** A count at a path of a row, or null. */
export function countAt(row: unknown, path: readonly (string | number)[]): number | null {
  return asCount(getIn(row, path)) ?? null;
}

/** A size that a server reports, else unknown. */
export function reported(
  size: number | null,
  source: string,
  otherwise = `${source} does not tell it`,
): Known<number> {
  return size === null ? unknown(otherwise) : known(size, source);
}

/** The name of a quantization in lower case, or null. */
export function quantAt(row: Json, path: readonly string[]): string | null {
  return cleanString(getIn(row, path), 40)?.toLowerCase() ?? null;
}

/** Whether a list holds a word; null when there is no list. */
export function holds(list: Json | undefined, word: string): boolean | null {
  return Array.isArray(list) ? list.includes(word) : null;
}

/** The models of an OpenAI model list; rows without an id are left out. */
export function modelsOf(
  outcome: HttpOutcome,
  read: (id: string, row: Json) => ServerModel = (id) => makeModel(id),
): ServerModel[] {
  return rowsOf(outcome).flatMap((row) => {
    const id = rowId(row);
    return id === "" ? [] : [read(id, row)];
  });
}
