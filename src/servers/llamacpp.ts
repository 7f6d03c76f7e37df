import { asArray, asBoolean, asCount, asString, getIn, getKey, isObject, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine } from "../core/shell.ts";
import { defineServer } from "./shared/adapter.ts";
import { type Bind, bindOf, LOOPBACK } from "./shared/bind.ts";
import type { ServerModel, ThinkingControl } from "./shared/facts.ts";
import { type Launch, launchCommands, option } from "./shared/flags.ts";
import { wordsAt } from "./shared/launch.ts";
import { cacheFolders, serveWords } from "./shared/llama-start.ts";
import { cleanString, errorText, headerOf, okJson, ownersOf, rowsOf, versionIn } from "./shared/replies.ts";
import { countAt, holds, makeModel, modelsOf, reported, rowAliases } from "./shared/rows.ts";

const PORT = 8080;
/** First build with POST /v1/responses (2026-01-21). */
const RESPONSES_BUILD = 7801;

const { startCommands, contextCommands, restartCommand, launchOf } = launchCommands({
  port: PORT,
  keyEnv: "LLAMA_API_KEY",
  startOf: (argv) => {
    const at = wordsAt(argv, /(^|\/)llama-server$/);
    return at === null ? null : { program: ["llama-server"], at: at + 1 };
  },
  argsOf: serve,
  changesOf: ({ context, drafts }) => [
    ...(context === undefined ? [] : [[["-c", "--ctx-size"], context] as const]),
    ...(context === undefined && drafts === undefined
      ? []
      : [[["-np", "--parallel", "--n-parallel"], 1] as const]),
    // since May 2026 (ggml-org/llama.cpp#22673)
    ...(drafts === undefined
      ? []
      : [[["--spec-type"], "draft-mtp"] as const, [["--spec-draft-n-max"], drafts] as const]),
  ],
});

/** llama-server, alone or as a router. Never sends ?model=, since a router would load that model. */
export const llamacpp = defineServer({
  kind: "llamacpp",
  label: "llama.cpp",
  // 9931 since 0.7.0 (ggml-org/llama.cpp#26508), 8080 before
  defaultPorts: [9931, PORT],
  provider: {
    // OpenClaw's own id since its llama.cpp plugin, which works without the plugin too; init wrote "llamacpp" before
    id: "llama-cpp",
    aliases: ["llamacpp", "llama.cpp", "llama-server"],
    keyEnv: "LLAMA_SERVER_API_KEY",
    placeholderKey: "llamacpp",
  },
  quirks: ["own-tool-parser", "no-ollama-api"],
  hints: {
    askForContext: "load the model, then look at meta.n_ctx of GET /v1/models",
    keepPrompt:
      "start llama-server without --no-cache-prompt and with -np 1; models with sliding windows need --swa-full",
    separateReasoning: "start llama-server with --reasoning-format auto (the default of newer builds)",
    answerMissing: "update llama.cpp, or start it with --reasoning-format none",
    parseHarmony: "update llama.cpp, and start it without --no-jinja (builds before b7170: with --jinja)",
    templateOption: "--chat-template-file",
    closeToNetwork: "start it with --host 127.0.0.1, or with --api-key",
  },

  recognize({ greeting, models }) {
    if (ownersOf(models).includes("llamacpp")) return [3, 'GET /v1/models → owned_by "llamacpp"'];
    const servers = [headerOf(models, "server"), headerOf(greeting, "server")];
    if (servers.includes("llama.cpp")) return [3, "header Server: llama.cpp"];
    const loading = models.ok && models.status === 503 && errorText(models) === "Loading model";
    return loading ? [2, '503 "Loading model"'] : null;
  },

  async inspect(client, replies) {
    const reply = await client.get("/props");
    const props = okJson(reply);
    const rows = rowsOf(replies.models);
    const version = versionIn(reply, "build_info");
    const base = { version, responsesApi: hasResponses(version) };
    if (getKey(props, "role") === "router" || rows.some((row) => isObject(getKey(row, "status")))) {
      const models = modelsOf(replies.models, routerModel);
      return { ...base, product: "llama.cpp router", models, traits: ["router", ...COMMON] };
    }
    const models = modelsOf(replies.models, (id, row) => singleModel(id, row, props));
    return { ...base, product: "llama.cpp", models, traits: traitsOf(props) };
  },

  startCommands,
  restartCommand,
  launchOf,

  contextCommands: (model, context, state, platform) =>
    state.traits.includes("router")
      ? [routerCommand(platform, model, context, bindOf(state, PORT))]
      : contextCommands(model, context, state, platform),

  loading: {
    contextFrom: "settings",
    inBackground: true,
    endsWithRequest: false,
    others: "the router may unload another one, if it holds as many as --models-max allows",
    load: ({ id }, _context, { traits }) =>
      traits.includes("router") ? { path: "/models/load", body: { model: id } } : null,
    unload: (model) => ({ path: "/models/unload", body: { model } }),
  },

  image: {
    repository: "ghcr.io/ggml-org/llama.cpp",
    options: ["-v", "llama-cache:/root/.cache"],
    args: (command) => command.replace("llama-server ", "").replace(LOOPBACK, "0.0.0.0"),
  },

  starting: {
    program: "llama-server",
    keeps: "files",
    withModel: true,
    install: {
      darwin: "brew install llama.cpp",
      linux: "brew install llama.cpp",
      win32: "winget install llama.cpp",
    },
    places: () => [],
    folders: cacheFolders,
    serve({ model, port }) {
      if (model === null) return null;
      if (!("file" in model)) {
        const words = serveWords(model, port);
        return words && { args: words };
      }
      const { file, id, context } = model;
      const launch = { model: file, id, aliases: [], context, bind: { host: LOOPBACK, port } };
      return { args: serve(launch).slice(1) };
    },
  },

  toolsHint: (_model, _platform, text) => ({
    hint: `${text ? "update llama.cpp, whose parser belongs to the chat template; else " : ""}use a GGUF whose chat template supports tools, or give one with --chat-template-file (builds before b7170: with --jinja)`,
    commands: [],
  }),

  serve: {
    format: "gguf",
    command(request) {
      const words = serveWords(request, PORT);
      return words && commandLine(request.pool.platform, "llama-server", ...words);
    },
  },
});

