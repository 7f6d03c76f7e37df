import { type Fix, type FixEdit, fixOf, setFix } from "../../core/finding.ts";
import { getIn, isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { tokens } from "../../core/words.ts";
import { readSeconds, sourceOf } from "../../fit/own/use.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import {
  firstEventLimit,
  LOCAL_LIMIT_SECONDS,
  PATIENT_SECONDS,
  REMOTE_LIMIT_SECONDS,
  RUN_LIMIT,
  runLimit,
} from "../../openclaw/watchdog.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { isLocalRow, isReadVersion, localPrimary, namedRows } from "../support/config-local.ts";
import { providerKey, writtenBaseUrl } from "../support/config-text.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { localProvider, QWEN_IS_DEFAULT } from "../support/example.ts";
import { aboutModel, perModel, type Said, skipWhere, UNKNOWN } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { type ConfigContext, type ConfigFinding, defineCheck, type Subject } from "../types.ts";

/** A shorter prompt does not show the speed: startup costs outweigh it. */
const MIN_PROMPT_TOKENS = 500;
/** Above this share of the limit, a longer history will exceed it. */
const CLOSE = 0.8;
/** Loading a model from disk can take this long, in s. */
const COLD_SECONDS = 60;

/** A timeout shorter than a local model may need for its first token. */
export const llmTimeoutSlowPrefill = defineCheck({
  id: "llm-timeout-slow-prefill",
  title: "Timeout too short for a local model",
  severity: "warning",
  doc: {
    what: "`timeoutSeconds` of a local provider, or of the agents that use a local model, is below 300. Or it is not set, and OpenClaw treats the host as remote (a bare name, or a name in a zone such as `.lan`, under a provider id that it does not know). `doctor --deep` also measures the time to the first event of a long prompt, and reports when reading a first turn's prompt would take more than four fifths of the timeout; without `--deep`, the speed that `bench` measured on this machine tells.",
    why: 'A local server first loads the model and then reads 13,000 tokens or more. OpenClaw waits 300 s for the first event on local addresses (600 s where a server sends no headers before it) and 120 s on others; `timeoutSeconds` replaces these limits, up or down. When the time is up, OpenClaw reports "LLM request timed out" while the server is still working, and tries again.',
    bad: localProvider(
      `timeoutSeconds: 60,
models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],`,
      QWEN_IS_DEFAULT,
    ),
    good: localProvider(
      `timeoutSeconds: 600,
models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],`,
      QWEN_IS_DEFAULT,
    ),
    seen: "{ timeoutSeconds: 60 }   // 13,000 tokens at 100 tokens a second are 130 s",
    helps: {
      always: { "OpenClaw config": "`models.providers.<id>.timeoutSeconds: 600`" },
      because: "OpenClaw's own clock ends the turn",
    },
  },
  config: {
    run(context) {
      // 2026.4.15 does not have the provider's key yet.
      if (!isReadVersion(context)) return [];
      const providers = namedRows(context)
        .filter(isLocalRow)
        .map(({ provider }) => provider);
      return [
        ...[...new Set(providers)].flatMap((provider) => ofProvider(context, provider)),
        ...ofAgents(context),
      ];
    },
  },
  server: {
    stage: "context",
    run: skipWhere(
      ({ facts, context }) =>
        facts.models.some((model) => context.own?.(facts, model))
          ? null
          : "bench has not measured its models",
      perModel(byOwnFigures),
    ),
  },
  turn: {
    stage: "answers",
    after: ["no-answer", "answer-error", "error-under-200", "stream-cut"],
    run: perProbe("answer", judge),
  },
});

function ofProvider(context: ConfigContext, provider: ProviderView): ConfigFinding[] {
  const at = [...provider.path, "timeoutSeconds"];
  const own = provider.timeoutSeconds;
  if (own !== null) {
    return own > 0 && own < LOCAL_LIMIT_SECONDS
      ? [tooShort(at, provider.id, own, "OpenClaw would wait longer without it")]
      : [];
  }
  const url = writtenBaseUrl(context, provider);
  if (url === null || providerKey(context, provider, "timeoutSeconds") !== undefined) return [];
  if (!isTakenForRemote(context, provider, url)) return [];
  return [
    {
      at: [...provider.path, "baseUrl"],
      guess: true,
      target: provider.id,
      endpoint: url,
      message: `OpenClaw treats ${new URL(url).hostname} as a remote host and waits only ${REMOTE_LIMIT_SECONDS} s for the first token`,
      evidence: { limitSeconds: REMOTE_LIMIT_SECONDS },
      fixHint: `set timeoutSeconds of the provider to ${PATIENT_SECONDS}`,
      // not safe: behind a server that hangs, a fallback would come later
      fix: setFix(at, PATIENT_SECONDS),
    },
  ];
}

/** True for a host that is local to this tool but remote to OpenClaw. */
function isTakenForRemote(context: ConfigContext, provider: ProviderView, url: string): boolean {
  // 0.0.0.0 and public hosts have their own rules
  const host = classifyUrl(url);
  if (host === null || host === "unspecified" || host === "public") return false;
  const localService = isObject(providerKey(context, provider, "localService"));
  const { id, apiKey } = provider;
  return firstEventLimit({ id, baseUrl: url, apiKey, localService }) === REMOTE_LIMIT_SECONDS;
}

