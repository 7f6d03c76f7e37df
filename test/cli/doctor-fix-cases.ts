import { type Emulator, llamacpp, ollama, sglang, startEmulator, vllm } from "../emulators/index.ts";

/** A fault whose fix is a safe edit of the config. */
export interface FixCase {
  /** Check id. */
  id: string;
  deep?: true;
  server(): Promise<Emulator>;
  /** Keys of the provider besides models. */
  provider(emulator: Emulator): Record<string, unknown>;
  /** Keys of the row besides id. */
  row?: Record<string, unknown>;
}

const COMPLETIONS = { api: "openai-completions" };
const RESPONSES = { api: "openai-responses" };
/** Tool calls come as text over Responses only. */
const OVER_CHAT = { callsOnly: { when: "over-chat", otherwise: "text" } } as const;

/** One for each check with a safe edit; doctor-fix-safe.test.ts tells which is missing. */
export const FIX_CASES: readonly FixCase[] = [
  {
    id: "baseurl-path",
    server: () => startEmulator(vllm()),
    provider: ({ origin }) => ({ baseUrl: origin, ...COMPLETIONS }),
  },
  {
    id: "ipv6-localhost",
    server: () => startEmulator(vllm()),
    provider: ({ port }) => ({ baseUrl: `http://[::1]:${port}/v1`, ...COMPLETIONS }),
  },
  {
    id: "context-server-below-config",
    server: () => startEmulator(vllm({ allocatedContext: 65_536 })),
    provider: ({ baseUrl }) => ({ baseUrl, ...COMPLETIONS }),
    row: { contextWindow: 131_072, maxTokens: 65_536 },
  },
  {
    id: "responses-unsupported",
    deep: true,
    server: () => startEmulator(vllm({ responses: "missing" })),
    provider: ({ baseUrl }) => ({ baseUrl, ...RESPONSES }),
  },
  {
    id: "responses-overlapping-items",
    deep: true,
    server: () => startEmulator(llamacpp({ responses: "no-index", reasoning: "reasoning_content" })),
    provider: ({ baseUrl }) => ({ baseUrl, ...RESPONSES }),
  },
  {
    id: "llm-timeout-slow-prefill",
    deep: true,
    server: () => startEmulator(vllm({ speed: { read: 4_000 } })),
    provider: ({ baseUrl }) => ({ baseUrl, ...COMPLETIONS, timeoutSeconds: 3 }),
  },
  {
    id: "no-context-declared",
    server: () => startEmulator(vllm({ allocatedContext: 65_536 })),
    provider: ({ baseUrl }) => ({ baseUrl, ...COMPLETIONS }),
    row: { contextWindow: undefined },
  },
  {
    id: "ollama-context-default",
    server: () =>
      startEmulator(
        ollama({ models: [{ id: "qwen3-coder-30b", loaded: true, tools: true }], allocatedContext: 49_152 }),
      ),
    provider: ({ baseUrl }) => ({ baseUrl, ...COMPLETIONS }),
  },
  {
    id: "vllm-responses-bypasses-parser",
    deep: true,
    server: () => startEmulator(vllm(OVER_CHAT)),
    provider: ({ baseUrl }) => ({ baseUrl, ...RESPONSES }),
  },
  {
    id: "tool-calls-as-text",
    deep: true,
    server: () => startEmulator(llamacpp(OVER_CHAT)),
    provider: ({ baseUrl }) => ({ baseUrl, ...RESPONSES }),
  },
  {
    id: "string-content-required",
    deep: true,
    server: () => startEmulator(vllm({ refuses: ["parts"] })),
    provider: ({ baseUrl }) => ({ baseUrl, ...COMPLETIONS }),
  },
  {
    id: "unsupported-params",
    deep: true,
    server: () => startEmulator(sglang({ refuses: ["stream_options"] })),
    provider: ({ baseUrl }) => ({ baseUrl, ...COMPLETIONS }),
  },
];

/** Safe edits that are shown elsewhere, or cannot be shown to mend anything yet, and why. */
export const WITHOUT_CASE: Readonly<Record<string, string>> = {
  "server-bound-loopback":
    "needs a network address of this machine: test/machine/reach.test.ts makes one; the edit names the address that answers",
  "vision-not-declared": "needs agents.defaults.imageModel: test/cli/checks.test.ts applies the edit",
};
