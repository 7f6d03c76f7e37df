import { join } from "node:path";
import { InterruptedError } from "../../core/errors.ts";
import {
  asArray,
  asCount,
  asNumber,
  asString,
  getIn,
  getKey,
  type Json,
  parseJson,
} from "../../core/json.ts";
import { neutralize, redactSecrets } from "../../core/text.ts";
import { duration, plural } from "../../core/words.ts";
import type { OpenClawPackage } from "../../openclaw/detect.ts";
import { compareVersions } from "../../openclaw/version.ts";
import type { ExecResult, Outside } from "../../ports/index.ts";
import { type Look, showing } from "../../ui/terminal.ts";
import { PROOF_FILE, type PrivateHome } from "./private-home.ts";
import type { ClawProof, ClawStep } from "./types.ts";

/** The first release with `openclaw infer` (its CHANGELOG). */
const INFER_SINCE = "2026.4.7";
/** A release that reports the tool calls of a turn, and leaves the report out where there were none (measured). */
const COUNTS_SINCE = "2026.5.28";
const INFER_PROMPT = "Reply with the single word: pong";
const AGENT_PROMPT = `Use the read tool to read the file ${PROOF_FILE}, then reply with the word that it names.`;
/** What OpenClaw says about itself on stderr, next to the cause of a failure. */
const CHATTER = /^\[(?:session-sqlite|agents?\/tool-policy|agent\/embedded\] tool-search)/;
const SAID_LINES = 3;
const SAID_CHARS = 300;
/** The least that is worth starting OpenClaw for. */
const LEAST_MS = 20_000;

export interface ClawInput {
  home: PrivateHome;
  installed: OpenClawPackage;
  providerId: string;
  modelId: string;
  /** Ms that the first turn is expected to take, by what was measured; null: unknown. */
  expectedMs: number | null;
  /** Ms until the end of the drive. */
  left(): number;
  look: Look;
  outside: Outside;
}

/**
 * Runs `openclaw infer model run` and a turn of `openclaw agent --local` in a private home. Failures are values. Throws
 * InterruptedError on Ctrl-C; the commands are ended then.
 */
export async function askOpenClaw(input: ClawInput): Promise<ClawProof> {
  const { version } = input.installed;
  const infer =
    compareVersions(version, INFER_SINCE) < 0
      ? skipped(`${version} has no infer command`)
      : await runInfer(input);
  if (infer.outcome === "failed")
    return { version, infer, agent: skipped("not tried: what fails above comes first"), texts: [] };
  let turn = await runAgent(input, "proof");
  // one miss may be chance
  if (turn.missed) turn = await runAgent(input, "proof-again");
  return { version, infer, agent: turn.step, texts: turn.texts };
}

/** A command that was not run. */
export function skipped(detail: string): ClawStep {
  return { outcome: "skipped", detail, ms: null };
}

async function runInfer(input: ClawInput): Promise<ClawStep> {
  const model = `${input.providerId}/${input.modelId}`;
  const args = ["infer", "model", "run", "--local", "--model", model, "--prompt", INFER_PROMPT, "--json"];
  const ran = await run(input, args, "OpenClaw sends the model a prompt");
  if ("outcome" in ran) return ran;
  const text = asArray(getKey(ran.json, "outputs"))
    .map((one) => asString(getKey(one, "text")) ?? "")
    .join("");
  if (getKey(ran.json, "ok") !== true || text.trim() === "") return failure(input, ran);
  return { outcome: "passed", detail: `infer model run answered in ${duration(ran.ms)}`, ms: ran.ms };
}

interface Turn {
  step: ClawStep;
  /** It answered without the tool call. */
  missed: boolean;
  texts: string[];
}