/** The limit of a whole run also caps the provider's limit. */
function ofAgents(context: ConfigContext): ConfigFinding[] {
  const seconds = runLimit(context.config?.value);
  const primary = localPrimary(context);
  if (primary === null || seconds === null || seconds >= LOCAL_LIMIT_SECONDS) return [];
  return [
    tooShort(
      RUN_LIMIT,
      primary.row.ref,
      seconds,
      "it ends the whole run, not only the wait for the first token",
    ),
  ];
}

function tooShort(at: ConfigPath, target: string, seconds: number, why: string): ConfigFinding {
  return {
    at,
    guess: true,
    target,
    message: `${seconds} s is too short for a local model: ${why}`,
    evidence: { seconds, localLimitSeconds: LOCAL_LIMIT_SECONDS },
    fixHint: `set it to ${PATIENT_SECONDS}`,
    // not safe: a short limit may be meant, to come to a fallback soon
    fix: setFix(at, PATIENT_SECONDS),
  };
}

function judge(subject: Subject, seen: AnswerProbe): Said {
  const prompt = seen.usage?.prompt ?? seen.promptEstimate;
  // an earlier short prompt has loaded the model, so this wait is prompt reading only
  if (seen.firstEventMs === null || seen.errorKind !== null || prompt < MIN_PROMPT_TOKENS) return UNKNOWN;
  const { firstTurnPrompt } = turnNeeds(subject.context.openclaw.version);
  const estimate = Math.round((seen.firstEventMs / 1000) * (firstTurnPrompt / prompt));
  const { seconds: limit, from } = waitOf(subject);
  // a warm model does not show how long a cold one takes
  if (estimate <= limit * CLOSE) return limit < COLD_SECONDS ? UNKNOWN : null;
  const value = Math.max(PATIENT_SECONDS, estimate * 3);
  return aboutProbe(subject, seen, {
    severity: "warning",
    message: `Reading a first turn of ${tokens(firstTurnPrompt)} tokens would take ${subject.model.ref} about ${tokens(estimate)} s, and OpenClaw waits ${tokens(limit)} s (${from})`,
    evidence: {
      promptTokens: prompt,
      firstEventMs: Math.round(seen.firstEventMs),
      estimateSeconds: estimate,
      limitSeconds: limit,
    },
    fixHint: `set timeoutSeconds of the provider to ${value}, and keep the model on the GPU with its prompt cache on`,
    fix: remedy(subject, value),
  });
}

/** By what bench measured on this machine, where no inference of this run shows it. */
function byOwnFigures(subject: Subject): Said {
  const { facts, model, context } = subject;
  const entry = model.deep?.answer ? null : (context.own?.(facts, model) ?? null);
  const { firstTurnPrompt } = turnNeeds(context.openclaw.version);
  const seconds = entry === null ? null : readSeconds(entry, firstTurnPrompt);
  if (entry === null || seconds === null) return UNKNOWN;
  const estimate = Math.round(seconds);
  const { seconds: limit, from } = waitOf(subject);
  // a warm model does not show how long a cold one takes
  if (estimate <= limit * CLOSE) return limit < COLD_SECONDS ? UNKNOWN : null;
  const value = Math.max(PATIENT_SECONDS, estimate * 3);
  return aboutModel(subject, null, {
    severity: "warning",
    message: `Reading a first turn of ${tokens(firstTurnPrompt)} tokens takes ${model.ref} about ${tokens(estimate)} s (${sourceOf(entry)}), and OpenClaw waits ${tokens(limit)} s (${from})`,
    evidence: {
      promptTokens: firstTurnPrompt,
      estimateSeconds: estimate,
      limitSeconds: limit,
      measuredAt: entry.measuredAt,
    },
    fixHint: `set timeoutSeconds of the provider to ${value}, and keep the model on the GPU with its prompt cache on`,
    fix: remedy(subject, value),
  });
}

/** Raises the provider's limit, and the run's limit if that is shorter. */
function remedy(subject: Subject, value: number): Fix | null {
  const path = providerPath(subject, "timeoutSeconds");
  if (path === null) return null;
  const run = runLimit(subject.context.config?.value);
  const edits: FixEdit[] = [{ op: "set", path, value }];
  if (run !== null && run < value) edits.push({ op: "set", path: RUN_LIMIT, value });
  // not safe: a fallback would come later when the server hangs
  return fixOf({ edits });
}

/**
 * How long OpenClaw waits for the first event, in seconds. timeoutSeconds of the provider replaces the limit by address
 * and id, and the limit of a whole run caps both.
 */
function waitOf({ facts, context }: Subject): { seconds: number; from: string } {
  const { provider, baseUrl } = facts;
  const run = runLimit(context.config?.value);
  const own = provider?.timeoutSeconds ?? null;
  const { id, apiKey } = provider ?? { id: "", apiKey: { kind: "none" as const } };
  const localService =
    provider !== null && isObject(getIn(context.config?.value, [...provider.path, "localService"]));
  const seconds = own ?? firstEventLimit({ id, baseUrl, apiKey, localService });
  const from = own === null ? "its limit for this address and provider id" : "timeoutSeconds of the provider";
  return run !== null && run < seconds ? { seconds: run, from: formatPath(RUN_LIMIT) } : { seconds, from };
}
