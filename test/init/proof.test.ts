import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { InterruptedError } from "../../src/core/errors.ts";
import type { Json } from "../../src/core/json.ts";
import { finalText } from "../../src/init/proof/final-text.ts";
import { type Emulator, generic, type Profile, startEmulator, vllm } from "../emulators/index.ts";
import { start, track } from "../support/track.ts";
import { fakeOpenClaw, WORKS } from "./fake-openclaw.ts";
import { init, options, read, type Stage, stage } from "./stage.ts";

const CONTEXT = 65_536;
const healthy = () => start(vllm({ allocatedContext: CONTEXT }));

interface Step {
  outcome: string;
  detail: string;
}
interface Test {
  ok: boolean;
  tokensPerSecond: number | null;
  firstTokenMs: number | null;
  contextTokens: number | null;
  answers: Step;
  tools: Step;
  finalTextOnly: Step;
  openclaw: { version: string; infer: Step; agent: Step } | null;
  findings: { checkId: string; severity: string; fixHint: string | null }[];
}

/** init --test --json against a server. */
async function tested(
  server: Pick<Emulator, "baseUrl">,
  on: Stage = stage(),
  own: Partial<Parameters<typeof options>[1]> = {},
): Promise<{ code: number; ok: boolean; test: Test; on: Stage }> {
  const code = await init(on, options(on, { endpoint: [server.baseUrl], test: true, json: true, ...own }));
  const { ok, test } = JSON.parse(on.stdout()) as { ok: boolean; test: Test };
  return { code, ok, test, on };
}

const withClaw = (
  then: string,
  own: { version?: string; env?: Record<string, string>; config?: string } = {},
) => {
  const on = stage(own.config === undefined ? {} : { config: own.config });
  const { path, record } = fakeOpenClaw(on.dir, then, own.version);
  const { outside } = on;
  on.outside = { ...outside, env: { ...outside.env, ...own.env, PATH: path } };
  const records = () =>
    existsSync(record)
      ? read(record)
          .trim()
          .split("\n")
          .map(
            (line) =>
              JSON.parse(line) as {
                args: string[];
                cwd: string;
                env: Record<string, string>;
                mode: number;
                config: { [key: string]: Json };
              },
          )
      : [];
  return { on, records };
};

