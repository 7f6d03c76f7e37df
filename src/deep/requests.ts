import type { Json, JsonObject } from "../core/json.ts";
import { fillerPrompt } from "./filler.ts";

/** What one probe asks for. */
export interface TurnRequest {
  model: string;
  /** Length of the system prompt in characters. */
  promptChars: number;
  withTools: boolean;
  /** Tokens that the answer may have. */
  maxTokens: number;
}

interface ToolSpec {
  name: string;
  description: string;
  parameters: JsonObject;
}

/** Three of the tools that an OpenClaw turn carries, cut down. `read` is the one that the probe asks for. */
export const PROBE_TOOLS: readonly ToolSpec[] = [
  {
    name: "read",
    description: "Read a file of the workspace. Returns its text.",
    parameters: {
      type: "object",
      properties: {
        path: { type: "string", description: "Path of the file, relative to the workspace" },
        limit: { type: "integer", description: "Lines to return at most" },
      },
      required: ["path"],
    },
  },
  {
    name: "exec",
    description: "Run a shell command in the workspace and return its output.",
    parameters: {
      type: "object",
      properties: { command: { type: "string" }, timeoutSeconds: { type: "integer" } },
      required: ["command"],
    },
  },
  {
    name: "web_search",
    description: "Search the web and return titles, addresses and excerpts.",
    parameters: {
      type: "object",
      properties: { query: { type: "string" }, count: { type: "integer" } },
      required: ["query"],
    },
  },
];

const CONTEXT_MESSAGE = "Conversation info: direct message, sender user, channel local.";
const ASK_PLAIN = "Answer with the single word: pong";
const ASK_TOOL = "Call the read tool with the path AGENTS.md. Do not answer with text.";

function ask(request: TurnRequest): string {
  return request.withTools ? ASK_TOOL : ASK_PLAIN;
}

/**
 * Body of `POST {base}/chat/completions` in the shape of an OpenClaw agent turn (2026.9.6): a system string, a user
 * string, a user array of parts, tools without `strict`, tool_choice auto, a stream with usage.
 */
export function chatBody(request: TurnRequest): JsonObject {
  const body: JsonObject = {
    model: request.model,
    messages: [
      { role: "system", content: fillerPrompt(request.promptChars) },
      { role: "user", content: CONTEXT_MESSAGE },
      { role: "user", content: [{ type: "text", text: ask(request) }] },
    ],
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: request.maxTokens,
  };
  if (request.withTools) {
    body["tools"] = nestedTools();
    body["tool_choice"] = "auto";
  }
  return body;
}

/** Body of `POST {base}/responses` as OpenClaw sends it: input messages, flat tools, `store: false`, no tool_choice. */
export function responsesBody(request: TurnRequest): JsonObject {
  const message = (role: string, text: string): Json => ({
    type: "message",
    role,
    content: [{ type: "input_text", text }],
  });
  const body: JsonObject = {
    model: request.model,
    input: [
      message("system", fillerPrompt(request.promptChars)),
      message("user", CONTEXT_MESSAGE),
      message("user", ask(request)),
    ],
    stream: true,
    store: false,
    max_output_tokens: request.maxTokens,
  };
  if (request.withTools) body["tools"] = PROBE_TOOLS.map((tool) => ({ type: "function", ...tool }));
  return body;
}

/**
 * Body of Ollama's native `POST /api/chat`. Like OpenClaw it asks for the context that the config promises; without
 * that the model would be loaded again with another size.
 */
export function ollamaBody(request: TurnRequest, context: number | null): JsonObject {
  const body: JsonObject = {
    model: request.model,
    messages: [
      { role: "system", content: fillerPrompt(request.promptChars) },
      { role: "user", content: CONTEXT_MESSAGE },
      { role: "user", content: ask(request) },
    ],
    stream: true,
    options: { num_predict: request.maxTokens, ...(context === null ? {} : { num_ctx: context }) },
  };
  if (request.withTools) body["tools"] = nestedTools();
  return body;
}

function nestedTools(): Json {
  return PROBE_TOOLS.map((tool) => ({ type: "function", function: { ...tool } }));
}
