import { describe, expect, it } from "vitest";
import { ADAPTERS, adapterOf } from "../../src/servers/registry.ts";
import { makeModel } from "../../src/servers/shared/rows.ts";
import type { ServerKind } from "../../src/servers/types.ts";
import { stateOf } from "./support.ts";

const PLATFORMS = ["linux", "darwin", "win32"] as const;
const EVIL = "it's; rm -rf ~";
/** Everything that has a command to raise the context, by kind and product. */
const PRODUCTS: readonly (readonly [ServerKind, string])[] = [
  ...ADAPTERS.map(({ kind, label }) => [kind, label] as const).filter(
    (one) => commands(...one, "linux").length > 0,
  ),
  ["vllm", "NVIDIA NIM"],
  ["openai-compatible", "TensorRT-LLM"],
  ["openai-compatible", "KoboldCpp"],
  ["openai-compatible", "Docker Model Runner"],
  ["openai-compatible", "ds4"],
  ["openai-compatible", "llmman"],
  ["openai-compatible", "llama-cpp-python"],
];

function commands(
  kind: ServerKind,
  product: string,
  platform: NodeJS.Platform,
  more: { baseUrl?: string; id?: string } = {},
): string[] {
  const { baseUrl = "http://127.0.0.1:8123/v1", id = "org/m" } = more;
  const state = stateOf(kind, { baseUrl, product, auth: "required" });
  return adapterOf(kind).contextCommands(makeModel(id), 65_536, state, platform);
}

describe.each(PRODUCTS)("%s, %s", (kind, product) => {
  it.each(PLATFORMS)("%s: the form of its shell", (platform) => {
    const lines = commands(kind, product, platform);
    const text = lines.join("\n");
    expect(lines.length).toBeGreaterThan(0);
    expect(text).toContain("65536");
    if (platform === "win32") {
      expect(text).not.toMatch(/"\$[A-Z]/);
      expect(text).not.toMatch(/^[A-Z_]+=/m);
      expect(text).not.toContain("sudo");
    } else expect(text).not.toContain("$env:");
  });

  it.each(PLATFORMS)("%s: a server on the network stays there", (platform) => {
    const text = commands(kind, product, platform, { baseUrl: "http://192.168.1.20:8123/v1" }).join("\n");
    expect(text).not.toContain("127.0.0.1");
  });

  it.each(PLATFORMS)("%s: an id stays one word", (platform) => {
    const text = commands(kind, product, platform, { id: EVIL }).join("\n");
    if (!text.includes("rm -rf")) return;
    expect(text).toContain(platform === "win32" ? "'it''s; rm -rf ~" : "'it'\\''s; rm -rf ~");
  });
});

it("keys are variables in the form of the shell", () => {
  expect(commands("vllm", "vLLM", "win32")[0]).toMatch(/--api-key \$env:VLLM_API_KEY$/);
  expect(commands("vllm", "vLLM", "darwin")[0]).toMatch(/--api-key "\$VLLM_API_KEY"$/);
  expect(commands("llamacpp", "llama.cpp", "win32")[0]).toMatch(/--api-key \$env:LLAMA_API_KEY$/);
  expect(commands("sglang", "SGLang", "win32")[0]).toMatch(/--api-key \$env:SGLANG_API_KEY$/);
  expect(commands("vllm", "NVIDIA NIM", "win32")[0]).toBe(
    "docker run --gpus all -e NGC_API_KEY -e NIM_MAX_MODEL_LEN=65536 -p 127.0.0.1:8123:8000 $env:NIM_IMAGE",
  );
});

it("llama.cpp keeps the name that requests use", () => {
  expect(commands("llamacpp", "llama.cpp", "linux", { id: "coder" })[0]).toContain(
    "-m coder.gguf -c 65536 -np 1 --host 127.0.0.1 --port 8123 --alias coder",
  );
});
