import { asArray, asString, getIn, getKey, type Json, type JsonObject, jsonObject } from "../../core/json.ts";

/** One scripted assistant turn, for all wire formats. */
export interface ScriptedTurn {
  model: string;
  text: string;
  reasoning?: { field: "reasoning_content" | "reasoning"; text: string } | undefined;
  toolCall?: { name: string; args: string } | undefined;
  promptTokens: number;
  /** Cached tokens of the prompt, to report. */
  cachedTokens?: number | undefined;
}

/** Tokens of a text in the simulations: 4 characters each. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function usageOf(turn: ScriptedTurn): JsonObject {
  const completion = countTokens(turn.text + (turn.toolCall?.args ?? "") + (turn.reasoning?.text ?? "")) + 1;
  return jsonObject({
    prompt_tokens: turn.promptTokens,
    completion_tokens: completion,
    total_tokens: turn.promptTokens + completion,
    prompt_tokens_details: turn.cachedTokens ? { cached_tokens: turn.cachedTokens } : undefined,
  });
}

function finishReason(turn: ScriptedTurn): string {
  return turn.toolCall === undefined ? "stop" : "tool_calls";
}

/** Body of a `POST /v1/chat/completions` without streaming. */
export function chatCompletion(turn: ScriptedTurn): JsonObject {
  const message: JsonObject = { role: "assistant", content: turn.text };
  if (turn.reasoning) message[turn.reasoning.field] = turn.reasoning.text;
  if (turn.toolCall) {
    const { name, args } = turn.toolCall;
    message["tool_calls"] = [{ id: "call_1", type: "function", function: { name, arguments: args } }];
  }
  return {
    id: "chatcmpl-sim",
    object: "chat.completion",
    created: 1795200000,
    model: turn.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(turn) }],
    usage: usageOf(turn),
  };
}

/** Chunks of a streamed chat completion. The usage chunk (`choices: []`), if requested, comes last. */
export function chatChunks(turn: ScriptedTurn, options: { usage: boolean }): JsonObject[] {
  const base: JsonObject = {
    id: "chatcmpl-sim",
    object: "chat.completion.chunk",
    created: 1795200000,
    model: turn.model,
  };
  const chunk = (delta: JsonObject, finish: string | null = null): JsonObject => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  // llama-server starts with null content (measured), so clients must not expect a string here
  const chunks = [chunk({ role: "assistant", content: null })];
  if (turn.reasoning) {
    for (const piece of pieces(turn.reasoning.text)) chunks.push(chunk({ [turn.reasoning.field]: piece }));
  }
  for (const piece of pieces(turn.text)) chunks.push(chunk({ content: piece }));
  if (turn.toolCall) {
    const { name, args } = turn.toolCall;
    const head = { index: 0, id: "call_1", type: "function", function: { name, arguments: "" } };
    chunks.push(chunk({ tool_calls: [head] }));
    for (const piece of pieces(args)) {
      chunks.push(chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }));
    }
  }
  chunks.push(chunk({}, finishReason(turn)));
  if (options.usage) chunks.push({ ...base, choices: [], usage: usageOf(turn) });
  return chunks;
}

function pieces(text: string): string[] {
  return text === "" ? [] : (text.match(/[\s\S]{1,12}/g) ?? []);
}

function outputItems({ text, reasoning, toolCall }: ScriptedTurn): JsonObject[] {
  const items: JsonObject[] = [];
  const status = "completed";
  if (reasoning) {
    const content = [{ type: "reasoning_text", text: reasoning.text }];
    items.push({ id: "rs_1", type: "reasoning", status, summary: [], content });
  }
  if (toolCall) {
    const { name, args } = toolCall;
    items.push({ id: "fc_1", type: "function_call", status, call_id: "call_1", name, arguments: args });
  } else {
    const content = [{ type: "output_text", text, annotations: [] }];
    items.push({ id: "msg_1", type: "message", role: "assistant", status, content });
  }
  return items;
}

/** Body of a `POST /v1/responses` without streaming. */
export function responseObject(turn: ScriptedTurn): JsonObject {
  const usage = usageOf(turn);
  return {
    id: "resp_sim",
    object: "response",
    created_at: 1795200000,
    status: "completed",
    model: turn.model,
    output: outputItems(turn),
    usage: {
      input_tokens: usage["prompt_tokens"] ?? 0,
      output_tokens: usage["completion_tokens"] ?? 0,
      total_tokens: usage["total_tokens"] ?? 0,
    },
  };
}