async function runAgent(input: ClawInput, session: string): Promise<Turn> {
  const none = { missed: false, texts: [] };
  const { expectedMs, left } = input;
  if (expectedMs !== null && expectedMs > left()) {
    const detail = `not tried: at the measured speed the turn would take about ${duration(expectedMs)}`;
    return { ...none, step: { outcome: "unverified", detail, ms: null } };
  }
  const seconds = String(Math.max(1, Math.floor(left() / 1_000)));
  const args = ["agent", "--local", "--session-id", session, "--message", AGENT_PROMPT];
  const ran = await run(input, [...args, "--json", "--timeout", seconds], "OpenClaw makes an agent turn");
  if ("outcome" in ran) return { ...none, step: ran };
  const { json, ms } = ran;
  // no channel gets these: errors are judged below, and reasoning has a place of its own
  const isApart = (one: Json) => getKey(one, "isError") === true || getKey(one, "isReasoning") === true;
  const payloads = asArray(getKey(json, "payloads")).filter((one) => !isApart(one));
  const texts = payloads.flatMap((one) => asString(getKey(one, "text")) ?? []);
  const agent = getIn(json, ["meta", "agentMeta"]);
  if (texts.join("").trim() === "" || getIn(json, ["meta", "aborted"]) === true)
    return { ...none, step: failure(input, ran) };
  const by = [asString(getKey(agent, "provider")), asString(getKey(agent, "model"))];
  if (by[0] !== undefined && by[0].toLowerCase() !== input.providerId.toLowerCase()) {
    const detail = `the turn was answered by ${neutralize(by.join("/"), 80)}, not by this model`;
    return { texts, missed: false, step: { outcome: "failed", detail, ms } };
  }
  const counts = compareVersions(input.installed.version, COUNTS_SINCE) >= 0;
  const named = texts.join(" ").includes(input.home.word);
  return { texts, ...judgeCalls(json, { counts, named }, ms) };
}

/** A turn with an answer: was the tool called? Releases that do not count leave it open, unless the answer has the word. */
function judgeCalls(
  json: Json,
  { counts, named }: { counts: boolean; named: boolean },
  ms: number,
): Omit<Turn, "texts"> {
  const summary = getIn(json, ["meta", "toolSummary"]);
  const calls = asNumber(getKey(summary, "calls")) ?? (named ? 1 : counts ? 0 : null);
  const failures = asCount(getKey(summary, "failures")) ?? 0;
  const took = `in ${duration(ms)}`;
  const step = (outcome: ClawStep["outcome"], detail: string) => ({ outcome, detail, ms });
  if (calls === null)
    return {
      missed: false,
      step: step("unverified", `agent --local answered ${took}; it does not report tool calls`),
    };
  if (calls === 0)
    return {
      missed: true,
      step: step("failed", "agent --local answered without calling the tool that it was told to call"),
    };
  if (failures >= calls)
    return {
      missed: false,
      step: step("failed", `agent --local: ${plural(calls, "tool call")}, none of which worked`),
    };
  const proof = named ? ", whose result is in the answer" : "";
  return {
    missed: false,
    step: step("passed", `agent --local finished a turn with a tool call${proof} ${took}`),
  };
}

interface Ran extends Pick<ExecResult, "stdout" | "stderr" | "ms"> {
  json: Json;
}

/** A command with JSON on stdout, or why there is none. */
async function run(input: ClawInput, args: readonly string[], what: string): Promise<Ran | ClawStep> {
  const { home, outside, installed, look } = input;
  const timeoutMs = input.left();
  if (timeoutMs < LEAST_MS)
    return { outcome: "unverified", detail: "not tried: the time was over", ms: null };
  const windows = outside.host.platform === "win32";
  // a .cmd takes a shell
  const program = windows ? "node" : "openclaw";
  const all = windows ? [join(installed.dir, "openclaw.mjs"), ...args] : args;
  const result = await showing(`${what}, at most ${duration(timeoutMs)}`, look, outside, () =>
    outside.proc.run(program, all, {
      ...{ timeoutMs, cwd: home.dir, env: home.env, onlyEnv: true, signal: outside.signal },
    }),
  );
  if (outside.signal.aborted) throw new InterruptedError();
  const { stdout, stderr, problem, exitCode, ms } = result;
  if (problem === "timeout")
    return {
      outcome: "failed",
      detail: `${args.slice(0, 2).join(" ")} did not end in ${duration(timeoutMs)}`,
      ms,
    };
  const json = parseJson(stdout) ?? parseJson(stdout.slice(stdout.indexOf("\n{") + 1)) ?? null;
  const ran = { json, stdout, stderr, ms };
  return exitCode === 0 && json !== null ? ran : failure(input, ran);
}

/** What OpenClaw said: its error, else the last lines of its messages. */
function failure({ home }: ClawInput, { json, stdout, stderr, ms }: Ran): ClawStep {
  const stated = asString(getIn(json, ["error", "message"])) ?? asString(getKey(json, "error"));
  const payload = asArray(getKey(json, "payloads")).flatMap((one) => asString(getKey(one, "text")) ?? [])[0];
  const lines = `${json === null ? stdout : ""}\n${stderr}`.split("\n").map((line) => line.trim());
  const last = lines.filter((line) => line !== "" && !CHATTER.test(line)).slice(-SAID_LINES);
  const said = neutralize(redactSecrets(stated ?? payload ?? last.join(" / "), home.secrets), SAID_CHARS);
  return { outcome: "failed", detail: said === "" ? "it failed without a message" : `it said: ${said}`, ms };
}
