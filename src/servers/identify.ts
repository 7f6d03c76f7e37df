import { trimSlashes } from "../core/address.ts";
import { pause } from "../core/pause.ts";
import { neutralize } from "../core/text.ts";
import { within } from "../core/within.ts";
import { plural } from "../core/words.ts";
import type { Http, HttpOutcome } from "../ports/index.ts";
import { type ClientOptions, createClient, type RecordingClient } from "./client.ts";
import { ADAPTERS, adapterOf, namedAdapter } from "./registry.ts";
import type { ServerAdapter, ServerDetails } from "./shared/adapter.ts";
import type { AuthState, ProbeReplies } from "./shared/facts.ts";
import { judgeFailure, judgeReply } from "./shared/judge.ts";
import { type Refusal, refusalOf } from "./shared/refusal.ts";
import { isBusyReply, isEmptyAnswer, isRefused, isUnexpectedEndpoint, listRows } from "./shared/replies.ts";
import type { ServerKind, ServerState } from "./types.ts";

/** Limit of the greeting (ms): LM Studio's own CLI allows 500 ms, but a machine under load may need more. */
const GREETING_MS = 1500;
/** The model list waits this long for the greeting (ms), since one time limit counts for both. */
const PATIENCE_MS = 300;

export interface ProbeOptions extends ClientOptions {
  /** The base URL is for Ollama's own API (`api: "ollama"`), which has no /v1. */
  nativeOllama?: boolean;
}

/** A page, an error or a cut connection may be that of a moment, such as a restart behind a proxy. */
const MAY_PASS: readonly ServerState["status"][] = ["error", "not-a-model-server"];
/** Pause (ms) before the second look. */
const AGAIN_MS = 300;

/**
 * What is at a base URL, by requests that only read: the greeting, the model list (with the key, if there is one), and
 * those of the product's adapter. What may pass is looked at twice. Never throws.
 */
export async function probeServer(http: Http, baseUrl: string, options: ProbeOptions): Promise<ServerState> {
  const url = parseBaseUrl(baseUrl);
  if (url === null) return { ...blankState(baseUrl, baseUrl), detail: "not an http or https URL" };
  const started = performance.now();
  const first = await look(http, url, options);
  const left = options.timeoutMs - (performance.now() - started) - AGAIN_MS;
  if (!MAY_PASS.includes(first.status) || first.failure?.kind === "tls" || left < AGAIN_MS) return first;
  await pause(AGAIN_MS, options.signal);
  const second = await look(http, url, { ...options, timeoutMs: left });
  return MAY_PASS.includes(second.status) ? first : second;
}

async function look(http: Http, url: URL, options: ProbeOptions): Promise<ServerState> {
  const client = createClient(http, url, options);
  const state = { ...blankState(client.baseUrl, client.origin), requests: client.requests };
  const basePath = trimSlashes(url.pathname);
  const listPath = options.nativeOllama ? `${client.root}/v1/models` : `${basePath}/models`;
  const { greeting, models } = await firstReplies(client, listPath, options.timeoutMs);
  state.ms = greeting.ms;
  if (models === null) return greeting.ok ? state : { ...state, ...judgeFailure(greeting) };
  if (!greeting.ok || !models.ok) state.ms = models.ms;
  const replies = { greeting, models };
  if (!models.ok) return { ...state, ...judgeFailure(models), ...labelOf(replies) };
  if (listRows(models) !== null) return finish(client, state, replies, listPath);
  if (isBusyReply(models)) return { ...state, ...judgeReply(models, url, listPath), ...labelOf(replies) };
  const refusal = await explainRefusal(client, refusalOf(models), listPath);
  if (refusal !== null) return refused(client, state, replies, refusal);
  const elsewhere = await tryStandardPath(client, listPath, models);
  if (elsewhere) {
    const { base } = elsewhere;
    const found = await finish(client, state, { greeting, models: elsewhere.models }, `${base}/models`);
    if (base === `${basePath}/v1` && adapterOf(found.kind).quirks.includes("chat-without-v1")) return found;
    const suggestedBaseUrl = client.origin + base;
    const detail = `the model list is at ${suggestedBaseUrl}/models, not at ${client.origin}${listPath}`;
    return { ...found, status: "wrong-path", detail, suggestedBaseUrl };
  }
  // LM Studio may refuse /v1/models this way and still have its REST API (seen on 0.4.2 and 0.4.17)
  if (isUnexpectedEndpoint(models) || isEmptyAnswer(models)) return finish(client, state, replies, listPath);
  const claimed = models.status >= 500 && !client.hasKey ? await claimKeyless(client, replies) : null;
  if (claimed !== null) return { ...state, ...claimed };
  return { ...state, ...judgeReply(models, url, listPath), ...labelOf(replies) };
}

