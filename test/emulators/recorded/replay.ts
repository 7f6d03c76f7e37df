import { firstTool, hasToolResult, type ScriptedTurn } from "../../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../../src/commands/demo/tiny-server.ts";
import { asArray, asNumber, getIn, getKey, isObject, type Json } from "../../../src/core/json.ts";
import { writeTime } from "../chat-speed.ts";
import type { EmulatorOptions } from "../types.ts";
import { nameOf } from "./battery.ts";
import type { Reply } from "./exchange.ts";
import { inScene, numbersIn, type Recording, type Scene, sure } from "./recording.ts";
import { withTurn } from "./turn.ts";

/** Sends a reply as it was recorded. */
export function replayAsIs(exchange: Exchange, recording: Recording, name: string): Promise<void> {
  return sendReply(exchange, sure(recording, name));
}

/** Sends the recorded reply of that name; false when there is none. */
export async function replay(
  exchange: Exchange,
  recording: Recording,
  name: string,
  scene: Scene,
): Promise<boolean> {
  const reply = recording.get(name);
  if (reply === undefined) return false;
  await sendReply(exchange, inScene(reply, recording, scene));
  return true;
}

/** Answers whatever is not special: the recorded reply to a GET of this path, else to a path that does not exist. */
export async function replayPath(exchange: Exchange, recording: Recording, scene: Scene): Promise<void> {
  const post = exchange.method !== "GET";
  if (!post && (await replay(exchange, recording, nameOf("get", exchange.path), scene))) return;
  const known = await replay(exchange, recording, post ? "unknown-path-post" : "unknown-path", scene);
  if (!known) throw new Error(`${recording.folder} does not say what an unknown path gets`);
}

/**
 * Refuses a request without the key where the recorded server did, in its words, and takes the key from the headers that
 * it takes it from; false when the request may pass.
 */
export async function refuseKey(
  exchange: Exchange,
  recording: Recording,
  options: EmulatorOptions,
  scene: Scene,
): Promise<boolean> {
  if (options.apiKey === undefined) return false;
  const { authorization, "x-api-key": other } = exchange.headers;
  if (authorization === `Bearer ${options.apiKey}`) return false;
  if (other === options.apiKey && recording.get("x-api-key-models")?.status === 200) return false;
  const without = recording.get(withoutKey(exchange, recording));
  if (without === undefined || !isRefusal(without, recording)) return false;
  const wrong = exchange.method === "GET" ? "wrong-key-models" : "wrong-key-chat";
  const reply = authorization === undefined ? without : (recording.get(wrong) ?? without);
  await sendReply(exchange, inScene(reply, recording, scene));
  return true;
}

/** The recorded request that a request without a key is like. */
function withoutKey({ method, path }: Exchange, recording: Recording): string {
  const own = nameOf("no-key", path);
  if (method !== "GET") return "no-key-chat";
  if (recording.get(own)) return own;
  const there = recording.get(nameOf("get", path)) !== undefined && path.startsWith("/v1/");
  if (there) return recording.get("no-key-v1-models") ? "no-key-v1-models" : "no-key-unknown-path";
  // some guard whatever begins with /v1, some only the paths that they have
  const inApi = path.startsWith("/v1/") && recording.get("no-key-v1-health");
  return inApi ? "no-key-v1-health" : "no-key-unknown-path";
}

function isRefusal(reply: Reply, recording: Recording): boolean {
  return reply.status === recording.get("no-key-chat")?.status;
}

