import { formatBytes } from "../core/bytes.ts";
import { type JsonObject, jsonObject } from "../core/json.ts";
import type { Catalog } from "../fit/catalog.ts";
import type { AskedModel, Drafting, ModelPick, PickLabel, Recommendation } from "../fit/types.ts";
import type { Style } from "../ui/color.ts";
import { wrapText } from "../ui/wrap.ts";
import { contextCurve } from "./parts/curve.ts";
import { needBar } from "./parts/memory-bar.ts";
import { pace } from "./parts/words.ts";

export interface RecommendTextOptions {
  style: Style;
  ascii: boolean;
  /** No drawings: standard output is not a terminal, or is limited to ASCII. Default true. */
  plain?: boolean | undefined;
  /** Columns of the terminal: sentences are wrapped, commands are not. Default: no limit. */
  width?: number | undefined;
}

/** The first pick with its memory bar, commands and risks, then the others and why they lost. */
export function recommendText(recommendation: Recommendation, options: RecommendTextOptions): string {
  const { style, width } = options;
  const { budgetBytes, tier, tierLabel, picks, notes } = recommendation;
  const [first, ...others] = picks;
  const lines = [
    `${style.bold("budget")}  ${formatBytes(budgetBytes)}, ${tier}: ${tierLabel}`,
    ...(first ? ["", ...firstLines(first, budgetBytes, options)] : []),
    ...(first ? curveLines(recommendation, first, options) : []),
    ...others.flatMap((pick) => ["", ...otherLines(pick, budgetBytes, options)]),
    ...(notes.length > 0
      ? ["", ...notes.flatMap((note) => wrapText(`${style.yellow("note:")} ${note}`, width))]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

function curveLines(
  { curve, budgetBytes }: Recommendation,
  first: ModelPick,
  { style, plain }: RecommendTextOptions,
): string[] {
  const lines = contextCurve(curve, {
    ...{ style, budgetBytes, plain: plain ?? true },
    chosenTokens: first.contextTokens,
  });
  return lines.length === 0 ? [] : ["", style.bold("memory by context"), ...lines];
}

/** The JSON of `recommend` according to the contract; `asked` only with --model. */
export function toRecommendJson(
  recommendation: Recommendation,
  asked: AskedModel | null = null,
  catalog?: Pick<Catalog, "asOf" | "source" | "models">,
): JsonObject {
  return jsonObject({
    schemaVersion: 1,
    budgetBytes: recommendation.budgetBytes,
    tier: recommendation.tier,
    tierLabel: recommendation.tierLabel,
    picks: recommendation.picks.map(toPickJson),
    curve: recommendation.curve.map((point) => ({ ...point })),
    notes: [...recommendation.notes],
    catalog: catalog && { asOf: catalog.asOf, source: catalog.source, models: catalog.models.length },
    asked: asked === null ? undefined : toAskedJson(asked),
  });
}

/** `experts` is only there where they are in main memory. */
function toPickJson({ experts, evidence, drafting, ...pick }: ModelPick): JsonObject {
  const { needBytes, decodeTokensPerSecond, risk, serve, labels } = pick;
  return jsonObject({
    ...pick,
    labels: [...labels],
    drafting: drafting.map((one) => ({
      ...one,
      decodeTokensPerSecond: one.decodeTokensPerSecond && { ...one.decodeTokensPerSecond },
    })),
    evidence: evidence && { ...evidence, quotes: [...evidence.quotes] },
    needBytes: { ...needBytes },
    decodeTokensPerSecond: decodeTokensPerSecond && { ...decodeTokensPerSecond },
    risk: [...risk],
    serve: serve.map((item) => ({ ...item })),
    experts: experts === null ? undefined : { ...experts },
  });
}

function toAskedJson(asked: AskedModel): JsonObject {
  const { needBytes, experts, tier, decodeTokensPerSecond } = asked;
  return {
    ...asked,
    experts: experts && { ...experts },
    needBytes: needBytes && { ...needBytes },
    tier: tier && { id: tier.id, label: tier.label },
    decodeTokensPerSecond: decodeTokensPerSecond && { ...decodeTokensPerSecond },
    machines: asked.machines.map((m) => ({
      ...m,
      decodeTokensPerSecond: m.decodeTokensPerSecond && { ...m.decodeTokensPerSecond },
    })),
    forms: asked.forms.map((form) => ({ ...form })),
    evidence: asked.evidence && { ...asked.evidence, quotes: [...asked.evidence.quotes] },
    kin: asked.kin.map((one) => ({ ...one })),
    notes: [...asked.notes],
  };
}

function firstLines(pick: ModelPick, budgetBytes: number | null, options: RecommendTextOptions): string[] {
  const { style, width } = options;
  return [
    ...wrapText(`${style.bold(style.green(title(pick)))}  ${pick.repo}`, width),
    ...labelLines(pick, options),
    ...needBar(pick.needBytes, budgetBytes, options),
    ...wrapText(pick.why, width),
    ...startLines(pick, options),
  ];
}

/** What it is the best at; nothing for a runner-up. */
function labelLines({ labels }: ModelPick, { style, width }: RecommendTextOptions): string[] {
  const texts: Record<PickLabel, string> = {
    strongest: "the strongest by the evidence",
    fastest: "the fastest that is good enough",
    "most context": "the most comfortable context",
  };
  const text = labels.map((label) => texts[label]).join(", ");
  return text === "" ? [] : wrapText(text, width).map(style.green);
}

function startLines({ serve, risk, drafting }: ModelPick, { style, width }: RecommendTextOptions): string[] {
  return [
    ...serve.map(({ server, command }) => `  ${style.cyan(server.padEnd(9))} ${command}`),
    ...drafting.flatMap((one) => wrapText(`${style.cyan("faster:")} ${draftingText(one)}`, width, "  ")),
    ...risk.flatMap((one) => wrapText(`${style.yellow("risk:")} ${one}`, width, "  ")),
  ];
}

/** "with llamacpp add --spec-type …: 44 to 86 tokens a second; 25 to 145 % more, …; takes 1.1 GiB more". */
function draftingText({ server, options, note, bytes, fits, ...one }: Drafting): string {
  const pace = one.decodeTokensPerSecond;
  const parts = [
    options === null ? `with ${server} ${note}` : `with ${server} add ${options}`,
    pace === null ? null : `about ${Math.round(pace.low)} to ${Math.round(pace.high)} tokens a second`,
    one.measured ?? "nobody has measured what it gains for this model",
    options === null ? null : note,
    bytes === null
      ? null
      : `takes ${formatBytes(bytes)} more${fits === false ? ", which does not fit beside this context" : ""}`,
  ];
  return parts.filter((part) => part !== null).join("; ");
}

function otherLines(pick: ModelPick, budgetBytes: number | null, options: RecommendTextOptions): string[] {
  const { style, width } = options;
  return [
    ...wrapText(
      [`${style.bold(title(pick))}  ${placesText(pick)}`, pace(pick)].filter(Boolean).join(", "),
      width,
    ),
    ...labelLines(pick, options),
    ...needBar(pick.needBytes, budgetBytes, options),
    ...(pick.lostBecause === null ? [] : wrapText(pick.lostBecause, width, "  ").map(style.dim)),
    ...(pick.experts === null ? [] : [...wrapText(pick.why, width, "  "), ...startLines(pick, options)]),
  ];
}

/** "8.2 GiB", or "14.1 GiB of the GPU and 20.0 GiB of main memory". */
function placesText({ needBytes, experts }: ModelPick): string {
  const here = formatBytes(needBytes.total);
  return experts === null ? here : `${here} of the GPU and ${formatBytes(experts.ramBytes)} of main memory`;
}

function title(pick: ModelPick): string {
  const cache = pick.kvType === "f16" ? "" : `, ${pick.kvType} cache`;
  const experts = pick.experts === null ? "" : ", experts in main memory";
  return `${pick.model} ${pick.quant}, ${pick.contextTokens} tokens${cache}${experts}`;
}