/**
 * Events of a streamed Responses call. With `indexes: false` they have no sequence_number, output_index and content_index,
 * and all items close at the end, as in llama-server (measured on 0.7.0).
 */
export function responseEvents(turn: ScriptedTurn, options: { indexes: boolean }): JsonObject[] {
  const done = responseObject(turn);
  const opened: JsonObject = { ...done, status: "in_progress", output: [] };
  delete opened["usage"];
  const events: JsonObject[] = [
    { type: "response.created", response: opened },
    { type: "response.in_progress", response: opened },
  ];
  const closing: JsonObject[] = [];
  for (const [index, item] of outputItems(turn).entries()) {
    const at: JsonObject = options.indexes ? { output_index: index } : {};
    const closed = { type: "response.output_item.done", ...at, item };
    events.push({ type: "response.output_item.added", ...at, item: { ...item, status: "in_progress" } });
    events.push(...itemEvents(turn, item, at, options.indexes));
    if (options.indexes) events.push(closed);
    else closing.push(closed);
  }
  events.push(...closing, { type: "response.completed", response: done });
  if (!options.indexes) return events;
  return events.map((event, sequence) => ({ ...event, sequence_number: sequence }));
}

function itemEvents(turn: ScriptedTurn, item: JsonObject, at: JsonObject, indexes: boolean): JsonObject[] {
  const where: JsonObject = { item_id: item["id"] ?? null, ...at };
  const inContent: JsonObject = indexes ? { ...where, content_index: 0 } : where;
  if (item["type"] === "function_call") {
    const args = turn.toolCall?.args ?? "";
    return [
      ...pieces(args).map((delta) => ({ type: "response.function_call_arguments.delta", ...where, delta })),
      { type: "response.function_call_arguments.done", ...where, arguments: args },
    ];
  }
  if (item["type"] === "reasoning") {
    const text = turn.reasoning?.text ?? "";
    return [
      ...pieces(text).map((delta) => ({ type: "response.reasoning_text.delta", ...inContent, delta })),
      { type: "response.reasoning_text.done", ...inContent, text },
    ];
  }
  const part = { type: "output_text", text: "", annotations: [] };
  return [
    { type: "response.content_part.added", ...inContent, part },
    ...pieces(turn.text).map((delta) => ({ type: "response.output_text.delta", ...inContent, delta })),
    { type: "response.output_text.done", ...inContent, text: turn.text },
    { type: "response.content_part.done", ...inContent, part: { ...part, text: turn.text } },
  ];
}

/** The text of one event: an optional `event:` line and `data: {…}`. */
export function sseEvent(value: Json, name?: string): string {
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`;
}

/** The first function tool of a chat or Responses request. */
export function firstTool(body: Json | undefined): { name: string; schema: Json | undefined } | null {
  const tool = asArray(getKey(body, "tools"))[0];
  const chat = getIn(tool, ["function", "name"]);
  if (typeof chat === "string") return { name: chat, schema: getIn(tool, ["function", "parameters"]) };
  const flat = getKey(tool, "name");
  return typeof flat === "string" ? { name: flat, schema: getKey(tool, "parameters") } : null;
}

/** True when the conversation has a tool result, after which the simulated agent loop must end. */
export function hasToolResult(body: Json | undefined): boolean {
  const chat = asArray(getKey(body, "messages")).some((message) => getKey(message, "role") === "tool");
  const items = asArray(getKey(body, "input"));
  return chat || items.some((item) => getKey(item, "type") === "function_call_output");
}

const EXAMPLES: Readonly<Record<string, Json>> = {
  number: 1,
  integer: 1,
  boolean: true,
  array: [],
  object: {},
};

/** Arguments that satisfy a JSON schema: the first enum value or a simple value for every required property. */
export function exampleArguments(schema: Json | undefined): string {
  const args: JsonObject = {};
  for (const name of asArray(getKey(schema, "required"))) {
    if (typeof name !== "string") continue;
    const property = getIn(schema, ["properties", name]);
    const [choice = EXAMPLES[asString(getKey(property, "type")) ?? ""]] = asArray(getKey(property, "enum"));
    args[name] = choice ?? "AGENTS.md";
  }
  return JSON.stringify(args);
}
