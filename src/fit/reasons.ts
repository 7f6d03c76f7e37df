import { formatBytes } from "../core/bytes.ts";
import { type Candidate, isLowQuant } from "./candidates.ts";
import type { MemoryPool } from "./pool.ts";
import { GOOD_TOKENS_PER_SECOND, isSlow, isTooSlow, roundedSpeed } from "./score.ts";
import { prefill16k } from "./speed.ts";

/** A pick is tight when it leaves less than this share of the budget. */
const TIGHT_SHARE = 0.05;
/** 10^9 parameters. OpenClaw's own audit calls models up to 300 B small, but the risk shows from here on. */
const SMALL_MODEL_B = 15;
/** A smaller context cuts the prompts of tool-driven work. In tokens. */
const ROOMY_CONTEXT = 65_536;
/** A cold 16K prompt that takes more seconds gets a warning. */
const SLOW_PREFILL_S = 30;

/** The risks of a pick: first safety, then memory, speed and license. */
export function risksOf(candidate: Candidate, pool: MemoryPool): string[] {
  const risks = [...safetyRisks(candidate), ...fitRisks(candidate), ...speedRisks(candidate, pool)];
  return [...risks, ...licenceRisks(candidate)];
}

function safetyRisks({ model, quant, kvType }: Candidate): string[] {
  const small = model.params.totalB <= SMALL_MODEL_B;
  const risks: string[] = [];
  const quantized = quant.bits <= 4 && !quant.native;
  if (small || quantized) {
    const what = [small ? "small" : "", quantized ? "quantized to 4 bits or less" : ""]
      .filter(Boolean)
      .join(" and ");
    risks.push(
      `${what}: higher risk of prompt injection; run tools in a sandbox and deny web and exec tools for untrusted input`,
    );
  }
  if (model.reasoning === "no") {
    risks.push(
      "does not reason before it answers, which makes it easier to lead astray; narrow its tools further",
    );
  }
  if (isLowQuant(model, quant)) {
    risks.push(
      model.quantSensitive
        ? "this family loses much below 5 bits; take a higher quantization if you can"
        : "below 4 bits tool calls break down noticeably; take a higher quantization if you can",
    );
  } else if (quantized) {
    risks.push("4 bits cost 1 to 3 % in tool-use tests and 10 to 15 % in real applications (ACBench)");
  }
  if (kvType === "q8_0") risks.push("fits only with a q8_0 cache: no measurable loss, but do not go lower");
  return risks;
}

function fitRisks({ model, geometry, quant, context, need, budget }: Candidate): string[] {
  const risks: string[] = [];
  const left = budget - need.total;
  if (left < TIGHT_SHARE * budget)
    risks.push(`tight: ${formatBytes(left)} of ${formatBytes(budget)} stays free`);
  if (context < ROOMY_CONTEXT)
    risks.push(`${context} tokens: long agent turns will be cut or compacted early`);
  if (geometry.approximate) risks.push(`cache size is approximate: ${geometry.note ?? geometry.source}`);
  if (quant.confidence === "low") risks.push(`size of the weights is an estimate (${quant.source})`);
  const isGuessed = quant.format === "gguf" ? model.gguf?.basis === "naming" : !quant.native;
  if (isGuessed)
    risks.push("the repository follows the publisher's naming and was not looked up: check that it exists");
  return risks;
}

function speedRisks(candidate: Candidate, pool: MemoryPool): string[] {
  const risks: string[] = [];
  const speed = roundedSpeed(candidate);
  if (speed !== null && isSlow(candidate, pool)) {
    risks.push(
      `slow: about ${speed} tokens a second, where tool-driven work wants ${GOOD_TOKENS_PER_SECOND}`,
    );
  }
  const prefill = prefill16k(candidate.model, pool.name);
  if (pool.kind === "cpu") risks.push("on the CPU a cold prompt of 16K tokens takes minutes");
  else if (prefill !== null && prefill > SLOW_PREFILL_S) {
    risks.push(`a cold prompt of 16K tokens takes about ${prefill} s`);
  } else if (pool.metal && candidate.geometry.layers.some((group) => group.kind === "mla")) {
    risks.push("latent attention is slow on Metal: long prompts take minutes");
  }
  return risks;
}

function licenceRisks({ model }: Candidate): string[] {
  if (model.licenceKind === "permissive") return [];
  if (model.licence === null)
    return ["licence not known to this tool: read it before you use the model at work"];
  return [`licence: ${model.licence}; read it before you use the model at work`];
}

/** Why a pick was chosen: what it takes, and its speed. */
export function whyOf(candidate: Candidate, pool: MemoryPool): string {
  const { model, quant, need, budget, context, speed } = candidate;
  const pace =
    speed === null
      ? "speed unknown, since the memory bandwidth is not known (--bandwidth tells it)"
      : `about ${Math.round(speed.low)} to ${Math.round(speed.high)} tokens a second at 16K tokens of context`;
  const share = pool.devices > 1 ? ` on ${pool.devices} cards` : "";
  return `${model.name} ${quant.name} with ${context} tokens takes ${formatBytes(need.total)} of ${formatBytes(budget)}${share}; ${pace}`;
}

/** In what `loser` is behind `winner`. */
export function lostBecause(loser: Candidate, winner: Candidate, pool: MemoryPool): string {
  const reasons: string[] = [];
  if (isTooSlow(loser) || (isSlow(loser, pool) && !isSlow(winner, pool))) {
    const speed = roundedSpeed(loser);
    reasons.push(
      speed === null ? "slower: dense on shared memory" : `slower: about ${speed} tokens a second`,
    );
  }
  if (loser.model.id === winner.model.id) {
    if (loser.quant.bits < winner.quant.bits) reasons.push(`fewer bits (${loser.quant.name})`);
    else if (loser.quant.bits > winner.quant.bits)
      reasons.push(`${loser.quant.name} takes the room for context`);
    else if (loser.quant.name !== winner.quant.name)
      reasons.push(`same bits in another form (${loser.quant.name})`);
  } else if ((loser.model.rank ?? 0) < (winner.model.rank ?? 0)) {
    reasons.push(`${winner.model.name} is the stronger model for tool-driven work in this catalogue`);
  } else if (loser.quant.bits < winner.quant.bits) {
    reasons.push(
      `only ${loser.quant.name} of the stronger model fits, ${winner.model.name} keeps ${winner.quant.name}`,
    );
  }
  if (loser.context < winner.context)
    reasons.push(`${loser.context} instead of ${winner.context} tokens of context`);
  if (loser.kvType !== "f16" && winner.kvType === "f16") reasons.push("needs a quantized cache");
  return reasons.length > 0 ? reasons.join("; ") : `ranked below ${winner.model.name} ${winner.quant.name}`;
}
