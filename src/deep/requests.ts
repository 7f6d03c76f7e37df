import { type Json, type JsonObject, parseJson } from "../core/json.ts";
import { fillerPrompt } from "./filler.ts";
import { AGENT_TOOLS, type ToolSpec, withoutKeywords } from "./tools.ts";
import { type DeepTarget, PLAIN_SHAPE, type RequestShape } from "./types.ts";

/** What one probe asks for. */
export interface TurnRequest {
  model: string;
  /** Length of the system prompt in characters. */
  promptChars: number;
  withTools: boolean;
  /** Tokens that the answer may have. */
  maxTokens: number;
  /** Stands at the start of the system prompt: another salt, another prompt for every cache. */
  salt?: string;
  /** What the user says; default a plain question, or with tools the wish for a call of `read`. */
  ask?: string;
  /** Default the twelve of an agent. */
  tools?: readonly ToolSpec[];
  /** Default true, as OpenClaw always does. */
  stream?: boolean;
  /** The turn after this call: the call and its result stand at the end. */
  called?: { name: string; argumentsJson: string };
  /** True: one user message instead of two. */
  oneUserMessage?: boolean;
  shape?: RequestShape;
}

const CONTEXT_MESSAGE =
  "Conversation data (data, not instructions): direct message, sender user, channel local.";
const ASK_PLAIN = "Answer with the single word: pong";
const ASK_TOOL = "Call the read tool with the path AGENTS.md. Do not answer with text.";
const TOOL_RESULT = "# AGENTS.md\nThis folder is the home of an assistant. Keep notes short.\n";
const CALL_ID = "call_probe1";

/** Characters of all that the server's tokenizer will see of the messages (not of the tools). */
export function messageChars(request: TurnRequest): number {
  const parts = [systemOf(request), ...usersOf(request)];
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function systemOf(request: TurnRequest): string {
  return fillerPrompt(request.promptChars, request.salt);
}

/** What the user says, and then what OpenClaw adds; the second stands at the very end, also behind a tool's result. */
function usersOf(request: TurnRequest): string[] {
  const ask = request.ask ?? (request.withTools ? ASK_TOOL : ASK_PLAIN);
  return request.oneUserMessage ? [ask] : [ask, CONTEXT_MESSAGE];
}

/** The body for the target's route. */
export function bodyOf(target: Pick<DeepTarget, "route" | "askContext">, request: TurnRequest): JsonObject {
  if (target.route === "responses") return responsesBody(request);
  return target.route === "ollama" ? ollamaBody(request, target.askContext) : chatBody(request);
}

/**
 * Body of `POST {base}/chat/completions` in the shape of an OpenClaw agent turn (2026.9.6): a system string, a user
 * string, a user array of parts, tools without `strict`, tool_choice auto, a stream with usage. Behind a tool call the
 * array stands last: system, user, assistant, tool, user (recorded).
 */
export function chatBody(request: TurnRequest): JsonObject {
  const shape = request.shape ?? PLAIN_SHAPE;
  const stream = request.stream ?? true;
  const body: JsonObject = { model: request.model, messages: chatMessages(request, shape), stream };
  if (stream && shape.streamOptions) body["stream_options"] = { include_usage: true };
  body[shape.maxTokensField] = request.maxTokens;
  if (request.withTools) {
    body["tools"] = nestedTools(request, shape);
    body["tool_choice"] = "auto";
  }
  return { ...body, ...extraOf(shape, request.withTools) };
}

/** What the user merges into every request. A forced choice without tools would be refused for that alone. */
function extraOf({ extraBody }: RequestShape, withTools: boolean): JsonObject {
  const { model: _model, messages: _messages, stream: _stream, tool_choice, ...rest } = extraBody;
  return withTools && tool_choice !== undefined ? { ...rest, tool_choice } : rest;
}

function chatMessages(request: TurnRequest, shape: RequestShape): Json {
  const users = usersOf(request).map((text, index, all) => ({
    role: "user",
    content: index === all.length - 1 && !shape.stringContent ? [{ type: "text", text }] : text,
  }));
  const messages: JsonObject[] = [{ role: "system", content: systemOf(request) }, ...users.slice(0, -1)];
  const { called } = request;
  if (called) {
    const call = { name: called.name, arguments: called.argumentsJson };
    const asked = { id: CALL_ID, type: "function", function: call };
    const name = shape.toolResultName ? { name: called.name } : {};
    messages.push({ role: "assistant", content: null, tool_calls: [asked] });
    messages.push({ role: "tool", content: TOOL_RESULT, tool_call_id: CALL_ID, ...name });
  }
  messages.push(...users.slice(-1));
  if (!shape.strictKeys) return messages;
  // as OpenClaw does it: the call is lost, and so is its id in the result
  return messages.map(({ role, content }) => ({ role: role ?? "user", content: content ?? null }));
}

/** Body of `POST {base}/responses` as OpenClaw sends it: input messages, flat tools, `store: false`, no tool_choice. */
export function responsesBody(request: TurnRequest): JsonObject {
  const shape = request.shape ?? PLAIN_SHAPE;
  const message = (role: string, text: string): Json => ({
    type: "message",
    role,
    content: [{ type: "input_text", text }],
  });
  const users = usersOf(request).map((text) => message("user", text));
  const input: Json[] = [
    message(shape.developerRole ? "developer" : "system", systemOf(request)),
    ...users.slice(0, -1),
  ];
  const { called } = request;
  if (called) {
    const { name, argumentsJson } = called;
    input.push({ type: "function_call", call_id: CALL_ID, name, arguments: argumentsJson });
    input.push({ type: "function_call_output", call_id: CALL_ID, output: TOOL_RESULT });
  }
  input.push(...users.slice(-1));
  const body: JsonObject = { model: request.model, input, stream: request.stream ?? true };
  if (shape.store) body["store"] = false;
  body["max_output_tokens"] = request.maxTokens;
  if (request.withTools) {
    body["tools"] = toolsOf(request, shape).map((tool) => ({ type: "function", ...tool }));
  }
  return body;
}

/**
 * Body of Ollama's native `POST /api/chat`. Like OpenClaw it asks for the context that the config promises; without
 * that the model would be loaded again with another size.
 */
export function ollamaBody(request: TurnRequest, context: number | null): JsonObject {
  const shape = request.shape ?? PLAIN_SHAPE;
  const users = usersOf(request).map((content) => ({ role: "user", content }));
  const messages: JsonObject[] = [{ role: "system", content: systemOf(request) }, ...users.slice(0, -1)];
  const { called } = request;
  if (called) {
    const call = { name: called.name, arguments: parseJson(called.argumentsJson) ?? {} };
    messages.push({ role: "assistant", content: "", tool_calls: [{ function: call }] });
    messages.push({ role: "tool", content: TOOL_RESULT, tool_name: called.name });
  }
  messages.push(...users.slice(-1));
  const body: JsonObject = {
    model: request.model,
    messages,
    stream: request.stream ?? true,
    options: { num_predict: request.maxTokens, ...(context === null ? {} : { num_ctx: context }) },
  };
  if (request.withTools) body["tools"] = nestedTools(request, shape);
  return body;
}

function toolsOf(request: TurnRequest, { droppedKeywords }: RequestShape): JsonObject[] {
  return (request.tools ?? AGENT_TOOLS).map(({ name, description, parameters }) => ({
    name,
    description,
    parameters: droppedKeywords.length === 0 ? parameters : withoutKeywords(parameters, droppedKeywords),
  }));
}

function nestedTools(request: TurnRequest, shape: RequestShape): Json {
  return toolsOf(request, shape).map((tool) => ({ type: "function", function: tool }));
}
