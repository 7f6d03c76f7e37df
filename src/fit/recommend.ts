import { formatBytes } from "../core/bytes.ts";
import type { Hardware } from "../machine/types.ts";
import type { ServerKind } from "../servers/types.ts";
import { type Candidate, type CandidateOptions, candidatesFor } from "./candidates.ts";
import type { Catalog, CatalogModel, Quant, QuantFormat } from "./catalog.ts";
import { draftingOf } from "./drafting.ts";
import { evidenceNotes, evidenceOf } from "./evidence-text.ts";
import { fitsIn, needOf } from "./memory.ts";
import { offloaded } from "./offload.ts";
import { choosePicks, isQuick, type LabelledPick } from "./picks.ts";
import { budgetFor, canRun, type MemoryPool, poolOf } from "./pool.ts";
import { expertsInRam, lostBecause, risksOf, whyOf } from "./reasons.ts";
import { promptSeconds } from "./score.ts";

import { SERVE_FORMATS, serveCommands } from "./serve.ts";
import { paceOf } from "./speed.ts";
import { tierOf } from "./tiers.ts";
import type { CurvePoint, MeasuredForm, ModelPick, Recommendation } from "./types.ts";

export interface RecommendOptions extends Omit<CandidateOptions, "formats"> {
  server?: ServerKind | undefined;
  /** What was measured of a form on this machine; absent: it is another machine. */
  measured?: ((model: CatalogModel, quant: Quant) => MeasuredForm | null) | undefined;
}

/** Models in the note on those whose need for context is unknown. */
const MAX_UNKNOWN = 3;
/** Smaller ones, by their share of the budget, are no match for the picks. */
const MIN_UNKNOWN_SHARE = 0.4;

const ONLY_EXPERTS =
  "too little GPU memory for a model that handles tools, unless its experts are in main memory";

/** The contexts of the curve, in tokens. */
const CURVE_CONTEXTS = [16_384, 32_768, 65_536, 98_304, 131_072, 163_840, 196_608, 229_376, 262_144];

/** The models, forms and contexts that fit this machine, best first. Pure. */
export function recommend(hardware: Hardware, options: RecommendOptions, catalog: Catalog): Recommendation {
  const pool = poolOf(hardware);
  const tier = tierOf(pool.budgetBytes);
  const { ranked, fitting } = chosen(pool, catalog, options, tier.id !== "T0");
  const winner = ranked[0]?.candidate;
  const picks = ranked.map((one) => toPick(one, winner, pool, options.server));
  return {
    budgetBytes: pool.budgetBytes,
    tier: tier.id,
    tierLabel: tier.id === "T0" && winner !== undefined ? ONLY_EXPERTS : tier.label,
    picks,
    curve: winner === undefined ? [] : curveOf(winner, pool),
    notes: [
      ...sizeNotes(hardware),
      ...guideNote(tier.id, options),
      ...notesOf(pool, catalog, options, picks.length),
      ...(winner === undefined ? [] : evidenceNotes(winner, fitting)),
    ],
  };
}

/** The labelled picks and runners-up; then models with their experts in main memory that are none of these. */
function chosen(
  pool: MemoryPool,
  catalog: Catalog,
  options: RecommendOptions,
  wholeToo: boolean,
): { ranked: LabelledPick[]; fitting: Candidate[] } {
  const wanted = options.server && SERVE_FORMATS.get(options.server);
  const formats: QuantFormat[] = wanted ? [wanted] : ["gguf", "safetensors"];
  const found = candidatesFor(pool, wholeToo ? catalog.models : [], { ...options, formats });
  const servable = (c: Candidate) => commandsOf(c, pool, options.server).length > 0;
  const own = (c: Candidate) => withMeasured(c, options.measured?.(c.model, c.quant) ?? null);
  const whole = found.best.filter(servable).map(own);
  const more = offloaded(pool, catalog.models, { ...options, formats }, whole)
    .filter(servable)
    .map(own);
  const quick = more.filter(isQuick);
  const picks = choosePicks(pool, [...whole, ...quick], found.spare.filter(servable).map(own));
  const taken = new Set(picks.map(({ candidate }) => candidate));
  const rest = more.filter((c) => !taken.has(c)).map((candidate) => ({ candidate, labels: [] }));
  return { ranked: [...picks, ...rest], fitting: [...whole, ...more] };
}

/** Measured speeds take the place of predicted ones. */
function withMeasured(c: Candidate, measured: MeasuredForm | null): Candidate {
  if (measured === null) return c;
  const { decode } = measured;
  const speed = decode && { typical: decode.median, low: decode.low, high: decode.high };
  return { ...c, measured, speed: speed ?? c.speed, assumed: speed ?? c.assumed };
}

