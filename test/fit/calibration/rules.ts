import { GIB } from "../../../src/core/bytes.ts";
import type { Prediction } from "./predict.ts";
import type { Row } from "./rows.ts";

/** Why a row says nothing about the model that is to be checked. Rules see the row and what can be derived of it, never the error. */
export interface Rule {
  id: string;
  text: string;
  drops(row: Row, prediction: Prediction, all: readonly Row[]): boolean;
}

/** Nothing that holds a model on a GPU takes less. */
const LEAST_PEAK_GIB = 0.25;
/** A card that is as full as this may have spilled over, or been filled on purpose: its reading is its size. */
const FULL_SHARE = 0.95;
/** Of the weights: a reading below it is not of the whole model. */
const WEIGHTS_SHARE = 0.9;
/** Readings as equal as this are one. */
const SAME_SHARE = 0.01;

const vllm: Rule = {
  id: "vllm",
  text: "vLLM: takes the share of the card that it is told to; what it decodes with (parallel cards, mixed forms) is not stated",
  drops: (row) => row.engine === "vllm",
};
const otherEngine: Rule = {
  id: "engine",
  text: "an engine with forms of its own (hipfire, lucebox), whose sizes are published nowhere",
  drops: (row) => row.engine === "hipfire" || row.engine === "lucebox",
};
const speculative: Rule = {
  id: "speculative",
  text: "speculative decoding (flag of the row, or in its command): another model in memory, several tokens a step",
  drops: (row) => row.speculative,
};
const onCpu: Rule = {
  id: "cpu",
  text: "a run on the CPU (backend cpu, -ngl 0, cache or experts kept in main memory by flag), whatever GPU is named",
  drops: (row) =>
    row.backend === "cpu" || /-ngl 0\b|--n-?cpu-moe|-cmoe|--no-kv-offload|=CPU|--cpu-moe/.test(row.command),
};
const unknownModel: Rule = {
  id: "model",
  text: "a model that is not in the catalogue, or whose geometry or size in that form is not known",
  drops: (_row, { model, quant }) => model === null || model.geometry === null || quant === null,
};
const approximate: Rule = {
  id: "approximate",
  text: "a model whose cache the catalogue itself calls approximate",
  drops: (_row, { model }) => model?.geometry?.approximate === true,
};
const partial: Rule = {
  id: "partial",
  text: "fewer layers on the GPU (-ngl) than the model has",
  drops: ({ gpuLayers }, { layers }) => gpuLayers !== null && layers !== null && gpuLayers < layers,
};
const tooLarge: Rule = {
  id: "larger-than-card",
  text: "weights and cache are larger than the card: a part ran from main memory",
  drops: (row, { leastBytes }) =>
    row.memoryGiB !== null && leastBytes !== null && leastBytes > row.memoryGiB * row.cards * GIB,
};

export const MEMORY_RULES: readonly Rule[] = [
  { id: "no-peak", text: "no peak stated", drops: (row) => row.peakGiB === null },
  vllm,
  {
    id: "unit",
    text: "impossible: less than 0.25 GiB, or more than there is (MB in the GB column, readings of nothing)",
    drops: ({ peakGiB, memoryGiB, cards }) =>
      (peakGiB ?? 0) < LEAST_PEAK_GIB || (memoryGiB !== null && (peakGiB ?? 0) > memoryGiB * cards),
  },
  speculative,
  otherEngine,
  onCpu,
  unknownModel,
  approximate,
  {
    id: "no-context",
    text: "context not stated (2048 without a flag is the form's default)",
    drops: (row) => row.context === null,
  },
  {
    id: "no-kv-type",
    text: "type of the cache not stated, or none that is known",
    drops: (_row, { kvType }) => kvType === null,
  },
  {
    id: "several-cards",
    text: "several cards: not stated whether the peak is of one or of all",
    drops: (row) => row.cards > 1,
  },
  partial,
  tooLarge,
  {
    id: "full-card",
    text: "the card is full to 95 %: what spilled over or was filled on purpose is not in the reading",
    drops: ({ peakGiB, memoryGiB, cards }) => (peakGiB ?? 0) > FULL_SHARE * (memoryGiB ?? Infinity) * cards,
  },
  {
    id: "below-weights",
    text: "impossible: the peak is below nine tenths of the weights alone",
    drops: ({ peakGiB }, { quant }) => (peakGiB ?? 0) * GIB < WEIGHTS_SHARE * (quant?.bytes ?? 0),
  },
  {
    id: "one-reading",
    text: "one reading for several contexts that differ twofold or more: not read for each of them",
    drops: (row, _prediction, all) => all.some((other) => sameReading(row, other)),
  },
];

export const SPEED_RULES: readonly Rule[] = [
  { id: "no-speed", text: "no decode speed stated", drops: (row) => row.tokensPerSecond === null },
  vllm,
  speculative,
  otherEngine,
  onCpu,
  unknownModel,
  {
    id: "no-machine",
    text: "machine not stated, or its bandwidth not known",
    drops: (_row, { bandwidthGBs }) => bandwidthGBs === null,
  },
  {
    id: "no-depth",
    text: "tokens in the context while it decoded not stated (neither -d nor a prompt)",
    drops: (row) => row.depth === null,
  },
  {
    id: "no-active",
    text: "parameters that are read for each token not published",
    drops: (_row, { model }) => model?.params.activeB === null,
  },
  {
    id: "remote",
    text: "a remote endpoint or a command without a model file: what ran is not stated",
    drops: ({ command }) => /Remote endpoint|-m\s+-p/.test(command),
  },
  partial,
  tooLarge,
  {
    id: "faster-than-memory",
    text: "impossible: faster than the memory can be read (speculation or another model that is not stated)",
    drops: (row, { fastest }) => fastest !== null && (row.tokensPerSecond ?? 0) > fastest,
  },
];

function sameReading(a: Row, b: Row): boolean {
  if (a === b || a.hfId !== b.hfId || a.quant !== b.quant || a.gpu !== b.gpu || a.cards !== b.cards)
    return false;
  if (a.peakGiB === null || b.peakGiB === null || a.context === null || b.context === null) return false;
  const far = Math.max(a.context, b.context) >= 2 * Math.min(a.context, b.context);
  return far && Math.abs(a.peakGiB - b.peakGiB) <= SAME_SHARE * a.peakGiB;
}
