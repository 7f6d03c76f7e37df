import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { shellQuote } from "../../src/core/shell.ts";
import { poolOf } from "../../src/fit/pool.ts";
import { type ServeRequest, serveCommands } from "../../src/fit/serve.ts";
import { modelOf } from "./support/catalog.ts";
import { type HardwareSpec, hardwareOf } from "./support/hardware.ts";

function commands(
  id: string,
  quantName: string,
  request: Partial<ServeRequest>,
  spec: Partial<HardwareSpec> = {},
) {
  const model = modelOf(id);
  const quant = model.quants.find((item) => item.name === quantName);
  if (!quant) throw new Error(`no ${quantName}`);
  const at = poolOf(hardwareOf({ kind: "gpu", budget: 23, vendor: "nvidia", total: 24, ...spec }));
  const all = serveCommands({ model, quant, context: 65_536, kvType: "f16", needBytes: 1, ...request }, at);
  return Object.fromEntries(all.map((item) => [item.server, item.command]));
}

describe("serve commands", () => {
  it("GGUF: LM Studio, llama.cpp and Ollama with the right context and one slot", () => {
    expect(commands("gpt-oss-20b", "MXFP4", {})).toEqual({
      lmstudio:
        "lms get https://huggingface.co/ggml-org/gpt-oss-20b-GGUF@MXFP4 && lms load openai/gpt-oss-20b --context-length 65536 --gpu max --parallel 1 --yes && lms server start --port 1234",
      llamacpp:
        "llama-server -hf ggml-org/gpt-oss-20b-GGUF:MXFP4 -c 65536 -np 1 --host 127.0.0.1 --port 8080 --alias gpt-oss-20b",
      ollama:
        "OLLAMA_CONTEXT_LENGTH=65536 OLLAMA_NUM_PARALLEL=1 OLLAMA_KEEP_ALIVE=-1 ollama serve   # then, in another terminal: ollama pull gpt-oss:20b",
    });
  });

  it("a quantized KV cache only where the server has an option for it", () => {
    const found = commands("qwen3.5-9b", "Q4_K_M", { kvType: "q8_0" });
    expect(found["llamacpp"]).toContain(" -fa on -ctk q8_0 -ctv q8_0 ");
    expect(found["ollama"]).toContain("OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=q8_0 ");
    expect(found["lmstudio"]).toBeUndefined();
  });

  it("split files are not for Ollama", () => {
    expect(commands("minimax-m2.1", "UD-Q5_K_XL", {})["ollama"]).toBeUndefined();
  });

  it("vLLM and SGLang with their parsers, over several GPUs", () => {
    expect(commands("minimax-m2.1", "fp8", { context: 196_608 }, { cards: 4, budget: 320 })).toEqual({
      vllm: "vllm serve MiniMaxAI/MiniMax-M2.1 --host 127.0.0.1 --port 8000 --max-model-len 196608 --enable-auto-tool-choice --tool-call-parser minimax_m2 --reasoning-parser minimax_m2 --tensor-parallel-size 4 --served-model-name minimax-m2.1",
      sglang:
        "python -m sglang.launch_server --model-path MiniMaxAI/MiniMax-M2.1 --context-length 196608 --tool-call-parser minimax_m2 --reasoning-parser minimax_m2 --tp 4 --host 127.0.0.1 --port 30000 --served-model-name minimax-m2.1",
    });
    expect(commands("qwen3.8-27b", "fp8", {}, { cards: 3 })["vllm"]).toContain("--pipeline-parallel-size 3");
  });

  it("vLLM leaves the system its share of unified memory", () => {
    const spec = { kind: "unified", budget: 105, total: 121.7 } as const;
    expect(commands("qwen3.6-35b-a3b", "fp8", {}, spec)["vllm"]).toContain("--gpu-memory-utilization 0.86");
  });

  it("MLX has no option for the context", () => {
    const spec = { kind: "unified", vendor: "apple" } as const;
    expect(commands("qwen3.5-9b", "MLX 4-bit", {}, spec)).toEqual({
      mlx: "mlx_lm.server --model mlx-community/Qwen3.5-9B-4bit --host 127.0.0.1 --port 8080 --max-tokens 8192",
    });
  });

  it("PowerShell on Windows", () => {
    const found = commands("gpt-oss-20b", "MXFP4", {}, { platform: "win32" });
    expect(found["ollama"]).toMatch(/^\$env:OLLAMA_CONTEXT_LENGTH = '65536'; .*; ollama serve/);
    expect(found["lmstudio"]).not.toContain("&&");
    expect(found["lmstudio"]?.match(/[{}]/g)).toHaveLength(4);
  });

  it("a word stays one word in the shell", () => {
    for (const word of ["plain/x:y", "it's", "a b", "$(touch x)", "`x`", "a;b", "é\\n", ""]) {
      const out = execFileSync("/bin/sh", ["-c", `printf %s ${shellQuote(word, "linux")}`], {
        encoding: "utf8",
      });
      expect(out).toBe(word);
    }
    expect(shellQuote("it's", "win32")).toBe("'it''s'");
  });
});
