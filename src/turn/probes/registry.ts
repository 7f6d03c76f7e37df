import {
  answerTokens,
  fullTokens,
  isSlow,
  longRequest,
  readMs,
  shortToolsRequest,
  smallRequest,
} from "../sizes.ts";
import { READ_TOOL } from "../tools.ts";
import { isInThought } from "../visible.ts";
import {
  again,
  diagnosis,
  followUpRequest,
  inResultShape,
  inShape,
  kwargsOf,
  shaped,
  withExtra,
  withoutPattern,
} from "./build.ts";
import {
  answered,
  called,
  calledNothing,
  isOpen,
  isProved,
  mayPass,
  ranOut,
  refused,
  settleMain,
} from "./outcome.ts";
import { parallel } from "./parallel.ts";
import type { Probe, ProbeRun } from "./types.ts";

/** Below this (ms) the model was not loaded meanwhile. */
const LOADED_MS = 2_000;
/** Reading that is quicker than this (ms) may as well be done every turn. */
const WORTH_MS = 3_000;

const ASK_TWICE =
  "Read two files at once: call the read tool with the path AGENTS.md and again with the path SOUL.md, both calls in one answer. Do not answer with text.";

/**
 * Every inference of --deep, in the order in which they are sent. A healthy server gets five (small, answer, tools,
 * follow-up, two-calls), a slow one up to three more. A diagnosis comes right after the failure that it explains, and
 * ends with the request that failed.
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
  diagnosis(
    "single-message",
    "with one user message",
    (run) => isOpen(run, "small"),
    (run) => ({ ...smallRequest(run, "small"), oneUserMessage: true }),
  ),
  inShape("no-stream-options", "without stream_options", { streamOptions: false }),
  inShape("max-tokens-field", "with max_tokens", { maxTokensField: "max_tokens" }),
  inShape("system-role", "with the role system", { developerRole: false }, "responses"),
  inShape("no-store", "without store", { store: false }, "responses"),
  ...again("small", (run) => smallRequest(run, "small")),
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
  {
    ...diagnosis(
      "answer-again",
      "the same request again",
      ({ seen }) => mayPass(seen.answer) || refused(seen.answer) || isEmpty(seen),
      (run) => longRequest(run, false),
    ),
    after: (run) => settleMain(run, "answer", "answer-again"),
  },
  longer("answer", "answer-longer", false),
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
  {
    ...diagnosis(
      "tools-retry",
      "the same request again",
      ({ seen }) => mayPass(seen.tools) || refused(seen.tools),
      (run) => longRequest(run, true),
    ),
    after: (run) => settleMain(run, "tools", "tools-retry"),
  },
  longer("tools", "tools-longer", true),
  diagnosis(
    "short-tools",
    "with a short prompt",
    ({ seen }) => refused(seen.tools) || calledNothing(seen.tools),
    shortToolsRequest,
  ),
  diagnosis(
    "no-pattern",
    "without patterns",
    ({ seen, target }) => refused(seen["short-tools"]) && !target.shape.droppedKeywords.includes("pattern"),
    (run) => shaped(shortToolsRequest(run), withoutPattern(run)),
  ),
  diagnosis("unstreamed-tools", "not streamed", missesCall, (run) => ({
    ...shortToolsRequest(run),
    stream: false,
  })),
  diagnosis(
    "no-thinking",
    "without thinking",
    (run) => run.target.route === "chat" && kwargsOf(run)["enable_thinking"] !== false && missesCall(run),
    (run) => withExtra(run, { chat_template_kwargs: { ...kwargsOf(run), enable_thinking: false } }),
  ),
  {
    ...diagnosis(
      "other-route",
      "over the other API",
      (run) => run.target.otherRoute !== null && isOpen(run, "short-tools"),
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
      missesCall(run),
    (run) => withExtra(run, { tool_choice: "required" }),
  ),
  ...again("short-tools", shortToolsRequest),
  // one miss may be chance: the long prompt once more, when the short one brought a call
  {
    id: "tools-again",
    title: "asking for the tool call again",
    kind: "diagnosis",
    wanted: ({ seen }) => (calledNothing(seen.tools) || refused(seen.tools)) && called(seen["short-tools"]),
    request: (run) => longRequest(run, true),
    after: (run) => {
      if (called(run.seen["tools-again"])) settleMain(run, "tools", "tools-again");
    },
  },
  diagnosis(
    "one-tool",
    "with one tool",
    (run) => isOpen(run, "short-tools"),
    (run) => ({ ...shortToolsRequest(run), tools: [READ_TOOL] }),
  ),
  // the turn after a tool call: strict servers and templates fail only here
  {
    id: "follow-up",
    title: "handing in the result of a tool",
    kind: "main",
    wanted: ({ seen }) => called(seen.tools) || (called(seen["no-pattern"]) && isProved(seen, "short-tools")),
    request: followUpRequest,
  },
  inResultShape("result-name", "with the name in the result", { toolResultName: true }),
  inResultShape("role-content-only", "with role and content only", { strictKeys: true }),
  ...again("follow-up", followUpRequest),
  // do two calls of one answer arrive as two?
  {
    id: "two-calls",
    title: "asking for two tool calls at once",
    kind: "extra",
    wanted: (run) => called(run.seen.tools) && run.target.route !== "ollama" && !isSlow(run),
    request: (run) => ({ ...shortToolsRequest(run), ask: ASK_TWICE }),
  },
  // the config says that the model takes no tools: does it?
  {
    id: "unwanted-tools",
    title: "asking for a tool call, although the config switches tools off",
    kind: "extra",
    wanted: ({ seen, target }) => target.toolsOff === true && answered(seen.answer),
    request: shortToolsRequest,
  },
  parallel,
];

/** The model was told twice to call a tool and called none, and nothing that was tried has changed that. */
function missesCall(run: ProbeRun): boolean {
  return calledNothing(run.seen["short-tools"]) && isOpen(run, "short-tools");
}

function isEmpty({ answer }: ProbeRun["seen"]): boolean {
  return answered(answer) && !ranOut(answer) && answer.text === "" && answer.reasoning === "";
}

/** The same request with the limit that OpenClaw sets, after an answer that used up ours. */
function longer(main: "answer" | "tools", id: "answer-longer" | "tools-longer", withTools: boolean): Probe {
  const limit = (run: ProbeRun) => {
    const seen = run.seen[main];
    return seen === undefined ? 0 : fullTokens(run, seen);
  };
  return {
    ...diagnosis(
      id,
      "with the limit of the config",
      (run) => {
        const seen = run.seen[main];
        const text = seen?.text.trim() ?? "";
        const began = !withTools && text !== "" && !isInThought(text);
        return ranOut(seen) && !began && limit(run) > (seen?.maxTokens ?? 0);
      },
      (run) => ({ ...longRequest(run, withTools), maxTokens: limit(run) }),
    ),
    after: (run) => settleMain(run, main, id),
  };
}
