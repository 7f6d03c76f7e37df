import { apiOf } from "../checks/support/context.ts";
import { rowValue } from "../checks/support/paths.ts";
import type { Subject } from "../checks/types.ts";
import { asArray, getIn, isObject, type Json, type JsonObject } from "../core/json.ts";
import { PLAIN_SHAPE, type RequestShape } from "../turn/types.ts";

/** How OpenClaw would write its requests to a model: its own defaults, and what compat and params of the config change. */
export function requestShape(subject: Subject): RequestShape {
  const compat = (key: string) => rowValue(subject, "compat", key);
  const keywords = asArray(compat("unsupportedToolSchemaKeywords"));
  return {
    stringContent: compat("requiresStringContent") === true,
    strictKeys: compat("strictMessageKeys") === true,
    toolResultName: compat("requiresToolResultName") === true,
    droppedKeywords: keywords.filter((word) => typeof word === "string"),
    developerRole: usesDeveloperRole(subject) && compat("supportsDeveloperRole") !== false,
    streamOptions: compat("supportsUsageInStreaming") !== false,
    store: compat("supportsStore") !== false,
    maxTokensField: compat("maxTokensField") === "max_tokens" ? "max_tokens" : PLAIN_SHAPE.maxTokensField,
    extraBody: extraBody(subject.context.config?.value, subject.model.ref),
  };
}

/**
 * On the Responses route OpenClaw sends its instructions of reasoning models in the role "developer". LM Studio's own
 * provider does not (read in 2026.9.6).
 */
function usesDeveloperRole(subject: Subject): boolean {
  const { facts, model, context } = subject;
  if (apiOf(subject) !== "openai-responses" || model.row?.reasoning !== true) return false;
  return context.config !== null && !/^lmstudio\b/i.test(facts.provider?.id ?? "");
}

/** params.extra_body and params.chat_template_kwargs of the model's settings; the first has the last word. */
function extraBody(config: Json | undefined, ref: string): JsonObject {
  const params = getIn(config, ["agents", "defaults", "models", ref, "params"]);
  const kwargs = getIn(params, ["chat_template_kwargs"]);
  const extra = getIn(params, ["extra_body"]) ?? getIn(params, ["extraBody"]);
  const own = isObject(extra) ? extra : {};
  return isObject(kwargs) ? { chat_template_kwargs: kwargs, ...own } : own;
}