/** The greeting and the model list; the list is null when the greeting shows that there is no server. */
async function firstReplies(
  client: RecordingClient,
  listPath: string,
  timeoutMs: number,
): Promise<{ greeting: HttpOutcome; models: HttpOutcome | null }> {
  const started = performance.now();
  const limit = Math.min(timeoutMs / 2, GREETING_MS);
  const asked = client.get("/lmstudio-greeting", { auth: false, timeoutMs: limit });
  const early = await within(asked, Math.min(PATIENCE_MS, timeoutMs / 2));
  if (early !== null && !early.ok && !mayStillAnswer(early)) return { greeting: early, models: null };
  const models = await client.getAbsolute(listPath);
  const greeting = await asked;
  // since the start of the greeting, so that it includes the wait
  const ms = Math.round(performance.now() - started);
  return { greeting, models: models.ok ? models : { ...models, ms } };
}

function parseBaseUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

function blankState(baseUrl: string, origin: string): ServerState {
  return {
    baseUrl,
    origin,
    status: "error",
    detail: "",
    kind: null,
    product: null,
    version: null,
    evidence: "",
    auth: "none",
    models: [],
    responsesApi: null,
    traits: [],
    suggestedBaseUrl: null,
    requests: [],
    ms: 0,
  };
}

/** True unless the greeting failed because there is no server. */
function mayStillAnswer(greeting: HttpOutcome & { ok: false }): boolean {
  return ["timeout", "reset", "too-large", "other"].includes(greeting.failure);
}

interface Candidate {
  adapter: ServerAdapter<ServerKind>;
  certainty: number;
  evidence: string;
}

/** Adapters that may be right, the most certain first; equals keep the registry's order. */
function candidates(replies: ProbeReplies): Candidate[] {
  const found = ADAPTERS.flatMap((adapter): Candidate[] => {
    const recognized = adapter.recognize(replies);
    return recognized === null ? [] : [{ adapter, certainty: recognized[0], evidence: recognized[1] }];
  });
  return found.sort((a, b) => b.certainty - a.certainty);
}

/** Kind and product by the replies alone, for servers that cannot be inspected (yet). */
function labelOf(replies: ProbeReplies): Partial<ServerState> {
  const best = candidates(replies)[0];
  if (best === undefined || best.certainty < 2) return {};
  return { kind: best.adapter.kind, product: best.adapter.label, evidence: best.evidence };
}

/** The first candidate that is confirmed. */
async function inspectAs(
  client: RecordingClient,
  replies: ProbeReplies,
): Promise<(Candidate & { details: ServerDetails }) | null> {
  for (const candidate of candidates(replies)) {
    const details = await candidate.adapter.inspect(client, replies);
    if (details !== null) return { ...candidate, details };
  }
  return null;
}

async function finish(
  client: RecordingClient,
  state: ServerState,
  replies: ProbeReplies,
  listPath: string,
): Promise<ServerState> {
  const found = await inspectAs(client, replies);
  // the requests that were cut off may be those that identify the product
  if (client.outOfTime()) {
    const detail = "gives its model list, but not all that is asked in time";
    return { ...state, ...labelOf(replies), status: "slow", detail };
  }
  if (client.wasBusy()) {
    const detail = "gives its model list, but is too busy for what else is asked";
    return { ...state, ...labelOf(replies), status: "busy", detail };
  }
  if (found === null) return { ...state, ...judgeReply(replies.models, new URL(client.baseUrl), listPath) };
  const { adapter, evidence, details } = found;
  const { noList, ...facts } = details;
  const count = details.models.length;
  return {
    ...state,
    ...facts,
    kind: adapter.kind,
    evidence: neutralize(evidence),
    status: noList === undefined ? "ready" : "no-list",
    detail: noList ?? `${details.product} lists ${count === 0 ? "no models" : plural(count, "model")}`,
    auth: await authOf(client, adapter, listPath),
  };
}

