import { isObject, type JsonObject } from "../../core/json.ts";
import {
  answerTokens,
  isSlow,
  longRequest,
  readMs,
  SHORT_ANSWER,
  shortToolsRequest,
  smallRequest,
} from "../sizes.ts";
import { READ_TOOL } from "../tools.ts";
import type { ProbeId, RequestShape } from "../types.ts";
import type { TurnRequest } from "../wire/requests.ts";
import {
  answered,
  called,
  calledNothing,
  refused,
  resultStillRefused,
  stillNoCall,
  stillRefused,
  toolsStillRefused,
} from "./outcome.ts";
import { parallel } from "./parallel.ts";
import type { Probe, ProbeRun } from "./types.ts";

/** Below this (ms) the model was not loaded meanwhile. */
const LOADED_MS = 2_000;
/** Reading that is quicker than this (ms) may as well be done every turn. */
const WORTH_MS = 3_000;

/**
 * Every inference of --deep, in the order in which they are sent. A healthy server gets four (small, answer, tools,
 * follow-up), a slow one up to three more. A diagnosis comes right after the failure that it explains.
 */
export const PROBES: readonly Probe[] = [
  // about 1,000 tokens: is it answered, how fast, and how many characters are a token?
  {
    id: "small",
    title: "waiting for an answer",
    kind: "main",
    wanted: () => true,
    request: (run) => smallRequest(run, "small"),
  },
  inShape("string-content", "without message parts", { stringContent: true }),
  // some templates refuse two user messages in a row
  diagnosis("single-message", "with one user message", stillRefused, (run) => ({
    ...smallRequest(run, "small"),
    oneUserMessage: true,
  })),
  inShape("no-stream-options", "without stream_options", { streamOptions: false }),
  inShape("max-tokens-field", "with max_tokens", { maxTokensField: "max_tokens" }),
  inShape("system-role", "with the role system", { developerRole: false }, "responses"),
  inShape("no-store", "without store", { store: false }, "responses"),
  // the first measurement may have waited for the model to be loaded
  {
    id: "measure",
    title: "measuring the speed again",
    kind: "extra",
    wanted: (run) => answered(run.seen.small) && readMs(run.seen.small) > LOADED_MS && isSlow(run),
    request: (run) => smallRequest(run, "measure"),
  },
  // at most 12,000 tokens; the checks of the stage "answers" judge it
  {
    id: "answer",
    title: "waiting for an answer to a long prompt",
    kind: "main",
    wanted: ({ seen }) => answered(seen.small),
    request: (run) => longRequest(run, false),
  },
  // is the prompt kept? Asked only where reading takes long enough to matter
  {
    id: "repeat",
    title: "sending the same prompt again",
    kind: "extra",
    wanted: ({ seen }) => answered(seen.answer) && readMs(seen.answer) >= WORTH_MS,
    request: (run) => ({ ...longRequest(run, false), maxTokens: answerTokens(run, 16) }),
  },
  // twelve tools and tool_choice auto, asking for a call of read; the checks of the stage "tools" judge it
  {
    id: "tools",
    title: "waiting for a tool call",
    kind: "main",
    wanted: ({ seen, target }) => target.tools && answered(seen.answer),
    request: (run) => longRequest(run, true),
  },
  diagnosis(
    "short-tools",
    "with a short prompt",
    ({ seen }) => refused(seen.tools) || calledNothing(seen.tools),
    shortToolsRequest,
  ),
  // one miss may be chance: the long prompt once more, when the short one brought a call
  {
    id: "tools-again",
    title: "asking for the tool call again",
    kind: "diagnosis",
    wanted: ({ seen }) => calledNothing(seen.tools) && called(seen["short-tools"]),
    request: (run) => longRequest(run, true),
  },
  diagnosis(
    "no-pattern",
    "without patterns",
    ({ seen, target }) => refused(seen["short-tools"]) && !target.shape.droppedKeywords.includes("pattern"),
    (run) => shaped(shortToolsRequest(run), withoutPattern(run)),
  ),
  diagnosis(
    "unstreamed-tools",
    "not streamed",
    ({ seen }) => calledNothing(seen["short-tools"]),
    (run) => ({ ...shortToolsRequest(run), stream: false }),
  ),
  diagnosis(
    "no-thinking",
    "without thinking",
    (run) => run.target.route === "chat" && kwargsOf(run)["enable_thinking"] !== false && stillNoCall(run),
    (run) => withExtra(run, { chat_template_kwargs: { ...kwargsOf(run), enable_thinking: false } }),
  ),
  {
    ...diagnosis(
      "other-route",
      "over the other API",
      (run) =>
        run.target.otherRoute !== null &&
        (toolsStillRefused(run) || (calledNothing(run.seen["short-tools"]) && stillNoCall(run))),
      shortToolsRequest,
    ),
    route: ({ target }) => target.otherRoute ?? target.route,
  },
  diagnosis(
    "forced-tool",
    "with a forced call",
    (run) =>
      run.target.route === "chat" &&
      run.target.shape.extraBody["tool_choice"] === undefined &&
      stillNoCall(run),
    (run) => withExtra(run, { tool_choice: "required" }),
  ),
  diagnosis(
    "one-tool",
    "with one tool",
    (run) => toolsStillRefused(run) || stillNoCall(run),
    (run) => ({ ...shortToolsRequest(run), tools: [READ_TOOL] }),
  ),
  // the turn after a tool call: strict servers and templates fail only here
  {
    id: "follow-up",
    title: "handing in the result of a tool",
    kind: "main",
    wanted: ({ seen }) => called(seen.tools) || called(seen["no-pattern"]),
    request: followUpRequest,
  },
  inResultShape("result-name", "with the name in the result", { toolResultName: true }),
  inResultShape("role-content-only", "with role and content only", { strictKeys: true }),
  parallel,
];

