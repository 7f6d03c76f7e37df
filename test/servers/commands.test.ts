import { describe, expect, it } from "vitest";
import { known } from "../../src/core/known.ts";
import { shellQuote } from "../../src/core/shell.ts";
import { ADAPTERS, adapterOf } from "../../src/servers/registry.ts";
import { parsersFor } from "../../src/servers/shared/parsers.ts";
import { makeModel } from "../../src/servers/shared/rows.ts";
import type { ServerKind, ServerModel, ServerState } from "../../src/servers/types.ts";
import { stateOf } from "./support.ts";

function raise(
  kind: ServerKind,
  model: ServerModel,
  state: Partial<ServerState> = {},
  platform: NodeJS.Platform = "linux",
) {
  return adapterOf(kind).contextCommands(model, 65_536, stateOf(kind, state), platform);
}

const OLLAMA = { baseUrl: "http://127.0.0.1:11434/v1" };
const model = (id: string, more: Partial<ServerModel> = {}) => makeModel(id, more);

describe("raising the context of a running server", () => {
  const cases: [string, string[], ...string[]][] = [
    [
      "LM Studio, loaded",
      raise(
        "lmstudio",
        model("minimax/minimax-m2.1", { instances: [{ id: "minimax/minimax-m2.1", context: 4096 }] }),
      ),
      "lms unload minimax/minimax-m2.1",
      "lms load minimax/minimax-m2.1 --context-length 65536 --yes",
    ],
    [
      "LM Studio, not loaded",
      raise("lmstudio", model("qwen/qwen3-8b@q8_0")),
      "lms load qwen/qwen3-8b@q8_0 --context-length 65536 --yes",
    ],
    [
      "vLLM",
      raise("vllm", model("local-main", { launchName: "Qwen/Qwen3-Coder-30B-A3B-Instruct" })),
      "vllm serve Qwen/Qwen3-Coder-30B-A3B-Instruct --served-model-name local-main --host 127.0.0.1 --port 8123 --max-model-len 65536 --enable-auto-tool-choice --tool-call-parser qwen3_xml",
    ],
    [
      "vLLM with a key, on another machine",
      raise("vllm", model("openai/gpt-oss-20b"), { auth: "required", baseUrl: "http://192.168.1.5:8000/v1" }),
      'vllm serve openai/gpt-oss-20b --host 192.168.1.5 --port 8000 --max-model-len 65536 --enable-auto-tool-choice --tool-call-parser openai --reasoning-parser openai_gptoss --api-key "$VLLM_API_KEY"',
    ],
    [
      "llama.cpp",
      raise("llamacpp", model("coder", { launchName: "/models/my coder.gguf", slots: 4 })),
      "llama-server -m '/models/my coder.gguf' -c 65536 -np 1 --host 127.0.0.1 --port 8123 --alias coder",
    ],
    [
      "llama.cpp from a repository",
      raise("llamacpp", model("Qwen/Qwen3-8B-GGUF:Q4_K_M")),
      "llama-server -hf Qwen/Qwen3-8B-GGUF:Q4_K_M -c 65536 -np 1 --host 127.0.0.1 --port 8123",
    ],
    [
      "llama.cpp router",
      raise("llamacpp", model("x", { launchName: "/models/x.gguf" }), { traits: ["router"] }),
      "llama-server --models-dir /models -c 65536 -np 1 --host 127.0.0.1 --port 8123",
    ],
    [
      "llama.cpp router, a model in parts",
      raise("llamacpp", model("x", { launchName: "/models/x/x-00001-of-00002.gguf" }), {
        traits: ["router"],
      }),
      "llama-server --models-dir /models -c 65536 -np 1 --host 127.0.0.1 --port 8123",
    ],
    [
      "Ollama on its own port, Linux: the service",
      raise("ollama", model("m:7b"), { ...OLLAMA, installed: true }),
      "sudo mkdir -p /etc/systemd/system/ollama.service.d",
      "printf '[Service]\\nEnvironment=\"OLLAMA_CONTEXT_LENGTH=65536\"\\n' | sudo tee /etc/systemd/system/ollama.service.d/zz-openclaw-local-context-length.conf",
      "sudo systemctl daemon-reload && sudo systemctl restart ollama",
    ],
    [
      "Ollama on its own port, Linux, started by hand or not: both ways",
      raise("ollama", model("m:7b"), OLLAMA).slice(-1),
      "sudo systemctl daemon-reload && sudo systemctl restart ollama   # if it is no service there, instead of all this: OLLAMA_CONTEXT_LENGTH=65536 ollama serve, once the running one is stopped",
    ],
    [
      "Ollama on its own port, started by hand",
      raise("ollama", model("m:7b"), { ...OLLAMA, installed: false }),
      "OLLAMA_CONTEXT_LENGTH=65536 ollama serve   # once the running one is stopped",
    ],
    [
      "Ollama on its own port, macOS, started by hand",
      raise("ollama", model("m:7b"), { ...OLLAMA, installed: false }, "darwin"),
      "OLLAMA_CONTEXT_LENGTH=65536 ollama serve   # once the running one is stopped",
    ],
    [
      "Ollama as a service on another port",
      raise("ollama", model("m:7b"), { installed: true }).slice(-1),
      "sudo systemctl daemon-reload && sudo systemctl restart ollama",
    ],
    [
      "Ollama on its own port, macOS: the app",
      raise("ollama", model("m:7b"), OLLAMA, "darwin"),
      "launchctl setenv OLLAMA_CONTEXT_LENGTH 65536",
      "osascript -e 'quit app \"Ollama\"'",
      "open -a Ollama",
    ],
    [
      "Ollama on its own port, Windows: the app",
      raise("ollama", model("m:7b"), OLLAMA, "win32"),
      "setx OLLAMA_CONTEXT_LENGTH 65536",
      "$env:OLLAMA_CONTEXT_LENGTH = '65536'; Stop-Process -Name 'ollama app', 'ollama'; Start-Process \"$env:LOCALAPPDATA\\Programs\\Ollama\\ollama app.exe\"",
    ],
    [
      "Ollama on another port, Linux: started manually",
      raise("ollama", model("m:7b")),
      "OLLAMA_CONTEXT_LENGTH=65536 OLLAMA_HOST=127.0.0.1:8123 ollama serve   # once the running one is stopped",
    ],
    [
      "Ollama on another port, Windows",
      raise("ollama", model("m:7b"), {}, "win32"),
      "$env:OLLAMA_CONTEXT_LENGTH = '65536'; $env:OLLAMA_HOST = '127.0.0.1:8123'; ollama serve   # once the running one is stopped",
    ],
    [
      "SGLang",
      raise("sglang", model("qwen", { launchName: "Qwen/Qwen2.5-7B-Instruct" })),
      "python -m sglang.launch_server --model-path Qwen/Qwen2.5-7B-Instruct --served-model-name qwen --context-length 65536 --tool-call-parser qwen25 --host 127.0.0.1 --port 8123",
    ],
    [
      "SGLang, with what it was started with; its pool holds the context",
      raise(
        "sglang",
        model("tiny", {
          launchName: "/models/Qwen2.5",
          launchOptions: [
            ...["--max-total-tokens", 20_000, "--tp-size", 2, "--tool-call-parser", "llama3"],
            ...["--host", "0.0.0.0", "--port", 30_000],
          ],
        }),
        { auth: "required" },
      ),
      'python -m sglang.launch_server --model-path /models/Qwen2.5 --served-model-name tiny --context-length 65536 --tool-call-parser llama3 --max-total-tokens 65536 --tp-size 2 --host 0.0.0.0 --port 30000 --api-key "$SGLANG_API_KEY"',
    ],
    [
      "SGLang, whose memory limits the pool: a longer context would be in vain",
      raise("sglang", model("tiny", { contextCeiling: { tokens: 20_000, beyond: "its pool is full" } })),
    ],
    ["LiteLLM allocates nothing", raise("litellm", model("x"))],
    ["mlx-lm has no limit", raise("mlx", model("x"))],
    [
      "Docker Model Runner",
      raise("openai-compatible", model("ai/qwen3:latest"), { product: "Docker Model Runner" }),
      "docker model configure --context-size=65536 ai/qwen3:latest",
    ],
    [
      "KoboldCpp",
      raise("openai-compatible", model("m.gguf"), { product: "KoboldCpp" }),
      "koboldcpp --model m.gguf --contextsize 65536 --jinja_tools --host 127.0.0.1 --port 8123",
    ],
    [
      "ds4",
      raise("openai-compatible", model("deepseek-v4-flash"), { product: "ds4" }),
      "ds4-server --ctx 65536 --port 8123",
    ],
    [
      "llmman",
      raise("openai-compatible", model("x"), { product: "llmman" }),
      "LLMMAN_CONTEXT_LENGTH=65536 llmman serve",
    ],
    ["an unknown product", raise("openai-compatible", model("x"), { product: "OpenAI-compatible server" })],
  ];
  it.each(cases)("%s", (_name, commands, ...wanted) => {
    expect(commands).toEqual(wanted);
  });
});

