/**
 * The faults of local setups that a running server, an inference, the memory or the host may show, from the research that
 * this project started with: every one has either a check or a reason in src/checks/not-checked.ts.
 */
export const LIVE_DETECTABLE: readonly string[] = [
  // hit all the time
  "llm-timeout-slow-prefill",
  "tool-calls-as-text",
  "context-server-below-config",
  "config-clobbered",
  "docker-loopback",
  "ollama-context-default",
  "oom-kv-cache",
  // common
  "usage-missing-in-stream",
  "wsl2-host-unreachable",
  "small-model-overwhelmed",
  "developer-role-rejected",
  "think-leak",
  "prompt-cache-thrash",
  "cpu-offload",
  "stale-agent-models-json",
  "private-net-blocked",
  "vision-not-declared",
  "model-lacks-tools",
  "ipv6-localhost",
  "memory-search-needs-openai",
  "heartbeat-blocks-gpu",
  "env-not-in-service",
  "baseurl-path",
  "lmstudio-guardrail",
  "lmstudio-jit-vs-preload",
  "lmstudio-unloaded",
  "max-tokens-overflow",
  "unsupported-params",
  "chat-template-roles",
  "onboard-verify-timeout",
  "empty-content-reasoning",
  "no-context-declared",
  "fallback-not-triggered",
  "string-content-required",
  "llamacpp-tool-schema-400",
  // occasional
  "vllm-no-auto-tool-choice",
  "vllm-responses-bypasses-parser",
  "model-id-not-served",
  "id-repeats-provider",
  "server-401",
  "lmstudio-duplicate-instance",
  "llamacpp-slots-split-context",
  "error-under-200",
  "healthy-but-uninvocable",
  "proxy-env-hijack",
  "server-bound-loopback",
  "tokenizer-drift",
  "ollama-cloud-not-local",
  "embedding-as-chat",
  "harmony-tags-leak",
  "thinking-default-on",
  "tool-choice-required-only",
  "bootstrap-files-too-big",
  "gateway-not-restarted",
  "wsl2-ollama-crash-loop",
  "port-held-by-other-server",
  "responses-unsupported",
  "strict-message-keys",
  "tool-result-name",
];

/**
 * Checks that are being built elsewhere at this moment: deep probes, the host, memory, the exam. TO BE EMPTIED when those
 * are merged; the guard then holds the whole list.
 */
export const AWAITED: readonly string[] = [
  // --deep
  "developer-role-rejected",
  "heartbeat-blocks-gpu",
  "llamacpp-tool-schema-400",
  "lmstudio-guardrail",
  "prompt-cache-thrash",
  "strict-message-keys",
  "string-content-required",
  "thinking-default-on",
  "tool-choice-required-only",
  "tool-result-name",
  "vllm-responses-bypasses-parser",
  // host
  "bootstrap-files-too-big",
  "config-clobbered",
  "docker-loopback",
  "env-not-in-service",
  "gateway-not-restarted",
  "ipv6-localhost",
  "private-net-blocked",
  "proxy-env-hijack",
  "server-bound-loopback",
  "stale-agent-models-json",
  "wsl2-host-unreachable",
  "wsl2-ollama-crash-loop",
  // memory
  "oom-kv-cache",
  // exam
  "fallback-not-triggered",
];
