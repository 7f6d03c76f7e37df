import { duration, listed } from "../../core/words.ts";
import { hangFailover } from "../../openclaw/watchdog.ts";
import type { CheckAbout, CheckFinding } from "../types.ts";

/** The state of one fallback of the default model, as far as read requests show. */
export interface FallbackState {
  ref: string;
  /**
   * "alive": a local server lists it; "hosted": remote, never contacted; "down": its server or model is missing;
   * "same-server": it is on the primary's server.
   */
  state: "alive" | "hosted" | "down" | "same-server";
}

/** The state of the default model's server, in the classes that OpenClaw treats differently. */
export type PrimaryState =
  | "up"
  | "refuses"
  /** No connection comes about, and nothing refuses it. */
  | "no-connection"
  /** It accepts the connection and sends nothing. */
  | "hangs"
  | "denies"
  | "lacks-model"
  | "other";

export interface FallbackFacts {
  primary: string;
  baseUrl: string;
  now: PrimaryState;
  fallbacks: readonly FallbackState[];
  /** How long OpenClaw waits each time for a server that hangs, in seconds; null: longer than was measured (13 min). */
  hangLimit: number | null;
  /** The limit of a whole run, in seconds; null: none. */
  runLimit: number | null;
}

/**
 * When OpenClaw 2026.9.6 goes on to the next model (measured with two local servers; the time of the turn itself is not
 * in it). It tries a server that refuses the connection up to 8 more times within 90 s, and a refused key or a missing
 * model not again. A prompt that is too long ends in an error: the fallbacks are not tried.
 */
const AFTER: Readonly<Record<"refuses" | "denies" | "lacks-model", { seconds: number; words: string }>> = {
  refuses: { seconds: 75, words: "after 60 to 90 s of retries" },
  denies: { seconds: 5, words: "within seconds" },
  "lacks-model": { seconds: 5, words: "within seconds" },
};

export const fallbackNotTriggered: CheckAbout & { finding(facts: FallbackFacts): CheckFinding } = {
  id: "fallback-not-triggered",
  title: "What answers when the local server is down",
  severity: "info",
  doc: {
    what: "Which model of the fallback chain would answer if the default model's server went down now, and after how long. Reported with --verbose or --only; when the server is down, it is in the evidence of that finding.",
    why: "OpenClaw 2026.9.6 retries a refused connection for 60 to 90 s before it tries the fallbacks (measured). A refused key or a missing model reaches them within seconds; where packets are dropped, it takes up to five minutes. A server that hangs is asked two to four times: with the default limit of 600 s on a local address that takes 20 minutes, with `timeoutSeconds: 30` about two. Below 26 s, five timeouts end the turn in an error first. A prompt that is too long never reaches the fallbacks. Hosted models are never contacted here, so it is not known whether they answer.",
    seen: '{ model: { primary: "lmstudio/qwen3-coder-30b" } }   // when the server is down: an error after a minute and a half',
    helps: '`agents.defaults.model.fallbacks: ["otherbox/qwen3-8b"]`, a model on another machine',
  },
  finding(facts) {
    return {
      message: fallbackSentence(facts),
      target: facts.primary,
      endpoint: facts.baseUrl,
      evidence: fallbackEvidence(facts),
      fixHint: hintFor(facts),
    };
  },
};

function hintFor(facts: FallbackFacts): string {
  if (nextOf(facts) === null)
    return "name a model on another machine in agents.defaults.model.fallbacks, if an answer matters more than privacy";
  const relevant = ["up", "hangs", "no-connection"].includes(facts.now);
  const limit = limitOf(facts);
  if (relevant && limit !== null && hangFailover(limit) === null)
    return "set timeoutSeconds of the provider to 30 or more: five shorter timeouts end the turn before the fallbacks are tried";
  return "nothing needs to be done; timeoutSeconds of the provider changes only the wait for a server that hangs";
}

/** The first model of the chain that may answer. */
function nextOf({ fallbacks }: FallbackFacts): FallbackState | null {
  return fallbacks.find((one) => one.state === "alive" || one.state === "hosted") ?? null;
}

/** The wait for one answer: the limit of the whole run also caps it. */
function limitOf({ hangLimit, runLimit }: FallbackFacts): number | null {
  return hangLimit === null || runLimit === null ? (hangLimit ?? runLimit) : Math.min(hangLimit, runLimit);
}

/** Seconds until a server that hangs is given up for the next model, or why that does not happen. */
function afterHang(facts: FallbackFacts): { seconds: number | null; words: string } {
  const { runLimit } = facts;
  const limit = limitOf(facts);
  if (limit === null)
    return {
      seconds: null,
      words: "OpenClaw waits for more than 10 min, unless timeoutSeconds of the provider is set",
    };
  const next = hangFailover(limit);
  if (runLimit !== null && runLimit <= (next?.seconds ?? limit * 5))
    return { seconds: null, words: `agents.defaults.timeoutSeconds ends the turn after ${runLimit} s` };
  if (next === null) return { seconds: null, words: `five timeouts of ${limit} s end the turn in an error` };
  const times = ["once", "twice", "three times", "four times"][next.waits - 1];
  return {
    seconds: next.seconds,
    words: `after about ${duration(Math.round(next.seconds / 10) * 10_000)} (OpenClaw waits ${limit} s, ${times})`,
  };
}

/** What happens, in one sentence. */
export function fallbackSentence(facts: FallbackFacts): string {
  const { now, primary, fallbacks } = facts;
  const start = now === "up" ? `If the server of ${primary} died now` : `Without the server of ${primary}`;
  const next = nextOf(facts);
  if (next === null) {
    const reasons = fallbacks.map(
      (one) => `${one.ref} ${one.state === "down" ? "is down too" : "is on the same server"}`,
    );
    const why = reasons.length === 0 ? "no fallback is configured" : listed(reasons);
    return `${start}, nothing would answer: ${why}`;
  }
  const who = `${next.ref}${next.state === "hosted" ? " (hosted, not contacted here)" : ""}`;
  const hang = afterHang(facts);
  switch (now) {
    case "hangs":
      return hang.seconds === null
        ? `${start}, ${next.ref} would not answer either: ${hang.words}`
        : `${start}, ${who} would answer ${hang.words}`;
    case "up":
      return `${start}, ${who} would answer ${AFTER.refuses.words}; if it hung, ${hang.words}; a prompt that is too long never reaches it`;
    case "no-connection":
      // the host may be reported as unreachable after seconds, or Linux gives up after 134 s; OpenClaw then tries again
      return hang.seconds === null
        ? `${start}, ${who} may not answer either: ${hang.words}`
        : `${start}, ${who} would answer after 1 to 5 min of retries`;
    case "other":
      return `${start}, ${who} would answer`;
    default:
      return `${start}, ${who} would answer ${AFTER[now].words}`;
  }
}

export function fallbackEvidence(facts: FallbackFacts): NonNullable<CheckFinding["evidence"]> {
  const next = nextOf(facts);
  const seconds = secondsOf(facts);
  const waits = facts.now === "hangs" || facts.now === "no-connection";
  const reached = next !== null && (!waits || afterHang(facts).seconds !== null);
  return {
    answers: reached ? next.ref : null,
    afterSeconds: reached ? seconds : null,
    chain: facts.fallbacks.map(({ ref, state }) => ({ ref, state })),
    measuredOn: "2026.9.6",
  };
}

function secondsOf(facts: FallbackFacts): number | null {
  const { now } = facts;
  if (now === "other" || now === "no-connection") return null;
  if (now === "hangs") return afterHang(facts).seconds;
  return AFTER[now === "up" ? "refuses" : now].seconds;
}
