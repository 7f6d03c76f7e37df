import type { Catalog, CatalogModel, Quant } from "./catalog.ts";

/** Endings of ids for the packing of a model. */
const PACKING =
  /[-_.](?:gguf|mlx|gs\d+|g\d+|\d+bits?|(?:ud[-_])?i?q\d(?:[-_][a-z0-9]+)*|fp(?:4|8|16)|bf16|f16|nvfp4|mxfp[48]|awq|gptq|int[48]|w\d+a\d+|it|instruct|latest|dynamic)$/;

/** Without publisher, `:`, packing and separators: "lmstudio/Qwen3.5-9B-GGUF" is "qwen359b". @internal */
export function looseName(id: string): string {
  let name = id.toLowerCase().split("/").at(-1) ?? "";
  name = name.replaceAll(":", "-").replace(/@.*$/, "");
  for (let before = ""; before !== name; ) {
    before = name;
    name = name.replace(PACKING, "");
  }
  return name.replaceAll(/[-_. ]/g, "");
}

/** The active parameters, which many servers leave out of a name: "qwen3-coder:30b". */
const ACTIVE = /a\d+b$/;

/** The row of a server's model id, by name. Null: none in the catalog. */
export function matchModel(id: string, catalog: Catalog): CatalogModel | null {
  // a tag may be a size ("gpt-oss:20b") or only a packing ("llama:latest-q8"), so both ways are tried
  const wanted = [looseName(id), looseName(id.replace(/:.*$/, ""))];
  const namesOf = ({ id: own, repo, lmstudioKey, ollama, aliases }: CatalogModel) =>
    [own, repo, lmstudioKey, ollama, ...aliases].flatMap((name) => (name === null ? [] : [looseName(name)]));
  const rowBy = (form: (own: string) => string) =>
    wanted
      .map((name) => catalog.models.find((model) => namesOf(model).some((own) => form(own) === name)))
      .find((row) => row !== undefined);
  return rowBy((own) => own) ?? rowBy((own) => own.replace(ACTIVE, "")) ?? null;
}

/** The form of a row that a text (an id, a quantization) names; null: none. */
export function namedQuant(row: CatalogModel, text: string): Quant | null {
  const words = text.toLowerCase().replaceAll("-", "_");
  const named = row.quants.find(({ name }) => words.includes(name.toLowerCase().replaceAll("-", "_")));
  if (named) return named;
  const bits = Number(/(?:^|[_:.\s/])(?:ud_)?i?q?(\d)_?(?:bit|k|xs|0)/.exec(words)?.[1] ?? Number.NaN);
  const alike = row.quants.filter((q) => q.bits === bits && q.bytes !== null);
  // mlx-community's names end in "-4bit"
  const mlx = /mlx|\dbit/.test(words) ? alike.find((q) => q.format === "mlx") : undefined;
  return mlx ?? alike[0] ?? null;
}
