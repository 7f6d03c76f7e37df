import { asArray, asBoolean, asString, getIn, getKey, type Json, parseJson } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine } from "../core/shell.ts";
import { redactSecrets } from "../core/text.ts";
import { defineServer } from "./shared/adapter.ts";
import type { ModelType, ServerClient, ServerModel } from "./shared/facts.ts";
import { cleanString, errorText, isRefused, okJson, rowsOf, versionIn } from "./shared/replies.ts";
import { countAt, makeModel, modelsOf, typeFromId } from "./shared/rows.ts";

const PORT = 4000;
/** Creation time of every row: a constant of LiteLLM (and of OpenAI's first models). */
const CREATED = 1677610602;
/** LiteLLM's providers that are local servers; others without an api_base are hosted. */
const LOCAL_PROVIDER =
  /^(hosted_vllm|ollama|ollama_chat|lm_studio|llamafile|docker_model_runner|xinference|infinity)\//;

/** LiteLLM proxy. Never requests GET /health, which calls (and bills) every configured model. */
export const litellm = defineServer({
  kind: "litellm",
  label: "LiteLLM",
  defaultPorts: [PORT],
  // OpenClaw's documentation gives its base URL without /v1
  provider: { keyEnv: "LITELLM_API_KEY", placeholderKey: "litellm", basePath: "" },
  quirks: ["no-ollama-api"],
  hints: {
    askForContext:
      "ask the server behind LiteLLM (its api_base), and declare model_info.max_input_tokens in LiteLLM's config.yaml",
    raiseContext:
      "raise the context of the server behind LiteLLM; for Ollama there: OLLAMA_CONTEXT_LENGTH=65536 ollama serve",
    ignoreFields: "set litellm_settings: { drop_params: true } in LiteLLM's config.yaml",
    closeToNetwork: "start it with --host 127.0.0.1, or set LITELLM_MASTER_KEY",
  },

  recognize({ models }) {
    if (models.ok && models.headers["x-litellm-version"] !== undefined)
      return [3, "header x-litellm-version"];
    if (models.ok && isRefused(models) && /^Authentication Error|No connected db/i.test(errorText(models)))
      return [3, `its ${models.status} has LiteLLM's words`];
    const isOwn = (row: Json) => getKey(row, "created") === CREATED && getKey(row, "owned_by") === "openai";
    return rowsOf(models).some(isOwn) ? [2, `GET /v1/models → owned_by "openai", created ${CREATED}`] : null;
  },

  /**
   * Without its database module (as after `pip install litellm[proxy]`) it answers a missing key with a plain 500 instead
   * of a refusal (measured on 1.106.2), and a wrong key with the usual 400. Errors of a backend are JSON.
   */
  async claimKeyless(client, { models }) {
    if (!models.ok || models.status !== 500 || (parseJson(models.body) ?? null) !== null) return null;
    return (await isAlive(client)) ? 'GET /health/liveliness → "I\'m alive!"' : null;
  },

  async inspect(client, replies) {
    // older releases only; 1.106 tells no version
    const version = versionIn(await client.get("/health/readiness", { auth: false }), "litellm_version");
    if (version === null && !(await isAlive(client))) return null;
    const rows = asArray(getKey(okJson(await client.get("/v1/model/info")), "data"));
    // the first of several deployments counts
    const info = new Map(rows.toReversed().map((row) => [asString(getKey(row, "model_name")), row]));
    return {
      product: "LiteLLM",
      version,
      models: modelsOf(replies.models, (id, row) => readModel(id, row, info)),
      responsesApi: true,
      traits: ["gateway", "binds-all-by-default"],
    };
  },

  startCommands: ({ port, platform }) => [
    commandLine(
      platform,
      ...["litellm", "--config", "config.yaml", "--host", "127.0.0.1", "--port", port ?? PORT],
    ),
  ],
  toolsHint: (model) => ({
    hint: `switch tool calling on at the server behind ${JSON.stringify(model)}, and set model_info.supports_function_calling: true in LiteLLM's config.yaml`,
    commands: [],
  }),
});

async function isAlive(client: ServerClient): Promise<boolean> {
  return okJson(await client.get("/health/liveliness", { auth: false })) === "I'm alive!";
}

function readModel(id: string, listed: Json, info: ReadonlyMap<string | undefined, Json>): ServerModel {
  const row = info.get(id);
  if (row === undefined) {
    const contextAllocated = unknown<number>("LiteLLM does not tell it; ask the server behind it");
    return makeModel(id, {
      contextAllocated,
      contextTrained: declared(listed, ["max_input_tokens"], "/v1/models"),
    });
  }
  const can = (what: string) => asBoolean(getIn(row, ["model_info", `supports_${what}`])) ?? null;
  const target = asString(getIn(row, ["litellm_params", "model"])) ?? "";
  const apiBase = cleanString(getIn(row, ["litellm_params", "api_base"]));
  const backend = apiBase === undefined ? null : redactSecrets(apiBase, []);
  return makeModel(id, {
    type: typeOf(asString(getIn(row, ["model_info", "mode"])), id),
    contextAllocated: unknown(
      `LiteLLM only declares figures; ask the server behind it (${backend ?? "no api_base"})`,
    ),
    contextTrained: declared(row, ["model_info", "max_input_tokens"], "/v1/model/info"),
    capabilities: { tools: can("function_calling"), vision: can("vision"), reasoning: can("reasoning") },
    remote: backend === null && target !== "" && !LOCAL_PROVIDER.test(target),
    backend,
  });
}

/** Also in the rows of the model list since 1.106, where a key may not read the rest. */
function declared(row: Json, path: readonly string[], route: string): Known<number> {
  const size = countAt(row, path);
  if (size === null) return unknown("model_info.max_input_tokens is not set in LiteLLM's config");
  return known(size, `GET ${route} (max_input_tokens, declared)`, "low");
}

function typeOf(mode: string | undefined, id: string): ModelType {
  if (mode === "embedding" || mode === "rerank") return "embedding";
  return ["chat", "completion", "responses"].includes(mode ?? "chat") ? typeFromId(id) : "other";
}
