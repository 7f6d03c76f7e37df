import type { JsonObject } from "../../core/json.ts";
import type { CatalogModel } from "../../fit/catalog.ts";
import { compareVersions } from "../../openclaw/version.ts";
import type { ServerKind, ServerModel } from "../../servers/types.ts";
import type { InitApi } from "../types.ts";

/**
 * Since then a row with `reasoning: true` changes nothing in a request unless `compat` says so: over chat completions the
 * role stays "system" on every address but OpenAI's, and over Responses `compat.supportsDeveloperRole` counts (recorded
 * with 2026.5.28 and 2026.9.6). The libraries of 2026.2.26 send "developer" and `reasoning_effort` by themselves, and over
 * Responses whatever `compat` says.
 */
const CAREFUL_SINCE = "2026.5.28";
/** The templates write `compat` since then: before, the schema lacked most of its keys. */
const COMPAT_SINCE = "2026.2.26";
/** First schemas with `thinkingFormat: "qwen-chat-template"`, and with `supportedReasoningEfforts`. */
const QWEN_FORMAT_SINCE = "2026.3.24";
const EFFORTS_SINCE = "2026.5.28";

/** These take `chat_template_kwargs` (OpenClaw's vllm.md and llmman.md; the sources of SGLang 0.5 and mlx-lm 0.32). */
const TAKES_TEMPLATE_ARGS: readonly ServerKind[] = ["vllm", "sglang", "llamacpp", "mlx"];
/** These take the `reasoning_effort` of gpt-oss (the sources of vLLM 0.32 and SGLang 0.5). */
const TAKES_EFFORT: readonly ServerKind[] = ["vllm", "sglang"];
const GPT_OSS_EFFORTS = ["low", "medium", "high"];

/** The scale to which OpenClaw maps LM Studio's "on" (its lmstudio.md): the route refuses "on" and "off" themselves. */
const LMSTUDIO_EFFORTS = ["minimal", "low", "medium", "high", "xhigh"];

export interface ThinkingInput {
  kind: ServerKind;
  product: string | null;
  model: ServerModel;
  row: CatalogModel | null;
  api: InitApi;
  providerId: string;
  openclaw: string;
}

/** False where a row with `reasoning: true` would make OpenClaw send what a local server may refuse. */
export function mayReason(api: InitApi, openclaw: string): boolean {
  const since = api === "openai-responses" ? CAREFUL_SINCE : COMPAT_SINCE;
  return compareVersions(openclaw, since) >= 0;
}

/** The `compat` of a reasoning model: how its thinking is controlled, and `what` that is for people; null: not at all. */
export function thinkingCompat(input: ThinkingInput): { compat: JsonObject; what: string | null } {
  const { api, openclaw } = input;
  const since = (version: string) => compareVersions(openclaw, version) >= 0;
  // Responses: the role and the fields stay those of a model without reasoning, which the server is known to take
  const plain = { supportsDeveloperRole: false, supportsReasoningEffort: false };
  if (api === "openai-responses") return { compat: plain, what: null };
  if (api === "ollama") return { compat: {}, what: "with /think (Ollama's think)" };
  const careful = since(CAREFUL_SINCE) ? {} : plain;
  if (since(QWEN_FORMAT_SINCE) && hasSwitch(input)) {
    const what =
      input.providerId === "vllm" ? "off until /think on (enable_thinking)" : "with /think (enable_thinking)";
    return { compat: { ...careful, thinkingFormat: "qwen-chat-template" }, what };
  }
  const efforts = since(EFFORTS_SINCE) ? effortsOf(input) : null;
  if (efforts !== null) return { compat: efforts, what: "with /think (reasoning_effort)" };
  return { compat: careful, what: null };
}

/**
 * True when the chat template switches thinking by `enable_thinking`, and the server passes that on. The server's own
 * template decides; else the catalog's Qwen models that can think or not.
 */
function hasSwitch({ kind, product, model, row }: ThinkingInput): boolean {
  if (!TAKES_TEMPLATE_ARGS.includes(kind) || (product ?? "").includes("mlx-vlm")) return false;
  if (model.thinking !== undefined) return model.thinking.templateSwitch;
  return row !== null && /^qwen/.test(row.id) && row.reasoning === "yes";
}

function effortsOf({ kind, model, row }: ThinkingInput): JsonObject | null {
  const told = model.thinking?.efforts ?? null;
  if (told === "any") return { supportsReasoningEffort: true };
  if (told !== null) return lmstudioEfforts(told);
  if (row === null || !/^gpt-oss/.test(row.id) || !TAKES_EFFORT.includes(kind)) return null;
  return { supportsReasoningEffort: true, supportedReasoningEfforts: [...GPT_OSS_EFFORTS] };
}

/** What OpenClaw's own discovery makes of LM Studio's `allowed_options`. */
function lmstudioEfforts(options: readonly string[]): JsonObject | null {
  const enabled = options.includes("on")
    ? LMSTUDIO_EFFORTS
    : LMSTUDIO_EFFORTS.filter((one) => options.includes(one));
  const most = enabled.at(-1);
  if (most === undefined) return null;
  const isOptional = options.includes("off") || options.includes("none");
  return {
    supportsReasoningEffort: true,
    supportedReasoningEfforts: [...(isOptional ? ["none"] : []), ...enabled],
    reasoningEffortMap: { ...(isOptional ? { off: "none", none: "none" } : {}), adaptive: most, max: most },
  };
}
