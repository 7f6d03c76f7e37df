import { apiOf } from "../checks/support/context.ts";
import { rowValue } from "../checks/support/paths.ts";
import type { Subject } from "../checks/types.ts";
import { asArray, getIn, isObject, type Json, type JsonObject } from "../core/json.ts";
import { PLAIN_SHAPE, type RequestShape } from "../turn/types.ts";

/** The form of OpenClaw's requests to a model: its defaults, changed by compat and params of the config. */
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

/** On the Responses route OpenClaw uses the role "developer" for reasoning models, except with provider lmstudio (2026.9.6). */
function usesDeveloperRole(subject: Subject): boolean {
  const { facts, model, context } = subject;
  if (apiOf(subject) !== "openai-responses" || model.row?.reasoning !== true) return false;
  return context.config !== null && !/^lmstudio\b/i.test(facts.provider?.id ?? "");
}

/** params.extra_body and params.chat_template_kwargs of the model's settings; extra_body takes precedence. */
function extraBody(config: Json | undefined, ref: string): JsonObject {
  const params = getIn(config, ["agents", "defaults", "models", ref, "params"]);
  const kwargs = getIn(params, ["chat_template_kwargs"]);
  const extra = getIn(params, ["extra_body"]) ?? getIn(params, ["extraBody"]);
  const own = isObject(extra) ? extra : {};
  return isObject(kwargs) ? { chat_template_kwargs: kwargs, ...own } : own;
}
