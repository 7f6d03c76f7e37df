import { trimSlashes } from "../../core/address.ts";
import { asString, getKey, parseJson } from "../../core/json.ts";
import { neutralize, redactSecrets } from "../../core/text.ts";
import { LOAD_PATIENCE_MS } from "../../openclaw/lmstudio-load.ts";
import { requestHeaders, secretsOf } from "../../openclaw/request-headers.ts";
import type { LoadFacts, LoadRequest, SendTools } from "../types.ts";
import { classifyError } from "./classify-error.ts";
import { errorText } from "./error-text.ts";

const MAX_ERROR_CHARS = 400;

/** Makes LM Studio load a model exactly as OpenClaw does before a turn. Never throws. */
export async function sendLoad(
  { http, target, timeoutMs, signal }: SendTools,
  { model, context }: LoadRequest,
): Promise<LoadFacts> {
  const { baseUrl, apiKey, settings } = target;
  const root = trimSlashes(baseUrl).replace(/(\/api)?\/v1$/i, "");
  const outcome = await http.request({
    method: "POST",
    url: `${root}/api/v1/models/load`,
    headers: { "content-type": "application/json", ...requestHeaders(apiKey, settings) },
    tls: settings?.tls,
    body: JSON.stringify({ model, context_length: context }),
    timeoutMs: Math.min(timeoutMs, LOAD_PATIENCE_MS),
    signal,
  });
  const clean = (text: string) =>
    neutralize(redactSecrets(text, secretsOf(apiKey, settings)), MAX_ERROR_CHARS);
  const failed = (status: number | null, error: string, errorKind: LoadFacts["errorKind"]): LoadFacts => {
    return { context, status, error: clean(error), errorKind, instance: null, ms: outcome.ms };
  };
  if (!outcome.ok) {
    const { failure } = outcome;
    return failed(null, outcome.message, failure === "timeout" || failure === "aborted" ? failure : "other");
  }
  const { status, body } = outcome;
  const json = parseJson(body);
  const state = asString(getKey(json, "status"));
  if (status < 200 || status > 299 || getKey(json, "error") !== undefined) {
    const message = errorText(body);
    return failed(status, message || `HTTP ${status} without a text`, classifyError(status, message, body));
  }
  if (state !== undefined && state.toLowerCase() !== "loaded")
    return failed(status, `status ${state}`, "other");
  const instance = asString(getKey(json, "instance_id"))?.trim();
  return { context, status, error: null, errorKind: null, instance: instance || null, ms: outcome.ms };
}