/** A search for the cause of a failure; `how` is what it changes. */
function diagnosis(id: ProbeId, how: string, wanted: Probe["wanted"], request: Probe["request"]): Probe {
  return { id, title: `looking for the cause, ${how}`, kind: "diagnosis", wanted, request };
}

/** The short prompt in another shape of request, on the route that this shape is for. */
function inShape(
  id: ProbeId,
  how: string,
  change: Partial<RequestShape>,
  route: "chat" | "responses" = "chat",
): Probe {
  return diagnosis(
    id,
    how,
    (run) => run.target.route === route && differs(run, change) && stillRefused(run),
    (run) => shaped(smallRequest(run, "small"), change),
  );
}

/** The turn after a tool call in another shape. */
function inResultShape(id: ProbeId, how: string, change: Partial<RequestShape>): Probe {
  return diagnosis(
    id,
    how,
    (run) => run.target.route === "chat" && differs(run, change) && resultStillRefused(run),
    (run) => shaped(followUpRequest(run), change),
  );
}

function differs({ target: { shape } }: ProbeRun, change: Partial<RequestShape>): boolean {
  return JSON.stringify({ ...shape, ...change }) !== JSON.stringify(shape);
}

function shaped(request: TurnRequest, change: Partial<RequestShape>): TurnRequest {
  return { ...request, shape: { ...request.shape, ...change } };
}

function withExtra(run: ProbeRun, extra: JsonObject): TurnRequest {
  return shaped(shortToolsRequest(run), { extraBody: { ...run.target.shape.extraBody, ...extra } });
}

function kwargsOf({ target }: ProbeRun): JsonObject {
  const kwargs = target.shape.extraBody["chat_template_kwargs"];
  return isObject(kwargs) ? kwargs : {};
}

function withoutPattern({ target }: ProbeRun): Partial<RequestShape> {
  return { droppedKeywords: [...new Set([...target.shape.droppedKeywords, "pattern"])] };
}

/** The call is the one that the model made, with its arguments as it wrote them. */
function followUpRequest(run: ProbeRun): TurnRequest {
  const { tools, "no-pattern": plain } = run.seen;
  const [seen, change] = called(tools) ? [tools, {}] : [plain, withoutPattern(run)];
  const call = seen?.toolCalls.find(({ name }) => name !== "");
  return {
    ...shaped(longRequest(run, true), change),
    maxTokens: answerTokens(run, SHORT_ANSWER),
    called: call ?? { name: "read", argumentsJson: '{"path":"AGENTS.md"}' },
  };
}
