import { CHECKS } from "../../checks/registry.ts";
import type { LoadedConfig } from "../../config/read/types.ts";
import { sameAddress } from "../../core/address.ts";
import { InterruptedError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { type EndpointReport, type Report, summarize } from "../../core/report.ts";
import { duration } from "../../core/words.ts";
import { startDeadline } from "../../doctor/deadline.ts";
import { doctorReport } from "../../doctor/report.ts";
import { worldOf } from "../../doctor/world.ts";
import type { Hardware } from "../../machine/types.ts";
import { installedPackage } from "../../openclaw/detect.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { resolvedView } from "../../openclaw/resolved-view.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import type { Outside } from "../../ports/index.ts";
import { probeServer } from "../../servers/identify.ts";
import { answered, called } from "../../turn/probes/outcome.ts";
import { type Look, showing } from "../../ui/terminal.ts";
import { finalText } from "./final-text.ts";
import { askOpenClaw, skipped } from "./openclaw.ts";
import { makeHome } from "./private-home.ts";
import { measureSpeed, type Seen } from "./speed.ts";
import type { ClawProof, Proof, ProofSpeed, Step } from "./types.ts";

/** The most that one inference may take, in ms; the doctor's own limit. */
const INFERENCE_MS = 180_000;
/** No single inference may take more than this part of the whole drive. */
const INFERENCE_SHARE = 1 / 3;
/** For the answer that is asked for to measure the speed, in ms. */
const SPEED_MS = 30_000;
/** For a look whether the server is still there, in ms. */
const STILL_THERE_MS = 3_000;
/** Starting OpenClaw, in ms. */
const CLAW_START_MS = 10_000;
/** A turn with a tool call has two requests; the second one's prompt is mostly cached. */
const TURN_READS = 1.2;
const TURN_ANSWER_TOKENS = 200;

export interface DriveInput {
  /** As it was written. */
  config: LoadedConfig;
  providerId: string;
  /** As the server lists it. */
  modelId: string;
  /** As the config has it. */
  writtenId: string;
  /** The end of the drive, in ms: `limitMs` of estimateProof. */
  limitMs: number;
  o: Look & {
    timeout?: number | undefined;
    openclawVersion?: string | undefined;
    verbose: boolean;
  };
  outside: Outside;
  hardware(): Promise<Hardware>;
}

/**
 * Tries the model through what the config says: the doctor's real turn with a tool call, then the real OpenClaw where it
 * is installed, in a private home that knows no other model. Ends after `limitMs`. Throws InterruptedError on Ctrl-C, and
 * UserError where the private home cannot be made.
 */
export async function testDrive(input: DriveInput): Promise<Proof> {
  const started = performance.now();
  const left = () => Math.max(0, Math.ceil(input.limitMs - (performance.now() - started)));
  const provider = providerOf(input);
  const { report, seen } = await askDoctor(input, provider);
  const endpoint = report.endpoints?.find((one) => one.provider === provider.id) ?? null;
  const findings = ownFindings(report.findings, `${provider.id}/${input.writtenId}`, provider);
  const steps = { answers: answerStep(endpoint, findings, report, input), tools: toolStep(endpoint, seen) };
  const hasError = findings.some(({ severity, status }) => severity === "error" && status === "found");
  const sound = !hasError && steps.answers.outcome === "passed" && steps.tools.outcome !== "failed";
  const speed = await speedOf(seen, { ...input, left });
  const openclaw = sound
    ? await withServer(await runOpenClaw({ ...input, seen, speed, left }), provider, input)
    : notRun(input);
  const text = finalText(seen === null ? [] : answersOf(seen), openclaw.texts);
  const failing = [steps.answers, steps.tools, text, openclaw.infer, openclaw.agent];
  const ok = sound && failing.every(({ outcome }) => outcome !== "failed");
  return {
    ok,
    model: `${provider.id}/${input.modelId}`,
    server: `${endpoint?.server.product ?? "the server"} at ${endpoint?.baseUrl ?? provider.baseUrl ?? ""}`,
    contextTokens: contextOf(endpoint, `${provider.id}/${input.writtenId}`),
    ...steps,
    ...{ finalText: text, speed, openclaw },
    report: { ...report, ok, findings, summary: summarize(findings) },
    ms: Math.round(performance.now() - started),
  };
}

function providerOf({ config, providerId, outside }: DriveInput): ProviderView {
  const view = resolvedView(config.value, worldOf(config, outside).env);
  const found = view.providers.find(({ id }) => id === providerId);
  if (found === undefined) throw new Error(`the config has no provider ${providerId}`);
  return found;
}

/** The doctor's --deep for this model alone, with what it sent and saw; `seen` null: no inference was made. */
async function askDoctor(
  input: DriveInput,
  provider: ProviderView,
): Promise<{ report: Report; seen: Seen | null }> {
  const { config, outside, hardware, limitMs, o } = input;
  const seen: Seen[] = [];
  const deepTimeout = Math.round(Math.min(INFERENCE_MS, limitMs * INFERENCE_SHARE));
  const report = await doctorReport(
    config,
    { ...o, endpoint: [provider.baseUrl ?? ""], deep: true, deepTimeout, only: [], skip: [] },
    {
      ...{ outside, hardware, measure: null, deadline: startDeadline(limitMs) },
      trial: {
        ref: `${provider.id}/${input.writtenId}`,
        seen: (target, deep) => seen.push({ target, deep }),
      },
    },
  );
  if (report.interrupted === true) throw new InterruptedError();
  return { report, seen: seen[0] ?? null };
}

/**
 * The findings that the drive answers for: errors of this model and its server, and whatever its inferences showed. The
 * doctor has just shown the rest.
 */
function ownFindings(findings: readonly Finding[], ref: string, provider: ProviderView): Finding[] {
  return findings.filter(({ checkId, severity, target, endpoint }) => {
    const isHere = endpoint !== null && provider.baseUrl !== null && sameAddress(endpoint, provider.baseUrl);
    const isOwn =
      target === null ? isHere : target === ref || target === provider.id || target === provider.baseUrl;
    return isOwn && severity !== "info" && (severity === "error" || isOfTurn(checkId));
  });
}

function isOfTurn(checkId: string): boolean {
  const check = CHECKS.find(({ id }) => id === checkId);
  const stage = check?.server?.stage;
  return check?.turn !== undefined || stage === "answers" || stage === "tools";
}

function answerStep(
  endpoint: EndpointReport | null,
  findings: readonly Finding[],
  report: Report,
  { limitMs }: DriveInput,
): Step {
  const verdict = endpoint?.verdicts.answers ?? "skip";
  const cause = findings.find(({ severity }) => severity === "error");
  if (verdict === "pass" || verdict === "warn")
    return { outcome: "passed", detail: "answers an agent's prompt" };
  if (report.outOfTime === true)
    return { outcome: "unverified", detail: `no result within ${duration(limitMs)}` };
  if (verdict === "fail") return { outcome: "failed", detail: cause?.checkId ?? "see below" };
  const why = cause === undefined ? "no inference was made" : `${cause.checkId} comes first`;
  return { outcome: verdict === "unverified" ? "unverified" : "skipped", detail: why };
}

function toolStep(endpoint: EndpointReport | null, seen: Seen | null): Step {
  const verdict = endpoint?.verdicts.tools ?? "skip";
  const result = seen?.deep.probes["follow-up"];
  if (verdict === "fail") return { outcome: "failed", detail: "no tool call comes through" };
  if (seen === null || seen.deep.tools === null)
    return seen?.target.tools === false
      ? { outcome: "skipped", detail: "the model takes no tools, or the config switches them off" }
      : { outcome: verdict === "unverified" ? "unverified" : "skipped", detail: "not tried" };
  if (!called(seen.deep.tools)) return { outcome: "unverified", detail: "no tool call was seen" };
  return answered(result)
    ? { outcome: "passed", detail: "a tool call, and the answer to its result" }
    : { outcome: "unverified", detail: "a tool call; the answer to its result was not seen" };
}

/** The texts that a channel would get, of the answers without a tool call. */
function answersOf({ deep }: Seen): string[] {
  const { answer, tools, probes } = deep;
  const shown = [answer, probes["follow-up"], tools?.toolCalls.length === 0 ? tools : null];
  return shown.flatMap((one) => (one != null && one.errorKind === null ? [one.text] : []));
}

function contextOf(endpoint: EndpointReport | null, ref: string): number | null {
  const model = endpoint?.models.find((one) => one.ref === ref);
  return model?.contextAllocated ?? model?.contextConfigured ?? null;
}

async function speedOf(
  seen: Seen | null,
  { o, outside, left }: DriveInput & { left(): number },
): Promise<ProofSpeed> {
  if (seen === null) return { tokensPerSecond: null, firstTokenMs: null, promptTokens: null };
  const http = await outside.http();
  const timeoutMs = Math.max(1, Math.min(SPEED_MS, left()));
  const speed = await showing("measuring the speed", o, outside, () =>
    measureSpeed(seen, { http, timeoutMs, signal: outside.signal }),
  );
  if (outside.signal.aborted) throw new InterruptedError();
  return speed;
}

interface ClawRun extends DriveInput {
  seen: Seen | null;
  speed: ProofSpeed;
  left(): number;
}

async function runOpenClaw(input: ClawRun): Promise<ClawProof> {
  const { config, providerId, modelId, outside, o, left } = input;
  const installed = installedOf(outside);
  if (installed === null) return notRun(input);
  const { version } = installed;
  const known = worldOf(config, outside).env;
  const home = makeHome(config.value, input, { outside, known });
  if (home === null) return { ...notRun(input), version };
  try {
    const expectedMs = expectedTurn(input, turnNeeds(version).firstTurnPrompt);
    return await askOpenClaw({ home, installed, providerId, modelId, expectedMs, left, look: o, outside });
  } finally {
    home.remove();
  }
}

/** Where OpenClaw failed: whether the server is still there. */
async function withServer(
  claw: ClawProof,
  { baseUrl }: ProviderView,
  { outside }: DriveInput,
): Promise<ClawProof> {
  if (baseUrl === null || ![claw.infer, claw.agent].some(({ outcome }) => outcome === "failed")) return claw;
  const options = { timeoutMs: STILL_THERE_MS, signal: outside.signal };
  const { status, detail } = await probeServer(await outside.http(), baseUrl, options);
  if (outside.signal.aborted) throw new InterruptedError();
  return status === "refused" ? { ...claw, serverGone: detail } : claw;
}

/** Ms that OpenClaw's turn takes at the measured speed; null: unknown. */
function expectedTurn({ speed }: ClawRun, turnTokens: number): number | null {
  const { firstTokenMs, promptTokens, tokensPerSecond } = speed;
  if (firstTokenMs === null || promptTokens === null) return null;
  const reading = (firstTokenMs / promptTokens) * turnTokens * TURN_READS;
  const writing = tokensPerSecond === null ? 0 : (1_000 * TURN_ANSWER_TOKENS) / tokensPerSecond;
  return Math.round(CLAW_START_MS + reading + writing);
}

function notRun({ outside }: Pick<DriveInput, "outside">): ClawProof {
  const version = installedOf(outside)?.version ?? null;
  const step = skipped(
    version === null ? "not installed on this machine" : "not tried: what fails above comes first",
  );
  return { version, infer: step, agent: step, texts: [] };
}

function installedOf({ fs, env, host }: Outside) {
  return installedPackage(fs, env, host.platform);
}
