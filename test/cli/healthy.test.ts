import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  assertHarmless,
  type Emulator,
  generic,
  litellm,
  llamacpp,
  mlx,
  ollama,
  type Profile,
  sglang,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { track } from "../support/track.ts";
import { openclawLocal, parseStdout, tempDir } from "./run.ts";

const start = (profile: Profile) => () => startEmulator(profile);
const CONTEXT = 65_536;
const model = { id: "qwen3-coder-30b", tools: true };

/** Every product as a healthy server, and what doctor may say of it all the same (the server does not tell). */
const HEALTHY: [name: string, start: () => Promise<Emulator>, flags: string[], said: string[]][] = [
  ["LM Studio (REST v1)", () => startLmStudio({ loadedContext: CONTEXT }), [], []],
  ["LM Studio (REST v0)", () => startLmStudio({ loadedContext: CONTEXT, rest: "v0" }), [], []],
  ["vLLM", start(vllm({ models: [model], allocatedContext: CONTEXT })), [], []],
  ["llama.cpp", start(llamacpp({ models: [model], allocatedContext: CONTEXT })), [], []],
  [
    "llama.cpp router",
    start(llamacpp({ mode: "router", models: [{ ...model, loaded: true }], allocatedContext: CONTEXT })),
    [],
    [],
  ],
  ["Ollama", start(ollama({ models: [{ ...model, loaded: true }], allocatedContext: CONTEXT })), [], []],
  ["SGLang", start(sglang({ models: [model], allocatedContext: CONTEXT })), [], []],
  ["LiteLLM", start(litellm({ models: [model] })), ["--context", String(CONTEXT)], ["context-undeclared"]],
  ["mlx-lm", start(mlx({ models: [model] })), ["--context", String(CONTEXT)], ["context-undeclared"]],
  [
    "another gateway",
    start(generic({ models: [model] })),
    ["--context", String(CONTEXT)],
    ["context-undeclared"],
  ],
];

describe("what init writes for a healthy server has no findings", () => {
  it.each(HEALTHY)("%s", async (_name, launch, flags, said) => {
    const server = await launch();
    track(server);
    const config = join(tempDir(), "openclaw.json");
    const init = ["init", "--yes", "--config", config, "--endpoint", server.baseUrl, "--json", ...flags];
    const first = await openclawLocal(init);
    expect(parseStdout(first)).toMatchObject({ ok: true, created: true });
    assertHarmless(server, { key: "allowed" });

    const lint = await openclawLocal(["lint", config, "--json"]);
    expect(parseStdout(lint)["findings"]).toEqual([]);

    const ids = async (...args: string[]) => {
      const report = parseStdout(await openclawLocal(["doctor", "--config", config, "--json", ...args]));
      return (report["findings"] as { checkId: string }[]).map((f) => f.checkId);
    };
    expect(await ids()).toEqual(said);
    assertHarmless(server, { key: "allowed" });
    expect(await ids("--deep")).toEqual(said);

    expect(parseStdout(await openclawLocal(init))).toMatchObject({ ok: true, changed: false });
  });
});

describe("what only an inference shows", () => {
  it.each([
    ["tool-as-text", "tool-calls-as-text", "tools"],
    ["empty", "no-answer", "answers"],
    ["think-leak", "think-leak", "answers"],
  ] as const)("Ollama's own route, %s: one finding, and only under --deep", async (chat, id, verdict) => {
    const models = [{ ...model, loaded: true }];
    const server = await startEmulator(ollama({ models, allocatedContext: CONTEXT, chat }));
    track(server);
    const config = join(tempDir(), "openclaw.json");
    await openclawLocal(["init", "--yes", "--config", config, "--endpoint", server.baseUrl]);
    const report = async (...args: string[]) =>
      parseStdout(await openclawLocal(["doctor", "--config", config, "--json", ...args]));
    expect(await report()).toMatchObject({ findings: [] });
    const deep = await report("--deep");
    expect((deep["findings"] as { checkId: string }[]).map((f) => f.checkId)).toEqual([id]);
    expect(deep["endpoints"]).toMatchObject([
      { verdicts: { [verdict]: expect.stringMatching(/^(fail|warn)$/) } },
    ]);
    expect(server.requests.some((r) => r.path === "/api/chat")).toBe(true);
  });
});
