import { type Emulator, llamacpp, startEmulator, vllm } from "../emulators/index.ts";

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
    server: () => startEmulator(vllm({ latencyMs: 250 })),
    provider: ({ baseUrl }) => ({ baseUrl, ...COMPLETIONS, timeoutSeconds: 1 }),
  },
];

/** Safe edits that are shown elsewhere, or cannot be shown to mend anything yet, and why. */
export const WITHOUT_CASE: Readonly<Record<string, string>> = {
  "server-bound-loopback":
    "needs a network address of this machine: test/host/reach.test.ts makes one; the edit names the address that answers",
  "unsupported-params":
    "the probe sends a list as content whatever compat.requiresStringContent says, so the finding stays",
};
