import { type Fix, setFix } from "../../core/finding.ts";
import type { Json } from "../../core/json.ts";
import { tokens } from "../../core/words.ts";
import { answered, type Base, called, calledNothing, isProved } from "../../turn/probes/outcome.ts";
import type { AnswerProbe, ErrorKind, ProbeId } from "../../turn/types.ts";
import type { ModelFacts } from "../facts.ts";
import type { CheckFinding, ServerJudge, Subject } from "../types.ts";
import { contextSizes, wantedContext } from "./context.ts";
import { aboutModel, biteOf, evidence, perModel, type Said, skipWhere, UNKNOWN } from "./outcome.ts";
import { moreContext, type Remedy, raiseHint } from "./product.ts";

/** The probes that checks judge. */
export type JudgedProbe = "answer" | "tools" | "follow-up";

/** A judge of the models that were probed. */
export function perProbe(
  probe: JudgedProbe,
  judge: (subject: Subject, seen: AnswerProbe) => Said,
): ServerJudge["run"] {
  return skipWhere(
    ({ facts }) => (facts.models.some((model) => judged(model, probe)) ? null : "no inference was made"),
    perModel((subject) => {
      const seen = judged(subject.model, probe);
      return seen ? judge(subject, seen) : UNKNOWN;
    }),
  );
}

/** The request with which the cause of a failure is searched for. */
const BASE: Readonly<Record<JudgedProbe, Base>> = {
  answer: "small",
  tools: "short-tools",
  "follow-up": "follow-up",
};

/** True when another form of the request passed, and the form of OpenClaw failed once more after it. */
export function isProvedCure({ deep }: ModelFacts, probe: JudgedProbe): boolean {
  return deep !== null && isProved(deep.probes, BASE[probe]);
}

/** A judge of the models that failed in `probe`, but answered the variant `remedy`, and failed again after it. */
export function perRefusal(
  probe: JudgedProbe,
  remedy: ProbeId,
  judge: (subject: Subject, seen: AnswerProbe) => CheckFinding,
): ServerJudge["run"] {
  return perProbe(probe, (subject, seen) =>
    seen.errorKind !== null &&
    answered(subject.model.deep?.probes[remedy]) &&
    isProvedCure(subject.model, probe)
      ? judge(subject, seen)
      : null,
  );
}

/** A judge of the models that ignored the request to call a tool, but called one in the probe `remedy`. */
export function perMissedCall(
  remedy: ProbeId,
  judge: (subject: Subject, seen: AnswerProbe) => CheckFinding,
): ServerJudge["run"] {
  return perProbe("tools", (subject, seen) =>
    calledNothing(seen) && called(subject.model.deep?.probes[remedy]) && isProvedCure(subject.model, "tools")
      ? judge(subject, seen)
      : null,
  );
}

function judged({ deep }: ModelFacts, probe: JudgedProbe): AnswerProbe | null {
  if (deep === null) return null;
  return probe === "follow-up" ? (deep.probes[probe] ?? null) : deep[probe];
}

/** Draft of a finding about one inference, with what was measured. */
export function aboutProbe(
  subject: Subject,
  seen: AnswerProbe,
  rest: Pick<CheckFinding, "message"> & Partial<CheckFinding>,
): CheckFinding {
  return aboutModel(subject, null, {
    severity: biteOf(subject),
    ...rest,
    evidence: evidence({
      route: seen.route,
      httpStatus: seen.status,
      ms: Math.round(seen.totalMs),
      serverSaid: seen.error,
      ...rest.evidence,
    }),
  });
}

/** The server answered a moment ago, and now nothing does. The cause may be the request, which its log shows. */
export function endedSince(subject: Subject, seen: AnswerProbe): CheckFinding {
  return aboutProbe(subject, seen, {
    message: `${subject.facts.baseUrl} answered a request before, and now nothing answers there (${quoted(seen)})`,
    fixHint: "start the server again, and look into its log for why it ended",
  });
}

/**
 * An edit of the fields that OpenClaw merges into the model's completions requests. It changes the model's behavior, so
 * it is not marked as safe.
 */
export function extraBodyFix({ model, context }: Subject, keys: readonly string[], value: Json): Fix | null {
  if (context.config === null || model.row === null) return null;
  return setFix(["agents", "defaults", "models", model.ref, "params", "extra_body", ...keys], value);
}

/** "HTTP 400 “…”": how a finding quotes the server. */
export function quoted(seen: Pick<AnswerProbe, "error" | "status">): string {
  const text = seen.error ?? "";
  if (text.startsWith("HTTP ")) return text;
  const short = text.length > 160 ? `${text.slice(0, 159)}…` : text;
  const status = seen.status === null ? "" : `HTTP ${seen.status} `;
  return `${status}“${short}”`;
}

/** Hints and fixes for error causes without a check of their own. */
export function errorRemedy(subject: Subject, kind: ErrorKind): Remedy {
  if (kind !== "context-overflow")
    return { fixHint: HINTS[kind] ?? "check the server's log for this request" };
  const sizes = contextSizes(subject);
  return {
    fixHint: `${raiseHint(subject, wantedContext(sizes))}; a first turn needs ${tokens(sizes.needs.minimum)}`,
    restart: moreContext(subject),
  };
}

const HINTS: Partial<Record<ErrorKind, string>> = {
  auth: "the model list is open, but inference requires a valid key: set apiKey of the provider",
  "not-found": "the model list exists, but this route does not: check baseUrl and api of the provider",
  "model-not-found": "load the model, or correct its id to one that the server lists",
  memory: "unload other models, use less context, a q8_0 cache or a smaller quantization of the model",
  "too-large":
    "raise the body limit of the proxy in front of the server (nginx: client_max_body_size 20m), since an agent's turn is 60 kB or more",
  timeout: "check the server's log and load; a proxy may cut off long requests",
  cut: "check the server's log for a crash (often memory), and raise the read timeout of any proxy in front of it (nginx: proxy_read_timeout 600s)",
  loading: "wait until the model is loaded, then run the doctor again",
  cooldown:
    "it is no rate limit: the server behind the gateway failed a moment ago; examine that server itself (its api_base): openclaw-local doctor --endpoint API_BASE",
  "tool-call-id": "update the server, or give it another chat template",
};
