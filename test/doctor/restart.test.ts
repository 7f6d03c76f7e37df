import { describe, expect, it } from "vitest";
import { litellm, llamacpp, ollama, type Profile, sglang, startLmStudio, vllm } from "../emulators/index.ts";
import { configText, doctor, start, track } from "./harness.ts";

const SMALL = { contextWindow: 20_480, maxTokens: 4_096 };

/** Two providers on one server, each with a model row of its own. */
function twice(baseUrl: string, rows: readonly { id: string; contextWindow: number; maxTokens: number }[]) {
  const providers = rows.map((row, i) => [
    `local-${i}`,
    { baseUrl, api: "openai-completions", apiKey: "local", models: [{ name: row.id, ...row }] },
  ]);
  const models = rows.map((row, i) => `local-${i}/${row.id}`);
  return JSON.stringify({
    models: { providers: Object.fromEntries(providers) },
    agents: { defaults: { model: { primary: models[0], fallbacks: models.slice(1) } } },
  });
}

const commandsOf = ({ findings }: Awaited<ReturnType<typeof doctor>>) =>
  findings.map(({ fix }) => fix?.commands ?? []).filter((commands) => commands.length > 0);

describe("the command that starts a server again", () => {
  it.each<[string, Profile, RegExp]>([
    [
      "vLLM",
      vllm({ allocatedContext: 20_480, chat: "400-no-tool-parser" }),
      /--max-model-len 32768 --enable-auto-tool-choice --tool-call-parser qwen3_xml$/,
    ],
    [
      "SGLang",
      sglang({ allocatedContext: 20_480, toolParser: null }),
      /--context-length 32768 --tool-call-parser qwen3_coder /,
    ],
  ])("%s: one for two findings, with both changes", async (_name, profile, wanted) => {
    const { baseUrl } = await start(profile);
    const result = await doctor({ baseUrl, row: SMALL }, { deep: true });
    const commands = commandsOf(result);
    expect(commands.length, JSON.stringify(result.findings, null, 1)).toBeGreaterThanOrEqual(2);
    for (const one of commands) expect(one).toEqual([expect.stringMatching(wanted)]);
  });

  it("one for two providers of a server: the larger context has room for both", async () => {
    const { baseUrl } = await start(vllm({ allocatedContext: 8_192 }));
    const id = "qwen3-coder-30b";
    const result = await doctor(
      twice(baseUrl, [
        { id, contextWindow: 65_536, maxTokens: 8_192 },
        { id, contextWindow: 131_072, maxTokens: 8_192 },
      ]),
    );
    const commands = commandsOf(result);
    expect(commands).toHaveLength(2);
    for (const one of commands) expect(one).toEqual([expect.stringContaining("--max-model-len 131072")]);
  });

  it("each model of LM Studio has its own", async () => {
    const { baseUrl } = track(await startLmStudio({ loadedContext: 4_096 }));
    const result = await doctor({
      baseUrl,
      id: "lmstudio",
      model: "minimax/minimax-m2.1",
      row: { contextWindow: 120_000 },
    });
    expect(commandsOf(result)).toEqual([
      ["lms unload minimax/minimax-m2.1", "lms load minimax/minimax-m2.1 --context-length 120000 --yes"],
    ]);
  });

  it.each<[string, Profile, string]>([
    ["llama.cpp", llamacpp({ allocatedContext: 8_192 }), "qwen3-coder-30b"],
    ["Ollama", ollama({ allocatedContext: 8_192 }), "qwen3.5:9b"],
  ])("%s: the commands of two providers are the same", async (_name, profile, id) => {
    const { baseUrl } = await start(profile);
    const rows = [65_536, 131_072].map((contextWindow) => ({ id, contextWindow, maxTokens: 8_192 }));
    const result = await doctor(twice(baseUrl, rows));
    const commands = commandsOf(result);
    expect(commands.length, JSON.stringify(result.findings, null, 1)).toBe(2);
    expect(commands[0]).toEqual(commands[1]);
    expect(commands[0]?.join()).toContain("131072");
  });
});

describe("a gateway that declares too little", () => {
  it("the server behind it must get more, even where the config says as much", async () => {
    const { baseUrl } = await start(litellm({ declaredContext: 12_288 }));
    const row = { contextWindow: 12_288, maxTokens: 2_048 };
    const { findings } = await doctor(configText({ baseUrl, id: "litellm", row }));
    expect(findings.map((f) => f.checkId)).toEqual(["context-below-floor"]);
    expect(findings[0]).toMatchObject({ checkId: "context-below-floor", severity: "error", fix: null });
    expect(findings[0]?.fixHint).toMatch(/^raise the context of the server behind LiteLLM/);
  });
});
