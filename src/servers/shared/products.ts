import { asArray, asCount, asString, getIn, getKey, type Json } from "../../core/json.ts";
import { type Known, known } from "../../core/known.ts";
import { commandLine, withEnv } from "../../core/shell.ts";
import type { HttpOutcome } from "../../ports/index.ts";
import type { ServerClient } from "./facts.ts";
import { cleanString, errorText, headerOf, listRows, okJson, ownersOf } from "./rows.ts";

/** What one more request tells of a product. */
export interface Confirmation {
  version: string | null;
  /** Of the one model that it serves. */
  context: Known<number> | null;
  /** By model id; null: loaded models are not told. */
  loaded: Map<string, number | null> | null;
}

/** A product that answers like OpenAI's API and has no adapter of its own. */
export interface Product {
  label: string;
  /** `owned_by` of its rows. */
  owner: RegExp | null;
  /** POST /v1/responses. */
  responses: boolean | null;
  /** True when it lists only what is in memory. */
  listedIsLoaded: boolean;
  /** True when `context_length` of a row is what it allocated, not what the model could do. */
  rowContextIsAllocated: boolean;
  traits: readonly string[];
  /** Null: not this product after all. */
  confirm?(client: ServerClient): Promise<Confirmation | null>;
  contextCommands?(
    model: string,
    context: number,
    bind: { host: string; port: number },
    platform: NodeJS.Platform,
  ): string[];
}

function product(label: string, owner: RegExp | null, more: Partial<Product> = {}): Product {
  return {
    label,
    owner,
    responses: null,
    listedIsLoaded: false,
    rowContextIsAllocated: false,
    traits: [],
    ...more,
  };
}

function confirmation(more: Partial<Confirmation> = {}): Confirmation {
  return { version: null, context: null, loaded: null, ...more };
}

function versionIn(body: Json | undefined): string | null {
  return cleanString(getKey(body, "version"), 40) ?? null;
}

const LOCALAI = product("LocalAI", null, {
  responses: true,
  traits: ["binds-all-by-default"],
  confirm: async (client) => {
    const known = okJson(await client.get("/.well-known/localai.json", { auth: false }));
    return known === undefined ? null : confirmation({ version: versionIn(known) });
  },
});

const TRANSFORMERS = product("transformers serve", null, { responses: true });

const JAN = product("Jan", null, { responses: false, listedIsLoaded: true });

