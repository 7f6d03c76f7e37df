import { GIB } from "../../../src/core/bytes.ts";
import type { Prediction } from "./predict.ts";
import type { Row } from "./rows.ts";

/** Why a row does not count. Rules see the row and what follows from it, never the error of the estimate. */
export interface Rule {
  id: string;
  text: string;
  drops(row: Row, prediction: Prediction, all: readonly Row[]): boolean;
}

/** No engine with a model on a GPU takes less. */
const LEAST_PEAK_GIB = 0.25;
/** A fuller GPU may have spilled over or been filled on purpose, so that its reading is its size. */
const FULL_SHARE = 0.95;
/** A reading below this share of the weights is not of the whole model. */
const WEIGHTS_SHARE = 0.9;
/** Readings that differ by less are equal. */
const SAME_SHARE = 0.01;

const vllm: Rule = {
  id: "vllm",
  text: "vLLM: takes a fixed share of the GPU memory",
  drops: (row) => row.engine === "vllm",
};
const mixedVllm: Rule = {
  id: "vllm-cards",
  text: "vLLM on several GPUs: tensor parallelism, which is not modeled",
  drops: (row) => row.engine === "vllm" && row.cards > 1,
};
const batched: Rule = {
  id: "batch",
  text: "several requests at once",
  drops: (row) => (row.batch ?? 1) > 1,
};
const otherEngine: Rule = {
  id: "engine",
  text: "an engine with its own quantizations (hipfire, lucebox), whose sizes are not published",
  drops: (row) => row.engine === "hipfire" || row.engine === "lucebox",
};
const speculative: Rule = {
  id: "speculative",
  text: "speculative decoding (flag of the row, or in its command): another model in memory, several tokens per step",
  drops: (row) => row.speculative,
};
const onCpu: Rule = {
  id: "cpu",
  text: "a run on the CPU (backend cpu, -ngl 0, cache or experts kept in system RAM by flag), whatever GPU is named",
  drops: (row) =>
    row.backend === "cpu" ||
    row.expertsInRam !== null ||
    /-ngl 0\b|--n-?cpu-moe|-cmoe|--no-kv-offload|=CPU|--cpu-moe/.test(row.command),
};
const unknownModel: Rule = {
  id: "model",
  text: "a model that is not in the catalog, or whose geometry or size in that quantization is unknown",
  drops: (_row, { model, quant }) => model === null || model.geometry === null || quant === null,
};
const approximate: Rule = {
  id: "approximate",
  text: "a model whose cache is approximate in the catalog",
  drops: (_row, { model }) => model?.geometry?.approximate === true,
};
const partial: Rule = {
  id: "partial",
  text: "fewer layers on the GPU (-ngl) than the model has",
  drops: ({ gpuLayers }, { layers }) => gpuLayers !== null && layers !== null && gpuLayers < layers,
};
const tooLarge: Rule = {
  id: "larger-than-card",
  text: "weights and cache are larger than the GPU memory: a part ran from system RAM",
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
    text: "context not stated (2048 without a flag is the default of the form)",
    drops: (row) => row.context === null,
  },
  {
    id: "no-kv-type",
    text: "type of the cache not stated or unknown",
    drops: (_row, { kvType }) => kvType === null,
  },
  {
    id: "several-cards",
    text: "several GPUs: not stated whether the peak is of one or of all",
    drops: (row) => row.cards > 1,
  },
  partial,
  tooLarge,
  {
    id: "full-card",
    text: "GPU memory more than 95 % full: it may have spilled over or been filled on purpose",
    drops: ({ peakGiB, memoryGiB, cards }) => (peakGiB ?? 0) > FULL_SHARE * (memoryGiB ?? Infinity) * cards,
  },
  {
    id: "below-weights",
    text: "impossible: the peak is below nine tenths of the weights alone",
    drops: ({ peakGiB }, { quant }) => (peakGiB ?? 0) * GIB < WEIGHTS_SHARE * (quant?.bytes ?? 0),
  },
  {
    id: "one-reading",
    text: "one reading for several contexts that differ at least twofold: not measured for each",
    drops: (row, _prediction, all) => all.some((other) => sameReading(row, other)),
  },
];

const noMachine: Rule = {
  id: "no-machine",
  text: "machine not stated, or its bandwidth unknown",
  drops: (_row, { bandwidthGBs }) => bandwidthGBs === null,
};
const noActive: Rule = {
  id: "no-active",
  text: "active parameters not published",
  drops: (_row, { model }) => model?.params.activeB === null,
};
const remote: Rule = {
  id: "remote",
  text: "a remote endpoint, or a command without a model file: the model is not stated",
  drops: ({ command }) => /Remote endpoint|-m\s+-p/.test(command),
};
const impossible: Rule = {
  id: "faster-than-memory",
  text: "impossible: faster than the memory can be read (speculation or another model, not stated)",
  drops: (row, { fastest }) => fastest !== null && (row.tokensPerSecond ?? 0) > fastest,
};
const noSpeed: Rule = {
  id: "no-speed",
  text: "no decode speed stated",
  drops: (row) => row.tokensPerSecond === null,
};

