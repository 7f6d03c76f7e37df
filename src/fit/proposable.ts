import type { CatalogModel, Quant } from "./catalog.ts";

/**
 * Words in an id or a repository that say that it is nothing to talk to: pretrained only, made for vectors or for
 * ranking, or a helper that guesses tokens for a larger model. Own rows of a user may be any of these.
 */
const NO_CHAT =
  /(?:^|[-_./ ])(?:base|pt|pretrained|embed(?:ding|dings|der)?|rerank(?:er)?|reward|draft(?:er)?|eagle\d?|speculator|mmproj)(?=$|[-_./ ])/i;
/** Of the bits that a form names; files below it are a part of a model, such as one shard of several. */
const WHOLE_SHARE = 0.6;

/** False for models that an agent cannot work with, whatever their rank says. */
export function isChatModel({ id, name, repo }: Pick<CatalogModel, "id" | "name" | "repo">): boolean {
  // the publisher may be called anything
  return ![id, name, repo.split("/").at(-1) ?? ""].some((text) => NO_CHAT.test(text));
}

/** False where the size is that of a part of the model. True where the size is not known. */
export function isWhole({ params }: Pick<CatalogModel, "params">, { bytes, bits }: Quant): boolean {
  return bytes === null || bytes * 8 >= WHOLE_SHARE * bits * params.totalB * 1e9;
}
