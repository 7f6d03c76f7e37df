import type { JsonObject } from "../../../src/core/json.ts";

/** The key of every recorded server that has one, as it stands in a recording. */
export const KEY = "sk-the-key";

/** One request of the battery. The key of the server goes with it unless `auth` says otherwise. */
export interface Ask {
  /** The file of its reply: "get-version". */
  name: string;
  method: "GET" | "POST";
  path: string;
  auth?: "none" | "wrong" | "x-api-key" | undefined;
  body?: JsonObject | undefined;
}

/** What a server was started with. */
export interface Situation {
  /** As the server lists it. */
  model: string;
  /** Tokens; null: it has no limit of its own, so no prompt is too long. */
  context: number | null;
  key: boolean;
  /** Patterns of names to send; default: all. */
  only?: RegExp | undefined;
}

/** What our readers ask, and what the readers of other products ask when they are wrong about the product. */
const PATHS = [
  ...["/", "/v1/models", "/v1/models/nope", "/health", "/v1/health", "/version", "/ping", "/props", "/slots"],
  ...["/api/version", "/api/tags", "/api/ps", "/server_info", "/get_server_info", "/model_info"],
  ...[
    "/get_model_info",
    "/v1/model/info",
    "/v1/settings",
    "/health/liveliness",
    "/health/readiness",
    "/v1/metadata",
  ],
  ...["/lmstudio-greeting", "/api/v1/models", "/api/v0/models", "/v1/chat/completions", "/v1/responses"],
];

/** No server has it. Its reply stands for every path that a server does not have. */
export const UNKNOWN_PATH = "/nope";

/** Everything that is sent to a server in a situation, in order. */
export function battery(situation: Situation): Ask[] {
  const all = [...gets(), ...(situation.key ? keys(situation.model) : []), ...posts(situation)];
  return all.filter((ask) => situation.only?.test(ask.name) ?? true);
}

function gets(): Ask[] {
  return [
    { name: "unknown-path", method: "GET", path: UNKNOWN_PATH },
    { name: "unknown-path-post", method: "POST", path: UNKNOWN_PATH, body: {} },
    ...PATHS.map((path): Ask => ({ name: nameOf("get", path), method: "GET", path })),
  ];
}

/** The name of a request by its path: "get-v1-models". */
export function nameOf(what: string, path: string): string {
  return path === "/" ? `${what}-root` : what + path.replace(/[/_]/g, "-");
}

function keys(model: string): Ask[] {
  const open = [
    "/",
    "/v1/models",
    "/health",
    "/v1/health",
    "/version",
    "/props",
    "/health/liveliness",
    "/health/readiness",
  ];
  const body: JsonObject = { model, messages: [user()] };
  const chat = { method: "POST", path: "/v1/chat/completions", body } as const;
  const list = { method: "GET", path: "/v1/models" } as const;
  return [
    { name: "no-key-unknown-path", method: "GET", path: UNKNOWN_PATH, auth: "none" },
    ...open.map((path): Ask => ({ name: nameOf("no-key", path), method: "GET", path, auth: "none" })),
    { name: "no-key-chat", ...chat, auth: "none" },
    { name: "wrong-key-models", ...list, auth: "wrong" },
    { name: "wrong-key-chat", ...chat, auth: "wrong" },
    { name: "x-api-key-models", ...list, auth: "x-api-key" },
  ];
}

const SCHEMA = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };
const READ = { name: "read", description: "Read a file.", parameters: SCHEMA };
const CHAT_TOOLS = [{ type: "function", function: READ }];
const RESPONSES_TOOLS = [{ type: "function", ...READ }];
const USAGE = { include_usage: true };

function user(content = "ping"): JsonObject {
  return { role: "user", content };
}

function posts(situation: Situation): Ask[] {
  const { model } = situation;
  const post = (path: string) => (name: string, body: JsonObject) =>
    ({ name, method: "POST", path, body }) satisfies Ask;
  const chat = post("/v1/chat/completions");
  const responses = post("/v1/responses");
  const native = post("/api/chat");
  const said = { model, messages: [user()], stream: false };
  const plain = { model, messages: [user()], max_tokens: 32 };
  const tools = { ...plain, tools: CHAT_TOOLS, max_tokens: 64 };
  const called = {
    id: "call_1",
    type: "function",
    function: { name: "read", arguments: '{"path": "AGENTS.md"}' },
  };
  const result = [
    user(),
    { role: "assistant", content: null, tool_calls: [called] },
    { role: "tool", tool_call_id: "call_1", content: "# hi" },
  ];
  const input = { model, input: "ping", max_output_tokens: 64 };
  return [
    post("/api/show")("api-show", { model }),
    post("/api/show")("api-show-unknown", { model: "nope" }),
    native("api-chat", said),
    native("api-chat-stream", { ...said, stream: true }),
    native("api-chat-tools-stream", { ...said, tools: CHAT_TOOLS, stream: true }),
    native("api-chat-unknown-model", { ...said, model: "nope" }),
    chat("chat", plain),
    chat("chat-stream", { ...plain, stream: true }),
    chat("chat-stream-usage", { ...plain, stream: true, stream_options: USAGE }),
    chat("chat-parts", { ...plain, messages: [{ role: "user", content: [{ type: "text", text: "ping" }] }] }),
    chat("chat-developer", { ...plain, messages: [{ role: "developer", content: "Be short." }, user()] }),
    chat("chat-tools", tools),
    chat("chat-tools-stream", { ...tools, stream: true, stream_options: USAGE }),
    chat("chat-tool-result", { ...tools, messages: result }),
    chat("chat-unknown-model", { ...plain, model: "nope" }),
    chat("chat-no-model", { messages: [user()], max_tokens: 32 }),
    ...(situation.context === null ? [] : overflows(chat, plain, situation.context)),
    responses("responses", input),
    responses("responses-stream", { ...input, stream: true }),
    responses("responses-tools", { ...input, tools: RESPONSES_TOOLS }),
    responses("responses-tools-stream", { ...input, tools: RESPONSES_TOOLS, stream: true }),
  ];
}

function overflows(chat: (name: string, body: JsonObject) => Ask, plain: JsonObject, context: number): Ask[] {
  // a little too long, and so long that some servers do not even count its tokens
  const long = { ...plain, messages: [user("alpha beta ".repeat(context / 2))] };
  const huge = { ...plain, messages: [user("alpha beta ".repeat(context * 2))] };
  return [
    chat("chat-overflow", long),
    chat("chat-overflow-stream", { ...long, stream: true }),
    chat("chat-overflow-huge", huge),
    chat("chat-max-tokens-too-large", { ...plain, max_tokens: context + 100 }),
  ];
}
