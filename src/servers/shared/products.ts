import { asArray, asString, getKey, type Json, parseJson } from "../../core/json.ts";
import { type Known, known } from "../../core/known.ts";
import { commandLine, withEnv } from "../../core/shell.ts";
import type { HttpOutcome } from "../../ports/index.ts";
import type { ServerHints } from "./adapter.ts";
import type { Bind } from "./bind.ts";
import type { ServerClient } from "./facts.ts";
import { errorText, headerOf, okJson, ownersOf, rowsOf, versionIn } from "./replies.ts";
import { countAt } from "./rows.ts";

/** What one more request shows of a product. */
export interface Confirmation {
  version?: string | null;
  /** Of the one model that it serves. */
  context?: Known<number>;
  /** The loaded models by id, with their context; null: it does not report them. */
  loaded?: Map<string, number | null> | null;
}

/** A product that answers like OpenAI's API and has no adapter of its own. */
export interface Product {
  label: string;
  /** `owned_by` of its rows. */
  owner: RegExp | null;
  /** Whether it has POST /v1/responses; absent: unknown. */
  responses?: boolean;
  /** True when it lists only what is in memory. */
  listedIsLoaded?: boolean;
  /** True when `context_length` of a row is what it allocated, not the maximum of the model. */
  rowContextIsAllocated?: boolean;
  traits?: readonly string[];
  /** Where its limits for long prompts are set. */
  limits?: string;
  /** The headers that it requires, as a hint. */
  headers?: string;
  hints?: Partial<ServerHints>;
  /** How tool calls come to be parsed: a fixHint. */
  toolsHint?: string;
  /** Null: not this product after all. */
  confirm?: ((client: ServerClient) => Promise<Confirmation | null>) | undefined;
  /** The command that starts it with a model. */
  start?(model: string, bind: Bind, platform: NodeJS.Platform): string;
  /** The command that starts it with another context. */
  restart?(model: string, context: number, bind: Bind, platform: NodeJS.Platform): string;
}

/** The context by model, for lists of loaded models. */
function loadedIn(
  rows: Json | undefined,
  nameOf: (row: Json) => Json | undefined,
  path: readonly string[],
): Map<string, number | null> {
  return new Map(asArray(rows).map((row) => [asString(nameOf(row)) ?? "", countAt(row, path)]));
}

function product(label: string, owner: RegExp | null, more: Omit<Product, "label" | "owner"> = {}): Product {
  return { label, owner, ...more };
}

const LOCALAI = product("LocalAI", null, {
  responses: true,
  traits: ["binds-all-by-default"],
  confirm: async (client) => {
    const reply = await client.get("/.well-known/localai.json", { auth: false });
    return okJson(reply) === undefined ? null : { version: versionIn(reply) };
  },
});

const PORTKEY_SAYS = /\bx-portkey-\w+|^Invalid (?:custom host|provider passed)$/;
const PORTKEY = product("Portkey", null, {
  responses: true,
  traits: ["gateway", "binds-all-by-default"],
  headers:
    "x-portkey-provider (openai for any OpenAI-compatible server) and x-portkey-custom-host (the address of that server, with /v1); a host other than localhost must also be in TRUSTED_CUSTOM_HOSTS where Portkey is started",
});
const TRANSFORMERS = product("transformers serve", null, {
  responses: true,
  traits: ["loads-on-request"],
  // rows of its form, or none; a GET of its own routes does nothing
  confirm: async (client) => {
    const own = await Promise.all(["/load_model", "/v1/chat/completions"].map((path) => client.get(path)));
    return own.every((reply) => reply.ok && reply.status === 405) ? {} : null;
  },
  hints: {
    askForContext:
      "keep contextWindow within max_position_embeddings of the model's config.json; transformers serve has no limit of its own",
    keepPrompt:
      "start transformers serve with --continuous-batching, which keeps the prompt; it takes most of the free memory unless --cb-max-memory-percent says less",
    closeToNetwork: "start it with --host localhost; transformers serve knows no key",
  },
  toolsHint:
    "use a Qwen 2 to 3.5 or Gemma 4 model, whose calls transformers serve parses, or one with a response_template in its tokenizer_config.json; other models need another server",
  start: (model, { host, port }, platform) =>
    commandLine(platform, "transformers", "serve", model, "--host", host, "--port", port),
});
/** Older ones are told by file times with a fraction. */
const OLD_TRANSFORMERS = { ...TRANSFORMERS, confirm: undefined };
const JAN = product("Jan", null, { responses: false, listedIsLoaded: true });