/** Whether the key that worked was needed. */
async function authOf(client: RecordingClient, adapter: ServerAdapter, listPath: string): Promise<AuthState> {
  if (!client.hasKey || adapter.quirks.includes("no-keys")) return "none";
  const open = await client.getAbsolute(listPath, { auth: false });
  // a server that lists its models with the key and fails without it requires the key, whatever it says
  return isRefused(open) || (open.ok && open.status >= 500) ? "required" : "none";
}

const REFUSES: Readonly<Record<Refusal["by"], (hasKey: boolean) => string>> = {
  key: (hasKey) => (hasKey ? "refuses the key" : "requires an API key"),
  host: () => "does not serve this host name",
  basic: () => "asks for a user name and password",
  header: () => "requires a header",
  other: () => "refuses the request",
};

/**
 * Ollama and others refuse a host name with an empty 403. If the same request with the host name localhost is answered,
 * the name was the reason.
 */
async function explainRefusal(
  client: RecordingClient,
  refusal: Refusal | null,
  listPath: string,
): Promise<Refusal | null> {
  if (refusal?.by !== "other" || refusal.status !== 403) return refusal;
  const { hostname, port } = new URL(client.origin);
  if (hostname === "localhost") return refusal;
  const local = await client.getAbsolute(listPath, { host: port === "" ? "localhost" : `localhost:${port}` });
  const served = listRows(local) !== null || (local.ok && local.status === 401);
  return served ? { ...refusal, by: "host" } : refusal;
}

async function refused(
  client: RecordingClient,
  state: ServerState,
  replies: ProbeReplies,
  refusal: Refusal,
): Promise<ServerState> {
  const { by, status } = refusal;
  const blank: ServerState = {
    ...state,
    status: "unauthorized",
    // a refused host name says nothing about keys, and neither does a header
    auth: by === "host" || by === "header" ? "none" : client.hasKey ? "rejected" : "required",
    detail: `${REFUSES[by](client.hasKey)} (${status})`,
    refusal,
    httpStatus: status,
  };
  if (by === "host" || by === "basic") return { ...blank, ...labelOf(replies) };
  const best = candidates(replies)[0];
  if (best === undefined) return blank;
  if (best.certainty >= 2 && namedAdapter(best.adapter.kind) !== null)
    return { ...blank, ...labelOf(replies) };
  const found = await inspectAs(client, replies);
  if (found === null) return blank;
  const { adapter, evidence, details } = found;
  const { version, product, responsesApi } = details;
  return { ...blank, kind: adapter.kind, product, version, responsesApi, evidence };
}

/** A product that answers a missing key with a server error. */
async function claimKeyless(
  client: RecordingClient,
  replies: ProbeReplies,
): Promise<Partial<ServerState> | null> {
  for (const { kind, label, claimKeyless: claim } of ADAPTERS) {
    const evidence = (await claim?.(client, replies)) ?? null;
    if (evidence === null) continue;
    const detail = `requires an API key (answers ${replies.models.ok ? replies.models.status : ""} without one)`;
    return { status: "unauthorized", auth: "required", kind, product: label, evidence, detail };
  }
  return null;
}

/** The list where the base URL's own path has none; null when there is none under /v1 either. */
async function tryStandardPath(
  client: RecordingClient,
  listPath: string,
  models: HttpOutcome,
): Promise<{ models: HttpOutcome; base: string } | null> {
  if (models.ok && models.status >= 500) return null;
  const bases = [...new Set([`${client.root}/v1`, "/v1", client.root])].filter(
    (base) => `${base}/models` !== listPath,
  );
  for (const base of bases) {
    const reply = await client.getAbsolute(`${base}/models`);
    if (listRows(reply) !== null) return { models: reply, base };
  }
  return null;
}
