import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type Behaviour, speedServer } from "./server.ts";
import { bench, FILE } from "./support.ts";

const READ = 40_000;
const WRITE = 1_000;
const PLAIN: Behaviour = { read: READ, write: WRITE, context: 4_096 };

describe("times that a server makes up never become figures", () => {
  it.each<[string, (t: JsonObject) => JsonObject]>([
    ["negative", (t) => ({ ...t, prompt_ms: -5, predicted_ms: -5 })],
    ["zero", (t) => ({ ...t, prompt_ms: 0, predicted_ms: 0 })],
    ["absurdly long", (t) => ({ ...t, prompt_ms: 1e308, predicted_ms: 1e308 })],
    ["absurdly short", (t) => ({ ...t, prompt_ms: 1e-300, predicted_ms: 1e-300 })],
    ["ten times too quick", (t) => ({ ...t, prompt_ms: Number(t["prompt_ms"]) / 10, predicted_ms: 12 })],
    ["of another prompt", (t) => ({ ...t, prompt_n: 1_000_000, predicted_n: 1_000_000 })],
    ["a text", (t) => ({ ...t, prompt_ms: "1", predicted_ms: "1" })],
  ])("%s: the stream's are taken", async (_name, timings) => {
    const server = await speedServer({ ...PLAIN, timings });
    const { told, code } = await bench(server.baseUrl);
    expect(code).toBe(0);
    const [only] = told.depths;
    expect(only?.prefillTokensPerSecond?.source).toBe("stream");
    expect(only?.decodeTokensPerSecond?.source).toBe("stream");
    expect(only?.prefillTokensPerSecond?.high).toBeLessThan(READ * 4);
    expect(only?.decodeTokensPerSecond?.high).toBeLessThan(WRITE * 4);
  });
});

describe("counts that cannot be", () => {
  it.each<[string, (u: JsonObject) => JsonObject | null, RegExp]>([
    ["no usage", () => null, /does not count/],
    ["a prompt of 1e15 tokens", (u) => ({ ...u, prompt_tokens: 1e15 }), /counts 1000000000000000 tokens/],
    ["a negative prompt", (u) => ({ ...u, prompt_tokens: -4 }), /counts -4 tokens/],
    ["a fraction", (u) => ({ ...u, prompt_tokens: 900.5 }), /counts 900\.5 tokens/],
    [
      "a cached new prompt",
      (u) => ({ ...u, prompt_tokens_details: { cached_tokens: 2_000 } }),
      /2,000 tokens of a new prompt were in a cache/,
    ],
    ["a prompt that was cut", (u) => ({ ...u, prompt_tokens: 2_000 }), /took in only 2,000 of about/],
  ])("%s: nothing is measured, exit 1", async (_name, usage, words) => {
    // the first, short prompts are in order where it is the size that is lied about
    const how: Behaviour = { ...PLAIN };
    how.usage = (u) => (Number(u["prompt_tokens"]) > 3_000 || usage({}) === null ? usage(u) : u);
    const server = await speedServer(how);
    const { told, code, machine } = await bench(server.baseUrl);
    expect(code).toBe(1);
    expect(JSON.stringify(told)).toMatch(words);
    expect(existsSync(join(machine.dir, FILE))).toBe(false);
  });

  it.each<[string, Behaviour, RegExp]>([
    [
      "more tokens than it may write",
      { usage: (u) => ({ ...u, completion_tokens: 1e9 }) },
      /where it may write 128/,
    ],
    ["an answer of three tokens", { answers: 3 }, /only 3 tokens/],
    [
      "hidden tokens",
      { usage: (u) => ({ ...u, completion_tokens: 128 }), answers: 10 },
      /only \d+ characters came/,
    ],
  ])("%s: prefill alone is known", async (_name, how, words) => {
    const server = await speedServer({ ...PLAIN, ...how });
    const { told } = await bench(server.baseUrl);
    const [only] = told.depths;
    expect(only?.decodeTokensPerSecond ?? null).toBeNull();
    expect(JSON.stringify(told)).toMatch(words);
  });

  it("an answer that a proxy holds back: no figure by the stream, but the server's own times count", async () => {
    const held = await speedServer({ ...PLAIN, buffered: true });
    const { told, code } = await bench(held.baseUrl);
    expect([code, told.depths, told.notMeasured[0]?.why]).toEqual([1, [], "the answer came in one piece"]);
    const timed = await speedServer({ ...PLAIN, buffered: true, timings: (t) => t });
    const { told: second } = await bench(timed.baseUrl);
    expect(second.depths[0]?.prefillTokensPerSecond?.source).toBe("server");
    expect(second.depths[0]?.prefillTokensPerSecond?.high).toBeLessThan(READ * 4);
  });
});

describe("a server that fails", () => {
  const event = { "content-type": "text/event-stream" };
  const chunk = 'data: {"choices":[{"index":0,"delta":{"content":"word "}}]}\n\n';

  it.each<[string, (exchange: Exchange) => Promise<void> | void, RegExp]>([
    ["says nothing", () => undefined, /says nothing|within/],
    [
      "never ends",
      async (exchange) => {
        exchange.open(200, event);
        for (let n = 0; n < 400; n += 1) {
          await exchange.write(chunk);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      },
      /does not complete it/,
    ],
    [
      "is cut off",
      async (exchange) => {
        exchange.open(200, event);
        await exchange.write(chunk);
        exchange.cut();
      },
      /./,
    ],
    ["has an error", (exchange) => exchange.json(500, { error: { message: "CUDA error" } }), /CUDA error/],
    [
      "stays busy",
      (exchange) => exchange.json(429, { error: { message: "too many requests" } }, { "retry-after": "1" }),
      /too many requests/,
    ],
  ])("it %s: told, exit 1, and nothing is kept", async (_name, instead, words) => {
    // from the second run of the first size on: one run is no figure
    const server = await speedServer({ ...PLAIN, from: 4, instead });
    const { told, code, machine } = await bench(server.baseUrl, ["--deep-timeout", "700"]);
    expect([code, told.depths, told.notKept]).toEqual([1, [], "nothing was measured"]);
    expect(told.notMeasured[0]).toMatchObject({ because: "failed", why: expect.stringMatching(words) });
    expect(told.notMeasured[2]?.why).toBe("not tried after that");
    expect(existsSync(join(machine.dir, FILE))).toBe(false);
  });
});
