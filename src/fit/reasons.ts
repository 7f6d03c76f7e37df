import { formatBytes, GIB } from "../core/bytes.ts";
import { present } from "../core/words.ts";
import { LOCAL_LIMIT_SECONDS } from "../openclaw/watchdog.ts";
import { type Candidate, isLowQuant } from "./candidates.ts";
import { comparedText, evidenceText } from "./evidence-text.ts";
import type { ExpertPlacement } from "./experts.ts";
import type { MemoryPool } from "./pool.ts";
import { GOOD_TOKENS_PER_SECOND, isSlow, isTooSlow, promptSeconds } from "./score.ts";
import { decodeSpeed, expertSpeed, type SpeedRange } from "./speed.ts";
import type { ExpertsInRam } from "./types.ts";

/** A pick is tight when it leaves less than this share of the budget. */
const TIGHT_SHARE = 0.05;
/** 10^9 parameters. OpenClaw's own audit calls models up to 300 B small, but the risk shows from here on. */
const SMALL_MODEL_B = 15;
/** What the system, the gateway and other programs need together, in bytes. A pick that leaves less says what to close. */
const ROOMY_REST_BYTES = 10 * GIB;
/** A smaller context cuts the prompts of tool-driven work. In tokens. */
const ROOMY_CONTEXT = 65_536;
/** A cold 16K prompt that takes more seconds gets a warning. */
const SLOW_PREFILL_S = 30;

/**
 * Tokens per second that were measured for cold prompts with experts in main memory: gpt-oss-120b on a desktop with 8 GB of
 * GPU memory in use, and Qwen3.6 35B on an RTX 5080 (ollama/ollama#11772).
 */
const EXPERT_PREFILL = [120, 690] as const;
/** Main memory of desktops with two channels, in GB/s: DDR4-3200 and DDR5-5600. */
const DESKTOP_RAM_GBS = [51, 90] as const;

/** The risks of a pick: first safety, then memory, speed and license. */
export function risksOf(candidate: Candidate, pool: MemoryPool): string[] {
  const risks = [...safetyRisks(candidate), ...fitRisks(candidate, pool), ...speedRisks(candidate, pool)];
  return [...risks, ...licenceRisks(candidate)];
}

function safetyRisks({ model, quant, kvType }: Candidate): string[] {
  const quantized = quant.bits <= 4 && !quant.native;
  const what = present(
    model.params.totalB <= SMALL_MODEL_B && "small",
    quantized && "quantized to 4 bits or less",
  );
  const low = model.quantSensitive
    ? "this family loses much below 5 bits; take a higher quantization if you can"
    : "below 4 bits tool calls break down noticeably; take a higher quantization if you can";
  return present(
    what.length > 0 &&
      `${what.join(" and ")}: higher risk of prompt injection; run tools in a sandbox and deny web and exec tools for untrusted input`,
    model.reasoning === "no" &&
      "does not reason before it answers, which makes it easier to lead astray; narrow its tools further",
    isLowQuant(model, quant)
      ? low
      : quantized && "4 bits cost 1 to 3 % in tool-use tests and 10 to 15 % in real applications (ACBench)",
    kvType === "q8_0" && "fits only with a q8_0 cache: no measurable loss, but do not go lower",
  );
}

function fitRisks(candidate: Candidate, pool: MemoryPool): string[] {
  const { model, geometry, quant, context, need, budget } = candidate;
  const left = budget - need.total;
  const isGuessed = quant.format === "gguf" ? model.gguf?.basis === "naming" : !quant.native;
  return present(
    left < TIGHT_SHARE * budget && `tight: ${formatBytes(left)} of ${formatBytes(budget)} stays free`,
    closeOthers(candidate, pool),
    context < ROOMY_CONTEXT && `${context} tokens: long agent turns will be cut or compacted early`,
    geometry.approximate && `cache size is approximate: ${geometry.note ?? geometry.source}`,
    quant.confidence === "low" && `size of the weights is an estimate (${quant.source})`,
    isGuessed && "the repository follows the publisher's naming and was not looked up: check that it exists",
  );
}

function closeOthers({ need }: Candidate, { kind, sharedSystemBytes }: MemoryPool): string | null {
  if (kind !== "unified" || sharedSystemBytes === null) return null;
  const rest = sharedSystemBytes - need.total;
  if (rest >= ROOMY_REST_BYTES) return null;
  return `${formatBytes(rest)} of ${formatBytes(sharedSystemBytes)} are left for the system, the gateway and all else: close browsers, virtual machines and other model servers before you load it`;
}

function speedRisks(candidate: Candidate, pool: MemoryPool): string[] {
  const speed = statedSpeed(candidate);
  return present(
    candidate.experts && expertRisk(candidate.experts),
    speed !== null &&
      isSlow(candidate, pool) &&
      `slow: about ${speed} tokens a second, where tool-driven work wants ${GOOD_TOKENS_PER_SECOND}`,
    candidate.experts ? expertPrefillRisk() : prefillRisk(candidate, pool),
  );
}

function expertRisk({ ramBytes }: ExpertPlacement): string {
  return `slower than a model that fits the card: ${formatBytes(ramBytes)} of experts are read from main memory, which must stay free for them`;
}

function expertPrefillRisk(): string {
  const [slow, quick] = EXPERT_PREFILL;
  const seconds = (speed: number) => Math.round(16_384 / speed);
  const limit = Math.floor((slow * LOCAL_LIMIT_SECONDS) / 1000);
  return `slow to read prompts: ${slow} to ${quick} tokens a second were measured with experts in main memory, so a cold prompt of 16K tokens takes ${seconds(quick)} to ${seconds(slow)} s, and one of ${limit},000 may pass the ${LOCAL_LIMIT_SECONDS} s after which OpenClaw gives up; keep the prompt cache on, raise timeoutSeconds of the provider, and try llama-server -ub 2048, which reads faster but takes more of the card`;
}

