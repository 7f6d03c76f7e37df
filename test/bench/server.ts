import { type Exchange, serveTiny, type TinyServer } from "../../src/commands/demo/tiny-server.ts";
import { asNumber, getKey, type Json, type JsonObject } from "../../src/core/json.ts";
import { withAgent } from "../emulators/agent.ts";
import { vllm } from "../emulators/index.ts";
import { track } from "../support/track.ts";

export const MODEL = "qwen3-8b";

/** How a server behaves; it may be changed while it runs. */
export interface Behaviour {
  /** Allocated, in tokens. */
  context?: number;
  /** Tokens a second. */
  read?: number;
  write?: number;
  /** Tokens of each answer; default: as many as asked for. */
  answers?: number;
  /** What stands in `timings`, besides the true counts. */
  timings?: (true_: JsonObject) => JsonObject;
  usage?: (true_: JsonObject) => JsonObject | null;
  /** Requests from this number on (1-based) get another answer. */
  from?: number;
  instead?: (exchange: Exchange) => Promise<void> | void;
  /** All of an answer in one piece. */
  buffered?: boolean;
  apiKey?: string;
  id?: string;
}

const CHARS = 4;
/** Passes the exam. */
const AGENT = withAgent(vllm({ models: [{ id: MODEL }] }), {});
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A llama-server that takes the time that it says, closed after the test. */
export async function speedServer(
  how: Behaviour = {},
): Promise<TinyServer & { baseUrl: string; turns(): Json[] }> {
  let count = 0;
  const server = await serveTiny(async (exchange) => {
    const { method, path } = exchange;
    if (how.apiKey !== undefined && exchange.headers["authorization"] !== `Bearer ${how.apiKey}`)
      return exchange.json(401, { error: { code: 401, message: "Invalid API Key" } });
    const id = how.id ?? MODEL;
    const meta = { n_ctx: how.context ?? 131_072, n_ctx_train: 131_072 };
    if (method === "GET" && path === "/v1/models")
      return exchange.json(
        200,
        { object: "list", data: [{ id, object: "model", owned_by: "llamacpp", meta }] },
        { server: "llama.cpp" },
      );
    if (method === "GET" && path === "/props")
      return exchange.json(
        200,
        {
          ...{ default_generation_settings: { n_ctx: meta.n_ctx }, total_slots: 1, build_info: "b11669" },
          ...{ model_path: "/home/annabell/models/q.gguf", chat_template: "", modalities: { vision: false } },
        },
        { server: "llama.cpp" },
      );
    if (method !== "POST" || path !== "/v1/chat/completions")
      return exchange.json(404, { error: { code: 404, message: "File Not Found", type: "not_found_error" } });
    if (getKey(exchange.bodyJson, "tools") !== undefined || exchange.body.includes("workspace handbook"))
      return AGENT.handle(exchange);
    count += 1;
    if (how.instead !== undefined && count >= (how.from ?? 1)) return how.instead(exchange);
    return answer(exchange, how);
  });
  const turns = () =>
    server.requests.filter(({ method }) => method === "POST").map(({ body }): Json => JSON.parse(body));
  return track({ ...server, baseUrl: `${server.origin}/v1`, turns });
}

/** Reads, then writes a word of five letters for each token. */
async function answer(exchange: Exchange, how: Behaviour): Promise<void> {
  const { read = 200_000, write = 4_000 } = how;
  const prompt = Math.ceil(exchange.body.length / CHARS);
  const asked = asNumber(getKey(exchange.bodyJson, "max_completion_tokens")) ?? 16;
  const wrote = Math.min(how.answers ?? asked, asked);
  const context = how.context ?? 131_072;
  if (prompt > context)
    return exchange.json(400, {
      error: {
        code: 400,
        message: `request (${prompt} tokens) exceeds the available context size (${context} tokens)`,
        type: "exceed_context_size_error",
      },
    });
  const began = performance.now();
  await sleep((1_000 * prompt) / read);
  const readMs = performance.now() - began;
  const chunk = (delta: JsonObject, finish: string | null = null) =>
    `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  exchange.open(200, { "content-type": "text/event-stream", server: "llama.cpp" });
  const writing = performance.now();
  const pieces: string[] = [chunk({ role: "assistant", content: null })];
  for (let n = 0; n < wrote; n += 1) pieces.push(chunk({ content: "word " }));
  if (how.buffered) {
    await sleep((1_000 * wrote) / write);
    await exchange.write(pieces.join(""));
  } else
    for (const [n, piece] of pieces.entries()) {
      await exchange.write(piece);
      const due = (1_000 * n) / write - (performance.now() - writing);
      if (due > 0) await sleep(due);
    }
  const timings = {
    ...{ cache_n: 0, prompt_n: prompt, prompt_ms: readMs },
    ...{ predicted_n: wrote, predicted_ms: performance.now() - writing },
  };
  const usage = { prompt_tokens: prompt, completion_tokens: wrote, total_tokens: prompt + wrote };
  const last: JsonObject = { object: "chat.completion.chunk", choices: [] };
  const told = how.usage === undefined ? usage : how.usage(usage);
  if (told !== null) last["usage"] = told;
  if (how.timings !== undefined) last["timings"] = how.timings(timings);
  await exchange.write(chunk({}, "length"));
  await exchange.write(`data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`);
  exchange.end();
}