/** The recorded reply to a request of this kind, with what the emulated model says in it; null: there is none. */
export function recordedTurn(
  exchange: Exchange,
  turn: ScriptedTurn,
  recording: Recording,
  scene: Scene,
): Reply | null {
  if (turn.reasoning) return null;
  const streamed = getKey(exchange.bodyJson, "stream") === true;
  const kind = exchange.path.endsWith("/responses") ? "responses" : "chat";
  // without a parser the call is in the text
  const offered = firstTool(exchange.bodyJson) !== null && !hasToolResult(exchange.bodyJson);
  const tools = turn.toolCall !== undefined || (offered && recording.folder.endsWith("-no-parser"));
  const counted = streamed && kind === "chat" && !tools && wantsUsage(exchange) ? "-usage" : "";
  const name = `${kind}${tools ? "-tools" : ""}${streamed ? "-stream" : ""}${counted}`;
  const reply = recording.get(name);
  return reply?.status === 200 ? withTurn(inScene(reply, recording, scene), turn) : null;
}

/** The recorded refusal of a prompt that is too long; null: it is not refused, or was not recorded. */
export function recordedOverflow(
  exchange: Exchange,
  promptTokens: number,
  recording: Recording,
  scene: Scene,
): Reply | null {
  const streamed = getKey(exchange.bodyJson, "stream") === true;
  const reply = recording.get(`chat-overflow${streamed ? "-stream" : ""}`);
  const { context } = recording.situation;
  if (reply === undefined || context === null || reply.status === 200) return null;
  const numbers = new Map<number, number>();
  for (const number of numbersIn(reply)) {
    // some stop counting at the first token that is too much
    if (number === context + 1) numbers.set(number, (scene.context ?? context) + 1);
    else if (number > context) numbers.set(number, promptTokens);
  }
  return inScene(reply, recording, { ...scene, numbers });
}

/** The recorded refusal of a limit for the answer that is beyond the context window; null: it is accepted. */
export function recordedTooMany(exchange: Exchange, recording: Recording, scene: Scene): Reply | null {
  const reply = recording.get("chat-max-tokens-too-large");
  const asked = asNumber(
    getKey(exchange.bodyJson, "max_tokens") ?? getKey(exchange.bodyJson, "max_completion_tokens"),
  );
  const { context } = recording.situation;
  if (reply === undefined || context === null || reply.status === 200) return null;
  if (asked === undefined || scene.context === null || asked <= scene.context) return null;
  return inScene(reply, recording, { ...scene, numbers: new Map([[context + 100, asked]]) });
}

/** True when a streamed answer shall end with its counts of tokens. */
export function wantsUsage(exchange: Exchange): boolean {
  return getIn(exchange.bodyJson, ["stream_options", "include_usage"]) === true;
}

/** Leaves out the counts of tokens: the field, or the chunk that is there for them alone. */
export function withoutUsage(reply: Reply): Reply {
  const bare = (value: Json): Json => {
    if (!isObject(value)) return value;
    const { usage: _usage, timings: _timings, ...rest } = value;
    return rest;
  };
  const events = reply.events?.filter(({ data }) => {
    return !(getKey(data, "usage") !== undefined && asArray(getKey(data, "choices")).length === 0);
  });
  return {
    ...reply,
    ...(reply.body === undefined ? {} : { body: bare(reply.body) }),
    ...(events ? { events: events.map((event) => ({ ...event, data: bare(event.data) })) } : {}),
  };
}

/** Sends a recorded reply as it was sent. */
export async function sendReply(
  exchange: Exchange,
  reply: Reply,
  { speed, done = true }: { speed?: EmulatorOptions["speed"]; done?: boolean } = {},
): Promise<void> {
  exchange.open(reply.status, reply.headers);
  if (reply.events) await exchange.write(": keepalive 1/2\n\n");
  for (const { event, data } of reply.events ?? []) {
    if (data === "[DONE]" && !done) continue;
    const text = typeof data === "string" ? data : JSON.stringify(data);
    await exchange.write(`${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`);
    await writeTime(speed, 4);
  }
  for (const line of reply.lines ?? []) await exchange.write(`${JSON.stringify(line)}\n`);
  if (reply.body !== undefined) await exchange.write(JSON.stringify(reply.body));
  if (reply.text) await exchange.write(reply.text);
  exchange.end();
}