const COMMON = ["unindexed-responses"];

function hasResponses(version: string | null): boolean {
  const build = /^b(\d+)/.exec(version ?? "")?.[1];
  return build === undefined || Number(build) >= RESPONSES_BUILD;
}

function traitsOf(props: Json | undefined): string[] {
  const noTools = getIn(props, ["chat_template_caps", "supports_tools"]) === false;
  return [
    ...(getKey(props, "is_sleeping") === true ? ["sleeping"] : []),
    ...(noTools ? ["no-template-tools"] : []),
    "any-model-name",
    ...COMMON,
  ];
}

function singleModel(id: string, row: Json, props: Json | undefined): ServerModel {
  const vision = asBoolean(getIn(props, ["modalities", "vision"])) ?? takesImages(row);
  const path = asString(getKey(props, "model_path"));
  const thinking = thinkingOf(props);
  const quantization = cleanString(getIn(row, ["meta", "ftype"]) ?? getKey(props, "model_ftype"), 40);
  const model = makeModel(id);
  return {
    ...model,
    type: vision && model.type === "llm" ? "vlm" : model.type,
    aliases: rowAliases(row),
    loaded: getKey(props, "is_sleeping") !== true,
    contextAllocated: allocated(row, props),
    contextTrained: reported(countAt(row, ["meta", "n_ctx_train"]), "GET /v1/models (meta.n_ctx_train)"),
    capabilities: {
      tools: asBoolean(getIn(props, ["chat_template_caps", "supports_tools"])) ?? null,
      vision,
      reasoning: thinking?.templateSwitch === true || thinking?.efforts === "any" ? true : null,
    },
    thinking,
    quantization: quantization === undefined ? null : quantName(quantization),
    sizeBytes: countAt(row, ["meta", "size"]),
    slots: asCount(getKey(props, "total_slots")) ?? null,
    launchName: path === undefined || path === "none" ? null : path,
    drafts: draftsOf(props),
  };
}

/** Builds since May 2026, which have MTP, list the types of speculative decoding: "none", or several with commas. */
function draftsOf(props: Json | undefined): boolean | undefined {
  const types = asString(getIn(props, ["default_generation_settings", "params", "speculative.types"]));
  return types === undefined ? undefined : types !== "none";
}

/** What the chat template reads. The capability exists since 2026; the template is the whole text. */
function thinkingOf(props: Json | undefined): ThinkingControl | undefined {
  const template = asString(getKey(props, "chat_template"));
  if (template === undefined) return undefined;
  const hasEffort = getIn(props, ["chat_template_caps", "supports_reasoning_effort"]) === true;
  return { templateSwitch: /\benable_thinking\b/.test(template), efforts: hasEffort ? "any" : null };
}

