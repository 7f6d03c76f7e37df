import { describe, expect, test } from "vitest";
import { closedPort, type Emulator, generic, llamacpp, silent, vllm } from "../emulators/index.ts";
import { doctor, single, start } from "./harness.ts";

const MODEL = "qwen3-coder-30b";
const ONLY = { selection: { only: ["fallback-not-triggered"], skip: [] } };

/** A config with providers by id, the first one's model as the default and a chain behind it. */
function configOf(
  providers: Record<string, string>,
  fallbacks: string[],
  limits: { own?: number | null; run?: number | null } = {},
): string {
  const rows = (id: string) => [{ id, name: id, contextWindow: 65_536, maxTokens: 8_192 }];
  const entries = Object.entries(providers).map(([id, baseUrl]) => [
    id,
    {
      baseUrl,
      api: "openai-completions",
      models: rows(MODEL),
      ...(limits.own == null ? {} : { timeoutSeconds: limits.own }),
    },
  ]);
  const [first] = Object.keys(providers);
  return JSON.stringify({
    models: { providers: Object.fromEntries(entries) },
    agents: {
      defaults: {
        model: { primary: `${first}/${MODEL}`, fallbacks },
        ...(limits.run == null ? {} : { timeoutSeconds: limits.run }),
      },
    },
  });
}

const dead = async () => `http://127.0.0.1:${await closedPort()}/v1`;
const healthy = (): Promise<Emulator> => start(vllm());

describe("a default model that is up", () => {
  test("nothing is said of the chain unless it is asked for", async () => {
    const server = await healthy();
    const text = configOf({ local: server.baseUrl }, []);
    expect((await doctor(text)).findings).toEqual([]);
    expect((await doctor(text, { deep: true })).findings).toEqual([]);
  });

  test.each([
    ["no fallback", () => [], "nothing would answer: no fallback is configured", null],
    [
      "a hosted one",
      () => ["anthropic/claude-opus-4-6"],
      "anthropic/claude-opus-4-6 (hosted, not contacted here) would answer after 60 to 90 s of retries",
      75,
    ],
  ] as const)("%s: an info for who asks", async (_name, fallbacks, words, seconds) => {
    const server = await healthy();
    const found = single(await doctor(configOf({ local: server.baseUrl }, fallbacks()), ONLY));
    expect(found).toMatchObject({
      checkId: "fallback-not-triggered",
      severity: "info",
      evidence: { afterSeconds: seconds },
    });
    expect(found.message).toContain(words);
    expect(found.path).toBe("agents.defaults.model");
  });

  test("a living local one is named, with the time that a hang takes, and that an overflow never reaches it", async () => {
    const [server, other] = [
      await healthy(),
      await start(llamacpp({ models: [{ id: MODEL }], allocatedContext: 65_536 })),
    ];
    const text = configOf({ local: server.baseUrl, other: other.baseUrl }, [`other/${MODEL}`]);
    const found = single(await doctor(text, ONLY));
    expect(found.message).toBe(
      `If the server of local/${MODEL} died now, other/${MODEL} would answer after 60 to 90 s of retries; if it hung, after about 20 min (OpenClaw waits 600 s, twice); a prompt that is too long never reaches it`,
    );
  });

  test("one on the same server, or on one that is down, would not answer", async () => {
    const server = await healthy();
    const text = configOf({ local: server.baseUrl, twin: server.baseUrl, gone: await dead() }, [
      `twin/${MODEL}`,
      `gone/${MODEL}`,
    ]);
    const found = single(await doctor(text, ONLY));
    expect(found.message).toContain(
      `nothing would answer: twin/${MODEL} is on the same server and gone/${MODEL} is down too`,
    );
  });
});

describe("a default model that is down: one finding, with the chain in its evidence", () => {
  test("refused, and a living fallback: after the retries", async () => {
    const other = await healthy();
    const text = configOf({ local: await dead(), other: other.baseUrl }, [`other/${MODEL}`]);
    const found = single(await doctor(text));
    expect(found).toMatchObject({
      checkId: "server-unreachable",
      evidence: { fallback: { answers: `other/${MODEL}`, afterSeconds: 75 } },
    });
  });

  test("refused, and none", async () => {
    const found = single(await doctor(configOf({ local: await dead() }, [])));
    expect(found.evidence).toMatchObject({
      fallback: { answers: null, says: expect.stringContaining("no fallback") },
    });
  });

  // as measured on OpenClaw 2026.9.6 with timeoutSeconds 5 and 30, and without
  test.each([
    [null, null, "other would answer after about 20 min (OpenClaw waits 600 s, twice)"],
    [30, null, "other would answer after about 2 min 10 s (OpenClaw waits 30 s, four times)"],
    [5, null, "other would not answer either: five timeouts of 5 s end the turn in an error"],
    [null, 280, "other would not answer either: agents.defaults.timeoutSeconds ends the turn after 280 s"],
    [30, 600, "other would answer after about 2 min 10 s (OpenClaw waits 30 s, four times)"],
  ])("hanging, timeoutSeconds %s, of the run %s: %s", async (own, run, words) => {
    const [hung, other] = [await start(silent()), await healthy()];
    const text = configOf({ local: hung.baseUrl, other: other.baseUrl }, [`other/${MODEL}`], { own, run });
    const { findings } = await doctor(text, { timeoutMs: 400, verbose: true });
    const found = findings.find(({ checkId }) => checkId === "fallback-not-triggered");
    expect(found?.message).toBe(
      `Without the server of local/${MODEL}, ${words.replace("other", `other/${MODEL}`)}`,
    );
    const advised = own === 5 ? /timeoutSeconds of the provider to 30 or more/ : /nothing needs to be done/;
    expect(found?.fixHint).toMatch(advised);
  });

  test("hanging, over Ollama's API and without timeoutSeconds: no time is promised", async () => {
    const [hung, other] = [await start(silent()), await healthy()];
    const text = configOf({ local: hung.origin, other: other.baseUrl }, [`other/${MODEL}`]);
    const native = text.replace('"openai-completions"', '"ollama"');
    const { findings } = await doctor(native, { timeoutMs: 400, verbose: true });
    const found = findings.find(({ checkId }) => checkId === "fallback-not-triggered");
    expect(found?.message).toContain("OpenClaw waits for more than 10 min, unless timeoutSeconds");
    expect(found?.evidence).toMatchObject({ answers: null, afterSeconds: null });
  });

  test("a model that is not there: within seconds", async () => {
    const [server, other] = [await start(generic({ models: [{ id: "something-else" }] })), await healthy()];
    const text = configOf({ local: server.baseUrl, other: other.baseUrl }, [`other/${MODEL}`]);
    const found = single(await doctor(text));
    expect(found).toMatchObject({
      checkId: "model-id-not-served",
      evidence: { fallback: { afterSeconds: 5 } },
    });
  });

  test("a fault of another server says nothing of the chain", async () => {
    const server = await healthy();
    const found = single(await doctor(configOf({ local: server.baseUrl, other: await dead() }, [])));
    expect(found.checkId).toBe("server-unreachable");
    expect(found.evidence).not.toHaveProperty("fallback");
  });
});
