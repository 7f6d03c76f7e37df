import { isObject, type Json, type JsonObject, parseJson } from "../core/json.ts";
import type { Route } from "../deep/types.ts";

/** One message of a conversation, in no wire form yet. */
export type TurnMessage =
  | { role: "system" | "user"; text: string }
  | { role: "assistant"; text: string; calls: readonly TurnCall[] }
  | { role: "tool"; id: string; name: string; text: string };

export interface TurnCall {
  id: string;
  name: string;
  argumentsJson: string;
}

/** A function as a request offers it. */
export interface TurnTool {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: JsonObject;
}

export interface Turn {
  model: string;
  messages: readonly TurnMessage[];
  tools: readonly TurnTool[];
  /** Tokens that the answer may have. */
  maxTokens: number;
  /** Ollama's native route: the context to ask for, as OpenClaw does. Null: none is asked for. */
  askContext: number | null;
}

/**
 * The body of one inference in the form of a route, as OpenClaw 2026.9.6 writes it: streamed with usage, tools without
 * `strict`, tool_choice auto on completions alone, `store: false` on Responses. No temperature is sent, since OpenClaw
 * sends none: the server's own applies, and two runs may differ.
 */
export function turnBody(route: Route, turn: Turn): JsonObject {
  if (route === "responses") return responsesForm(turn);
  return route === "ollama" ? ollamaForm(turn) : chatForm(turn);
}

function chatForm(turn: Turn): JsonObject {
  return {
    model: turn.model,
    messages: turn.messages.map((message): Json => {
      if (message.role === "tool") return { role: "tool", tool_call_id: message.id, content: message.text };
      if (message.role !== "assistant") return { role: message.role, content: message.text };
      const calls = message.calls.map((call) => ({
        id: call.id,
        type: "function",
        function: { name: call.name, arguments: call.argumentsJson },
      }));
      return { role: "assistant", content: message.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    }),
    ...(turn.tools.length > 0 ? { tools: nested(turn.tools), tool_choice: "auto" } : {}),
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: turn.maxTokens,
  };
}

function responsesForm(turn: Turn): JsonObject {
  const said = (role: string, type: string, text: string): JsonObject => ({
    type: "message",
    role,
    content: [{ type, text }],
  });
  const input = turn.messages.flatMap((message): JsonObject[] => {
    if (message.role === "tool")
      return [{ type: "function_call_output", call_id: message.id, output: message.text }];
    if (message.role !== "assistant") return [said(message.role, "input_text", message.text)];
    const calls = message.calls.map((call) => ({
      type: "function_call",
      call_id: call.id,
      name: call.name,
      arguments: call.argumentsJson,
    }));
    return [...(message.text === "" ? [] : [said("assistant", "output_text", message.text)]), ...calls];
  });
  return {
    model: turn.model,
    input,
    ...(turn.tools.length > 0 ? { tools: turn.tools.map((tool) => ({ type: "function", ...tool })) } : {}),
    stream: true,
    store: false,
    max_output_tokens: turn.maxTokens,
  };
}

function ollamaForm(turn: Turn): JsonObject {
  return {
    model: turn.model,
    messages: turn.messages.map((message): Json => {
      if (message.role === "tool") return { role: "tool", tool_name: message.name, content: message.text };
      if (message.role !== "assistant") return { role: message.role, content: message.text };
      const calls = message.calls.map((call) => ({
        function: { name: call.name, arguments: objectOf(call.argumentsJson) },
      }));
      return { role: "assistant", content: message.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    }),
    ...(turn.tools.length > 0 ? { tools: nested(turn.tools) } : {}),
    stream: true,
    options: {
      num_predict: turn.maxTokens,
      ...(turn.askContext === null ? {} : { num_ctx: turn.askContext }),
    },
  };
}

function nested(tools: readonly TurnTool[]): Json {
  return tools.map((tool) => ({ type: "function", function: { ...tool } }));
}

/** Ollama's own route takes arguments as an object. */
function objectOf(text: string): JsonObject {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}