describe("starting a server", () => {
  const options = { model: "org/model", context: 32_768, port: null, platform: "linux" as const };
  it.each<[ServerKind, ...string[]]>([
    ["lmstudio", "lms server start --port 1234", "lms load org/model --context-length 32768 --yes"],
    ["vllm", "vllm serve org/model --host 127.0.0.1 --port 8000 --max-model-len 32768"],
    ["litellm", "litellm --config config.yaml --host 127.0.0.1 --port 4000"],
    ["llamacpp", "llama-server -hf org/model -c 32768 -np 1 --host 127.0.0.1 --port 8080"],
    ["ollama", "OLLAMA_CONTEXT_LENGTH=32768 ollama serve"],
    [
      "sglang",
      "python -m sglang.launch_server --model-path org/model --context-length 32768 --host 127.0.0.1 --port 30000",
    ],
    ["mlx", "mlx_lm.server --model org/model --host 127.0.0.1 --port 8080 --max-tokens 8192"],
    ["openai-compatible"],
  ])("%s", (kind, ...wanted) => {
    expect(adapterOf(kind).startCommands(options)).toEqual(wanted);
  });
});

describe("a smaller KV cache of Ollama", () => {
  const { cacheCommands } = adapterOf("ollama");
  const loaded = (context: number) =>
    model("m:7b", { loaded: true, contextAllocated: known(context, "GET /api/ps") });
  it("keeps the context that it gives its models, and its address", () => {
    const models = [loaded(65_536), loaded(4_096), model("x")];
    expect(cacheCommands(stateOf("ollama", { models }), "linux")).toEqual([
      "OLLAMA_CONTEXT_LENGTH=65536 OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=q8_0 OLLAMA_HOST=127.0.0.1:8123 ollama serve   # once the running one is stopped",
    ]);
  });
  it("leaves the other settings of a service where they are", () => {
    const state = stateOf("ollama", { ...OLLAMA, installed: true, models: [loaded(65_536)] });
    expect(cacheCommands(state, "linux").join()).not.toContain("CONTEXT_LENGTH");
  });
});