function prefillRisk(candidate: Candidate, pool: MemoryPool): string | null {
  const { geometry, measured } = candidate;
  if (pool.kind === "cpu" && measured?.prefill16kSeconds === undefined)
    return "on the CPU a cold prompt of 16K tokens takes minutes";
  const prefill = promptSeconds(candidate, pool);
  if (prefill !== null && prefill > SLOW_PREFILL_S)
    return `a cold prompt of 16K tokens takes about ${prefill} s`;
  const latent = pool.metal && geometry.layers.some((group) => group.kind === "mla");
  return latent ? "latent attention is slow on Metal: long prompts take minutes" : null;
}

function licenceRisks({ model }: Candidate): string[] {
  if (model.licenceKind === "permissive") return [];
  if (model.licence === null)
    return ["license not known to this tool: read it before you use the model at work"];
  return [`license: ${model.licence}; read it before you use the model at work`];
}

/** Why a pick was chosen: what it takes, and its speed. */
export function whyOf(candidate: Candidate, pool: MemoryPool): string {
  const { model, quant, need, budget, context, experts } = candidate;
  const share = pool.devices > 1 ? ` on ${pool.devices} cards` : "";
  const what = `${model.name} ${quant.name} with ${context} tokens takes ${formatBytes(need.total)} of ${formatBytes(budget)}${share}`;
  return `${what}${experts ? inRam(experts) : ""}; ${paceText(candidate, pool)}; ${evidenceText(model)}`;
}

function inRam({ ramBytes, ramBudgetBytes, inRam: count, blocks }: ExpertPlacement): string {
  const which = count === null || count === blocks ? "all blocks" : `${count} of ${blocks} blocks`;
  return ` of the GPU, and ${formatBytes(ramBytes)} of ${formatBytes(ramBudgetBytes)} of main memory for the experts of ${which}`;
}

function paceText(candidate: Candidate, pool: MemoryPool): string {
  const { model, quant, kvType, speed, experts, measured } = candidate;
  if (speed !== null && measured?.decode)
    return `${rangeText(speed)} at 16K tokens of context (${measured.source})`;
  if (speed !== null) return `about ${rangeText(speed)} at 16K tokens of context`;
  if (experts === null) {
    const usual = pool.assumedGBs;
    const guess = usual && decodeSpeed(model, quant, kvType, { ...pool, bandwidthGBs: usual });
    const example = guess ? `; with ${usual} GB/s it would be about ${rangeText(guess)}` : "";
    return `speed unknown, since the memory bandwidth is not known (--bandwidth tells it)${example}`;
  }
  const [slow, quick] = DESKTOP_RAM_GBS.map((ramGBs) =>
    expertSpeed(model, experts, kvType, { ...pool, ramGBs }),
  );
  const example =
    slow && quick
      ? `; a desktop with two channels of DDR4-3200 (${DESKTOP_RAM_GBS[0]} GB/s) would have about ${rangeText(slow)}, with DDR5-5600 (${DESKTOP_RAM_GBS[1]} GB/s) ${rangeText(quick)}`
      : "";
  return `speed unknown, since the bandwidth of the main memory is not known (--bandwidth <card>,<RAM> tells both)${example}`;
}

function rangeText({ low, high }: SpeedRange): string {
  return `${Math.round(low)} to ${Math.round(high)} tokens a second`;
}

/** Tokens per second as printed, never with an assumed bandwidth. */
function statedSpeed({ speed }: Candidate): number | null {
  return speed && Math.round(speed.typical);
}

/** The placement as reported. */
export function expertsInRam({
  ramBytes,
  ramBudgetBytes,
  inRam: count,
  blocks,
}: ExpertPlacement): ExpertsInRam {
  return { ramBytes, ramBudgetBytes, blocksInRam: count, blocks };
}

/** In what `loser` is behind `winner`. */
export function lostBecause(loser: Candidate, winner: Candidate, pool: MemoryPool): string {
  if (loser.experts !== null && winner.experts === null)
    return present(
      `${winner.model.name} fits the GPU whole, so it is faster`,
      comparedText(loser.model, winner.model),
    ).join("; ");
  const speed = statedSpeed(loser);
  const slower = isTooSlow(loser) || (isSlow(loser, pool) && !isSlow(winner, pool));
  const reasons = present(
    slower &&
      (speed === null
        ? "slower: it reads more of the memory for each token"
        : `slower: about ${speed} tokens a second`),
    formReason(loser, winner),
    loser.context < winner.context && `${loser.context} instead of ${winner.context} tokens of context`,
    loser.kvType !== "f16" && winner.kvType === "f16" && "needs a quantized cache",
  );
  return reasons.join("; ") || `ranked below ${winner.model.name} ${winner.quant.name}`;
}

function formReason(loser: Candidate, winner: Candidate): string | null {
  const fewer = loser.quant.bits < winner.quant.bits;
  const { name } = loser.quant;
  if (loser.model.id === winner.model.id) {
    if (fewer) return `fewer bits (${name})`;
    if (loser.quant.bits > winner.quant.bits) return `${name} takes the room for context`;
    return name === winner.quant.name ? null : `same bits in another form (${name})`;
  }
  return comparedText(loser.model, winner.model);
}
