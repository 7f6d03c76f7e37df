import { formatBytes } from "../core/bytes.ts";
import { type JsonObject, jsonObject } from "../core/json.ts";
import type { AskedModel, ModelPick, Recommendation } from "../fit/types.ts";
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
export function toRecommendJson(recommendation: Recommendation, asked: AskedModel | null = null): JsonObject {
  return jsonObject({
    schemaVersion: 1,
    budgetBytes: recommendation.budgetBytes,
    tier: recommendation.tier,
    tierLabel: recommendation.tierLabel,
    picks: recommendation.picks.map(
      ({ needBytes, decodeTokensPerSecond, risk, serve, ...pick }): JsonObject => ({
        ...pick,
        needBytes: { ...needBytes },
        decodeTokensPerSecond: decodeTokensPerSecond && { ...decodeTokensPerSecond },
        risk: [...risk],
        serve: serve.map((item) => ({ ...item })),
      }),
    ),
    curve: recommendation.curve.map((point) => ({ ...point })),
    notes: [...recommendation.notes],
    asked: asked === null ? undefined : toAskedJson(asked),
  });
}

function toAskedJson(asked: AskedModel): JsonObject {
  const { needBytes, tier, decodeTokensPerSecond } = asked;
  return {
    ...asked,
    needBytes: needBytes && { ...needBytes },
    tier: tier && { id: tier.id, label: tier.label },
    decodeTokensPerSecond: decodeTokensPerSecond && { ...decodeTokensPerSecond },
    machines: asked.machines.map((m) => ({
      ...m,
      decodeTokensPerSecond: m.decodeTokensPerSecond && { ...m.decodeTokensPerSecond },
    })),
    forms: asked.forms.map((form) => ({ ...form })),
    notes: [...asked.notes],
  };
}

function firstLines(pick: ModelPick, budgetBytes: number | null, options: RecommendTextOptions): string[] {
  const { style, width } = options;
  return [
    ...wrapText(`${style.bold(style.green(title(pick)))}  ${pick.repo}`, width),
    ...needBar(pick.needBytes, budgetBytes, options),
    ...wrapText(pick.why, width),
    ...pick.serve.map(({ server, command }) => `  ${style.cyan(server.padEnd(9))} ${command}`),
    ...pick.risk.flatMap((risk) => wrapText(`${style.yellow("risk:")} ${risk}`, width, "  ")),
  ];
}

function otherLines(pick: ModelPick, budgetBytes: number | null, options: RecommendTextOptions): string[] {
  const { style, width } = options;
  return [
    ...wrapText(
      [`${style.bold(title(pick))}  ${formatBytes(pick.needBytes.total)}`, pace(pick)]
        .filter(Boolean)
        .join(", "),
      width,
    ),
    ...needBar(pick.needBytes, budgetBytes, options),
    ...(pick.lostBecause === null ? [] : wrapText(pick.lostBecause, width, "  ").map(style.dim)),
  ];
}

function title(pick: ModelPick): string {
  const cache = pick.kvType === "f16" ? "" : `, ${pick.kvType} cache`;
  return `${pick.model} ${pick.quant}, ${pick.contextTokens} tokens${cache}`;
}