describe("a question to a running Ollama", () => {
  const pull = (baseUrl: string, platform: NodeJS.Platform = "linux") =>
    adapterOf("ollama").pullCommands("m:7b", platform, { baseUrl });
  it.each([
    ["http://localhost:11434/v1", "ollama pull m:7b"],
    ["http://127.0.0.1:11434", "ollama pull m:7b"],
    ["http://[::1]:8123", "OLLAMA_HOST=127.0.0.1:8123 ollama pull m:7b"],
    ["http://127.0.0.1:8123/v1", "OLLAMA_HOST=127.0.0.1:8123 ollama pull m:7b"],
    ["http://192.168.1.5:11434", "OLLAMA_HOST=192.168.1.5:11434 ollama pull m:7b"],
    ["https://gpu.lan/v1", "OLLAMA_HOST=https://gpu.lan:443 ollama pull m:7b"],
  ])("of %s goes to it", (baseUrl, wanted) => {
    expect(pull(baseUrl)).toEqual([wanted]);
  });
  it("has PowerShell's form on Windows", () => {
    expect(pull("http://127.0.0.1:8123", "win32")).toEqual([
      "$env:OLLAMA_HOST = '127.0.0.1:8123'; ollama pull m:7b",
    ]);
  });
  it("about tools does not advise what is already so", () => {
    const { toolsHint } = adapterOf("ollama");
    const tools = (can: boolean) => {
      const capabilities = { tools: can, vision: false, reasoning: false };
      return toolsHint(
        "m:7b",
        "linux",
        "",
        stateOf("ollama", { ...OLLAMA, models: [model("m:7b", { capabilities })] }),
      );
    };
    expect(tools(false).hint).toContain("lists the capability tools");
    expect(tools(true)).toMatchObject({
      hint: expect.stringContaining("{{ if .ToolCalls }}"),
      commands: ["ollama show --template m:7b"],
    });
  });
});

