import { asString, getIn, getKey, isObject, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine, envValue } from "../core/shell.ts";
import type { HttpOutcome } from "../ports/index.ts";
import { defineServer, type ServerDetails } from "./shared/adapter.ts";
import { type Bind, bindOf, LOOPBACK } from "./shared/bind.ts";
import type { ModelType, ProbeReplies, ServerClient, ServerModel } from "./shared/facts.ts";
import { option } from "./shared/flags.ts";
import { type ModelConfigs, positionsOf, trainedContext } from "./shared/model-config.ts";
import { headerOf, listRows, okJson, ownersOf, versionAtLeast } from "./shared/replies.ts";
import { countAt, makeModel, modelsOf } from "./shared/rows.ts";

const PORT = 8080;
const KEY_ENV = "MLX_VLM_SERVER_API_KEY";
const VLM = "mlx-vlm";
/** The id that mlx-lm takes for the model of its --model. */
const STARTED_WITH = "default_model";
/** A prompt beyond the model's positions is refused: seen in this version, assumed of later ones, unknown of older ones. */
const REFUSES_SINCE = "0.7.10";

/** mlx_lm.server and mlx_vlm's server, told apart by the Server header. */
export const mlx = defineServer({
  kind: "mlx",
  label: "MLX",
  defaultPorts: [PORT],
  provider: { aliases: ["mlx-lm", VLM], placeholderKey: "mlx" },
  quirks: ["f16-cache-only", "own-tool-parser", "no-ollama-api", "chat-without-v1"],
  hints: {
    askForContext:
      "keep contextWindow below max_position_embeddings in the model's config.json and below what memory allows; mlx_lm.server has no limit of its own, mlx_vlm.server has --max-kv-size",
    closeToNetwork:
      "start it with --host 127.0.0.1; mlx_vlm.server also takes --api-key, mlx_lm.server knows no key",
  },

  recognize(replies) {
    const { models } = replies;
    const server = headerOf(models, "server");
    if (/^mlx_vlm\//.test(server)) return [3, `header Server: ${server}`];
    if (listsNothing(replies)) return [2, "its empty answer to GET /v1/models, and its 404"];
    // Python's http.server and rows without an owner: no other server is known to have both
    const bare = listRows(models) !== null && ownersOf(models).length === 0;
    return bare && isPython(models) ? [2, "header Server: BaseHTTP, rows without owned_by"] : null;
  },

  async inspect(client, replies) {
    const version = /^mlx_vlm\/([\w.]+)/.exec(headerOf(replies.models, "server"))?.[1] ?? null;
    return version === null ? inspectLm(client, replies) : inspectVlm(client, replies, version);
  },

  startCommands: ({ model, port, platform, providerId }) => {
    const launch = { model, bind: { host: LOOPBACK, port: port ?? PORT } };
    return [providerId?.startsWith(VLM) ? serveVlm(platform, launch) : serveLm(platform, launch)];
  },

  contextCommands(model, context, state, platform) {
    // mlx-lm has no limit to raise
    if (state.product !== VLM) return [];
    const limit = ["--max-kv-size", context, ...(model.launchOptions ?? [])];
    const command = serveVlm(platform, { model: model.id, bind: bindOf(state, PORT) }, ...limit);
    return [state.auth === "required" ? `${command} --api-key ${envValue(KEY_ENV, platform)}` : command];
  },

  toolsHint: () => ({
    hint: "use a model whose chat template supports tools; MLX's servers have no option for it",
    commands: [],
  }),
  listRemedy: {
    hint: "create the folder of the Hugging Face cache, which mlx-lm needs for its list (not for its answers)",
    // where huggingface_hub looks for it
    commands: ['mkdir -p "${HF_HUB_CACHE:-${HF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/huggingface}/hub}"'],
  },
  program: "mlx_lm.server",
  serve: {
    format: "mlx",
    command: ({ quant, pool }) =>
      quant.repo === null
        ? null
        : serveLm(pool.platform, { model: quant.repo, bind: { host: LOOPBACK, port: PORT } }),
  },
});

interface Launch {
  model: string | null;
  bind: Bind;
}

/** By default it answers at most 512 tokens, which looks like cut answers. */
function serveLm(platform: string, { model, bind }: Launch): string {
  return commandLine(
    platform,
    ...["mlx_lm.server", ...option("--model", model)],
    ...["--host", bind.host, "--port", bind.port, "--max-tokens", 8192],
  );
}

/** It listens on all interfaces by default, so the host is always named. */
function serveVlm(platform: string, { model, bind }: Launch, ...more: readonly (string | number)[]): string {
  return commandLine(
    platform,
    ...["mlx_vlm.server", ...option("--model", model)],
    ...["--host", bind.host, "--port", bind.port, ...more],
  );
}

function isPython(outcome: HttpOutcome): boolean {
  return /BaseHTTP\/.*Python/.test(headerOf(outcome, "server"));
}

/** mlx-lm without a Hugging Face cache sends the headers of its list and nothing more. */
function listsNothing({ greeting, models }: ProbeReplies): boolean {
  const isEmpty = models.ok && models.status === 200 && models.body === "" && isPython(models);
  return isEmpty && greeting.ok && greeting.status === 404 && greeting.body === "Not Found";
}

async function inspectLm(client: ServerClient, replies: ProbeReplies): Promise<ServerDetails | null> {
  const none = listsNothing(replies);
  // the only other route that it has
  if (none && asString(getKey(okJson(await client.get("/health")), "status")) !== "ok") return null;
  const read = (id: string) => lmModel(id, client.modelConfig);
  // only the folder of --model is listed by its path, and after the others
  const models = modelsOf(replies.models, read).reverse();
  const [first] = models;
  if (first?.id.startsWith("/")) first.aliases.push(STARTED_WITH);
  return {
    product: "mlx-lm",
    // only an answer tells it
    version: null,
    models,
    responsesApi: false,
    traits: ["no-context-limit"],
    noList: none ? "answers GET /v1/models with nothing, as it does without a Hugging Face cache" : undefined,
    unlisted: (id) => (id === STARTED_WITH || client.modelConfig(id) !== null ? read(id) : null),
  };
}

/** The list is what the Hugging Face cache holds, loaded or not. */
function lmModel(id: string, configs: ModelConfigs): ServerModel {
  return makeModel(id, {
    contextAllocated: unknown("mlx-lm has no limit of its own: the context grows until memory ends"),
    contextTrained: trainedContext(configs(id), "its config.json is not on this machine"),
  });
}

async function inspectVlm(
  client: ServerClient,
  replies: ProbeReplies,
  version: string,
): Promise<ServerDetails> {
  const [healthReply, settingsReply] = await Promise.all([client.get("/health"), client.get("/v1/settings")]);
  const server: VlmFacts = {
    health: okJson(healthReply),
    settings: getKey(okJson(settingsReply), "current"),
    refuses: versionAtLeast(version, REFUSES_SINCE) === true,
  };
  const read = (id: string) => vlmModel(id, server, client.modelConfig);
  return {
    product: VLM,
    version,
    models: modelsOf(replies.models, read),
    responsesApi: true,
    traits: ["binds-all-by-default"],
    unlisted: (id) => (client.modelConfig(id) === null ? null : read(id)),
  };
}

interface VlmFacts {
  health: Json | undefined;
  settings: Json | undefined;
  /** It refuses what exceeds the model's positions. */
  refuses: boolean;
}

/** By the group under which /health shows a loaded model. */
const TYPES: Readonly<Record<string, ModelType>> = { text_generation: "llm", embedding: "embedding" };

function vlmModel(id: string, server: VlmFacts, configs: ModelConfigs): ServerModel {
  const { health } = server;
  const groups = getKey(health, "loaded_models");
  const group = Object.entries(isObject(groups) ? groups : {}).find(
    ([, one]) => getKey(one, "model") === id,
  )?.[0];
  const isLoaded = group !== undefined || asString(getKey(health, "loaded_model")) === id;
  const parser = getKey(health, "loaded_tool_parser");
  const config = configs(id);
  const sees = config === null ? null : isObject(getKey(config.value, "vision_config"));
  const model = makeModel(id);
  const type = group === undefined ? model.type : (TYPES[group] ?? "other");
  return {
    ...model,
    type: type === "llm" && sees === true ? "vlm" : type,
    loaded: health === undefined ? null : isLoaded,
    contextAllocated: vlmLimit(id, server, isLoaded, configs),
    contextTrained: vlmTrained(id, server, isLoaded, configs),
    capabilities: {
      tools: !isLoaded || parser === undefined ? null : parser !== null,
      vision: sees,
      reasoning: null,
    },
    launchOptions: isLoaded ? launchOptions(server) : [],
  };
}

function vlmTrained(
  id: string,
  { health }: VlmFacts,
  isLoaded: boolean,
  configs: ModelConfigs,
): Known<number> {
  const native = isLoaded ? countAt(health, ["loaded_context_size"]) : null;
  const config = configs(id);
  const positions = config === null ? null : positionsOf(config);
  if (native !== null) return known(native, "GET /health (loaded_context_size)");
  return config === null || positions === null
    ? unknown("neither GET /health nor a config.json on this machine tells it")
    : known(positions, `${config.path} (max_position_embeddings)`);
}

/** The lower of --max-kv-size and the model's positions, which /health has for vision models alone. */
function vlmLimit(id: string, server: VlmFacts, isLoaded: boolean, configs: ModelConfigs): Known<number> {
  const { health, refuses } = server;
  const told = isLoaded
    ? countAt(health, ["effective_context_limit"])
    : countAt(health, ["configured_context_limit"]);
  const trained = vlmTrained(id, server, isLoaded, configs);
  const most = refuses ? trained.value : null;
  if (most !== null && (told === null || most < told)) return known(most, trained.source);
  // a model that is not loaded may have less
  if (told !== null && (isLoaded || most !== null))
    return known(told, `GET /health (${isLoaded ? "effective" : "configured"}_context_limit)`);
  return unknown(
    isLoaded
      ? "GET /health has no limit: it was started without --max-kv-size"
      : "GET /health tells it of the loaded model only",
  );
}

/** The options of the running server that a restart must keep, as far as its settings show them. */
function launchOptions({ health, settings }: VlmFacts): string[] {
  const at = (name: string) => {
    const value = getKey(settings, name);
    return typeof value === "number" ? String(value) : (asString(value) ?? null);
  };
  const kvBits = at("kv_bits");
  const adapter = asString(getIn(health, ["loaded_adapter"])) ?? null;
  return [
    ...option("--adapter-path", adapter),
    ...option("--kv-bits", kvBits),
    ...(kvBits === null ? [] : option("--kv-quant-scheme", at("kv_quant_scheme"))),
    ...option("--draft-model", at("draft_model")),
    ...option("--draft-kind", at("draft_kind")),
  ].map(String);
}
