import { formatBytes } from "../core/bytes.ts";
import type { Hardware } from "../machine/types.ts";
import type { ServerKind } from "../servers/types.ts";
import { type Candidate, type CandidateOptions, candidatesFor } from "./candidates.ts";
import type { Catalog, QuantFormat } from "./catalog.ts";
import { fitsIn, needOf } from "./memory.ts";
import { budgetFor, canRun, type MemoryPool, poolOf } from "./pool.ts";
import { lostBecause, risksOf, whyOf } from "./reasons.ts";
import { isTooSlow, scoreOf } from "./score.ts";
import { SERVE_FORMATS, serveCommands } from "./serve.ts";
import { paceOf, prefill16k } from "./speed.ts";
import { tierOf } from "./tiers.ts";
import type { CurvePoint, ModelPick, Recommendation } from "./types.ts";

export interface RecommendOptions extends Omit<CandidateOptions, "formats"> {
  server?: ServerKind | undefined;
}

/** The pick and its runners-up. */
const MAX_PICKS = 3;
const MAX_OF_FAMILY = 2;
/** How many models are named whose need for context cannot be computed. */
const MAX_UNKNOWN = 3;
/** Models below this share of the budget are no match for what is proposed. */
const MIN_UNKNOWN_SHARE = 0.4;

/** Where the curve of the first pick is read, in tokens. */
const CURVE_CONTEXTS = [16_384, 32_768, 65_536, 98_304, 131_072, 163_840, 196_608, 229_376, 262_144];

/** Which model, form and context fit this machine, best first. Pure: the same machine gives the same answer. */
export function recommend(hardware: Hardware, options: RecommendOptions, catalog: Catalog): Recommendation {
  const pool = poolOf(hardware);
  const tier = tierOf(pool.budgetBytes);
  const ranked = tier.id === "T0" ? [] : rank(pool, catalog, options);
  const winner = ranked[0];
  const picks = ranked.map((c) => toPick(c, winner === c || !winner ? null : winner, pool, options.server));
  return {
    budgetBytes: pool.budgetBytes,
    tier: tier.id,
    tierLabel: tier.label,
    picks,
    curve: winner === undefined ? [] : curveOf(winner, pool),
    notes: notesOf(pool, catalog, options, picks.length),
  };
}

/** Best first; too slow ones only where there is nothing else. */
function rank(pool: MemoryPool, catalog: Catalog, options: RecommendOptions): Candidate[] {
  const wanted = options.server && SERVE_FORMATS.get(options.server);
  const formats: QuantFormat[] = wanted ? [wanted] : ["gguf", "safetensors"];
  const found = candidatesFor(pool, catalog.models, { ...options, formats });
  const servable = (c: Candidate) => commandsOf(c, pool, options.server).length > 0;
  const best = found.best.filter(servable);
  const quick = best.filter((c) => !isTooSlow(c));
  const usable = quick.length > 0 ? quick : best;
  const byScore = (a: Candidate, b: Candidate) => scoreOf(b, pool) - scoreOf(a, pool);
  // A small machine may have room for one model only: its lower contexts are the alternatives then.
  const spare = found.spare.filter((c) => servable(c) && usable.some((p) => p.quant === c.quant));
  return [...distinctForms(usable.sort(byScore)), ...spare.sort(byScore)].slice(0, MAX_PICKS);
}

/**
 * Keeps the best of each family and bit size (another version or packing of the same is no alternative), and at most
 * two of a family, so that there is another model to choose.
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

/** Need of the winner at every usual context, with the cache that it was picked with. */
function curveOf(winner: Candidate, pool: MemoryPool): CurvePoint[] {
  const { model, geometry, quant, kvType, context, budget } = winner;
  const native = Math.max(context, model.contextNative ?? context);
  const contexts = new Set([...CURVE_CONTEXTS, context, native].filter((c) => c <= native));
  return [...contexts]
    .sort((a, b) => a - b)
    .map((contextTokens) => {
      const { total } = needOf(
        { weightsBytes: quant.bytes ?? 0, geometry, vocab: model.vocab },
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
    prefill16kSeconds: prefill16k(c.model, pool.name),
    risk: risksOf(c, pool),
    licence: c.model.licence,
    serve: commandsOf(c, pool, only),
    why: whyOf(c, pool),
    lostBecause: winner && lostBecause(c, winner, pool),
  };
}

function notesOf(pool: MemoryPool, catalog: Catalog, options: RecommendOptions, picks: number): string[] {
  const notes: string[] = [];
  if (pool.budgetBytes === null) {
    notes.push("The memory of this machine is not known; say --vram, --unified or --ram.");
    return notes;
  }
  if (picks === 0) {
    notes.push(
      options.context === undefined
        ? "No model of the catalogue that can work with tools fits; keep a hosted model as primary."
        : `No model of the catalogue fits with ${options.context} tokens; try a lower --context.`,
    );
  }
  const unknown = contextUnknown(pool, catalog);
  if (unknown.length > 0) {
    notes.push(`Weights fit, need for context unknown, so not proposed: ${unknown.join(", ")}.`);
  }
  return notes;
}

/** Models without published geometry whose weights fit, the largest first. */
function contextUnknown(pool: MemoryPool, catalog: Catalog): string[] {
  const fitting: { text: string; bytes: number }[] = [];
  for (const model of catalog.models) {
    if (model.geometry !== null) continue;
    const sizes = model.quants.filter((q) => q.bits >= 4 && canRun(pool, q.format));
    const largest = sizes
      .flatMap((q) =>
        q.bytes !== null && fitsIn(q.bytes, budgetFor(pool, q.format) ?? 0) ? [{ q, bytes: q.bytes }] : [],
      )
      .sort((a, b) => b.bytes - a.bytes)[0];
    if (largest && largest.bytes >= MIN_UNKNOWN_SHARE * (pool.budgetBytes ?? 0)) {
      const { q, bytes } = largest;
      fitting.push({ text: `${model.name} ${q.name} (${formatBytes(bytes)})`, bytes });
    }
  }
  return fitting
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MAX_UNKNOWN)
    .map((item) => item.text);
}
