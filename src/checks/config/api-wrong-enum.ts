import { setFix } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** Common wrong names with only one possible meaning. */
const MEANT: Readonly<Record<string, string>> = {
  "openai-chat": "openai-completions",
  "openai-chat-completions": "openai-completions",
  "openai-completion": "openai-completions",
  "chat-completions": "openai-completions",
  chat: "openai-completions",
  completions: "openai-completions",
  "openai-response": "openai-responses",
  responses: "openai-responses",
  anthropic: "anthropic-messages",
  "openai-codex-responses": "openai-chatgpt-responses",
  "openai-chatgpt-responses": "openai-codex-responses",
};

/** Names for "something like OpenAI's API": usually chat completions, but not certainly. */
const PROBABLY: Readonly<Record<string, string>> = {
  openai: "openai-completions",
  "openai-compatible": "openai-completions",
  "openai-compat": "openai-completions",
  openai_compatible: "openai-completions",
  lmstudio: "openai-responses",
  vllm: "openai-completions",
  litellm: "openai-completions",
  llamacpp: "openai-completions",
  "llama.cpp": "openai-completions",
};

/** An `api` that is not an OpenClaw adapter. */
export const apiWrongEnum = defineCheck({
  id: "api-wrong-enum",
  title: "Unknown API name",
  severity: "error",
  doc: {
    what: "The `api` of a provider or model is not an adapter that OpenClaw has.",
    why: "It makes the config invalid, and the gateway does not start.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-chat",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: localProvider(QWEN),
  },
  config: {
    run: each(issuesOf("api-wrong-enum"), ({ path, allowed: values, suggestion }, { config, openclaw }) => {
      const written = getIn(config.value, path);
      const name = typeof written === "string" ? written.toLowerCase() : "";
      const allowed = (values ?? []).filter((a) => typeof a === "string");
      const sure = MEANT[name];
      const guess = sure ?? PROBABLY[name] ?? suggestion;
      const value = guess !== undefined && allowed.includes(guess) ? guess : undefined;
      return {
        at: path,
        message: `${JSON.stringify(written)} is not an API of OpenClaw ${openclaw.version}`,
        evidence: { allowed },
        fixHint: value === undefined ? `one of ${allowed.join(", ")}` : `use ${JSON.stringify(value)}`,
        fix: value === undefined ? null : setFix(path, value, { safe: value === sure }),
      };
    }),
  },
});
