import { formatBytes } from "../core/bytes.ts";
import type { Hardware } from "../machine/types.ts";
import type { ServerKind } from "../servers/types.ts";
import { type Candidate, type CandidateOptions, candidatesFor } from "./candidates.ts";
import type { Catalog, QuantFormat } from "./catalog.ts";
import { fitsIn, needOf } from "./memory.ts";
import { offloaded } from "./offload.ts";
import { budgetFor, canRun, type MemoryPool, poolOf } from "./pool.ts";
import { prefill16kOf } from "./prefill.ts";
import { expertsInRam, lostBecause, risksOf, whyOf } from "./reasons.ts";
import { isTooSlow, scoreOf } from "./score.ts";
import { SERVE_FORMATS, serveCommands } from "./serve.ts";
import { paceOf } from "./speed.ts";
import { tierOf } from "./tiers.ts";
import type { CurvePoint, ModelPick, Recommendation } from "./types.ts";

export interface RecommendOptions extends Omit<CandidateOptions, "formats"> {
  server?: ServerKind | undefined;
}

/** The pick and its runners-up. */
const MAX_PICKS = 3;
const MAX_OF_FAMILY = 2;
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
  const ranked = rank(pool, catalog, options, tier.id !== "T0");
  const winner = ranked[0];
  const picks = ranked.map((c) => toPick(c, winner === c || !winner ? null : winner, pool, options.server));
  return {
    budgetBytes: pool.budgetBytes,
    tier: tier.id,
    tierLabel: tier.id === "T0" && winner !== undefined ? ONLY_EXPERTS : tier.label,
    picks,
    curve: winner === undefined ? [] : curveOf(winner, pool),
    notes: [...sizeNotes(hardware), ...notesOf(pool, catalog, options, picks.length)],
  };
}

/** Best first; too slow ones only when there is nothing else. Models with experts in main memory are the last. */
function rank(pool: MemoryPool, catalog: Catalog, options: RecommendOptions, wholeToo: boolean): Candidate[] {
  const wanted = options.server && SERVE_FORMATS.get(options.server);
  const formats: QuantFormat[] = wanted ? [wanted] : ["gguf", "safetensors"];
  const found = candidatesFor(pool, wholeToo ? catalog.models : [], { ...options, formats });
  const servable = (c: Candidate) => commandsOf(c, pool, options.server).length > 0;
  const best = found.best.filter(servable);
  const quick = best.filter((c) => !isTooSlow(c));
  const usable = quick.length > 0 ? quick : best;
  const byScore = (a: Candidate, b: Candidate) => scoreOf(b, pool) - scoreOf(a, pool);
  // when only one model fits, its lower contexts are the alternatives
  const spare = found.spare.filter((c) => servable(c) && usable.some((p) => p.quant === c.quant));
  const whole = [...distinctForms(usable.sort(byScore)), ...spare.sort(byScore)].slice(0, MAX_PICKS);
  const more = offloaded(pool, catalog.models, { ...options, formats }, best);
  return [...whole, ...more.filter(servable)];
}

/**
 * Keeps the best of each family and number of bits, since another version or packing is no alternative, and at most two of
 * a family, so that there is a choice of models.
 */
function distinctForms(sorted: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, Set<number>>();
  return sorted.filter(({ model, quant }) => {
    const bits = seen.get(model.family) ?? new Set();
    seen.set(model.family, bits);
    if (bits.has(quant.bits) || bits.size >= MAX_OF_FAMILY) return false;
    bits.add(quant.bits);
    return true;
  });
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
  c: Candidate,
  winner: Candidate | null,
  pool: MemoryPool,
  only: ServerKind | undefined,
): ModelPick {
  const repo = c.quant.format === "gguf" ? c.model.gguf?.repo : c.quant.repo;
  return {
    model: c.model.id,
    repo: repo ?? c.model.repo,
    quant: c.quant.name,
    contextTokens: c.context,
    kvType: c.kvType,
    needBytes: c.need,
    decodeTokensPerSecond: paceOf(c.speed),
    prefill16kSeconds: c.experts === null ? prefill16kOf(c.model, c.quant, pool) : null,
    experts: c.experts && expertsInRam(c.experts),
    risk: risksOf(c, pool),
    licence: c.model.licence,
    serve: commandsOf(c, pool, only),
    why: whyOf(c, pool),
    lostBecause: winner && lostBecause(c, winner, pool),
  };
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
