import { asArray, asBoolean, asString, getIn, getKey, isObject, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { billionsOf } from "../core/model-size.ts";
import { commandLine } from "../core/shell.ts";
import type { HttpOutcome } from "../ports/index.ts";
import { defineServer } from "./shared/adapter.ts";
import type { ModelType, ServerModel } from "./shared/facts.ts";
import { option } from "./shared/flags.ts";
import { errorText, isUnexpectedEndpoint, listRows, okJson, ownersOf } from "./shared/replies.ts";
import { countAt, holds, makeModel, modelsOf, quantAt, reported } from "./shared/rows.ts";

const PORT = 1234;
const NOT_LOADED = "not loaded: LM Studio sets the context when it loads the model";

/** LM Studio: REST v1 (0.4.0 and later), else v0 (0.3.6), else the plain list, which has only ids. */
export const lmstudio = defineServer({
  kind: "lmstudio",
  label: "LM Studio",
  defaultPorts: [PORT],
  provider: {
    aliases: ["lm-studio"],
    keyEnv: "LM_API_TOKEN",
    placeholderKey: "lmstudio",
    api: "openai-responses",
    contextField: "contextTokens",
  },
  quirks: ["tools-for-all", "own-tool-parser", "no-ollama-api", "called-natively"],
  runnable: [
    { words: ["lms", "load"], options: /^--(?:context-length|yes)$/, minutes: 15 },
    { words: ["lms", "unload"], minutes: 1 },
    { words: ["lms", "server", "start"], options: /^--port$/, minutes: 1 },
  ],
  hints: {
    separateReasoning: "switch on “separate reasoning_content” in LM Studio: App Settings, Developer",
    parseHarmony: "update LM Studio and its llama.cpp or MLX runtime",
    closeToNetwork: "switch off “Serve on Local Network”, or switch on “Require Authentication”",
  },

  recognize({ greeting, models }) {
    if (getKey(okJson(greeting), "lmstudio") === true) return [3, "GET /lmstudio-greeting → lmstudio: true"];
    if (isUnexpectedEndpoint(greeting) || isUnexpectedEndpoint(models))
      return [3, '200 with "Unexpected endpoint or method"'];
    if (models.ok && models.status === 401 && errorText(models).includes("LM Studio API token"))
      return [3, "its 401 asks for an LM Studio API token"];
    const owned = ownersOf(models).includes("organization_owner");
    return owned ? [2, 'GET /v1/models → owned_by "organization_owner"'] : null;
  },

  async inspect(client, replies) {
    const v1 = readV1(await client.get("/api/v1/models"));
    const listed = modelsOf(replies.models);
    const models = v1 ?? readV0(await client.get("/api/v0/models")) ?? listed;
    return {
      product: "LM Studio",
      version: null,
      models,
      responsesApi: v1 === null ? null : true,
      traits: jitTrait(models, listed),
    };
  },

  startCommands({ model, context, port, platform }) {
    const start = commandLine(platform, "lms", "server", "start", "--port", port ?? PORT);
    return model === null ? [start] : [start, load(model, context, platform)];
  },

  loadCommands: (model, context, platform) => [load(model.id, context, platform)],
  unloadCommands,
  contextCommands: (model, context, _state, platform) => [
    ...unloadCommands(model, platform),
    load(model.id, context, platform),
  ],

  loading: {
    contextFrom: "request",
    inBackground: false,
    endsWithRequest: false,
    others: null,
    // REST v1, of 0.4 and later. Every load makes another instance (its bug tracker, #1751).
    load: ({ id }, context, { responsesApi }) =>
      responsesApi === true
        ? { path: "/api/v1/models/load", body: { model: id, context_length: context } }
        : null,
    unload: (instance) => ({ path: "/api/v1/models/unload", body: { instance_id: instance } }),
  },

  // older REST APIs do not name the instances; by default an instance has the name of its model
  loadArgs: (model, context) => [
    ...(model.loaded === true ? [["unload", model.instances[0]?.id ?? model.id]] : []),
    ["load", model.id, "--context-length", String(context), "--yes"],
  ],

  starting: {
    program: "lms",
    keeps: "repositories",
    withModel: false,
    stop: "lms server stop",
    install: {
      darwin: "https://lmstudio.ai/download",
      linux: "https://lmstudio.ai/download",
      win32: "https://lmstudio.ai/download",
    },
    places: ({ homeDir, platform }) =>
      // the second one until 0.3
      [".lmstudio/bin", ".cache/lm-studio/bin"].map((dir) =>
        platform === "win32" ? `${homeDir}\\${dir.replaceAll("/", "\\")}\\lms.exe` : `${homeDir}/${dir}/lms`,
      ),
    folders: ({ homeDir }) => [`${homeDir}/.lmstudio/models`, `${homeDir}/.cache/lm-studio/models`],
    managed: {
      darwin: { file: "/Applications/LM Studio.app", command: "open -a 'LM Studio'", ownModels: false },
    },
    serve: ({ port }) => ({ args: ["server", "start", "--port", port] }),
    download: ({ model, quant }) => {
      if (model.gguf === null) return null;
      const name = `${model.gguf.repo}@${quant.name}`;
      return { name, args: ["get", `https://huggingface.co/${name}`, "--yes"] };
    },
  },

  toolsHint: (_model, _platform, text) => ({
    hint: `${text ? "update LM Studio and its runtime, which parse the form of such calls; else " : ""}use a model that LM Studio marks as trained for tool use (the hammer; trainedForToolUse in \`lms ls --json\`)`,
    commands: ["lms ls --llm --json"],
  }),

  serve: {
    format: "gguf",
    command({ model, quant, context, kvType, experts, pool: { platform } }) {
      // `lms load` has no option for the type of the KV cache, and an f16 cache would not fit
      // nor one for experts in main memory, which is a setting of the app
      if (model.gguf === null || kvType !== "f16" || experts) return null;
      const options = ["--context-length", context, "--gpu", "max", "--parallel", 1];
      return inOrder(platform, [
        commandLine(platform, "lms", "get", `https://huggingface.co/${model.gguf.repo}@${quant.name}`),
        // without a key `lms load` asks the user which of the downloaded models to load
        commandLine(platform, "lms", "load", model.lmstudioKey, ...options, model.lmstudioKey && "--yes"),
        commandLine(platform, "lms", "server", "start", "--port", PORT),
      ]);
    },
  },
});

function load(id: string, context: number | null, platform: NodeJS.Platform): string {
  return commandLine(platform, "lms", "load", id, ...option("--context-length", context), "--yes");
}

function unloadCommands(model: ServerModel, platform: NodeJS.Platform): string[] {
  return model.instances.map((one) => commandLine(platform, "lms", "unload", one.id));
}

/** PowerShell 5 has no `&&`. */
function inOrder(platform: string, commands: readonly string[]): string {
  if (platform !== "win32") return commands.join(" && ");
  return commands.join("; if ($?) { ") + " }".repeat(commands.length - 1);
}

function readV1(outcome: HttpOutcome): ServerModel[] | null {
  const rows = getKey(okJson(outcome), "models");
  if (!Array.isArray(rows)) return null;
  return rows.map(modelV1).filter((model) => model !== null);
}

function modelV1(row: Json): ServerModel | null {
  const id = asString(getKey(row, "key"));
  if (id === undefined) return null;
  const instances = asArray(getKey(row, "loaded_instances")).map((one) => ({
    id: asString(getKey(one, "id")) ?? id,
    context: countAt(one, ["config", "context_length"]),
  }));
  const vision = asBoolean(getIn(row, ["capabilities", "vision"])) ?? null;
  const capabilities = getKey(row, "capabilities");
  const thinks = isObject(capabilities) ? getKey(capabilities, "reasoning") : undefined;
  const efforts = asArray(getKey(thinks, "allowed_options")).filter((one) => typeof one === "string");
  const reasoning = isObject(capabilities) ? isObject(thinks) && efforts.join() !== "off" : null;
  return makeModel(id, {
    aliases: [...new Set(instances.map((one) => one.id))].filter((name) => name !== id),
    type: typeOf(asString(getKey(row, "type")), vision),
    loaded: instances.length > 0,
    contextAllocated: instanceContext(id, instances),
    contextTrained: reported(countAt(row, ["max_context_length"]), "GET /api/v1/models"),
    capabilities: {
      tools: asBoolean(getIn(row, ["capabilities", "trained_for_tool_use"])) ?? null,
      vision,
      reasoning,
    },
    thinking: efforts.length === 0 ? undefined : { templateSwitch: false, efforts },
    quantization: quantAt(row, ["quantization", "name"]),
    sizeBytes: countAt(row, ["size_bytes"]),
    billions: billionsOf(asString(getKey(row, "params_string")) ?? ""),
    instances,
  });
}

/** The instance that a request for the key reaches, else the largest. */
function instanceContext(id: string, instances: ServerModel["instances"]): Known<number> {
  if (instances.length === 0) return unknown(NOT_LOADED);
  const source = "GET /api/v1/models (loaded_instances)";
  const own = instances.find((one) => one.id === id)?.context;
  if (own) return known(own, source);
  const largest = Math.max(0, ...instances.map((one) => one.context ?? 0));
  return reported(largest || null, source, "the instance does not tell its context");
}

function typeOf(type: string | undefined, vision: boolean | null): ModelType {
  if (type === "embedding" || type === "embeddings") return "embedding";
  if (type === "vlm" || vision === true) return "vlm";
  return type === "llm" ? "llm" : "other";
}

function readV0(outcome: HttpOutcome): ServerModel[] | null {
  return listRows(outcome) && modelsOf(outcome, modelV0);
}

function modelV0(id: string, row: Json): ServerModel {
  const type = typeOf(asString(getKey(row, "type")), null);
  const loaded = getKey(row, "state") === "loaded";
  const size = countAt(row, ["loaded_context_length"]);
  const source = "GET /api/v0/models";
  return makeModel(id, {
    type,
    loaded,
    contextAllocated: loaded
      ? reported(size, source, "this version's REST API does not tell it; see `lms ps`")
      : unknown(NOT_LOADED),
    contextTrained: reported(countAt(row, ["max_context_length"]), source),
    capabilities: {
      // since 0.3.16
      tools: holds(getKey(row, "capabilities"), "tool_use"),
      vision: type === "vlm" ? true : type === "llm" ? false : null,
      reasoning: null,
    },
    quantization: quantAt(row, ["quantization"]),
  });
}

/** With just-in-time loading /v1/models lists what is downloaded, without it only what is loaded. */
function jitTrait(models: readonly ServerModel[], listed: readonly ServerModel[]): string[] {
  const idle = models.filter((model) => model.loaded === false);
  if (idle.length === 0) return [];
  return [idle.some(({ id }) => listed.some((one) => one.id === id)) ? "jit-on" : "jit-off"];
}