export const SPEED_RULES: readonly Rule[] = [
  noSpeed,
  mixedVllm,
  batched,
  speculative,
  otherEngine,
  onCpu,
  unknownModel,
  approximate,
  noMachine,
  {
    id: "no-depth",
    text: "tokens in the context during decoding not stated (neither -d nor a prompt)",
    drops: (row) => row.depth === null,
  },
  noActive,
  remote,
  partial,
  tooLarge,
  impossible,
];

/** An agent's prompt is longer, and shorter ones measure what a request costs before it starts. */
const LEAST_PROMPT = 2048;

export const PREFILL_RULES: readonly Rule[] = [
  { id: "no-prefill", text: "no prefill speed stated", drops: (row) => row.prefillSpeed === null },
  {
    id: "cards",
    text: "several GPUs: how they share a prompt is not modeled",
    drops: (row) => row.cards > 1,
  },
  batched,
  speculative,
  otherEngine,
  onCpu,
  unknownModel,
  approximate,
  noMachine,
  {
    id: "short",
    text: "prompt and depth of less than 2,048 tokens together, or not stated",
    drops: (row) => row.prefillTokens === null || row.prefillTokens + row.prefillDepth < LEAST_PROMPT,
  },
  noActive,
  remote,
  partial,
  tooLarge,
  impossible,
  {
    id: "no-arithmetic",
    text: "a chip whose arithmetic is not known, or a cache of unknown layers",
    drops: (_row, { prefillSpeed }) => prefillSpeed === null,
  },
  {
    id: "faster-than-chip",
    text: "impossible: more operations than the chip can do (a cached prompt)",
    drops: (row, { fastestPrefill }) => fastestPrefill !== null && (row.prefillSpeed ?? 0) > fastestPrefill,
  },
];

const inRam: Rule = {
  id: "not-in-ram",
  text: "no experts in RAM",
  drops: (row) => row.expertsInRam === null,
};

export const EXPERT_RULES: readonly Rule[] = [
  inRam,
  noSpeed,
  speculative,
  unknownModel,
  noMachine,
  {
    id: "no-split",
    text: "what is in RAM, or what a token reads, is not known",
    drops: (_row, { tokensPerSecond }) => tokensPerSecond === null,
  },
];

export const EXPERT_PREFILL_RULES: readonly Rule[] = [
  inRam,
  { id: "no-prefill", text: "no prefill speed stated", drops: (row) => row.prefillSpeed === null },
  {
    id: "no-ubatch",
    text: "-ub not stated, which decides how often the experts are copied",
    drops: (row) => row.ubatch === null,
  },
  unknownModel,
  noMachine,
  {
    id: "no-arithmetic",
    text: "a chip whose arithmetic is not known, or a cache of unknown layers",
    drops: (_row, { prefillSpeed }) => prefillSpeed === null,
  },
];

/** For the part of a figure that is vLLM's. */
export const NOT_VLLM: Rule = {
  id: "not-vllm",
  text: "another engine than vLLM",
  drops: (row) => row.engine !== "vllm",
};

export const DRAFT_RULES: readonly Rule[] = [
  { id: "no-pair", text: "no speed without drafts stated", drops: (row) => row.plainSpeed === null },
  unknownModel,
  {
    id: "no-gain",
    text: "a model for which the catalog has no measured gain",
    drops: (_row, { draftSpeed }) => draftSpeed === null,
  },
];

export const DRAFT_MEMORY_RULES: readonly Rule[] = [
  { id: "no-pair", text: "no peak without drafts stated", drops: (row) => row.plainPeakGiB === null },
  {
    id: "no-heads",
    text: "a model whose heads are not known",
    drops: (_row, { draftPeakGiB }) => draftPeakGiB === null,
  },
];

function sameReading(a: Row, b: Row): boolean {
  if (a === b || a.hfId !== b.hfId || a.quant !== b.quant || a.gpu !== b.gpu || a.cards !== b.cards)
    return false;
  if (a.peakGiB === null || b.peakGiB === null || a.context === null || b.context === null) return false;
  const far = Math.max(a.context, b.context) >= 2 * Math.min(a.context, b.context);
  return far && Math.abs(a.peakGiB - b.peakGiB) <= SAME_SHARE * a.peakGiB;
}
