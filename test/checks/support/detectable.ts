/**
 * The faults of local setups from the research that this project started with, the most frequent first: every one has
 * either a check or a reason in src/checks/without-check.ts.
 */

/** What a config may show. */
export const LINT_DETECTABLE = `
  llm-timeout-slow-prefill config-unknown-key config-clobbered model-ref-unresolved docker-loopback
  ollama-context-default keyless-needs-apikey usage-missing-in-stream small-model-overwhelmed
  developer-role-rejected prompt-cache-thrash model-not-in-policy stale-agent-models-json
  private-net-blocked vision-not-declared ipv6-localhost memory-search-needs-openai heartbeat-blocks-gpu
  env-not-in-service baseurl-path lmstudio-jit-vs-preload tools-profile-messaging max-tokens-overflow
  unsupported-params fallback-silent-paid no-context-declared fallback-not-triggered
  vllm-responses-bypasses-parser ollama-v1-compat vendor-slash-misroute id-repeats-provider
  provider-id-space api-wrong-enum apikey-dollar-var legacy-llm-idle-key legacy-reservetokens
  agents-list-legacy compaction-cannot-recover tokenizer-drift same-id-two-providers duplicate-model-ids
  fallback-is-primary default-model-missing mode-replace-hides-hosted ollama-cloud-not-local
  ollama-launch-overwrites embedding-as-chat config-encoding small-model-wide-tools public-plain-http
  secret-inline comments-lost cost-not-zero
`
  .trim()
  .split(/\s+/);

/** What a running server, an inference, the memory or the host may show. */
export const LIVE_DETECTABLE = `
  llm-timeout-slow-prefill tool-calls-as-text context-server-below-config config-clobbered docker-loopback
  ollama-context-default oom-kv-cache usage-missing-in-stream wsl2-host-unreachable small-model-overwhelmed
  developer-role-rejected think-leak prompt-cache-thrash cpu-offload stale-agent-models-json
  private-net-blocked vision-not-declared model-lacks-tools ipv6-localhost memory-search-needs-openai
  heartbeat-blocks-gpu env-not-in-service baseurl-path lmstudio-guardrail lmstudio-jit-vs-preload
  lmstudio-unloaded max-tokens-overflow unsupported-params chat-template-roles onboard-verify-timeout
  empty-content-reasoning no-context-declared fallback-not-triggered string-content-required
  llamacpp-tool-schema-400 vllm-no-auto-tool-choice vllm-responses-bypasses-parser model-id-not-served
  id-repeats-provider server-401 lmstudio-duplicate-instance llamacpp-slots-split-context error-under-200
  healthy-but-uninvocable proxy-env-hijack server-bound-loopback tokenizer-drift ollama-cloud-not-local
  embedding-as-chat harmony-tags-leak thinking-default-on tool-choice-required-only bootstrap-files-too-big
  gateway-not-restarted wsl2-ollama-crash-loop port-held-by-other-server responses-unsupported
  strict-message-keys tool-result-name
`
  .trim()
  .split(/\s+/);
