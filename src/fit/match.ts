import type { Catalog, CatalogModel, Quant } from "./catalog.ts";

/** Endings of ids that say how a model is packed, not which it is. */
const PACKING =
  /[-_.](?:gguf|mlx|gs\d+|g\d+|\d+bits?|(?:ud[-_])?i?q\d(?:[-_][a-z0-9]+)*|fp(?:4|8|16)|bf16|f16|nvfp4|mxfp[48]|awq|gptq|int[48]|w\d+a\d+|it|instruct|latest|dynamic)$/;

/** Publisher prefix, `:tag`, packing endings and separators taken off: "lmstudio/Qwen3.5-9B-GGUF" is "qwen359b". @internal */
export function looseName(id: string): string {
  let name = id.toLowerCase().split("/").at(-1) ?? "";
  name = name.replaceAll(":", "-").replace(/@.*$/, "");
  for (let before = ""; before !== name; ) {
    before = name;
    name = name.replace(PACKING, "");
  }
  return name.replaceAll(/[-_. ]/g, "");
}

/** The share that is read for each token, which many servers leave out of a name: "qwen3-coder:30b". */
const ACTIVE = /a\d+b$/;

/** The row of a server's model id, matched by name. Null where the catalogue has none. */
export function matchModel(id: string, catalog: Catalog): CatalogModel | null {
  // A tag may be a size ("gpt-oss:20b") or only a packing ("llama:latest-q8"), so it is tried both ways.
  const wanted = [looseName(id), looseName(id.replace(/:.*$/, ""))];
  const namesOf = ({ id: own, repo, lmstudioKey, ollama, aliases }: CatalogModel) =>
    [own, repo, lmstudioKey, ollama, ...aliases].flatMap((name) => (name === null ? [] : [looseName(name)]));
  for (const name of wanted) {
    const row = catalog.models.find((model) => namesOf(model).includes(name));
    if (row) return row;
  }
  for (const name of wanted) {
    const row = catalog.models.find((model) =>
      namesOf(model).some((own) => own.replace(ACTIVE, "") === name),
    );
    if (row) return row;
  }
  return null;
}

/** The form of a row that an id or a server's word for the quantization names; null where it names none. */
export function namedQuant(row: CatalogModel, text: string): Quant | null {
  const words = text.toLowerCase().replaceAll("-", "_");
  const named = row.quants.find(({ name }) => words.includes(name.toLowerCase().replaceAll("-", "_")));
  if (named) return named;
  const bits = Number(/(?:^|[_:.\s/])(?:ud_)?i?q?(\d)_?(?:bit|k|xs|0)/.exec(words)?.[1] ?? Number.NaN);
  const alike = row.quants.filter((q) => q.bits === bits && q.bytes !== null);
  // "-4bit" is how mlx-community names its files
  const mlx = /mlx|\dbit/.test(words) ? alike.find((q) => q.format === "mlx") : undefined;
  return mlx ?? alike[0] ?? null;
}
