import { asBoolean, asCount, asString, getIn, getKey, type Json, parseJson } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine } from "../core/shell.ts";
import { redactSecrets } from "../core/text.ts";
import type { HttpOutcome } from "../ports/index.ts";
import { defineServer } from "./shared/adapter.ts";
import type { ModelType, ServerModel } from "./shared/facts.ts";
import {
  cleanString,
  errorText,
  isRefused,
  listRows,
  makeModel,
  okJson,
  rowId,
  typeFromId,
} from "./shared/rows.ts";

const PORT = 4000;
/** Creation time of every row: a constant of LiteLLM (and of OpenAI's first models). */
const CREATED = 1677610602;
/** Providers of LiteLLM that are servers of one's own; others without an api_base are hosted. */
const LOCAL_PROVIDER =
  /^(hosted_vllm|ollama|ollama_chat|lm_studio|llamafile|docker_model_runner|xinference|infinity)\//;

/** LiteLLM proxy. Never asks GET /health: that calls, and bills, every configured model. */
export const litellm = defineServer({
  kind: "litellm",
  label: "LiteLLM",
  defaultPorts: [PORT],
  // OpenClaw's documentation gives its base URL without /v1
  provider: { keyEnv: "LITELLM_API_KEY", placeholderKey: "litellm", otherPaths: [""] },
  quirks: ["no-ollama-api"],
  hints: {
    askForContext:
      "ask the server behind LiteLLM (its api_base), and declare model_info.max_input_tokens in LiteLLM's config.yaml",
    raiseContext:
      "raise the context of the server behind LiteLLM; for Ollama there: OLLAMA_CONTEXT_LENGTH=65536 ollama serve",
    ignoreFields: "set litellm_settings: { drop_params: true } in LiteLLM's config.yaml",
    closeToNetwork: "start it with --host 127.0.0.1, or set LITELLM_MASTER_KEY",
  },

  recognise({ models }) {
    if (models.ok && models.headers["x-litellm-version"] !== undefined) {
      return { score: 3, evidence: "header x-litellm-version" };
    }
    if (isRefused(models) && /^Authentication Error|No connected db/i.test(errorText(models))) {
      return { score: 3, evidence: `its ${models.ok ? models.status : ""} has LiteLLM's words` };
    }
    const rows = listRows(models) ?? [];
    if (rows.some((row) => getKey(row, "created") === CREATED && getKey(row, "owned_by") === "openai")) {
      return { score: 2, evidence: `GET /v1/models → owned_by "openai", created ${CREATED}` };
    }
    return { score: 0, evidence: "" };
  },

  /**
   * Installed without its database module (as `pip install litellm[proxy]` does), it fails on a missing key with a plain
   * 500 instead of refusing it (measured on 1.106.2). A wrong key gives the usual 400.
   */
  async claimKeyless(client, { models }) {
    if (!models.ok || models.status !== 500 || okBody(models) !== null) return null;
    const alive = await isAlive(client.get("/health/liveliness", { auth: false }));
    return alive ? 'GET /health/liveliness → "I\'m alive!"' : null;
  },

  async inspect(client, replies) {
    const readiness = okJson(await client.get("/health/readiness", { auth: false }));
    const version = cleanString(getKey(readiness, "litellm_version"), 40) ?? null;
    if (version === null && !(await isAlive(client.get("/health/liveliness", { auth: false })))) return null;
    const info = listData(await client.get("/v1/model/info"));
    const models = (listRows(replies.models) ?? []).map((row) => readModel(rowId(row), info));
    return {
      product: "LiteLLM",
      version,
      models: models.filter((model) => model.id !== ""),
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

/** The body when it is JSON: an error of the backend has one, the missing module gives plain text. */
function okBody({ body }: HttpOutcome & { ok: true }): Json {
  return parseJson(body) ?? null;
}

async function isAlive(reply: Promise<HttpOutcome>): Promise<boolean> {
  return okJson(await reply) === "I'm alive!";
}

function listData(outcome: HttpOutcome): Json[] {
  const data = getKey(okJson(outcome), "data");
  return Array.isArray(data) ? data : [];
}

function readModel(id: string, info: readonly Json[]): ServerModel {
  const row = info.find((one) => getKey(one, "model_name") === id);
  if (row === undefined) {
    const why = "LiteLLM does not tell it; ask the server behind it";
    return makeModel(id, { contextAllocated: unknown(why) });
  }
  const target = asString(getIn(row, ["litellm_params", "model"])) ?? "";
  const apiBase = cleanString(getIn(row, ["litellm_params", "api_base"]));
  const backend = apiBase === undefined ? null : redactSecrets(apiBase, []);
  return makeModel(id, {
    type: typeOf(asString(getIn(row, ["model_info", "mode"])), id),
    contextAllocated: unknown(
      `LiteLLM only declares figures; ask the server behind it (${backend ?? "no api_base"})`,
    ),
    contextTrained: declared(row),
    capabilities: {
      tools: asBoolean(getIn(row, ["model_info", "supports_function_calling"])) ?? null,
      vision: asBoolean(getIn(row, ["model_info", "supports_vision"])) ?? null,
      reasoning: asBoolean(getIn(row, ["model_info", "supports_reasoning"])) ?? null,
    },
    remote: backend === null && target !== "" && !LOCAL_PROVIDER.test(target),
    backend,
  });
}

function declared(row: Json): Known<number> {
  const size = asCount(getIn(row, ["model_info", "max_input_tokens"]));
  if (size === undefined) return unknown("model_info.max_input_tokens is not set in LiteLLM's config");
  return known(size, "GET /v1/model/info (max_input_tokens, declared)", "low");
}

function typeOf(mode: string | undefined, id: string): ModelType {
  if (mode === "embedding" || mode === "rerank") return "embedding";
  if (mode === undefined || mode === "chat" || mode === "completion" || mode === "responses")
    return typeFromId(id);
  return "other";
}