describe("ids from a server in a command", () => {
  const evil = "x'; rm -rf ~ #$(id)`id`";
  it("are quoted for the shell", () => {
    expect(shellQuote(evil, "linux")).toBe("'x'\\''; rm -rf ~ #$(id)`id`'");
    expect(shellQuote(evil, "win32")).toBe("'x''; rm -rf ~ #$(id)`id`'");
    expect(shellQuote("", "linux")).toBe("''");
    expect(adapterOf("lmstudio").loadCommands(model(evil), 1, "linux")[0]).toContain("'x'\\''; rm");
  });
});

describe("how to enable tool calling", () => {
  it.each([
    ["Qwen/Qwen3-Coder-30B-A3B-Instruct", "qwen3_xml"],
    ["Qwen/Qwen3-8B", "hermes"],
    ["Qwen/Qwen2.5-7B-Instruct", "hermes"],
    ["openai/gpt-oss-20b", "openai"],
    ["zai-org/GLM-4.7", "glm47"],
    ["zai-org/GLM-4.5-Air", "glm45"],
    ["moonshotai/Kimi-K2-Instruct", "kimi_k2"],
    ["MiniMaxAI/MiniMax-M2.1", "minimax_m2"],
    ["meta-llama/Llama-3.3-70B-Instruct", "llama3_json"],
    ["meta-llama/Llama-4-Scout-17B", "llama4_pythonic"],
    ["mistralai/Devstral-Small-2507", "mistral"],
    ["deepseek-ai/DeepSeek-V3.1", "deepseek_v31"],
    ["my-own-model", null],
  ])("vLLM, %s: %s", (id, parser) => {
    expect(parsersFor("vllm", id).tool).toBe(parser);
  });

  it("names the flags in one sentence, with a whole command", () => {
    expect(adapterOf("vllm").toolsHint("MiniMaxAI/MiniMax-M2.1", "linux")).toEqual({
      hint: "start vLLM with --enable-auto-tool-choice --tool-call-parser minimax_m2 --reasoning-parser minimax_m2_append_think",
      commands: [
        "vllm serve MiniMaxAI/MiniMax-M2.1 --enable-auto-tool-choice --tool-call-parser minimax_m2 --reasoning-parser minimax_m2_append_think",
      ],
    });
    expect(adapterOf("vllm").toolsHint("mine", "linux").commands).toEqual([]);
    expect(parsersFor("sglang", "Qwen/Qwen3-8B").tool).toBe("qwen25");
  });
});

describe.each(ADAPTERS)("the advice of $kind", ({ toolsHint, hints }) => {
  it("is a fixHint: it begins with a verb and has no period", () => {
    const { templateOption, ignoreFields, ...rest } = hints;
    expect(templateOption ?? "--x").toMatch(/^--[a-z-]+$/);
    for (const hint of [...Object.values(rest), ignoreFields ?? "do", toolsHint("m", "linux").hint]) {
      expect(hint).toMatch(/^[a-z].*[^.]$/);
    }
  });
});
