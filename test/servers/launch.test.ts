import { describe, expect, it } from "vitest";
import { adapterOf } from "../../src/servers/registry.ts";
import type { Change } from "../../src/servers/shared/adapter.ts";
import { makeModel } from "../../src/servers/shared/rows.ts";
import type { ServerKind, ServerState } from "../../src/servers/types.ts";
import { stateOf } from "./support.ts";

/** The command that starts a server again whose process has this command line. */
function restarted(kind: ServerKind, line: string, change: Change, state: Partial<ServerState> = {}) {
  const adapter = adapterOf(kind);
  const launchName = line.split(" ").find((word) => word.startsWith("/models/Qwen"));
  const launched = adapter.launchOf?.(line.split(" ")) ?? undefined;
  expect(launched, line).toBeDefined();
  return adapter.restartCommand?.(
    makeModel("tiny", { launchName: launchName ?? null }),
    change,
    stateOf(kind, { ...state, launched }),
    "linux",
  );
}

const VLLM = "/opt/venv/bin/python3 /opt/venv/bin/vllm serve Org/M";

describe("a server that is started again", () => {
  it.each<[ServerKind, string, Change, string]>([
    [
      "vllm",
      `${VLLM} --max-model-len 12288 -tp 2 --served-model-name tiny other`,
      { context: 65_536 },
      "vllm serve Org/M -tp 2 --served-model-name tiny other --max-model-len 65536",
    ],
    [
      "vllm",
      `${VLLM} --max_model_len=12288 --no-enable-auto-tool-choice --tool-call-parser pythonic --quantization awq`,
      { context: 65_536, toolParser: "hermes", reasoningParser: "qwen3" },
      "vllm serve Org/M --quantization awq --max-model-len 65536 --enable-auto-tool-choice --tool-call-parser hermes --reasoning-parser qwen3",
    ],
    [
      "vllm",
      `${VLLM} --enable-auto-tool-choice --tool-call-parser hermes`,
      { context: 65_536 },
      "vllm serve Org/M --enable-auto-tool-choice --tool-call-parser hermes --max-model-len 65536",
    ],
    [
      "vllm",
      "python -m vllm.entrypoints.openai.api_server --model Org/M --port 8001",
      { context: 65_536 },
      "python -m vllm.entrypoints.openai.api_server --model Org/M --port 8001 --max-model-len 65536",
    ],
    [
      "sglang",
      "python3 -m sglang.launch_server --model-path Org/M --mem-fraction-static 0.8 --context-length 8192",
      { context: 65_536, toolParser: "qwen25" },
      "python -m sglang.launch_server --model-path Org/M --mem-fraction-static 0.8 --context-length 65536 --tool-call-parser qwen25",
    ],
    [
      "llamacpp",
      "/usr/bin/llama-server -m /models/a.gguf --ctx-size 8192 --parallel 4 -ngl 99 --jinja",
      { context: 65_536 },
      "llama-server -m /models/a.gguf -ngl 99 --jinja -c 65536 -np 1",
    ],
  ])("%s: %s", (kind, line, change, wanted) => {
    expect(restarted(kind, line, change)).toBe(wanted);
  });

  it("is given the parser of its family where it has none", () => {
    expect(restarted("vllm", "vllm serve /models/Qwen3-8B --port 8000", { context: 65_536 })).toBe(
      "vllm serve /models/Qwen3-8B --port 8000 --max-model-len 65536 --enable-auto-tool-choice --tool-call-parser hermes",
    );
  });

  it.each(["--api-key very-secret", "--api-key=very-secret", "--api-key very-secret very-secret-2"])(
    "never shows a key: %s",
    (key) => {
      const command = restarted("vllm", `${VLLM} ${key} --port 8000`, { context: 1 }, { auth: "required" });
      expect(command).toBe('vllm serve Org/M --port 8000 --max-model-len 1 --api-key "$VLLM_API_KEY"');
    },
  );

  it.each([
    ["--hf-token very-secret", '--hf-token "$HF_TOKEN"'],
    ["--hf-token=very-secret", '--hf-token "$HF_TOKEN"'],
    ['--extra {"api_key":"very-secret"}', '--extra "$EXTRA"'],
    ["--otlp http://me:very-secret@host", '--otlp "$OTLP"'],
    ["--max-num-batched-tokens 8192", "--max-num-batched-tokens 8192"],
  ])("keeps a secret in a variable: %s", (given, shown) => {
    expect(restarted("vllm", `${VLLM} ${given} --port 8000`, { context: 1 })).toBe(
      `vllm serve Org/M ${shown} --port 8000 --max-model-len 1`,
    );
  });

  it.each(["grep vllm serve --port 8000", "vim vllm", "sh -c exec", "python -m vllm.other", ""])(
    "takes no other process for it: %s",
    (line) => {
      for (const kind of ["vllm", "sglang", "llamacpp"] as const)
        expect(adapterOf(kind).launchOf?.(line.split(" ")) ?? null).toBe(null);
    },
  );

  it.each<[ServerKind, string, number]>([
    ["vllm", "vllm serve m", 8_000],
    ["vllm", "vllm serve m --port=9000", 9_000],
    ["sglang", "sglang serve --model-path m", 30_000],
    ["llamacpp", "./llama-server -m m.gguf --port 9999", 9_999],
  ])("%s: %s listens on %i", (kind, line, port) => {
    expect(adapterOf(kind).launchOf?.(line.split(" "))?.port).toBe(port);
  });
});