describe("the model", () => {
  it("passes on a healthy server, and OpenClaw is not called tested where it is not installed", async () => {
    const { code, ok, test } = await tested(await healthy());
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(test).toMatchObject({
      ok: true,
      contextTokens: CONTEXT,
      answers: { outcome: "passed" },
      tools: { outcome: "passed" },
      finalTextOnly: {
        outcome: "passed",
        detail: expect.stringContaining("WhatsApp and other channels get"),
      },
      openclaw: null,
      findings: [],
    });
  });
  it("has a speed where an answer is long enough to tell, and none where it is not", async () => {
    const quick = vllm({ allocatedContext: CONTEXT });
    const counting: Profile = {
      ...quick,
      handle: async (exchange) => {
        if (!JSON.stringify(exchange.bodyJson ?? null).includes("Count from 1 to 60"))
          return quick.handle(exchange);
        exchange.open(200, { "content-type": "text/event-stream" });
        for (let n = 1; n <= 40; n += 1) {
          await exchange.write(`data: {"choices":[{"index":0,"delta":{"content":"${n}\\n"}}]}\n\n`);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        const end = {
          choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
          usage: { prompt_tokens: 90, completion_tokens: 40 },
        };
        await exchange.write(`data: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`);
        exchange.end();
      },
    };
    const { test } = await tested(await start(counting));
    // 39 tokens in at least 39 pauses of 10 ms
    expect(test.tokensPerSecond).toBeGreaterThan(0);
    expect(test.tokensPerSecond).toBeLessThan(120);
    expect(test.firstTokenMs).toBeGreaterThanOrEqual(0);
    expect((await tested(await healthy())).test.tokensPerSecond).toBeNull();
  });
  it.each([
    [
      "a tool call as text",
      vllm({ allocatedContext: CONTEXT, chat: "tool-as-text" }),
      "tool-calls-as-text",
      "tools",
    ],
    [
      "no tool parser",
      vllm({ allocatedContext: CONTEXT, chat: "400-no-tool-parser" }),
      "vllm-no-auto-tool-choice",
      "tools",
    ],
    [
      "only reasoning",
      vllm({ allocatedContext: CONTEXT, chat: "reasoning-only" }),
      "empty-content-reasoning",
      "answers",
    ],
  ] as const)("fails with %s: the doctor's finding with its fix", async (_name, profile, checkId, step) => {
    const { code, ok, test } = await tested(await start(profile));
    expect({ code, ok, test: test.ok, step: test[step].outcome }).toEqual({
      ...{ code: 1, ok: false, test: false },
      step: "failed",
    });
    expect(test.findings.filter((f) => f.severity === "error")).toMatchObject([
      { checkId, fixHint: expect.any(String) },
    ]);
  });
  it("fails when reasoning would reach a channel, and says how the server separates it", async () => {
    const shown = vllm({ allocatedContext: CONTEXT, answer: "[THINK]Let me see.[/THINK]pong" });
    const { code, test } = await tested(await start(shown));
    expect({ code, ok: test.ok, text: test.finalTextOnly }).toMatchObject({
      ...{ code: 1, ok: false },
      text: { outcome: "failed", detail: expect.stringContaining("[THINK]") },
    });
    expect(test.findings).toMatchObject([
      { checkId: "think-leak", fixHint: expect.stringMatching(/reasoning/) },
    ]);
  });
  it("passes when OpenClaw hides the reasoning, with the warning", async () => {
    const { code, test } = await tested(await start(vllm({ allocatedContext: CONTEXT, chat: "think-leak" })));
    expect(code).toBe(0);
    expect(test.finalTextOnly).toMatchObject({ outcome: "passed", detail: expect.stringContaining("hides") });
    expect(test.findings).toMatchObject([{ checkId: "think-leak", severity: "warning" }]);
  });
  it("is not tried where a fault of the way to it comes first", async () => {
    const on = stage({ env: { HTTP_PROXY: "http://127.0.0.1:9" } });
    const { code, test } = await tested(await healthy(), on);
    expect({ code, text: test.finalTextOnly.outcome }).toEqual({ code: 1, text: "unverified" });
    expect(test.answers).toEqual({ outcome: "skipped", detail: "proxy-env-hijack comes first" });
    expect(test.findings).toMatchObject([{ checkId: "proxy-env-hijack" }]);
  });
  it("that hangs ends the drive within its limit", async () => {
    const server = await start(vllm({ allocatedContext: CONTEXT, chat: "hang" }));
    const { code, test } = await tested(server, stage(), { maxTime: 8_000 });
    expect(code).toBe(1);
    expect(test.answers.outcome).not.toBe("passed");
    expect(test.tools.outcome).not.toBe("passed");
  });
  it("that dies between two inferences is told from one that refuses", async () => {
    const profile = vllm({ allocatedContext: CONTEXT });
    let seen = 0;
    const mortal: Profile = {
      ...profile,
      handle: async (exchange) => {
        await profile.handle(exchange);
        if (exchange.method === "POST" && ++seen === 2) await server.close();
      },
    };
    const server: Emulator = track(await startEmulator(mortal));
    const { code, test } = await tested(server);
    expect(code).toBe(1);
    expect(test.tools.outcome).toBe("failed");
    expect(test.findings).toMatchObject([
      { checkId: "tools-error", fixHint: expect.stringContaining("start the server") },
    ]);
  });
  it("is the only one asked, also where the same server has others in use", async () => {
    const models = [{ id: "one" }, { id: "two" }];
    const server = await start(generic({ models, allocatedContext: CONTEXT }));
    const rows = models.map(({ id }) => ({ id, name: id, contextWindow: CONTEXT, maxTokens: 8_192 }));
    const provider = { baseUrl: server.baseUrl, api: "openai-completions", apiKey: "local", models: rows };
    const config = {
      models: { mode: "merge", providers: { local: provider } },
      agents: { defaults: { model: { primary: "local/one", fallbacks: ["local/two"] } } },
    };
    const on = stage({ config: JSON.stringify(config) });
    const { test } = await tested(server, on, { model: "one" });
    expect(test.ok).toBe(true);
    const bodies = server.requests.filter(({ method }) => method === "POST").map(({ body }) => body);
    expect(bodies.length).toBeGreaterThan(3);
    expect(bodies.filter((body) => body.includes('"model":"two"'))).toEqual([]);
  });
});

describe("OpenClaw", () => {
  const HOSTED = {
    env: { vars: { MY_KEY: "key-from-the-config" } },
    channels: { telegram: { enabled: true, botToken: "123456:telegram-token" } },
    mcp: { servers: { files: { command: "npx", args: ["files"] } } },
    models: {
      providers: {
        openai: { apiKey: "sk-hosted-key-000000", baseUrl: "https://api.openai.com/v1", models: [] },
      },
    },
    agents: {
      defaults: {
        thinkingDefault: "low",
        model: { primary: "openai/gpt-5.4" },
        heartbeat: { model: "openai/gpt-5.4-mini" },
      },
    },
  };
  it("gets a private home with the local model alone, which is gone afterwards", async () => {
    const env = {
      OPENAI_API_KEY: "sk-hosted-key-000000",
      HTTP_PROXY: "http://proxy:1",
      NO_PROXY: "127.0.0.1",
      OPENCLAW_GATEWAY_TOKEN: "t",
    };
    const { on, records } = withClaw(WORKS, { env, config: JSON.stringify(HOSTED) });
    const { code, test } = await tested(await healthy(), on, { routing: "local-first", hosted: [] });
    expect({ code, openclaw: test.openclaw }).toMatchObject({
      code: 0,
      openclaw: { version: "2026.9.6", infer: { outcome: "passed" }, agent: { outcome: "passed" } },
    });
    expect(test.openclaw?.agent.detail).toContain("whose result is in the answer");
    const [infer, agent] = records();
    expect(infer?.args.slice(0, 5)).toEqual(["infer", "model", "run", "--local", "--model"]);
    expect(agent?.args.slice(0, 2)).toEqual(["agent", "--local"]);
    for (const seen of [infer, agent]) {
      const { config, env, cwd, mode } = seen ?? { config: {}, env: {}, cwd: "", mode: 0 };
      expect(mode).toBe(0o600);
      expect(Object.keys(config).sort()).toEqual(["agents", "logging", "models", "tools"]);
      expect(JSON.stringify(config)).not.toMatch(/openai\/|telegram|npx|sk-hosted/);
      expect(config).toMatchObject({
        models: { providers: { vllm: { models: [{}] } } },
        agents: { defaults: { thinkingDefault: "low", model: { fallbacks: [] } } },
      });
      expect(env).toMatchObject({
        HOME: cwd,
        OPENCLAW_STATE_DIR: join(cwd, "state"),
        OPENCLAW_NO_AUTO_UPDATE: "1",
      });
      expect(Object.keys(env).filter((name) => /KEY|PROXY|TOKEN/i.test(name))).toEqual([]);
      expect(existsSync(cwd)).toBe(false);
    }
  });
  it("gets the key of the config's variable from OpenClaw's own .env, and no output has it", async () => {
    const key = "sk-local-very-secret-1";
    const server = await start(vllm({ allocatedContext: CONTEXT, apiKey: key }));
    const said = `if (args[0] === "infer") say(infer); else { console.error("401 for " + process.env.MY_KEY); process.exit(1); }`;
    const { on, records } = withClaw(said);
    const dotenv = join(on.dir, ".openclaw", ".env");
    mkdirSync(dirname(dotenv));
    writeFileSync(dotenv, `MY_KEY=${key}\nOTHER_KEY=sk-another-secret-2\n`, { mode: 0o600 });
    const { test } = await tested(server, on, { apiKeyEnv: "MY_KEY" });
    expect(test.answers.outcome).toBe("passed");
    expect(records()[0]?.env).toMatchObject({ MY_KEY: key });
    expect(JSON.stringify(records()[0])).not.toContain("sk-another-secret-2");
    expect(test.openclaw?.agent).toMatchObject({
      outcome: "failed",
      detail: expect.stringContaining("401 for ***"),
    });
    expect(on.stdout() + on.stderr()).not.toContain(key);
    expect(read(dotenv)).toContain("MY_KEY");
    expect(statSync(dotenv).mode & 0o777).toBe(0o600);
  });
  it("that fails although the doctor's turn passes: what it said, harmless and short", async () => {
    const hostile = `if (args[0] === "infer") say(infer); else {
      process.stderr.write("\\u001b[31mchatter\\n".repeat(5000) + "Error: \\u001b]0;title\\u0007boom " + "x".repeat(5000) + "\\n"); process.exit(1); }`;
    const { on } = withClaw(hostile);
    const { code, ok, test } = await tested(await healthy(), on);
    expect({ code, ok, tools: test.tools.outcome }).toEqual({ code: 1, ok: false, tools: "passed" });
    const detail = test.openclaw?.agent.detail ?? "";
    expect(detail).not.toMatch(/[\u0000-\u001f]/);
    expect(detail.length).toBeLessThan(400);
    expect(detail).toContain("it said: ");
  });
  it.each([
    ["answers without the call, twice", `say(turn("I cannot", 0))`, "failed", "without calling the tool", 2],
    ["reports no calls, but knows the word", `say(turn(word, undefined))`, "passed", "tool call", 1],
    ["reports no calls", `say(turn("done", undefined))`, "failed", "without calling the tool", 2],
    [
      "fails in every call",
      `const t = turn("no", 1); t.meta.toolSummary.failures = 1; say(t)`,
      "failed",
      "none of which",
      1,
    ],
    [
      "was answered by another model",
      `say(turn("x", 1, { agentMeta: { provider: "openai", model: "gpt" } }))`,
      "failed",
      "answered by openai/gpt",
      1,
    ],
    [
      "reports an error as its answer",
      `say({ payloads: [{ text: "LLM request failed", isError: true }], meta: {} })`,
      "failed",
      "LLM request failed",
      1,
    ],
  ] as const)("that %s is judged so", async (_name, then, outcome, detail, turns) => {
    const { on, records } = withClaw(`if (args[0] === "infer") say(infer); else { ${then}; }`);
    const { test } = await tested(await healthy(), on);
    expect(test.openclaw?.agent).toMatchObject({ outcome, detail: expect.stringContaining(detail) });
    expect(records().filter(({ args }) => args[0] === "agent")).toHaveLength(turns);
  });
  it("that puts reasoning into what a channel gets fails the final text", async () => {
    const { on } = withClaw(
      `if (args[0] === "infer") say(infer); else say(turn("[THINK]hm[/THINK]" + word, 1));`,
    );
    const { code, test } = await tested(await healthy(), on);
    expect({ code, text: test.finalTextOnly.outcome }).toEqual({ code: 1, text: "failed" });
  });
  it("of a release that counts no calls is not blamed for that", async () => {
    const { on } = withClaw(`say(turn("done", undefined))`, { version: "2026.3.24" });
    const { code, test } = await tested(await healthy(), on, { openclawVersion: undefined });
    expect({ code, agent: test.openclaw?.agent }).toMatchObject({
      ...{
        code: 0,
        agent: { outcome: "unverified", detail: expect.stringContaining("does not report tool calls") },
      },
    });
  });
  it("older than its infer command makes the turn alone", async () => {
    const { on, records } = withClaw(WORKS, { version: "2026.3.24" });
    const { test } = await tested(await healthy(), on, { openclawVersion: undefined });
    expect(test.openclaw).toMatchObject({ infer: { outcome: "skipped" }, agent: { outcome: "passed" } });
    expect(records()).toHaveLength(1);
  });
  it("is not started when the doctor's turn fails", async () => {
    const { on, records } = withClaw(WORKS);
    const { test } = await tested(await start(vllm({ allocatedContext: CONTEXT, chat: "tool-as-text" })), on);
    expect(test.openclaw?.agent).toMatchObject({ outcome: "skipped" });
    expect(records()).toEqual([]);
  });
  it("that hangs is ended by Ctrl-C, and nothing is left of its home", async () => {
    const { on, records } = withClaw(`setInterval(() => {}, 1000);`);
    const { baseUrl } = await healthy();
    const timer = setInterval(() => {
      if (records().length > 0) on.abort.abort(new InterruptedError());
    }, 50);
    const own = options(on, { endpoint: [baseUrl], test: true, json: true });
    expect(await init(on, own)).toBe(130);
    clearInterval(timer);
    const [seen] = records();
    expect(seen?.cwd).toContain("openclaw-local-proof-");
    expect(existsSync(seen?.cwd ?? "")).toBe(false);
    expect(readFileSync(on.config, "utf8")).toContain("vllm");
    expect(JSON.parse(on.stdout())).toMatchObject({
      ok: false,
      changed: true,
      error: { message: "interrupted" },
    });
  });
});

describe("the card", () => {
  it("has a mark only for what was looked at, and fits the terminal", async () => {
    const on = stage();
    on.outside = { ...on.outside, width: 60 };
    const server = await healthy();
    expect(await init(on, options(on, { endpoint: [server.baseUrl], test: true }))).toBe(0);
    const card = on.stdout().slice(on.stdout().indexOf("test drive of"));
    expect(card.split("\n").filter((line) => line.length > 60 && !line.startsWith("test drive"))).toEqual([]);
    expect(card).toMatch(/✔ answers/);
    expect(card).toMatch(/✔ tools/);
    expect(card).toMatch(/– OpenClaw {3}not installed on this machine/);
    expect(on.stderr()).toMatch(/^test drive: time unknown; at most 10 min$/m);
  });
});

describe("the final text", () => {
  it.each([
    [["pong"], [], "passed"],
    [["<think>hm</think>pong"], ["pong"], "passed"],
    [["<think>hm and no end"], [], "failed"],
    [["pong"], ["<|channel|>analysis<|message|>hm"], "failed"],
    [["", " "], [], "unverified"],
  ] as const)("%j and %j: %s", (raw, sent, outcome) => {
    expect(finalText(raw, sent).outcome).toBe(outcome);
  });
});
