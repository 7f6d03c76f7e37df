import { formatBytes, GIB } from "../../../src/core/bytes.ts";
import type { Catalog, CatalogModel } from "../../../src/fit/catalog.ts";
import { comparedText } from "../../../src/fit/evidence-text.ts";
import { matchModel, namedQuant } from "../../../src/fit/match.ts";
import { ggufBytes, needOf } from "../../../src/fit/memory.ts";
import { type MemoryPool, poolOf } from "../../../src/fit/pool.ts";
import { decodeSpeed } from "../../../src/fit/speed.ts";
import type { ModelPick } from "../../../src/fit/types.ts";
import { hardwareOf } from "../support/hardware.ts";
import type { ComparedMachine } from "./machines.ts";
import type { CheckerPick, LlmfitPick } from "./peers.ts";

/** What tool-driven work needs, in tokens. */
const CONTEXT = 65_536;
const WANTED_TOKENS_PER_SECOND = 15;

/** Why another tool's proposal differs from this project's; "the same model" where it does not. */
export function explainLlmfit(
  pick: LlmfitPick | undefined,
  own: ModelPick | undefined,
  on: ComparedMachine,
  catalog: Catalog,
): string {
  if (pick === undefined) return "proposes nothing";
  const pool = poolOf(hardwareOf(on.spec));
  const reasons: string[] = [];
  const budget = pool.budgetBytes ?? 0;
  const row = officialRow(pick.name, catalog);
  if (row !== null && row.id === own?.model) return same(row, pick.quant, own);
  if (pick.contextTokens < CONTEXT)
    reasons.push(`has ${pick.contextTokens} tokens at most, less than the required ${CONTEXT}`);
  if (pick.runMode === "CPU+GPU") {
    const pace =
      pick.tokensPerSecond === null
        ? ""
        : ` at ${pick.tokensPerSecond} tokens per second by its own estimate`;
    reasons.push(`runs in part from system RAM${pace}`);
  } else if (pick.tokensPerSecond !== null && pick.tokensPerSecond < WANTED_TOKENS_PER_SECOND) {
    reasons.push(`${pick.tokensPerSecond} tokens per second by its own estimate`);
  }
  if (row === null) reasons.push(strangerReason(pick, catalog), ...sizeReason(pick, own, catalog));
  else reasons.push(...rowReasons(row, pick.quant ?? "", own, pool, catalog));
  const share = Math.round((pick.needGB * GIB * 100) / budget);
  if (share < 40) reasons.push(`uses ${share} % of the budget`);
  return reasons.join("; ");
}

/** Not in the catalog: an older model of a known publisher, or another publisher's version of a model. */
function strangerReason({ name, released }: LlmfitPick, catalog: Catalog): string {
  const [publisher = name] = name.split("/");
  const when = released === null ? "" : `, of ${released.slice(0, 7)}`;
  return catalog.models.some((model) => model.repo.startsWith(`${publisher}/`))
    ? `not in this catalog${when}`
    : `a repack or fine-tune by ${publisher}${when}, not a maker's release`;
}

function sizeReason({ paramsB }: LlmfitPick, own: ModelPick | undefined, catalog: Catalog): string[] {
  const mine = catalog.models.find((model) => model.id === own?.model);
  if (paramsB === null || mine === undefined || paramsB >= 0.9 * mine.params.totalB) return [];
  return [`${Math.round(paramsB)} B parameters, where one of ${Math.round(mine.params.totalB)} B fits`];
}

export function explainChecker(
  pick: CheckerPick | undefined,
  own: ModelPick | undefined,
  on: ComparedMachine,
  catalog: Catalog,
): string {
  if (pick === undefined) return "proposes nothing";
  const pool = poolOf(hardwareOf(on.spec));
  const row = officialRow(pick.name.replaceAll(" ", "-"), catalog) ?? officialRow(pick.pull ?? "", catalog);
  if (row !== null && row.id === own?.model) return same(row, "Q4_K_M", own);
  const reasons: string[] = [];
  if (pick.pull !== null && !samePull(pick))
    reasons.push(`its pull command brings another model (${pick.pull})`);
  if (pick.pull === null) reasons.push("it names neither size nor pull command");
  if (row !== null) {
    const bytes = namedQuant(row, "Q4_K_M")?.bytes ?? null;
    if (bytes !== null && pick.sizeGB !== null && Math.abs(bytes / 1e9 - pick.sizeGB) > 0.05 * pick.sizeGB)
      reasons.push(`its file has ${(bytes / 1e9).toFixed(1)} GB, not ${pick.sizeGB}`);
    reasons.push(...rowReasons(row, "Q4_K_M", own, pool, catalog));
  } else reasons.push(successorReason(pick, catalog));
  if (pick.sizeGB !== null) {
    const share = Math.round((pick.sizeGB * 1e9 * 100) / (pool.budgetBytes ?? 1));
    if (share < 40) reasons.push(`${pick.sizeGB} GB are ${share} % of the budget`);
    if (pick.sizeGB * 1e9 > (pool.budgetBytes ?? 0)) reasons.push("is larger than the budget");
  }
  return reasons.join("; ");
}

