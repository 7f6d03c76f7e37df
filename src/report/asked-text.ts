import { formatBytes } from "../core/bytes.ts";
import type { AskedModel, Recommendation } from "../fit/types.ts";
import type { Style } from "../ui/color.ts";
import { table } from "../ui/table.ts";
import { wrapText } from "../ui/wrap.ts";
import { needBar } from "./parts/memory-bar.ts";
import { oneLine } from "./parts/safe.ts";
import { pace } from "./parts/words.ts";
import type { RecommendTextOptions } from "./recommend-text.ts";

/** The memory of one model, whether it fits this machine, machines that it fits, and its other quantizations. */
export function askedText(
  asked: AskedModel,
  recommendation: Recommendation,
  options: RecommendTextOptions,
): string {
  const { style, width } = options;
  const form = asked.quant === null ? "" : ` ${asked.quant}`;
  const lines = [
    `${style.bold(oneLine(`${asked.model}${form}`))}, ${asked.contextTokens} tokens  ${style.dim(oneLine(asked.repo))}`,
    ...billLines(asked),
    ...wrapText(verdictLine(asked, style), width),
    ...barLines(asked, options),
    ...machineLines(asked, style),
    ...formLines(asked, style),
    ...serveLines(asked, recommendation, options),
    ...evidenceLines(asked, options),
    ...asked.notes.flatMap((note) => wrapText(`${style.yellow("note:")} ${oneLine(note)}`, width)),
  ];
  return `${lines.join("\n")}\n`;
}

function billLines({ needBytes, weightsBytes }: AskedModel): string[] {
  if (needBytes === null) return [`  weights ${formatBytes(weightsBytes)}, the rest is unknown`];
  const rows = [
    ["weights", needBytes.weights],
    ["KV cache", needBytes.kv],
    ["state", needBytes.state],
    ["compute", needBytes.compute],
    ["fixed", needBytes.fixed],
    ["total", needBytes.total],
  ] as const;
  return table(
    rows.map(([name, bytes]) => [name, formatBytes(bytes)]),
    { indent: "  ", right: [1] },
  );
}

function verdictLine({ fits, budgetBytes, needBytes, experts, tier }: AskedModel, style: Style): string {
  const here = `this machine has ${formatBytes(budgetBytes)} for a model`;
  const takes = tier === null ? "" : `; it takes ${tier.id}: ${tier.label}`;
  if (experts?.fits === true) {
    const { gpuBytes, ramBytes, ramBudgetBytes } = experts;
    return `${style.green("fits")} with its experts in main memory: ${formatBytes(gpuBytes)} of ${formatBytes(budgetBytes)} of the GPU, ${formatBytes(ramBytes)} of ${formatBytes(ramBudgetBytes)} of main memory; slower than a model that fits the GPU whole`;
  }
  if (fits === true) return `${style.green("fits")}: ${here}${takes}`;
  if (fits === null) return `${style.yellow("not known")} whether it fits: ${here}${takes}`;
  const short = needBytes === null || budgetBytes === null ? "" : missing(needBytes.total - budgetBytes);
  return `${style.red("does not fit")}: ${here}${short}${takes}`;
}

function evidenceLines({ evidence, kin }: AskedModel, { width, style }: RecommendTextOptions): string[] {
  const own =
    evidence === null
      ? "no bench of agents or tool calls that is known here has tested it"
      : `${evidence.score} of 100 (${evidence.low} to ${evidence.high}), by ${evidence.quotes.join("; ")}`;
  const better = kin.map(({ model, score, low, high, fits }) => {
    const here = fits === null ? "" : fits ? ", fits here" : ", does not fit here";
    return `${model} ${score} (${low} to ${high})${here}`;
  });
  const stronger = better.length === 0 ? [] : [`stronger by the same maker: ${better.join("; ")}`];
  return ["", ...[`${style.bold("evidence")} ${own}`, ...stronger].flatMap((line) => wrapText(line, width))];
}

/** Empty when only the safety margin is missing, or when the quantization does not run here at all. */
function missing(bytes: number): string {
  return bytes > 0 ? `, ${formatBytes(bytes)} too little` : "";
}

function barLines({ needBytes, budgetBytes, experts }: AskedModel, options: RecommendTextOptions): string[] {
  // the bar is of one memory
  if (experts?.fits === true || needBytes === null || budgetBytes === null || (options.plain ?? true))
    return [];
  return needBar(needBytes, budgetBytes, options);
}

function machineLines({ machines, needBytes }: AskedModel, style: Style): string[] {
  if (needBytes === null) return [];
  if (machines.length === 0) return ["", "none of the example machines holds it"];
  const rows = machines.map((m) => [
    m.name,
    `${formatBytes(m.needBytes)} of ${formatBytes(m.budgetBytes)}`,
    pace(m),
  ]);
  return ["", style.bold("machines that hold it"), ...table(rows, { indent: "  " })];
}

function formLines({ forms, quant }: AskedModel, style: Style): string[] {
  const others = forms.filter((form) => form.quant !== quant);
  if (others.length === 0) return [];
  const rows = others.map((form) => [
    form.quant,
    `weights ${formatBytes(form.weightsBytes)}`,
    form.needBytes === null ? "" : `total ${formatBytes(form.needBytes)}`,
    fitText(form, style),
  ]);
  return ["", style.bold("other quantizations"), ...table(rows, { indent: "  " })];
}

function fitText({ fits, fitsWithExpertsInRam }: AskedModel["forms"][number], style: Style): string {
  if (fits === true) return style.green("fits");
  if (fitsWithExpertsInRam === true) return style.green("fits with its experts in main memory");
  return fits === null ? "" : style.dim("does not fit");
}

/** Commands if it fits as requested; for other settings there is `recommend` without --model. */
function serveLines(
  asked: AskedModel,
  { picks }: Recommendation,
  { style, width }: RecommendTextOptions,
): string[] {
  const pick = picks.find((p) => p.quant === asked.quant && p.contextTokens === asked.contextTokens);
  if (pick === undefined || pick.serve.length === 0) return [];
  const more =
    pick.experts === null ? [] : [pick.why, ...pick.risk.map((risk) => `${style.yellow("risk:")} ${risk}`)];
  return [
    "",
    ...pick.serve.map(({ server, command }) => `  ${style.cyan(server.padEnd(9))} ${command}`),
    ...more.flatMap((line) => wrapText(line, width)),
  ];
}
