import { isObject, type JsonObject } from "../../core/json.ts";
import { replayedId } from "../call-id.ts";
import { answerTokens, longRequest, SHORT_ANSWER, shortToolsRequest, smallRequest } from "../sizes.ts";
import type { ProbeId, RequestShape } from "../types.ts";
import type { TurnRequest } from "../wire/requests.ts";
import {
  type Base,
  called,
  failedAgain,
  isCured,
  isOpen,
  mayPass,
  settleAgain,
  wasSearched,
} from "./outcome.ts";
import type { Probe, ProbeRun } from "./types.ts";

/** A search for the cause of a failure; `how` is what it changes. */
export function diagnosis(
  id: ProbeId,
  how: string,
  wanted: Probe["wanted"],
  request: Probe["request"],
): Probe {
  return { id, title: `looking for the cause, ${how}`, kind: "diagnosis", wanted, request };
}

/**
 * The same request again: twice after another form of it has passed (is it really the form?), once after a failure that
 * nothing explains (was it chance?).
 */
export function again(base: Base, request: Probe["request"]): Probe[] {
  const probe = (id: ProbeId, wanted: Probe["wanted"]): Probe => ({
    ...diagnosis(id, "the same request again", wanted, request),
    after: (run) => settleAgain(run, base, id),
  });
  return [
    probe(
      `${base}-again`,
      ({ seen }) => isCured(seen, base) || (mayPass(seen[base]) && !wasSearched(seen, base)),
    ),
    probe(`${base}-once-more`, ({ seen }) => isCured(seen, base) && failedAgain(seen, base)),
  ];
}

/** The short prompt in another shape of request, on the route that this shape is for. */
export function inShape(
  id: ProbeId,
  how: string,
  change: Partial<RequestShape>,
  route: "chat" | "responses" = "chat",
): Probe {
  return diagnosis(
    id,
    how,
    (run) => run.target.route === route && differs(run, change) && isOpen(run, "small"),
    (run) => shaped(smallRequest(run, "small"), change),
  );
}

/** The turn after a tool call in another shape. */
export function inResultShape(id: ProbeId, how: string, change: Partial<RequestShape>): Probe {
  return diagnosis(
    id,
    how,
    (run) => run.target.route === "chat" && differs(run, change) && isOpen(run, "follow-up"),
    (run) => shaped(followUpRequest(run), change),
  );
}

function differs({ target: { shape } }: ProbeRun, change: Partial<RequestShape>): boolean {
  return JSON.stringify({ ...shape, ...change }) !== JSON.stringify(shape);
}

export function shaped(request: TurnRequest, change: Partial<RequestShape>): TurnRequest {
  return { ...request, shape: { ...request.shape, ...change } };
}

/** The short prompt with tools, and more in its body. */
export function withExtra(run: ProbeRun, extra: JsonObject): TurnRequest {
  return shaped(shortToolsRequest(run), { extraBody: { ...run.target.shape.extraBody, ...extra } });
}

export function kwargsOf({ target }: ProbeRun): JsonObject {
  const kwargs = target.shape.extraBody["chat_template_kwargs"];
  return isObject(kwargs) ? kwargs : {};
}

export function withoutPattern({ target }: ProbeRun): Partial<RequestShape> {
  return { droppedKeywords: [...new Set([...target.shape.droppedKeywords, "pattern"])] };
}

/** The call is the one that the model made, with its arguments as it wrote them, and its id as OpenClaw sends it back. */
export function followUpRequest(run: ProbeRun): TurnRequest {
  const { tools, "no-pattern": plain } = run.seen;
  const [seen, change] = called(tools) ? [tools, {}] : [plain, withoutPattern(run)];
  const call = seen?.toolCalls.find(({ name }) => name !== "");
  const { name, argumentsJson } = call ?? { name: "read", argumentsJson: '{"path":"AGENTS.md"}' };
  return {
    ...shaped(longRequest(run, true), change),
    maxTokens: answerTokens(run, SHORT_ANSWER),
    called: { name, argumentsJson, id: replayedId(run.target.route, call?.id) },
  };
}
