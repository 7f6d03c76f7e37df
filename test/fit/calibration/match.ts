import type { Catalog, CatalogModel, Quant } from "../../../src/fit/catalog.ts";
import { looseName } from "../../../src/fit/match.ts";
import { ggufBytes } from "../../../src/fit/memory.ts";
import type { ComputeSpeed } from "../../../src/fit/prefill.ts";
import { appleBandwidth, bandwidthOf } from "../../../src/machine/bandwidth.ts";
import { computeOf } from "../../../src/machine/compute.ts";
import type { Row } from "./rows.ts";

/** Names round the parameters, but "Nano-4B" is another model than "Nano-30B". */
const SIZE_SHARE = 0.15;

/** The catalog row with the longest name that the measured name contains ("unsloth/Qwen3.6-27B-MTP-GGUF"). */
export function modelOfRow(row: Row, catalog: Catalog): CatalogModel | null {
  const written = row.hfId.split("/").at(-1) ?? "";
  const name = flat(written);
  const sizes = [...written.matchAll(/(?<![\w.])A?(\d+(?:\.\d+)?)B\b/gi)].map((match) => Number(match[1]));
  const ofSize = ({ params }: CatalogModel) =>
    sizes.length === 0 || sizes.some((size) => Math.abs(size - params.totalB) <= SIZE_SHARE * params.totalB);
  const candidates = catalog.models.filter(ofSize);
  return longest(name, candidates, (own) => own) ?? longest(name, candidates, withoutMaker);
}

/** "qwen3.6-27b" as fine-tunes name it: "Qwopus3.6-27B". Version and size together are the base model's. */
function withoutMaker(own: string): string {
  const rest = own.replace(/^[a-z]+/, "");
  return /\d{2,}b/.test(rest) && rest.length >= 5 ? rest : "";
}

function longest(
  name: string,
  models: readonly CatalogModel[],
  shape: (own: string) => string,
): CatalogModel | null {
  const hits = models.flatMap((model) =>
    [model.id, model.repo, ...model.aliases]
      .map((own) => shape(looseName(own)))
      .filter((own) => own.length > 4 && name.includes(own))
      .map((own) => ({ model, length: own.length })),
  );
  return hits.sort((a, b) => b.length - a.length)[0]?.model ?? null;
}

function flat(text: string): string {
  return text.toLowerCase().replaceAll(/[-_. ]/g, "");
}

/**
 * The measured form: that of the catalog with this name, else the size by bits per weight. Every GGUF of a model that was
 * released in 4 bits keeps those tensors and is about as large.
 */
export function quantOfRow(row: Row, model: CatalogModel): Quant | null {
  if (row.engine === "hipfire") return null;
  if (row.engine === "vllm") return vllmQuant(row.quant, model);
  const name = row.quant.replace(/^Unsloth-Dynamic-/, "UD-");
  if (row.engine === "mlx") return mlxQuant(name, model);
  const ggufs = model.quants.filter((q) => q.format === "gguf" && q.bytes !== null);
  const same = ggufs.find((q) => q.name.replace("UD-", "") === name.replace("UD-", ""));
  const native = ggufs.find((q) => q.native && q.bits === 4);
  if (same ?? native) return same ?? native ?? null;
  const bytes = ggufBytes(model.params.totalB, name);
  return bytes === null ? null : made(name, "gguf", bytes);
}

/** bf16 is two bytes a parameter; other forms only where their size is published. */
function vllmQuant(name: string, model: CatalogModel): Quant | null {
  const kind = /^(bf16|fp8|nvfp4|mxfp4|awq-int4|autoround-int4)/i.exec(name)?.[1]?.toLowerCase();
  if (kind === "bf16") return made(name, "safetensors", model.params.totalB * 2e9);
  const word = kind?.endsWith("int4") ? "int4" : kind;
  const forms = model.quants.filter((q) => q.format === "safetensors" && q.bytes !== null);
  return forms.find((q) => word !== undefined && q.name.toLowerCase().includes(word)) ?? null;
}

function mlxQuant(name: string, model: CatalogModel): Quant | null {
  const bits = /(\d)bit|int(\d)|MLX-(\d)/i.exec(name)?.slice(1).find(Boolean);
  return model.quants.find((q) => q.format === "mlx" && q.bits === Number(bits)) ?? null;
}

function made(name: string, format: Quant["format"], bytes: number): Quant {
  return {
    name,
    bits: 4,
    format,
    bytes,
    source: "bits a weight",
    confidence: "low",
    native: false,
    repo: null,
  };
}

/** GB/s of the machine, or null. */
export function bandwidthOfRow(row: Row): number | null {
  if (row.chip !== null) {
    return appleBandwidth(chipOf(row) ?? "", 40);
  }
  return bandwidthOf(row.gpu);
}

export function machineOfRow(row: Row): ComputeSpeed {
  const metal = row.chip !== null;
  const vendor = metal ? "apple" : /RX|Radeon|Strix/.test(row.gpu ?? "") ? "amd" : "nvidia";
  const unified = metal || /Strix|GB10|890M/.test(row.gpu ?? "");
  const name = chipOf(row);
  const bandwidthGBs = bandwidthOfRow(row);
  return { bandwidthGBs, metal, vendor, kind: unified ? "unified" : "gpu", tflops: computeOf(name) };
}

/** "Apple M4 M4 Max": the form repeats the chip. */
function chipOf(row: Row): string | null {
  return row.chip === null ? row.gpu : `${row.chip.replace(/^Apple M\d (M\d)/i, "Apple $1")}`;
}
