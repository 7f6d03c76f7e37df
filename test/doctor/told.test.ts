import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { type Emulator, llamacpp, ollama, type Profile, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { configText, type Setup } from "../support/config-text.ts";
import { configOn, doctorHere, type Seen, seenIn } from "../support/doctor.ts";
import { start } from "../support/track.ts";

/** What doctor and lint say of one config. */
async function both(
  text: string,
  args: string[] = [],
  settings?: string,
): Promise<{ doctor: Seen; lint: Seen }> {
  const machine = new FakeMachine();
  const config = configOn(machine, text);
  if (settings !== undefined) writeFileSync(join(machine.dir, ".openclaw-localrc.json5"), settings);
  const version = ["--openclaw-version", "2026.9.6"];
  const doctor = await doctorHere(["--config", config, ...version, ...args], machine);
  return { doctor, lint: seenIn(await runInProcess(["lint", config, "--json", ...version], machine)) };
}

async function on(profile: Profile, setup: Omit<Setup, "baseUrl">, args: string[] = []) {
  const { baseUrl } = await start(profile);
  return both(configText({ baseUrl, ...setup }), args);
}

const place = ({ findings: [finding] }: Seen) => [
  finding?.checkId,
  finding?.path,
  finding?.line,
  finding?.column,
];
const small = { row: { contextWindow: 8_192, maxTokens: 2_048 } };

describe("a fault that the config shows, and a server too", () => {
  test("is one finding, at lint's place and in its words, with the server's remedy", async () => {
    const { doctor, lint } = await on(vllm({ allocatedContext: 8_192 }), small);
    expect(doctor.brief).toEqual(["error context-below-floor"]);
    expect(place(doctor)).toEqual(place(lint));
    expect(doctor.findings[0]?.message).toBe(lint.findings[0]?.message);
    expect(lint.findings[0]?.fix?.commands ?? []).toEqual([]);
    expect(doctor.findings[0]?.fix?.commands[0]).toContain("--max-model-len 32768");
    expect(doctor.findings[0]?.evidence).toMatchObject({ allocated: 8_192 });
  });

  test("is worse where the server proves it", async () => {
    const setup = { api: "openai-responses", row: { reasoning: true } };
    const { doctor, lint } = await on(vllm({ refuses: ["developer"] }), setup, ["--deep"]);
    expect(lint.brief).toEqual(["warning developer-role-rejected"]);
    expect(doctor.brief).toEqual(["error developer-role-rejected"]);
    expect(place(doctor)).toEqual(place(lint));
    expect(doctor.findings[0]?.message).toContain("refuses the role");
  });

  test("is one finding under two ids: a name that neither the config nor the server has", async () => {
    const { doctor, lint } = await on(vllm(), { primary: "local/nowhere" });
    expect(lint.brief).toEqual(["warning model-ref-unresolved"]);
    expect(doctor.brief).toEqual(["error model-ref-unresolved"]);
    expect(place(doctor)).toEqual(place(lint));
    expect(doctor.findings[0]).toMatchObject({
      message: expect.stringContaining("it lists qwen3-coder-30b"),
      fix: { edits: [{ path: "agents.defaults.model.primary", value: "local/qwen3-coder-30b" }] },
    });
    expect(doctor.report.endpoints?.[0]?.verdicts.listed).toBe("fail");
  });

  test("is a safe edit where the server proves that it is", async () => {
    const sees = { type: "vlm" as const, id: "qwen3-coder-30b", vision: true };
    const more = {
      agents: { defaults: { model: "local/qwen3-coder-30b", imageModel: "local/qwen3-coder-30b" } },
    };
    const { doctor, lint } = await on(ollama({ models: [sees] }), {
      api: "ollama",
      row: { input: ["text"], params: { num_ctx: 65_536 } },
      more,
    });
    expect(lint.findings[0]).toMatchObject({ checkId: "vision-not-declared", fix: { safe: false } });
    expect(doctor.findings).toMatchObject([{ checkId: "vision-not-declared", fix: { safe: true } }]);
  });
});

describe("what the config only makes likely", () => {
  const full = { row: { maxTokens: 65_536 } };

  test("is dropped where the server refutes it", async () => {
    const { doctor, lint } = await on(llamacpp(), full);
    expect(lint.brief).toEqual(["warning max-tokens-overflow"]);
    expect(doctor.brief).toEqual([]);
  });

  test("is in the server's words where it confirms it", async () => {
    const { doctor, lint } = await on(vllm(), full);
    expect(doctor.brief).toEqual(lint.brief);
    expect(place(doctor)).toEqual(place(lint));
    expect(doctor.findings[0]?.message).toContain("instead of shortening");
  });

  test.each([
    ["does not answer", "http://127.0.0.1:1/v1", ["warning max-tokens-overflow", "error server-unreachable"]],
    ["was not asked", "https://llm.example.com/v1", ["warning no-local-provider"]],
  ])("stands where the server %s", async (_why, baseUrl, brief) => {
    const { doctor } = await both(configText({ baseUrl, ...full, provider: { apiKey: "${LLM_KEY}" } }));
    expect(doctor.brief).toEqual(brief);
  });
});

describe("two models of a provider", () => {
  const row = (id: string, more: Record<string, Json>) => ({
    id,
    name: id,
    contextWindow: 65_536,
    maxTokens: 8_192,
    ...more,
  });
  const text = ({ baseUrl }: Emulator, provider: Record<string, Json>, ...models: Json[]) =>
    JSON.stringify({
      models: { providers: { box: { baseUrl, api: "openai-completions", ...provider, models } } },
      agents: { defaults: { model: { primary: "box/a", fallbacks: ["box/b"] } } },
    });
  const models = [{ id: "a" }, { id: "b", allocatedContext: 32_768 }];

  test("a finding about the one does not hide the same fault of the other", async () => {
    const server = await start(vllm({ models }));
    const b = row("b", { contextWindow: 131_072, contextTokens: 32_768, maxTokens: 32_768 });
    const { doctor, lint } = await both(text(server, {}, row("a", { maxTokens: 65_536 }), b));
    expect(lint.findings.map(({ target }) => target)).toEqual(["box/a"]);
    expect(doctor.brief).toEqual(["warning max-tokens-overflow", "warning max-tokens-overflow"]);
    expect(doctor.findings.map(({ target }) => target)).toEqual(["box/a", "box/b"]);
  });

  test("a finding about the provider does not hide the fault of a model", async () => {
    const server = await start(vllm({ models }));
    const { doctor } = await both(text(server, { timeoutSeconds: 60 }, row("a", {}), row("b", {})));
    expect(doctor.brief).toEqual(["warning llm-timeout-slow-prefill", "error context-server-below-config"]);
  });
});

describe("what OpenClaw refuses or cannot use, and no server shows", () => {
  const MODELS = `models: [{ id: "agent", name: "Agent", contextWindow: 65536, compat: { supportsUsageInStreaming: true } }]`;
  const config = (
    baseUrl: string,
    { primary = "home/agent", api = "openai-completions", models = MODELS } = {},
  ) => `{
    agents: { defaults: { model: { primary: "${primary}" } } },
    models: { providers: { home: { baseUrl: "${baseUrl}", api: "${api}", ${models} } } },
  }`;

  test.each<[string, (server: Emulator) => string, string[]]>([
    [
      "an unknown key",
      ({ baseUrl }) => config(baseUrl, { models: MODELS.replace("id:", "numCtx: 65536, id:") }),
      ["error config-unknown-key"],
    ],
    ["a wrong api", ({ baseUrl }) => config(baseUrl, { api: "openai-chat" }), ["error api-wrong-enum"]],
    [
      "a default model of an unknown provider",
      ({ baseUrl }) => config(baseUrl, { primary: "hoem/agent" }),
      ["error model-ref-unresolved"],
    ],
    ["a base URL without a scheme", ({ port }) => config(`127.0.0.1:${port}/v1`), ["error baseurl-path"]],
    ["0.0.0.0", ({ port }) => config(`http://0.0.0.0:${port}/v1`), ["error baseurl-path"]],
  ])("%s: doctor says what lint says, exit 1", async (_what, textOf, brief) => {
    const server = await start(vllm({ models: [{ id: "agent" }] }));
    const { doctor, lint } = await both(textOf(server));
    expect(lint.brief).toEqual(brief);
    expect(doctor.findings).toEqual(lint.findings);
    expect([doctor.code, lint.code]).toEqual([1, 1]);
    expect((await both(textOf(server), ["--deep"])).doctor.findings).toEqual(lint.findings);
  });

  test("an address that only OpenClaw blocks fails the verdict", async () => {
    const { port } = await start(vllm({ models: [{ id: "agent" }] }));
    const { doctor } = await both(config(`http://0.0.0.0:${port}/v1`));
    expect(doctor.report.endpoints?.[0]?.verdicts).toMatchObject({ reachable: "fail", listed: "pass" });
  });
});

describe("the project's own settings", () => {
  const likely = async (profile: Profile) =>
    configText({ ...(await start(profile)), row: { maxTokens: 65_536 } });
  const rule = (value: string) => `{ rules: { "max-tokens-overflow": "${value}" } }`;

  test("a comment suppresses what the config shows, and what a server shows of the same", async () => {
    const text = await likely(vllm());
    const mark = "// openclaw-local-disable-next-line max-tokens-overflow -- the proxy cuts it\n";
    const { doctor, lint } = await both(text.replace('"maxTokens"', `${mark}"maxTokens"`));
    expect([doctor.brief, lint.brief]).toEqual([[], []]);
    expect([doctor.report.suppressed, doctor.code]).toEqual([1, 0]);
  });

  test("a severity counts for both, whatever the server proves", async () => {
    const { doctor, lint } = await both(await likely(vllm()), [], rule("error"));
    expect([doctor.brief, lint.brief]).toEqual([
      ["error max-tokens-overflow"],
      ["error max-tokens-overflow"],
    ]);
    expect(doctor.code).toBe(1);
    const info = await both(await likely(vllm()), [], rule("info"));
    expect(info.doctor.brief).toEqual(["info max-tokens-overflow"]);
  });

  test("off is off", async () => {
    const { doctor, lint } = await both(await likely(vllm()), [], rule("off"));
    expect([doctor.brief, lint.brief]).toEqual([[], []]);
    const { doctor: asked } = await both(
      await likely(vllm()),
      ["--only", "max-tokens-overflow"],
      rule("off"),
    );
    expect(asked.brief).toEqual(["warning max-tokens-overflow"]);
  });
});