/** Both figures are per slot, which is what one request may use. Builds before 2026 have only the second. */
function allocated(row: Json, props: Json | undefined): Known<number> {
  const listed = countAt(row, ["meta", "n_ctx"]);
  if (listed !== null) return known(listed, "GET /v1/models (meta.n_ctx)");
  return reported(countAt(props, ["default_generation_settings", "n_ctx"]), "GET /props (n_ctx)");
}

function takesImages(row: Json): boolean | null {
  return holds(getIn(row, ["architecture", "input_modalities"]), "image");
}

/** "Q4_K - Medium" to "q4_k_m". */
function quantName(ftype: string): string {
  const sizes: Readonly<Record<string, string>> = { small: "s", medium: "m", large: "l" };
  const text = ftype.toLowerCase();
  return text.replace(/ - (small|medium|large)$/, (_all, size: string) => `_${sizes[size]}`);
}

function routerModel(id: string, row: Json): ServerModel {
  const state = asString(getIn(row, ["status", "value"]));
  const failed = getIn(row, ["status", "failed"]) === true;
  const exit = asCount(getIn(row, ["status", "exit_code"]));
  const model = makeModel(id);
  const vision = takesImages(row);
  const limit = countAt(row, ["meta", "n_ctx"]);
  return {
    ...model,
    type: vision && model.type === "llm" ? "vlm" : model.type,
    aliases: rowAliases(row),
    loaded: state === undefined ? null : state === "loaded",
    loading: state === "loading",
    contextAllocated: limit === null ? fromArgs(row) : known(limit, "GET /v1/models (meta.n_ctx)"),
    // context_length is the trained length even when --ctx-size is in force (measured on 0.7.0)
    contextTrained: reported(
      countAt(row, ["meta", "n_ctx_train"]) ?? countAt(row, ["context_length"]),
      "GET /v1/models (context_length)",
    ),
    capabilities: { ...model.capabilities, vision },
    launchName: asString(argAfter(row, ["-m", "--model"])) ?? null,
    problem: failed ? `its last load failed${exit === undefined ? "" : ` with exit code ${exit}`}` : null,
  };
}

/** The value of an option in the command line of a router's model; the last one counts. */
function argAfter(row: Json, names: readonly string[]): string | undefined {
  const args = asArray(getIn(row, ["status", "args"])).map(String);
  const at = args.findLastIndex((arg) => names.includes(arg));
  return at < 0 ? undefined : args[at + 1];
}

/** The context that a router's model will get, by its command line. */
function fromArgs(row: Json): Known<number> {
  const args = asArray(getIn(row, ["status", "args"]));
  const value = (names: readonly string[]) => asCount(Number(argAfter(row, names)));
  const size = value(["-c", "--ctx-size"]);
  if (size === undefined) return unknown("not loaded, and no --ctx-size is given for it");
  const unified = args.includes("--kv-unified") || args.includes("-kvu");
  const slots = unified ? 1 : (value(["-np", "--parallel"]) ?? 1);
  const trained = countAt(row, ["context_length"]) ?? Number.POSITIVE_INFINITY;
  const each = Math.min(Math.floor(size / slots), trained);
  return known(each, "GET /v1/models (--ctx-size in status.args)", "medium");
}

/** One slot, since -np N would divide -c by N. Repositories are downloaded (-hf), anything else is a file. */
function serve({ model, id, context, bind }: Launch): (string | number)[] {
  const isFile = /\.gguf$/i.test(model) || /^([/~.]|[A-Za-z]:\\)/.test(model) || !model.includes("/");
  const named = isFile && !/\.gguf$/i.test(model) ? `${model}.gguf` : model;
  return [
    ...["llama-server", isFile ? "-m" : "-hf", named, ...option("-c", context), "-np", 1],
    ...["--host", bind.host, "--port", bind.port, ...option("--alias", id === named ? null : id)],
  ];
}

/**
 * The options of a router hold for every model that it starts. Its models lie in the folder as `NAME.gguf`, or in parts as
 * `NAME/….gguf`.
 */
function routerCommand(platform: NodeJS.Platform, model: ServerModel, context: number, bind: Bind): string {
  const file = /^(.*)[\\/]([^\\/]+)[\\/][^\\/]+$/.exec(model.launchName ?? "");
  const parent = /^(.*)[\\/][^\\/]+$/.exec(model.launchName ?? "")?.[1];
  const folder = file?.[2] === model.id ? file[1] : parent;
  return commandLine(
    platform,
    ...["llama-server", ...option("--models-dir", folder ?? null), "-c", context, "-np", 1],
    ...["--host", bind.host, "--port", bind.port],
  );
}
