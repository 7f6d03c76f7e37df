import type { Setup } from "../doctor/harness.ts";
import {
  type Emulator,
  generic,
  litellm,
  llamacpp,
  ollama,
  type Profile,
  sglang,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";

const KEY = "minimax/minimax-m2.1";
const RESPONSES = "openai-responses";
/** NIM, TensorRT-LLM and the like: no context is told, so that the check of it has something to say. */
export const UNTOLD = "context-undeclared";

export interface DeepRow {
  id: string;
  severity: "error" | "warning" | "info";
  faulty(): Profile | Promise<Emulator>;
  /** Like it, and without the fault. */
  neighbour(): Profile | Promise<Emulator>;
  setup?: Omit<Setup, "baseUrl">;
  /** "edit": applied to the config it must silence the finding. A pattern: what a command must hold. */
  remedy: "edit" | RegExp | null;
  /** Said of both servers: they do not tell everything. */
  also?: string[];
}

const only = (
  when: "unthinking" | "forced" | "short" | "one-tool" | "unstreamed" | "over-chat" | "never",
  otherwise: "text" | "talk" = "talk",
) => ({
  callsOnly: { when, otherwise },
});

/** What an inference shows: a faulty server, and a neighbour that must stay silent. */
export const DEEP_ROWS: readonly DeepRow[] = [
  {
    id: "string-content-required",
    severity: "error",
    faulty: () => vllm({ refuses: ["parts"] }),
    neighbour: () => vllm({ refuses: ["store"] }),
    remedy: "edit",
  },
  {
    id: "developer-role-rejected",
    severity: "error",
    faulty: () => vllm({ refuses: ["developer"] }),
    neighbour: () => vllm(),
    setup: { api: RESPONSES, row: { reasoning: true } },
    remedy: "edit",
  },
  {
    id: "chat-template-roles",
    severity: "error",
    faulty: () => sglang({ refuses: ["two-users"] }),
    neighbour: () => sglang(),
    remedy: null,
  },
  {
    id: "unsupported-params",
    severity: "error",
    faulty: () => sglang({ refuses: ["stream_options"] }),
    neighbour: () => sglang({ refuses: ["developer"] }),
    remedy: "edit",
  },
  {
    id: "unsupported-params",
    severity: "error",
    faulty: () => generic({ refuses: ["max_completion_tokens"] }),
    neighbour: () => generic({ refuses: ["developer"] }),
    remedy: "edit",
    also: [UNTOLD],
  },
  {
    id: "unsupported-params",
    severity: "error",
    faulty: () => vllm({ refuses: ["store"] }),
    neighbour: () => vllm({ refuses: ["stream_options"] }),
    setup: { api: RESPONSES },
    remedy: "edit",
  },
  {
    id: "lmstudio-guardrail",
    severity: "error",
    faulty: () => startLmStudio({ chat: "no-memory" }),
    neighbour: () => startLmStudio(),
    setup: { id: "lmstudio", model: KEY },
    remedy: /^lms load minimax\/minimax-m2\.1 .*\d{5,}/m,
  },
  {
    id: "context-truncated-silently",
    severity: "error",
    faulty: () => litellm({ truncateAt: 4_096 }),
    neighbour: () => litellm(),
    setup: { id: "litellm" },
    remedy: null,
    also: [UNTOLD],
  },
  {
    id: "context-truncated-silently",
    severity: "error",
    faulty: () => ollama({ allocatedContext: null, truncateAt: 8_192 }),
    neighbour: () => ollama(),
    setup: { id: "ollama", model: "qwen3.5:9b" },
    remedy: /OLLAMA_CONTEXT_LENGTH/,
  },
  {
    id: "llamacpp-tool-schema-400",
    severity: "error",
    faulty: () => llamacpp({ refuses: ["pattern"] }),
    neighbour: () => llamacpp(),
    setup: { more: { tools: { toolSearch: false } } },
    remedy: "edit",
  },
  {
    // the default tools of 2026.9.6 have no patterns
    id: "llamacpp-tool-schema-400",
    severity: "info",
    faulty: () => llamacpp({ refuses: ["pattern"] }),
    neighbour: () => llamacpp({ refuses: ["store"] }),
    remedy: "edit",
  },
  {
    // with a keyword left out in every request
    id: "tool-result-name",
    severity: "error",
    faulty: () => sglang({ refuses: ["result-without-name"] }),
    neighbour: () => sglang({ refuses: ["pattern"] }),
    setup: { row: { compat: { unsupportedToolSchemaKeywords: ["pattern"] } } },
    remedy: "edit",
  },
  {
    id: "small-model-overwhelmed",
    severity: "warning",
    faulty: () => llamacpp(only("short")),
    neighbour: () => llamacpp({ slots: 1 }),
    remedy: null,
  },
  {
    id: "small-model-overwhelmed",
    severity: "warning",
    faulty: () => vllm(only("one-tool", "text")),
    neighbour: () => vllm(),
    remedy: null,
  },
  {
    id: "vllm-responses-bypasses-parser",
    severity: "error",
    faulty: () => vllm(only("over-chat", "text")),
    neighbour: () => vllm(),
    setup: { api: RESPONSES },
    remedy: "edit",
  },
  {
    id: "tool-calls-as-text",
    severity: "error",
    faulty: () => startLmStudio(only("over-chat", "text")),
    neighbour: () => startLmStudio(),
    setup: { id: "lmstudio", model: KEY, api: RESPONSES },
    remedy: "edit",
  },
  {
    id: "tool-calls-as-text",
    severity: "error",
    faulty: () => vllm(only("unstreamed", "text")),
    neighbour: () => vllm(),
    remedy: null,
  },
  {
    id: "thinking-default-on",
    severity: "warning",
    faulty: () => vllm(only("unthinking")),
    neighbour: () => vllm({ reasoning: "reasoning" }),
    remedy: "edit",
  },
  {
    id: "tool-choice-required-only",
    severity: "warning",
    faulty: () => vllm(only("forced")),
    neighbour: () => vllm(),
    remedy: "edit",
  },
  {
    id: "strict-message-keys",
    severity: "error",
    faulty: () => vllm({ refuses: ["message-keys"] }),
    neighbour: () => vllm({ refuses: ["developer"] }),
    remedy: "edit",
  },
  {
    id: "tool-result-name",
    severity: "error",
    faulty: () => vllm({ refuses: ["result-without-name"] }),
    neighbour: () => vllm({ refuses: ["developer"] }),
    remedy: "edit",
  },
  {
    id: "tools-error",
    severity: "error",
    faulty: () => llamacpp({ refuses: ["tool-result"] }),
    neighbour: () => llamacpp({ reasoning: "reasoning_content" }),
    remedy: null,
  },
  {
    id: "responses-overlapping-items",
    severity: "error",
    faulty: () => llamacpp({ responses: "no-index", reasoning: "reasoning_content" }),
    neighbour: () => llamacpp({ responses: "no-index" }),
    setup: { api: RESPONSES },
    remedy: "edit",
  },
  {
    id: "error-under-200",
    severity: "error",
    faulty: () => startLmStudio({ chat: "error-under-200" }),
    neighbour: () => startLmStudio({ answer: "There was an error: none." }),
    setup: { id: "lmstudio", model: KEY },
    remedy: null,
  },
  {
    id: "answer-error",
    severity: "error",
    faulty: () => vllm({ chat: "overflow" }),
    neighbour: () => vllm({ speed: { read: 200_000 } }),
    remedy: /--max-model-len \d+/,
  },
  {
    // the list is open, and inference is not
    id: "answer-error",
    severity: "error",
    faulty: () => generic({ chat: "unauthorized" }),
    neighbour: () => generic(),
    remedy: null,
    also: [UNTOLD],
  },
  {
    id: "no-answer",
    severity: "error",
    faulty: () => sglang({ chat: "empty" }),
    neighbour: () => sglang({ chat: "no-done" }),
    remedy: null,
  },
  {
    id: "stream-cut",
    severity: "error",
    faulty: () => llamacpp({ chat: "cut" }),
    neighbour: () => llamacpp({ chat: "no-done" }),
    remedy: null,
  },
  {
    id: "empty-content-reasoning",
    severity: "error",
    faulty: () => vllm({ chat: "reasoning-only" }),
    neighbour: () => vllm({ reasoning: "reasoning_content" }),
    remedy: null,
  },
  {
    id: "harmony-tags-leak",
    severity: "error",
    faulty: () =>
      vllm({ answer: "<|channel|>analysis<|message|>The user wants pong.<|end|><|start|>assistant" }),
    neighbour: () => vllm({ answer: "Write to the channel: message pong<|end|>" }),
    remedy: null,
  },
  {
    id: "think-leak",
    severity: "warning",
    faulty: () => llamacpp({ answer: "Let me see. </think> pong" }),
    neighbour: () => llamacpp({ answer: "I think <so>: pong" }),
    remedy: null,
  },
  {
    id: "usage-missing-in-stream",
    severity: "warning",
    faulty: () => vllm({ chat: "no-usage" }),
    neighbour: () => vllm({ chat: "no-done" }),
    remedy: null,
  },
  {
    id: "vllm-no-auto-tool-choice",
    severity: "error",
    faulty: () => vllm({ chat: "400-no-tool-parser" }),
    neighbour: () => vllm({ reasoning: "reasoning" }),
    remedy: /--enable-auto-tool-choice --tool-call-parser \S+/,
  },
  {
    id: "tool-arguments-invalid",
    severity: "error",
    faulty: () => vllm({ chat: "bad-arguments" }),
    neighbour: () => vllm(),
    remedy: /--tool-call-parser \S+/,
  },
  {
    id: "tools-ignored",
    severity: "warning",
    faulty: () => ollama(only("never")),
    neighbour: () => ollama({ reasoning: "reasoning" }),
    setup: { id: "ollama", model: "qwen3.5:9b" },
    remedy: null,
  },
];
