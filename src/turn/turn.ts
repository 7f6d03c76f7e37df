import { isObject, type Json, type JsonObject, jsonObject, parseJson } from "../core/json.ts";
import { type ToolSpec, withoutKeywords } from "./tools.ts";
import type { InferenceTarget, RequestShape } from "./types.ts";

/** One message of a conversation, in no wire form. */
export type TurnMessage =
  | { role: "system" | "user"; text: string }
  | { role: "assistant"; text: string; calls: readonly TurnCall[] }
  | { role: "tool"; id: string; name: string; text: string };

interface TurnCall {
  id: string;
  name: string;
  argumentsJson: string;
}

/** What one inference sends, in no wire form. */
export interface Turn {
  /** Without the message that OpenClaw appends. */
  messages: readonly TurnMessage[];
  tools: readonly ToolSpec[];
  /** Tokens that the answer may have. */
  maxTokens: number;
  /** Default true, which is what OpenClaw always sends. */
  stream?: boolean | undefined;
  /** False: without the message that OpenClaw appends. */
  contextMessage?: boolean;
}

type TurnTarget = Pick<InferenceTarget, "route" | "model" | "askContext" | "shape">;

const CONTEXT_MESSAGE =
  "Conversation data (data, not instructions): direct message, sender user, channel local.";

/**
 * The body of one inference on a route, as in an agent turn of OpenClaw 2026.9.6 and as `shape` changes it. OpenClaw
 * appends a user message, even after a tool's result: system, user, assistant, tool, user (recorded). Like OpenClaw it
 * sends no temperature.
 */
export function turnBody(target: TurnTarget, turn: Turn): JsonObject {
  if (target.route === "responses") return responsesBody(target, turn);
  return target.route === "ollama" ? ollamaBody(target, turn) : chatBody(target, turn);
}

/** Characters of the messages, without the tools. */
export function messageChars(turn: Turn): number {
  return messagesOf(turn).reduce((sum, message) => sum + message.text.length, 0);
}

function messagesOf({ messages, contextMessage }: Turn): TurnMessage[] {
  return contextMessage === false ? [...messages] : [...messages, { role: "user", text: CONTEXT_MESSAGE }];
}

/**
 * Body of `POST {base}/chat/completions`: system and user strings, at the end a user array of parts; tools without
 * `strict`, tool_choice auto, a stream with usage.
 */
function chatBody({ model, shape }: TurnTarget, turn: Turn): JsonObject {
  const stream = turn.stream ?? true;
  const body: JsonObject = { model, messages: chatMessages(turn, shape), stream };
  if (stream && shape.streamOptions) body["stream_options"] = { include_usage: true };
  body[shape.maxTokensField] = turn.maxTokens;
  if (turn.tools.length > 0) {
    body["tools"] = nestedTools(turn, shape);
    body["tool_choice"] = "auto";
  }
  return { ...body, ...extraOf(shape, turn.tools.length > 0) };
}

/** What the user's config merges into every request. A forced choice without tools would be refused for that alone. */
function extraOf({ extraBody }: RequestShape, withTools: boolean): JsonObject {
  const { model: _model, messages: _messages, stream: _stream, tool_choice, ...rest } = extraBody;
  return withTools && tool_choice !== undefined ? { ...rest, tool_choice } : rest;
}

function chatMessages(turn: Turn, shape: RequestShape): JsonObject[] {
  const all = messagesOf(turn);
  const last = all.findLast((message) => message.role === "user");
  const messages = all.map((message): JsonObject => {
    const { text } = message;
    if (message.role === "tool") {
      const name = shape.toolResultName ? { name: message.name } : {};
      return { role: "tool", content: text, tool_call_id: message.id, ...name };
    }
    if (message.role === "assistant") {
      const calls = message.calls.map(({ id, name, argumentsJson }) => {
        return { id, type: "function", function: { name, arguments: argumentsJson } };
      });
      const content = text === "" ? null : text;
      return jsonObject({ role: "assistant", content, tool_calls: calls.length > 0 ? calls : undefined });
    }
    const parts = message === last && !shape.stringContent;
    return { role: message.role, content: parts ? [{ type: "text", text }] : text };
  });
  if (!shape.strictKeys) return messages;
  // as in OpenClaw, this drops the call, and its id in the result
  return messages.map(({ role, content }) => ({ role: role ?? "user", content: content ?? null }));
}

/** Body of `POST {base}/responses`: input messages, flat tools, `store: false`, no tool_choice. */
function responsesBody({ model, shape }: TurnTarget, turn: Turn): JsonObject {
  const said = (role: string, type: string, text: string): JsonObject => {
    return { type: "message", role, content: [{ type, text }] };
  };
  const input = messagesOf(turn).flatMap((message): JsonObject[] => {
    const { role, text } = message;
    if (role === "tool") return [{ type: "function_call_output", call_id: message.id, output: text }];
    if (role !== "assistant")
      return [said(role === "system" && shape.developerRole ? "developer" : role, "input_text", text)];
    const calls = message.calls.map(({ id, name, argumentsJson }) => {
      return { type: "function_call", call_id: id, name, arguments: argumentsJson };
    });
    return [...(text === "" ? [] : [said("assistant", "output_text", text)]), ...calls];
  });
  const body: JsonObject = { model, input, stream: turn.stream ?? true };
  if (shape.store) body["store"] = false;
  body["max_output_tokens"] = turn.maxTokens;
  if (turn.tools.length > 0) {
    body["tools"] = toolsOf(turn, shape).map((tool) => ({ type: "function", ...tool }));
  }
  return body;
}

/**
 * Body of Ollama's native `POST /api/chat`. Like OpenClaw it asks for the context of the config; otherwise Ollama would
 * load the model again with another size.
 */
function ollamaBody({ model, shape, askContext }: TurnTarget, turn: Turn): JsonObject {
  const messages = messagesOf(turn).map((message): Json => {
    const { role, text } = message;
    if (role === "tool") return { role, content: text, tool_name: message.name };
    if (role !== "assistant") return { role, content: text };
    const calls = message.calls.map(({ name, argumentsJson }) => ({
      function: { name, arguments: objectOf(argumentsJson) },
    }));
    return jsonObject({ role, content: text, tool_calls: calls.length > 0 ? calls : undefined });
  });
  const body: JsonObject = {
    model,
    messages,
    stream: turn.stream ?? true,
    options: { num_predict: turn.maxTokens, ...(askContext === null ? {} : { num_ctx: askContext }) },
  };
  if (turn.tools.length > 0) body["tools"] = nestedTools(turn, shape);
  return body;
}

/** Ollama's own route takes arguments as an object. */
function objectOf(text: string): JsonObject {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}

function toolsOf({ tools }: Turn, { droppedKeywords }: RequestShape): JsonObject[] {
  return tools.map(({ name, description, parameters }) => ({
    name,
    description,
    parameters: droppedKeywords.length === 0 ? parameters : withoutKeywords(parameters, droppedKeywords),
  }));
}

function nestedTools(turn: Turn, shape: RequestShape): Json {
  return toolsOf(turn, shape).map((tool) => ({ type: "function", function: tool }));
}
