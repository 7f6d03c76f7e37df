import { type Known, known, unknown } from "../core/known.ts";
import type { Hardware } from "../machine/types.ts";
import { USABLE_SHARE } from "./candidates.ts";
import type { Catalog, CatalogModel, Quant } from "./catalog.ts";
import { machineOf } from "./machine.ts";
import { type Need, needOf } from "./memory.ts";

/** Whether a model with this context fits this machine. */
export interface ModelFit {
  model: CatalogModel;
  /** The form that was reckoned with. */
  quant: Quant | null;
  /** True: the name does not tell the form, and the smallest one from 4 bits on was taken, so that need is a minimum. */
  quantAssumed: boolean;
  /** Null: weights only, because the need for context is not known. */
  need: Need | null;
  weightsBytes: number;
  budgetBytes: number | null;
  /** Null: not known. */
  fits: boolean | null;
}

export interface FitHints {
  /** Bytes of the weights as the server tells them; better than any catalogue. */
  sizeBytes?: number | null;
  /** "q4_k_m", "4bit", as the server tells it. */
  quantization?: string | null;
}

/** Endings of ids that say how a model is packed, not which it is. */
const PACKING =
  /[-_.](?:gguf|mlx|gs\d+|g\d+|\d+bits?|(?:ud[-_])?i?q\d(?:[-_][a-z0-9]+)*|fp(?:4|8|16)|bf16|f16|nvfp4|mxfp[48]|awq|gptq|int[48]|w\d+a\d+|it|instruct|latest|dynamic)$/;

/** Publisher prefix, `:tag`, packing endings and separators taken off: "lmstudio/Qwen3.5-9B-GGUF" is "qwen359b". */
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

/**
 * Whether `model` (an id as a server lists it, or a row) fits with `context` tokens. Confidence is low: the match is by
 * name. What the server itself allocates is the better witness where it is known.
 */
export function fitOf(
  model: string | CatalogModel,
  context: number,
  hardware: Hardware,
  catalog: Catalog,
  hints: FitHints = {},
): Known<ModelFit> {
  const row = typeof model === "string" ? matchModel(model, catalog) : model;
  if (row === null) return unknown(`"${String(model)}" is not in the catalogue`);
  const { quant, assumed } = quantOf(
    row,
    `${typeof model === "string" ? model : ""} ${hints.quantization ?? ""}`,
  );
  const weightsBytes = hints.sizeBytes ?? quant?.bytes ?? null;
  if (weightsBytes === null) return unknown(`the size of ${row.name} is not in the catalogue`);
  const machine = machineOf(hardware);
  const need =
    row.geometry &&
    needOf(
      { weightsBytes, geometry: row.geometry, vocab: row.vocab },
      { context, kvType: "f16", devices: machine.devices },
    );
  const limit = machine.budgetBytes === null ? null : machine.budgetBytes * USABLE_SHARE;
  return known(
    {
      model: row,
      quant,
      quantAssumed: assumed && (hints.sizeBytes ?? null) === null,
      need,
      weightsBytes,
      budgetBytes: machine.budgetBytes,
      fits: fitsIn(need, weightsBytes, limit),
    },
    `catalogue row ${row.id}, matched by name`,
    "low",
  );
}

/** Without a known cache, weights that are too large are still too large. */
function fitsIn(need: Need | null, weightsBytes: number, limit: number | null): boolean | null {
  if (limit === null) return null;
  if (need !== null) return need.total <= limit;
  return weightsBytes > limit ? false : null;
}

/** The form that a text names, else the smallest from 4 bits on. */
function quantOf(row: CatalogModel, text: string): { quant: Quant | null; assumed: boolean } {
  const named = namedQuant(row, text);
  if (named !== null) return { quant: named, assumed: false };
  const sized = row.quants.filter((q) => q.bits >= 4 && q.bytes !== null);
  const smallest = sized.sort((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0))[0];
  return { quant: smallest ?? null, assumed: true };
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
