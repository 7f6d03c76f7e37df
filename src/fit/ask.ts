import { formatBytes } from "../core/bytes.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { UserError } from "../core/errors.ts";
import { present } from "../core/words.ts";
import { fitAt, isLowQuant, MIN_CONTEXT } from "./candidates.ts";
import type { Catalog, CatalogModel, Quant } from "./catalog.ts";
import { evidenceOf } from "./evidence-text.ts";
import { EXAMPLE_MACHINES } from "./examples.ts";
import { type ExpertPlacement, placeExperts, ramFits } from "./experts.ts";
import { matchModel } from "./match.ts";
import { fitsIn, ggufBytes, type Need, needOf, USABLE_SHARE } from "./memory.ts";
import { budgetFor, canRun, type MemoryPool } from "./pool.ts";
import { expertsInRam } from "./reasons.ts";
import { decodeSpeed, expertSpeed, paceOf } from "./speed.ts";
import { tierOf } from "./tiers.ts";
import type { AskedModel } from "./types.ts";

/** What tool-driven work needs, in tokens. */
const DEFAULT_CONTEXT = 65_536;
/** Examples of each kind of machine: the smallest that suffices, and one with room. */
const EXAMPLES_OF_KIND = 2;
const DEFAULT_BITS = 4;

/** Stronger kin that is named. */
const MAX_KIN = 3;

interface AskRequest {
  model: CatalogModel;
  /** Where stronger models of the same maker are looked for. */
  catalog?: Catalog | undefined;
  context?: number | undefined;
  /** "Q4_K_M", "fp8"; default: the best that fits the machine, else the smallest that is not a low quantization. */
  quant?: string | undefined;
}

/** The row of a name. UserError with the nearest name where there is none. */
export function findModel(name: string, catalog: Catalog): CatalogModel {
  const exact = catalog.models.find((model) => model.id === name.toLowerCase());
  const found = exact ?? matchModel(name, catalog);
  if (found !== null && found !== undefined) return found;
  const meant = didYouMean(
    name,
    catalog.models.map((model) => model.id),
  );
  throw new UserError(`there is no model ${JSON.stringify(name)} in the catalog`, {
    hint:
      meant === undefined
        ? "name a GGUF file or a config.json instead, or add the model with --catalog <file>"
        : `did you mean ${meant}?`,
  });
}