/** Owners and behavior: server facts 1.3, 1.4, 2.5 and 3.8. */
const PRODUCTS: readonly Product[] = [
  product("NVIDIA NIM", /^system$/, {
    responses: true,
    listedIsLoaded: true,
    traits: ["binds-all-by-default"],
    confirm: async (client) => {
      const reply = await client.get("/v1/metadata");
      return okJson(reply) === undefined ? null : { version: versionIn(reply) };
    },
  }),
  product("TensorRT-LLM", /^tensorrt_llm$/, {
    responses: true,
    listedIsLoaded: true,
    confirm: async (client) => ({ version: versionIn(await client.get("/version")) }),
    restart: (model, context, { host, port }, platform) =>
      commandLine(
        platform,
        ...["trtllm-serve", model, "--host", host, "--port", port, "--max_seq_len", context],
      ),
  }),
  product("oMLX", /^omlx$/, {
    limits: "in oMLX's settings: the memory limit, and the model's max context",
  }),
  product("vllm-mlx", /^vllm-mlx/),
  product("TabbyAPI", /^tabbyAPI$/i, {
    responses: false,
    confirm: async (client) => {
      const size = countAt(okJson(await client.get("/v1/model")), ["parameters", "max_seq_len"]);
      return size === null ? {} : { context: known(size, "GET /v1/model (max_seq_len)") };
    },
  }),
  product("KoboldCpp", /^koboldcpp$/i, {
    responses: true,
    traits: ["binds-all-by-default"],
    confirm: async (client) => {
      const version = versionIn(await client.get("/api/extra/version"));
      const path = "/api/extra/true_max_context_length";
      const size = countAt(okJson(await client.get(path)), ["value"]);
      return size === null ? { version } : { version, context: known(size, `GET ${path}`) };
    },
    restart: (model, context, { host, port }, platform) =>
      commandLine(
        platform,
        ...["koboldcpp", "--model", model, "--contextsize", context, "--jinja_tools"],
        ...["--host", host, "--port", port],
      ),
  }),
  product("Docker Model Runner", /^docker$/, {
    responses: true,
    restart: (model, context, _bind, platform) =>
      commandLine(platform, "docker", "model", "configure", `--context-size=${context}`, model),
  }),
  product("llamafile", /^llamafile$/, { responses: false, listedIsLoaded: true }),
  product("llama-swap", /^llama-swap$/, { rowContextIsAllocated: true, traits: ["gateway"] }),
  product("Lemonade", /^lemonade$/i, {
    responses: true,
    rowContextIsAllocated: true,
    traits: ["unindexed-responses"],
    confirm: async (client) => {
      const reply = await client.get("/v1/health");
      const health = okJson(reply);
      const nameOf = (row: Json) => getKey(row, "model_name");
      const loaded = loadedIn(getKey(health, "all_models_loaded"), nameOf, ["recipe_options", "ctx_size"]);
      return { version: versionIn(reply), loaded: health === undefined ? null : loaded };
    },
  }),
  product("ds4", /^ds4/, {
    responses: true,
    listedIsLoaded: true,
    rowContextIsAllocated: true,
    restart: (_model, context, { port }, platform) =>
      commandLine(platform, "ds4-server", "--ctx", context, "--port", port),
  }),
  product("llmman", /^llmman$/, {
    responses: true,
    confirm: async (client) => {
      const version = versionIn(await client.get("/api/version"));
      const running = getKey(okJson(await client.get("/api/ps")), "models");
      const nameOf = (row: Json) => getKey(row, "model") ?? getKey(row, "name");
      return { version, loaded: loadedIn(running, nameOf, ["context_length"]) };
    },
    restart: (_model, context, _bind, platform) =>
      withEnv({ LLMMAN_CONTEXT_LENGTH: context }, "llmman serve", platform),
  }),
  product("GPT4All", /^humanity$/, { responses: false }),
  product("llama-cpp-python", /^me$/, {
    responses: false,
    listedIsLoaded: true,
    traits: ["any-model-name"],
    restart: (model, context, { host, port }, platform) =>
      commandLine(
        platform,
        ...["python", "-m", "llama_cpp.server", "--model", model, "--n_ctx", context],
        ...["--host", host, "--port", port],
      ),
  }),
  product("text-generation-webui", /^user$/, {
    responses: false,
    listedIsLoaded: true,
    traits: ["truncates-silently"],
  }),
  // it lists the models of its fixtures, and may pass all others on
  product("aimock", /^aimock$/, { responses: true, traits: ["lists-some"] }),
  PORTKEY,
];

/** The product that a list's owners, rows or headers name; null when they name none. */
export function productOf(models: HttpOutcome): Product | null {
  const owners = ownersOf(models);
  const owned = PRODUCTS.find((one) => owners.some((owner) => one.owner?.test(owner)));
  if (owned) return owned;
  if (/^KoboldCppServer/.test(headerOf(models, "server"))) return productByLabel("KoboldCpp");
  const rows = rowsOf(models);
  const created = getKey(rows[0], "created");
  if (typeof created === "number" && !Number.isInteger(created)) return OLD_TRANSFORMERS;
  if (headerOf(models, "x-request-id") !== "" && rows.every(isTransformersRow)) return TRANSFORMERS;
  const isBare = (row: Json) =>
    Object.keys(row ?? {})
      .sort()
      .join() === "id,object";
  return rows.length > 0 && rows.every(isBare) ? LOCALAI : null;
}

function isTransformersRow(row: Json): boolean {
  const status = getKey(row, "status");
  const keys = (value: Json | undefined) =>
    Object.keys(value ?? {})
      .sort()
      .join();
  return keys(row) === "created,id,object,owned_by,status" && keys(status) === "value";
}

/** The product that a refusal is from, by its text (server facts 2.4). */
export function productOfRefusal(models: HttpOutcome): Product | null {
  if (!models.ok) return null;
  const text = errorText(models);
  if (isPortkey(models, text)) return PORTKEY;
  if (models.status !== 401 && models.status !== 403) return null;
  if (getKey(parseJson(models.body), "src") === "llama-swap") return productByLabel("llama-swap");
  if (text === "Please provide an API key") return productByLabel("TabbyAPI");
  if (text === "Invalid or missing API key") return productByLabel("Lemonade");
  if (/^Missing authorization header|^Invalid or missing authorization token/.test(text)) return JAN;
  if (text === "An authentication key is required") return LOCALAI;
  if (text.startsWith("Authentication key is missing or invalid")) return productByLabel("KoboldCpp");
  return null;
}

function isPortkey({ headers }: HttpOutcome & { ok: true }, text: string): boolean {
  return Object.keys(headers).some((name) => name.startsWith("x-portkey-")) || PORTKEY_SAYS.test(text);
}

/** A product by its label. */
export function productByLabel(label: string | null): Product | null {
  return [...PRODUCTS, TRANSFORMERS, LOCALAI, JAN].find((one) => one.label === label) ?? null;
}
