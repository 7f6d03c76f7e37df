import { describe, expect, it } from "vitest";
import { doctor } from "../doctor/harness.ts";
import { withAgent } from "../emulators/agent.ts";
import {
  assertHarmless,
  type Emulator,
  generic,
  litellm,
  llamacpp,
  mlx,
  ollama,
  sglang,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { configFor, MODEL, measure, requestsWith, start, track, vllmWith } from "./support.ts";

describe("the context that a server really has", () => {
  it("is as reported: no finding, and little is sent", async () => {
    const server = await vllmWith({ limit: { tokens: 32_768, beyond: "refuses" } });
    const seen = await measure(configFor(server), ["--context"]);
    expect(seen.ids).toEqual([]);
    expect(seen.context).toMatchObject({ said: 32_768, limit: 32_768, beyond: "refuses", complete: true });
    expect(seen.context.atLeast).toBeGreaterThan(32_768 * 0.97);
    expect(seen.context.requests).toBeLessThanOrEqual(4);
    expect(seen.report.endpoints?.[0]?.verdicts.context).toBe("pass");
    assertHarmless(server, { inference: true });
  });

  it.each([
    ["an unknown text", "prompt rejected: buffer exhausted", 400],
    ["a validation error", "Input validation error: inputs must have less than tokens", 422],
    ["a proxy's limit", "Request Entity Too Large", 413],
  ])("is found by bisection when the refusal is %s", async (_name, words, status) => {
    const server = await vllmWith({ limit: { tokens: 20_000, beyond: "refuses", words, status } }, 32_768);
    const seen = await measure(configFor(server), ["--context"]);
    expect(seen.ids).toEqual(["context-effective-below-config"]);
    expect(seen.context.said).toBeNull();
    expect(seen.context.atLeast).toBeLessThanOrEqual(20_000);
    expect(seen.context.below).toBeGreaterThan(20_000);
    expect(Number(seen.context.below) - Number(seen.context.atLeast)).toBeLessThan(20_000 * 0.03);
    const [edit] = seen.finding("context-effective-below-config").fix?.edits ?? [];
    expect(Number(edit?.value)).toBeLessThanOrEqual(20_000);
    expect(Number(edit?.value)).toBeGreaterThan(19_000);
  });

  it("is found although the server names a wrong number", async () => {
    const words = "maximum context length is 30000 tokens";
    const server = await vllmWith({ limit: { tokens: 18_000, beyond: "refuses", words } }, 32_768);
    const { context, ids } = await measure(configFor(server), ["--context"]);
    expect(ids).toEqual(["context-effective-below-config"]);
    expect(context).toMatchObject({ said: 30_000 });
    expect(context.limit).toBe(context.atLeast);
    expect(context.atLeast).toBeLessThanOrEqual(18_000);
    expect(context.atLeast).toBeGreaterThan(17_000);
  });

  it("has no visible limit: at least what was tried, and no finding", async () => {
    const server = await vllmWith({ limit: { tokens: null, beyond: "refuses" } });
    const { context, ids } = await measure(configFor(server), ["--context"]);
    expect(ids).toEqual([]);
    expect(context).toMatchObject({ below: null, limit: null, beyond: "not-seen", complete: true });
    expect(context.atLeast).toBeGreaterThan(32_768);
    expect(context.atLeast).toBeLessThan(32_768 * 1.04);
  });

  it("is not searched beyond the config where the server reports none", async () => {
    const profile = withAgent(generic({ models: [{ id: MODEL }] }), {
      limit: { tokens: null, beyond: "refuses" },
    });
    const server = await start(profile);
    const { context, ids } = await measure(configFor(server), ["--context"]);
    expect(ids).toEqual(["context-undeclared"]);
    expect(context.complete).toBe(true);
    expect(context.atLeast).toBeGreaterThan(32_768 * 0.97);
    expect(context.atLeast).toBeLessThanOrEqual(32_768);
    expect(context.requests).toBe(3);
  });

  it("is not searched up to the trained context where the server reports no allocation", async () => {
    const profile = ollama({ models: [{ id: MODEL, loaded: false, tools: true }], trainedContext: 262_144 });
    const server = await start(withAgent(profile, { limit: { tokens: null, beyond: "refuses" } }));
    const { context } = await measure(configFor(server), ["--context"]);
    expect(context).toMatchObject({ complete: true, below: null });
    expect(context.atLeast).toBeLessThanOrEqual(32_768);
    expect(context.atLeast).toBeGreaterThan(32_768 * 0.97);
  });

  it("is not reported again where the server itself reports a smaller one", async () => {
    const server = await vllmWith({ limit: { tokens: 32_768, beyond: "refuses" } });
    const seen = await measure(configFor(server, { contextWindow: 65_536 }), ["--context"]);
    expect(seen.ids).toEqual(["context-server-below-config"]);
    expect(seen.context).toBeUndefined();
  });
});

describe("a healthy server of any product: no finding of the context, and only inferences are sent", () => {
  const models = [{ id: MODEL, loaded: true, tools: true }];
  const allocatedContext = 65_536;
  it.each<[string, () => Promise<Emulator>, string[]]>([
    ["LM Studio", () => startLmStudio({ loadedContext: allocatedContext }), []],
    ["vLLM", () => startEmulator(vllm({ models, allocatedContext })), []],
    ["llama.cpp", () => startEmulator(llamacpp({ models, allocatedContext })), []],
    ["SGLang", () => startEmulator(sglang({ models, allocatedContext })), []],
    // OpenClaw's own page advises against its /v1
    ["Ollama", () => startEmulator(ollama({ models, allocatedContext })), ["ollama-v1-compat"]],
    ["LiteLLM", () => startEmulator(litellm({ models })), ["context-undeclared"]],
    ["mlx-lm", () => startEmulator(mlx({ models })), ["context-undeclared"]],
  ])("%s", async (name, launchOne, said) => {
    const server = track(await launchOne());
    const model = name === "LM Studio" ? "minimax/minimax-m2.1" : MODEL;
    const config = configFor(server, { contextWindow: allocatedContext, model });
    const seen = await measure(config, ["--context"]);
    expect(seen.ids).toEqual(said);
    expect(seen.context).toMatchObject({ complete: true });
    expect(seen.context.atLeast).toBeGreaterThan(allocatedContext * 0.95);
    assertHarmless(server, { inference: true });
  });
});

describe("progress", () => {
  it("shows the step of how many, and the seconds of the budget", async () => {
    const server = await vllmWith({ limit: { tokens: 32_768, beyond: "refuses" }, delayMs: 600 });
    const lines: string[] = [];
    await doctor(
      { baseUrl: server.baseUrl, row: { contextWindow: 32_768 } },
      {
        ...{ deep: true, progress: (text) => lines.push(text) },
        measure: { context: { seconds: 60, tokens: 500_000 }, exam: null },
      },
    );
    expect(lines).toContain(`${MODEL}: context, two small prompts to count with (0 of 60 s)`);
    expect(lines).toContain(`${MODEL}: context, two small prompts to count with (1 of 60 s)`);
    expect(lines.join("\n")).toMatch(/context, prompt 1 of at most 14: 33,4\d\d tokens \([1-9] of 60 s\)/);
  });
});

describe("a prompt that is cut silently", () => {
  it.each([
    ["drops-start", ["start"]],
    ["drops-middle", ["middle"]],
  ] as const)("%s: one error that says what is lost", async (beyond, lost) => {
    const server = await vllmWith({ limit: { tokens: 8_192, beyond } });
    const seen = await measure(configFor(server), ["--context"]);
    expect(seen.ids).toEqual(["context-truncated-silently"]);
    expect(seen.context).toMatchObject({ beyond: "cuts", said: null, cut: { lost } });
    expect(seen.context.cut?.counted).toBeLessThanOrEqual(8_192);
    expect(seen.context.atLeast).toBeLessThanOrEqual(8_192);
    expect(seen.context.atLeast).toBeGreaterThan(7_800);
    const found = seen.finding("context-truncated-silently");
    expect(found).toMatchObject({ severity: "error", fix: { safe: false } });
    expect(found.message).toContain(`the ${lost.join(" and ")} of the prompt is lost`);
    // less than a turn needs, so that a smaller plan would not help
    expect(found.fix?.edits).toEqual([]);
  });

  it("shows only in the lost word where the server counts what was sent: a warning", async () => {
    const server = await vllmWith({ limit: { tokens: 20_000, beyond: "drops-start", counts: "sent" } });
    const seen = await measure(configFor(server), ["--context"]);
    expect(seen.ids).toEqual(["context-truncated-silently"]);
    expect(seen.finding("context-truncated-silently")).toMatchObject({ severity: "warning" });
    expect(Math.abs(Number(seen.context.atLeast) - 20_000)).toBeLessThan(1_000);
  });

  it("is not reported for a model that finds no words even in a small prompt", async () => {
    const server = await vllmWith({ limit: { tokens: null, beyond: "refuses", recalls: false } });
    expect((await measure(configFor(server), ["--context"])).ids).toEqual([]);
  });

  it("is not a slip of the model: a word counts as lost when it is lost again", async () => {
    const server = await vllmWith({ limit: { tokens: null, beyond: "refuses", recalls: "slips" } });
    const seen = await measure(configFor(server), ["--context"]);
    expect(seen.ids).toEqual([]);
    expect(seen.context).toMatchObject({ requests: 4, below: null });
  });

  it("does not matter beyond what the config plans with", async () => {
    const server = await vllmWith({ limit: { tokens: 60_000, beyond: "drops-start" } }, 65_536);
    const { ids, context } = await measure(configFor(server, { contextWindow: 49_152 }), ["--context"]);
    expect(ids).toEqual([]);
    expect(context).toMatchObject({ beyond: "cuts" });
  });

  it("happens on Ollama's own route without num_ctx; with it, there is no finding", async () => {
    const models = [{ id: MODEL, loaded: true, tools: true }];
    const profile = ollama({ models, allocatedContext: 65_536 });
    const server = await start(withAgent(profile, { limit: { tokens: 4_096, beyond: "drops-middle" } }));
    const native = { baseUrl: server.origin, api: "ollama", contextWindow: 32_768 };
    const seen = await measure(configFor(server, native), ["--context"]);
    expect(seen.ids).toEqual(["context-truncated-silently"]);
    expect(seen.finding("context-truncated-silently")).toMatchObject({
      severity: "error",
      fix: {
        edits: [{ op: "set", path: "models.providers.local.models[0].params.num_ctx", value: 32_768 }],
      },
    });
    const fixed = configFor(server, { ...native, row: { params: { num_ctx: 32_768 } } });
    expect((await measure(fixed, ["--context"])).ids).toEqual([]);
  });
});

describe("a search that cannot finish", () => {
  it("ends at its budget of tokens with a lower bound", async () => {
    const server = await vllmWith({ limit: { tokens: null, beyond: "refuses" } });
    const seen = await measure(configFor(server), ["--context", "--budget-tokens", "20000"]);
    expect(seen.ids).toEqual(["context-effective-below-config"]);
    expect(seen.finding("context-effective-below-config")).toMatchObject({
      severity: "info",
      status: "unverified",
    });
    expect(seen.context.complete).toBe(false);
    expect(seen.context.below).toBeNull();
    expect(seen.context.stopped).toContain("budget");
    expect(seen.code).toBe(0);
  });

  it("proves nothing when only prompts beyond the config were refused", async () => {
    const limit = { tokens: 60_000, beyond: "refuses" as const, words: "no", status: 400 };
    const server = await vllmWith({ limit }, 65_536);
    const config = configFor(server, { contextWindow: 49_152 });
    const seen = await measure(config, ["--context", "--budget-tokens", "75000"]);
    expect(seen.context.below).toBeGreaterThan(49_152);
    expect(seen.context.atLeast).toBeLessThan(45_000);
    expect(seen.ids).toEqual(["context-effective-below-config"]);
    expect(seen.finding("context-effective-below-config")).toMatchObject({
      ...{ severity: "info", status: "unverified" },
    });
  });

  it("ends at its budget of seconds when the server stops answering", async () => {
    const server = await vllmWith({ limit: { tokens: 20_000, beyond: "stops-answering" } });
    const started = performance.now();
    const seen = await measure(configFor(server), ["--context", "--budget", "4"]);
    expect(performance.now() - started).toBeLessThan(12_000);
    expect(seen.finding("context-effective-below-config")).toMatchObject({ status: "unverified" });
    expect(seen.context).toMatchObject({ complete: false, below: null });
  });

  it("stops when the server breaks, and does not try again", async () => {
    const server = await vllmWith({ limit: { tokens: 20_000, beyond: "crashes" } });
    const before = server.requests.length;
    const seen = await measure(configFor(server), ["--context"]);
    expect(seen.context).toMatchObject({ complete: false, below: null, requests: 3 });
    expect(seen.finding("context-effective-below-config")).toMatchObject({ status: "unverified" });
    expect(server.requests.length).toBeGreaterThan(before);
  });

  it("says that sizes are estimates where the server counts nothing", async () => {
    const server = await vllmWith({ limit: { tokens: 32_768, beyond: "refuses", counts: "none" } });
    const seen = await measure(configFor(server), ["--context"]);
    expect(seen.context).toMatchObject({ counted: false, said: 32_768 });
    expect(seen.ids).toEqual(["usage-missing-in-stream"]);
  });

  it("ends on Ctrl-C with what is known so far, exit 130", async () => {
    const server = await vllmWith({ limit: { tokens: 20_000, beyond: "drops-start" }, delayMs: 200 });
    const interruptWhen = requestsWith(server, "code word", 4);
    const seen = await measure(configFor(server), ["--context"], { interruptWhen });
    expect(seen.code).toBe(130);
    expect(seen.report.interrupted).toBe(true);
    expect(seen.context).toMatchObject({ complete: false, stopped: "interrupted" });
    expect(seen.context.atLeast).toBeGreaterThan(1_000);
    expect(seen.report.endpoints?.[0]?.verdicts).toMatchObject({ context: "unverified", answers: "pass" });
    expect(seen.ids).toEqual(["interrupted"]);
    expect(seen.finding("interrupted")).toMatchObject({ evidence: { models: [`local/${MODEL}`] } });
  });
});