function same(row: CatalogModel, quant: string | null, own: ModelPick): string {
  const named = quant === null ? null : namedQuant(row, quant);
  return named !== null && named.name !== own.quant ? `the same model, as ${named.name}` : "the same model";
}

/** The row of a name, unless another publisher made that version. */
function officialRow(name: string, catalog: Catalog): CatalogModel | null {
  const row = matchModel(name, catalog);
  if (row === null) return null;
  const [publisher] = name.includes("/") ? name.split("/") : [null];
  return publisher === null || row.repo.startsWith(`${publisher}/`) ? row : null;
}

/** "gemma3" is older than gemma-4, "Mistral Small 3.1" than mistral-small-4. */
function successorReason({ name, pull }: CheckerPick, catalog: Catalog): string {
  for (const text of [name, pull ?? ""]) {
    const [, family, version] = /^([a-z][a-z -]*?)[ -]?(\d+(?:\.\d+)?)(?![\db])/i.exec(text) ?? [];
    if (family === undefined || version === undefined) continue;
    const prefix = `${family.toLowerCase().replaceAll(" ", "-")}-`;
    const newer = catalog.models.find(
      (model) =>
        model.id.startsWith(prefix) && Number.parseFloat(model.id.slice(prefix.length)) > Number(version),
    );
    if (newer) return `not in this catalog, which has its successor (${newer.id})`;
  }
  return "not in this catalog";
}

/** "Gemma 2B" and "gemma2:2b" are one; "DeepSeek-R1 70B" and "deepseek-r1:8b" are not. */
function samePull({ name, pull }: CheckerPick): boolean {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
  const size = (text: string) => /(\d+)b\b/i.exec(text)?.[1];
  const [family = "", tag = ""] = (pull ?? "").split(":");
  if (!letters(name).startsWith(letters(family))) return false;
  const [named, pulled] = [size(name), size(tag)];
  return named === undefined || pulled === undefined || named === pulled;
}

/** This project's estimate of it on this machine. */
function rowReasons(
  row: CatalogModel,
  quant: string,
  own: ModelPick | undefined,
  pool: MemoryPool,
  catalog: Catalog,
): string[] {
  const reasons: string[] = [];
  const budget = pool.budgetBytes ?? 0;
  const bytes = namedQuant(row, quant)?.bytes ?? ggufBytes(row.params.totalB, quant);
  if (bytes !== null && row.geometry !== null) {
    const { total, kv } = needOf(
      { weightsBytes: bytes, geometry: row.geometry, vocab: row.vocab },
      { context: CONTEXT, kvType: "f16", devices: pool.devices },
    );
    if (total > budget)
      reasons.push(
        `takes ${formatBytes(total)} at ${CONTEXT} tokens (${formatBytes(kv)} of it cache), more than the budget of ${formatBytes(budget)}`,
      );
    const named = namedQuant(row, quant);
    const speed = named === null ? null : decodeSpeed(row, named, "f16", pool);
    const pace = speed === null ? null : Math.round((speed.low + speed.high) / 2);
    if (pace !== null && pace < WANTED_TOKENS_PER_SECOND)
      reasons.push(`about ${pace} tokens per second at 16K`);
  }
  const mine = catalog.models.find((model) => model.id === own?.model);
  if (row.geometry === null) reasons.push("known, but not proposed: its layers are not published");
  const compared = mine === undefined ? null : comparedText(row, mine);
  if (compared !== null) reasons.push(`${compared} of ${mine?.id}`);
  return reasons;
}