/** What a model needs with a context, whether it fits this machine, and machines that it fits. */
export function askFor(request: AskRequest, pool: MemoryPool): AskedModel {
  const { model } = request;
  const context =
    request.context ?? Math.min(DEFAULT_CONTEXT, model.contextNative ?? Number.POSITIVE_INFINITY);
  const quant =
    request.quant === undefined ? chooseQuant(model, context, pool) : quantNamed(model, request.quant);
  const need = needOn(model, quant, context, pool.devices, "f16");
  const whole = fitsOn(pool, quant, need);
  const placed =
    quant === null || whole === true ? null : placeExperts(pool, model, quant, { context, kvType: "f16" });
  const split = placed && ramFits(placed.placement);
  const speed =
    split === true && placed !== null
      ? expertSpeed(model, placed.placement, "f16", pool)
      : quant && decodeSpeed(model, quant, "f16", pool);
  return {
    model: model.id,
    repo: quant?.repo ?? (quant?.format === "gguf" ? model.gguf?.repo : undefined) ?? model.repo,
    source: model.source,
    quant: quant?.name ?? null,
    weightsBytes: quant?.bytes ?? null,
    contextTokens: context,
    contextNative: model.contextNative,
    kvType: "f16",
    needBytes: need,
    budgetBytes: quant === null ? pool.budgetBytes : budgetFor(pool, quant.format),
    fits: split === true ? true : whole,
    experts: placed && {
      ...expertsInRam(placed.placement),
      gpuBytes: placed.need.total,
      fits: split,
    },
    tier: need === null ? null : tierOf(need.total / USABLE_SHARE),
    decodeTokensPerSecond: paceOf(speed),
    machines: quant === null ? [] : machinesFor(model, quant, context),
    forms: formsOf(model, context, pool),
    evidence: evidenceOf(model),
    kin: kinOf(request, context, pool),
    notes: [
      ...notesOf(model, quant, context, need, pool),
      ...expertNotes(placed?.placement ?? null),
      ...model.notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`),
    ],
  };
}

/** The models of its maker that the evidence puts above it. */
function kinOf({ model, catalog }: AskRequest, context: number, pool: MemoryPool): AskedModel["kin"] {
  const maker = ({ repo }: CatalogModel) => repo.split("/", 1)[0];
  const own = model.strength?.score ?? Number.NEGATIVE_INFINITY;
  return (catalog?.models ?? [])
    .flatMap((one) => (maker(one) === maker(model) && one.id !== model.id ? one : []))
    .flatMap(({ strength, ...one }) => (strength !== null && strength.score > own ? { strength, one } : []))
    .sort((a, b) => b.strength.score - a.strength.score)
    .slice(0, MAX_KIN)
    .map(({ strength: { score, low, high }, one }) => {
      const forms = formsOf(
        { ...one, strength: null },
        Math.min(context, one.contextNative ?? context),
        pool,
      );
      const fits = forms.map((form) => form.fits === true || form.fitsWithExpertsInRam === true);
      const known = forms.some((form) => form.fits !== null);
      return { model: one.id, score, low, high, fits: fits.includes(true) ? true : known ? false : null };
    });
}

function needOn(
  model: CatalogModel,
  quant: Quant | null,
  context: number,
  devices: number,
  kvType: "f16" | "q8_0",
): Need | null {
  if (model.geometry === null || quant === null || quant.bytes === null) return null;
  return needOf(
    { weightsBytes: quant.bytes, geometry: model.geometry, vocab: model.vocab },
    { context, kvType, devices },
  );
}

/** Null: unknown. Weights that are too large do not fit, even where the rest is unknown. */
function fitsOn(pool: MemoryPool, quant: Quant | null, need: Need | null): boolean | null {
  if (quant === null) return null;
  if (!canRun(pool, quant.format)) return false;
  const budget = budgetFor(pool, quant.format);
  if (budget === null) return null;
  if (need !== null) return fitsIn(need.total, budget);
  return quant.bytes === null || fitsIn(quant.bytes, budget) ? null : false;
}

/** The most bits that fit here, else the smallest form that is not a low quantization, else the smallest. */
function chooseQuant(model: CatalogModel, context: number, pool: MemoryPool): Quant | null {
  const sized = model.quants.filter((q) => q.bytes !== null).sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
  const sound = sized.filter((q) => !isLowQuant(model, q));
  const here = sound.find((q) => fitsOn(pool, q, needOn(model, q, context, pool.devices, "f16")) === true);
  const common = sound.filter((q) => q.format !== "mlx");
  return here ?? common.at(-1) ?? sound.at(-1) ?? sized.at(-1) ?? model.quants[0] ?? null;
}

/** A form of the row, or a GGUF form whose size is estimated from its bits. */
function quantNamed(model: CatalogModel, name: string): Quant {
  const wanted = name.toLowerCase();
  const found =
    model.quants.find((q) => q.name.toLowerCase() === wanted) ??
    model.quants.find((q) => q.name.toLowerCase() === `ud-${wanted}`);
  if (found !== undefined) return found;
  const bytes = model.params.totalB > 0 ? ggufBytes(model.params.totalB, name) : null;
  if (bytes === null) {
    const unsized = model.params.totalB > 0 ? "" : ", and its number of parameters is not known";
    throw new UserError(`${model.name} has no form ${JSON.stringify(name)} in the catalog${unsized}`, {
      hint: `known: ${model.quants.map((q) => q.name).join(", ") || "none"}; GGUF forms such as Q4_K_M are computed`,
    });
  }
  return {
    name: name.toUpperCase(),
    bits: Number(/\d+/.exec(name)?.[0] ?? DEFAULT_BITS),
    format: "gguf",
    bytes,
    source: `computed: ${model.params.totalB} B parameters by bits a weight`,
    confidence: "low",
    native: false,
    repo: null,
  };
}

/** Of each kind of machine, the smallest that it fits and the next one. */
function machinesFor(model: CatalogModel, quant: Quant, context: number): AskedModel["machines"] {
  return EXAMPLE_MACHINES.flatMap((kind) =>
    kind
      .flatMap(({ name, pool }) => {
        const fit = canRun(pool, quant.format) ? fitAt(pool, model, quant, context, "f16") : null;
        if (fit === null) return [];
        const { budget, need, speed } = fit;
        return [{ name, budgetBytes: budget, needBytes: need.total, decodeTokensPerSecond: paceOf(speed) }];
      })
      .slice(0, EXAMPLES_OF_KIND),
  );
}

function formsOf(model: CatalogModel, context: number, pool: MemoryPool): AskedModel["forms"] {
  return model.quants.map((quant) => {
    const need = needOn(model, quant, context, pool.devices, "f16");
    const fits = fitsOn(pool, quant, need);
    const placed = fits === true ? null : placeExperts(pool, model, quant, { context, kvType: "f16" });
    return {
      quant: quant.name,
      format: quant.format,
      weightsBytes: quant.bytes,
      needBytes: need?.total ?? null,
      fits,
      fitsWithExpertsInRam: placed && ramFits(placed.placement),
    };
  });
}

/** For a note when the weights are unknown. */
function cacheAlone(model: CatalogModel, context: number): string {
  if (model.geometry === null) return "name a form with --quant, or the file itself";
  const { kv, state } = needOf(
    { weightsBytes: 0, geometry: model.geometry, vocab: model.vocab },
    { context, kvType: "f16" },
  );
  return `the cache and state of ${context} tokens take ${formatBytes(kv + state)}`;
}

/** Why experts in main memory are no way out, or that they may be one. */
function expertNotes(placement: ExpertPlacement | null): string[] {
  if (placement === null || ramFits(placement) === true) return [];
  const { ramBytes, ramBudgetBytes } = placement;
  return ramBudgetBytes === null
    ? [
        `With its experts in main memory it would take ${formatBytes(ramBytes)} there; say --ram to see whether that fits.`,
      ]
    : [
        `Its experts do not fit the main memory either: ${formatBytes(ramBytes)}, of ${formatBytes(ramBudgetBytes)} for a model.`,
      ];
}

function notesOf(
  model: CatalogModel,
  quant: Quant | null,
  context: number,
  need: Need | null,
  pool: MemoryPool,
): string[] {
  const { geometry, contextNative } = model;
  const q8Fits = () => fitsOn(pool, quant, needOn(model, quant, context, pool.devices, "q8_0")) === true;
  return present(
    quant === null || quant.bytes === null
      ? `The size of the weights is not known; ${cacheAlone(model, context)}.`
      : quant.confidence === "low" && `The size of the weights is an estimate (${quant.source}).`,
    geometry === null
      ? "Its layers are not published in the catalog: weights only, the need for context is not known."
      : geometry.approximate && `The cache is approximate: ${geometry.note ?? geometry.source}.`,
    contextNative !== null &&
      context > contextNative &&
      `It was trained for ${contextNative} tokens; more needs rope scaling and costs quality.`,
    context < MIN_CONTEXT && `OpenClaw wants at least ${MIN_CONTEXT} tokens.`,
    quant !== null && isLowQuant(model, quant) && `${quant.name} is a low quantization for this model.`,
    quant !== null &&
      !canRun(pool, quant.format) &&
      `${quant.format} does not run on this machine; choose another form.`,
    quant?.format !== "mlx" &&
      fitsOn(pool, quant, need) === false &&
      q8Fits() &&
      "It fits with a q8_0 cache.",
  );
}
