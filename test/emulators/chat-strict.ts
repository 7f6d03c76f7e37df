import { asArray, asString, getIn, getKey, type Json, type JsonObject } from "../../src/core/json.ts";
import type { CallsOnly, Refusal } from "./types.ts";

/** The refusals of real servers, and whether a body has the field. */
const REFUSALS: Record<Refusal, { words: string; has(body: Json | undefined): boolean }> = {
  parts: {
    words: "Input should be a valid string",
    has: (body) => messages(body).some((message) => Array.isArray(getKey(message, "content"))),
  },
  "two-users": {
    words: "invalid conversation",
    has: (body) => {
      const roles = messages(body).map((message) => getKey(message, "role"));
      return roles.some((role, index) => role === "user" && roles[index + 1] === "user");
    },
  },
  stream_options: {
    words: "Unexpected fields in the request: {'stream_options'}",
    has: (body) => getKey(body, "stream_options") !== undefined,
  },
  max_completion_tokens: {
    words: "Extra inputs are not permitted",
    has: (body) => getKey(body, "max_completion_tokens") !== undefined,
  },
  store: { words: "store is not supported", has: (body) => getKey(body, "store") !== undefined },
  developer: {
    words: "Unexpected message role.",
    has: (body) => [...messages(body), ...asArray(getKey(body, "input"))].some(isDeveloper),
  },
  pattern: {
    words:
      "Unable to generate parser for this template. JSON schema conversion failed: Pattern must start with '^'",
    has: (body) => /"pattern":/.test(JSON.stringify(getKey(body, "tools") ?? null)),
  },
  "message-keys": {
    words: "message entries only allow role and content",
    has: (body) => messages(body).some((message) => keysOf(message).some((key) => !BARE.includes(key))),
  },
  "result-without-name": {
    words: "messages: tool message needs a name",
    has: (body) => results(body).some((message) => asString(getKey(message, "name")) === undefined),
  },
  "call-id": {
    words: "Tool call IDs should be alphanumeric strings with length 9!",
    has: (body) => callIds(body).some((id) => !OWN_IDS.test(id)),
  },
  "short-call-id": {
    words: "Tool call id was call1 but must be a-z, A-Z, 0-9, with a length of 9.",
    has: (body) => callIds(body).some((id) => !/^[a-zA-Z0-9]{9}$/.test(id)),
  },
  "tool-result": {
    words: "Only user and assistant roles are supported in this chat template",
    has: (body) => results(body).length > 0,
  },
};

/** Ids that an emulator gives, as they are or with nothing but letters and digits. */
const OWN_IDS = /^(call_?1|(chatcmpl-?tool-?|call_?)?ID\d)$/;
const BARE = ["role", "content"];

/** The refusal of a request, in the server's words; null: none. */
export function refusalOf(refuses: readonly Refusal[] | undefined, body: Json | undefined): string | null {
  const found = refuses?.find((name) => REFUSALS[name].has(body));
  return found === undefined ? null : REFUSALS[found].words;
}

function messages(body: Json | undefined): Json[] {
  return asArray(getKey(body, "messages"));
}

function results(body: Json | undefined): Json[] {
  return messages(body).filter((message) => getKey(message, "role") === "tool");
}

function callIds(body: Json | undefined): string[] {
  return results(body).map((message) => asString(getKey(message, "tool_call_id")) ?? "");
}

function isDeveloper(message: Json): boolean {
  return getKey(message, "role") === "developer";
}

function keysOf(message: Json): string[] {
  return Object.keys(message as JsonObject);
}

/** Tokens up to which a prompt is a short one: two thousand, and the tools. */
const SHORT_TOKENS = 6_000;

/** True when the model makes a proper call. */
export function makesCall(only: CallsOnly | undefined, path: string, body: Json | undefined): boolean {
  switch (only?.when) {
    case undefined:
      return true;
    case "unthinking":
      return getIn(body, ["chat_template_kwargs", "enable_thinking"]) === false;
    case "forced":
      return getKey(body, "tool_choice") === "required";
    case "short":
      return JSON.stringify(body ?? null).length / 4 < SHORT_TOKENS;
    case "one-tool":
      return asArray(getKey(body, "tools")).length === 1;
    case "unstreamed":
      return getKey(body, "stream") !== true;
    case "never":
      return false;
    case "over-chat":
      return !path.endsWith("/responses");
  }
}
