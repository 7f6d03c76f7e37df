import type { CatalogModel, Quant } from "./catalog.ts";

/**
 * Words in ids and repositories of models without chat: pretrained only, for embeddings or ranking, or a draft model for a
 * larger one. A user's own rows may be any of these.
 */
const NO_CHAT =
  /(?:^|[-_./ ])(?:base|pt|pretrained|embed(?:ding|dings|der)?|rerank(?:er)?|reward|draft(?:er)?|eagle\d?|speculator|mmproj)(?=$|[-_./ ])/i;
/** Files with less than this share of their nominal bits are a part of a model, such as one shard. */
const WHOLE_SHARE = 0.6;

/** False for models that an agent cannot use, whatever their score. */
export function isChatModel({ id, name, repo }: Pick<CatalogModel, "id" | "name" | "repo">): boolean {
  // the publisher may be called anything
  return ![id, name, repo.split("/").at(-1) ?? ""].some((text) => NO_CHAT.test(text));
}

/** False when the size is that of a part of the model. True when the size is unknown. */
export function isWhole({ params }: Pick<CatalogModel, "params">, { bytes, bits }: Quant): boolean {
  return bytes === null || bytes * 8 >= WHOLE_SHARE * bits * params.totalB * 1e9;
}