/** The need of the winner at every usual context. */
function curveOf(winner: Candidate, pool: MemoryPool): CurvePoint[] {
  const { model, geometry, kvType, context, budget } = winner;
  const native = Math.max(context, model.contextNative ?? context);
  const contexts = new Set([...CURVE_CONTEXTS, context, native].filter((c) => c <= native));
  return [...contexts]
    .sort((a, b) => a - b)
    .map((contextTokens) => {
      const { total } = needOf(
        { weightsBytes: winner.need.weights, geometry, vocab: model.vocab },
        { context: contextTokens, kvType, devices: pool.devices },
      );
      return { contextTokens, totalBytes: total, fits: fitsIn(total, budget) };
    });
}

function commandsOf(c: Candidate, pool: MemoryPool, only: ServerKind | undefined) {
  return serveCommands({ ...c, needBytes: c.need.total }, pool, only);
}

function toPick(
  { candidate: c, labels }: LabelledPick,
  winner: Candidate | undefined,
  pool: MemoryPool,
  only: ServerKind | undefined,
): ModelPick {
  const serve = commandsOf(c, pool, only);
  const repo = c.quant.format === "gguf" ? c.model.gguf?.repo : c.quant.repo;
  return {
    model: c.model.id,
    labels,
    evidence: evidenceOf(c.model),
    repo: repo ?? c.model.repo,
    quant: c.quant.name,
    contextTokens: c.context,
    kvType: c.kvType,
    needBytes: c.need,
    decodeTokensPerSecond: paceOf(c.speed),
    prefill16kSeconds: promptSeconds(c, pool),
    measured: c.measured?.source ?? null,
    experts: c.experts && expertsInRam(c.experts),
    drafting: draftingOf(
      c,
      pool,
      serve.map(({ server }) => server),
    ),
    risk: risksOf(c, pool),
    licence: c.model.licence,
    serve,
    why: whyOf(c, pool),
    lostBecause: winner === undefined || winner === c ? null : lostBecause(c, winner, pool),
  };
}

/** Where the stack of OpenClaw's first local guide fits: a Mac Studio with 512 GB, or as much of other memory. */
function guideNote(tier: string, { named }: RecommendOptions): string[] {
  if (named === true || !["T7", "T8"].includes(tier)) return [];
  return [
    "The stack of OpenClaw's first local guide, full-size MiniMax M2.1 in LM Studio with the Responses API, fits: openclaw-local recommend --model minimax-m2.1 tells its memory, its successors and what the evidence says of it.",
  ];
}

/** How sizes of flags were read. */
function sizeNotes({ notes }: Hardware): string[] {
  return notes.filter((note) => note.startsWith("--"));
}

function notesOf(pool: MemoryPool, catalog: Catalog, options: RecommendOptions, picks: number): string[] {
  const notes: string[] = [];
  if (pool.budgetBytes === null)
    return ["The memory of this machine is not known; say --vram, --unified or --ram."];
  if (picks === 0) {
    notes.push(
      options.context === undefined
        ? "No model of the catalog that can work with tools fits; keep a hosted model as primary."
        : `No model of the catalog fits with ${options.context} tokens; try a lower --context.`,
    );
  }
  const unknown = contextUnknown(pool, catalog);
  if (unknown.length > 0) {
    notes.push(`Weights fit, need for context unknown, so not proposed: ${unknown.join(", ")}.`);
  }
  return notes;
}

/** Models without geometry whose weights fit, the largest first. */
function contextUnknown(pool: MemoryPool, catalog: Catalog): string[] {
  const least = MIN_UNKNOWN_SHARE * (pool.budgetBytes ?? 0);
  const fitting = catalog.models
    .filter((model) => model.geometry === null)
    .flatMap(({ name, quants }) => {
      const forms = quants.flatMap((quant) => {
        const { format, bits, bytes } = quant;
        if (bytes === null || bits < 4 || !canRun(pool, format)) return [];
        return fitsIn(bytes, budgetFor(pool, format) ?? 0) ? [{ name, quant: quant.name, bytes }] : [];
      });
      return forms.sort((a, b) => b.bytes - a.bytes).slice(0, 1);
    })
    .filter(({ bytes }) => bytes >= least);
  return fitting
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MAX_UNKNOWN)
    .map(({ name, quant, bytes }) => `${name} ${quant} (${formatBytes(bytes)})`);
}