/** Owners and habits: server facts 1.3, 1.4, 2.5 and 3.8. */
const PRODUCTS: readonly Product[] = [
  product("NVIDIA NIM", /^system$/, {
    responses: true,
    listedIsLoaded: true,
    traits: ["binds-all-by-default"],
    confirm: async (client) => {
      const metadata = okJson(await client.get("/v1/metadata"));
      return metadata === undefined ? null : confirmation({ version: versionIn(metadata) });
    },
  }),
  product("TensorRT-LLM", /^tensorrt_llm$/, {
    responses: true,
    listedIsLoaded: true,
    confirm: async (client) => confirmation({ version: versionIn(okJson(await client.get("/version"))) }),
    contextCommands: (model, context, bind, platform) => [
      commandLine(
        platform,
        ...["trtllm-serve", model, "--host", bind.host, "--port", bind.port, "--max_seq_len", context],
      ),
    ],
  }),
  product("oMLX", /^omlx$/),
  product("vllm-mlx", /^vllm-mlx/),
  product("TabbyAPI", /^tabbyAPI$/i, {
    responses: false,
    confirm: async (client) => {
      const size = asCount(getIn(okJson(await client.get("/v1/model")), ["parameters", "max_seq_len"]));
      const context = size === undefined ? null : known(size, "GET /v1/model (max_seq_len)");
      return confirmation({ context });
    },
  }),
  product("KoboldCpp", /^koboldcpp$/i, {
    responses: true,
    traits: ["binds-all-by-default"],
    confirm: async (client) => {
      const version = versionIn(okJson(await client.get("/api/extra/version")));
      const size = asCount(getKey(okJson(await client.get("/api/extra/true_max_context_length")), "value"));
      const context = size === undefined ? null : known(size, "GET /api/extra/true_max_context_length");
      return confirmation({ version, context });
    },
    contextCommands: (model, context, bind, platform) => [
      commandLine(
        platform,
        ...["koboldcpp", "--model", model, "--contextsize", context, "--jinja_tools"],
        ...["--host", bind.host, "--port", bind.port],
      ),
    ],
  }),
  product("Docker Model Runner", /^docker$/, {
    responses: true,
    contextCommands: (model, context, _bind, platform) => [
      commandLine(platform, "docker", "model", "configure", `--context-size=${context}`, model),
    ],
  }),
  product("llamafile", /^llamafile$/, { responses: false, listedIsLoaded: true }),
  product("llama-swap", /^llama-swap$/, { rowContextIsAllocated: true, traits: ["gateway"] }),
  product("Lemonade", /^lemonade$/i, {
    responses: true,
    rowContextIsAllocated: true,
    traits: ["unindexed-responses"],
    confirm: async (client) => {
      const health = okJson(await client.get("/v1/health"));
      const loaded = new Map(
        asArray(getKey(health, "all_models_loaded")).map((row) => [
          cleanString(getKey(row, "model_name")) ?? "",
          asCount(getIn(row, ["recipe_options", "ctx_size"])) ?? null,
        ]),
      );
      return confirmation({ version: versionIn(health), loaded: health === undefined ? null : loaded });
    },
  }),
  product("ds4", /^ds4/, {
    responses: true,
    listedIsLoaded: true,
    rowContextIsAllocated: true,
    contextCommands: (_model, context, bind, platform) => [
      commandLine(platform, "ds4-server", "--ctx", context, "--port", bind.port),
    ],
  }),
  product("llmman", /^llmman$/, {
    responses: true,
    confirm: async (client) => {
      const version = versionIn(okJson(await client.get("/api/version")));
      const running = asArray(getKey(okJson(await client.get("/api/ps")), "models"));
      const loaded = new Map(
        running.map((row) => [
          cleanString(getKey(row, "model") ?? getKey(row, "name")) ?? "",
          asCount(getKey(row, "context_length")) ?? null,
        ]),
      );
      return confirmation({ version, loaded });
    },
    contextCommands: (_model, context, _bind, platform) => [
      withEnv({ LLMMAN_CONTEXT_LENGTH: context }, "llmman serve", platform),
    ],
  }),
  product("GPT4All", /^humanity$/, { responses: false }),
  product("llama-cpp-python", /^me$/, {
    responses: false,
    listedIsLoaded: true,
    traits: ["any-model-name"],
    contextCommands: (model, context, bind, platform) => [
      commandLine(
        platform,
        ...["python", "-m", "llama_cpp.server", "--model", model, "--n_ctx", context],
        ...["--host", bind.host, "--port", bind.port],
      ),
    ],
  }),
  product("text-generation-webui", /^user$/, {
    responses: false,
    listedIsLoaded: true,
    traits: ["truncates-silently"],
  }),
  product("aimock", /^aimock$/, { responses: true }),
];

/** The product that a list's owners, rows or headers name; null when they name none. */
export function productOf(models: HttpOutcome): Product | null {
  const owners = ownersOf(models);
  const owned = PRODUCTS.find((one) => owners.some((owner) => one.owner?.test(owner)));
  if (owned) return owned;
  if (/^KoboldCppServer/.test(headerOf(models, "server"))) return byLabel("KoboldCpp");
  const rows = listRows(models) ?? [];
  const created = getKey(rows[0], "created");
  // Hugging Face's server writes file times with a fraction
  if (typeof created === "number" && !Number.isInteger(created)) return TRANSFORMERS;
  const bare =
    rows.length > 0 &&
    rows.every(
      (row) =>
        Object.keys(row ?? {})
          .sort()
          .join() === "id,object",
    );
  return bare ? LOCALAI : null;
}

function byLabel(label: string): Product | null {
  return PRODUCTS.find((one) => one.label === label) ?? null;
}

/** The product whose words a refusal has (server facts 2.4). */
export function productOfRefusal(models: HttpOutcome): Product | null {
  if (!models.ok || (models.status !== 401 && models.status !== 403)) return null;
  const text = errorText(models);
  if (asString(getKey(parsed(models), "src")) === "llama-swap") return byLabel("llama-swap");
  if (/^Please provide an API key$/.test(text)) return byLabel("TabbyAPI");
  if (/^Invalid or missing API key$/.test(text)) return byLabel("Lemonade");
  if (/^Missing authorization header|^Invalid or missing authorization token/.test(text)) return JAN;
  if (/^An authentication key is required$/.test(text)) return LOCALAI;
  if (/^Authentication key is missing or invalid/.test(text)) return byLabel("KoboldCpp");
  return null;
}

function parsed(outcome: HttpOutcome): Json | undefined {
  return outcome.ok ? okJson({ ...outcome, status: 200 }) : undefined;
}

/** A product by the name that was given to people. */
export function productByLabel(label: string | null): Product | null {
  return label === null ? null : byLabel(label);
}
