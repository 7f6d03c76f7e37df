import { listed } from "../../core/words.ts";
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
export type PrimaryState = "up" | "refuses" | "hangs" | "denies" | "lacks-model" | "other";

export interface FallbackFacts {
  primary: string;
  baseUrl: string;
  now: PrimaryState;
  fallbacks: readonly FallbackState[];
}

/**
 * Seconds after which OpenClaw 2026.9.6 tries the next model of the chain (measured with two local servers): a refused
 * connection is retried for 78 s, a refused key for 7.6 s, a missing model for 12 s. A server that hangs ends in an error
 * and never reaches the chain (5 idle time limits, then a circuit breaker), and neither does a prompt that is too long.
 */
const AFTER_SECONDS: Readonly<Record<PrimaryState, number | null>> = {
  up: 78,
  refuses: 78,
  hangs: null,
  denies: 8,
  "lacks-model": 12,
  other: null,
};

export const fallbackNotTriggered: CheckAbout & { finding(facts: FallbackFacts): CheckFinding } = {
  id: "fallback-not-triggered",
  title: "What answers when the local server is down",
  severity: "info",
  doc: {
    what: "Which model of the fallback chain would answer if the default model's server went down now, and after how long. Reported with --verbose or --only; when the server is down, it is in the evidence of that finding.",
    why: "The fallback chain is tried only after a refused connection (about 78 s of retries, measured on 2026.9.6), a refused key (8 s) or a missing model (12 s). A server that hangs or a prompt that is too long causes an error and never reaches the chain. Hosted models are never contacted here, so it is not known whether they answer.",
    seen: '{ model: { primary: "lmstudio/qwen3-coder-30b" } }   // when the server is down: an error after a minute and a half',
    helps: '`agents.defaults.model.fallbacks: ["otherbox/qwen3-8b"]`, a model on another machine',
  },
  finding(facts) {
    const next = nextOf(facts);
    return {
      message: fallbackSentence(facts),
      target: facts.primary,
      endpoint: facts.baseUrl,
      evidence: fallbackEvidence(facts),
      fixHint:
        next === null
          ? "name a model on another machine in agents.defaults.model.fallbacks, if an answer matters more than privacy"
          : "nothing needs to be done; a smaller timeoutSeconds does not make the chain faster",
    };
  },
};

/** The first model of the chain that may answer. */
function nextOf({ fallbacks }: FallbackFacts): FallbackState | null {
  return fallbacks.find((one) => one.state === "alive" || one.state === "hosted") ?? null;
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
  if (now === "hangs") {
    return `${start}, ${next.ref} does not answer either: a server that hangs never reaches the fallback chain`;
  }
  const after = AFTER_SECONDS[now];
  const hosted = next.state === "hosted" ? " (hosted, not contacted here)" : "";
  const when = after === null ? "" : ` after about ${after} s`;
  const limits = now === "up" ? "; if it hangs, or the prompt is too long, the chain is never reached" : "";
  return `${start}, ${next.ref}${hosted} would answer${when}${limits}`;
}

export function fallbackEvidence(facts: FallbackFacts): NonNullable<CheckFinding["evidence"]> {
  const next = nextOf(facts);
  const reached = next !== null && facts.now !== "hangs";
  return {
    answers: reached ? next.ref : null,
    afterSeconds: reached ? AFTER_SECONDS[facts.now] : null,
    chain: facts.fallbacks.map(({ ref, state }) => ({ ref, state })),
    measuredOn: "2026.9.6",
  };
}
