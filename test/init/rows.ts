import { readFileSync } from "node:fs";
import JSON5 from "json5";
import { loadText } from "../../src/config/read/load.ts";
import { planEdits } from "../../src/config/write/plan.ts";
import { getIn, type Json, type JsonObject } from "../../src/core/json.ts";
import { readCatalog } from "../../src/fit/catalog.ts";
import { catalogRow } from "../../src/init/known/facts.ts";
import { planInit } from "../../src/init/plan.ts";
import { type InitWishes, resolveChoices } from "../../src/init/resolve.ts";
import { getTemplate } from "../../src/init/templates/registry.ts";
import type { ServerKind, ServerModel, ServerState } from "../../src/servers/types.ts";
import { model, server } from "./states.ts";

const fs = { readFile: (path: string) => readFileSync(path) };
export const CATALOG = readCatalog(fs);

/** Ten models of the catalog: of its thinking ones, those with images, and plain ones. The names are those of the products. */
export const MODELS = [
  "qwen3.8-27b",
  "qwen3-8b",
  "gpt-oss-20b",
  "nemotron-3-nano-30b-a3b",
  "gemma-4-26b-a4b",
  "minimax-m2.5",
  "deepseek-v3.2",
  "qwen3-coder-30b-a3b",
  "llama-3.3-70b",
  "devstral-small-2-24b",
] as const;
export type ModelId = (typeof MODELS)[number];

/** What the row of a product says beyond its context. */
interface Expected {
  provider: string;
  api: string;
  reasoning: boolean;
  images: boolean;
  compat: JsonObject;
}

const THINKS = new Set<string>(MODELS.slice(0, 7));
const SEES = new Set<string>(["qwen3.8-27b", "gemma-4-26b-a4b", "devstral-small-2-24b"]);
const SWITCH = { thinkingFormat: "qwen-chat-template" };
const EFFORTS = { supportsReasoningEffort: true, supportedReasoningEfforts: ["low", "medium", "high"] };
const hasSwitch = (id: ModelId) => id === "qwen3.8-27b" || id === "qwen3-8b";

interface Product {
  state(id: ModelId): ServerState;
  /** By OpenClaw's page of the provider, which `source` names. */
  expected(id: ModelId): Expected;
  source: string;
}

const row = (id: ModelId, own: Partial<ServerModel> = {}) =>
  model(id, { allocated: 65_536, trained: 131_072, ...own });
const told = (id: ModelId) => ({ tools: true, vision: SEES.has(id), reasoning: THINKS.has(id) });
const known = (id: ModelId) => ({ reasoning: THINKS.has(id), images: SEES.has(id) });
const at = (
  port: number,
  kind: ServerKind,
  product: string,
  own: ServerModel,
  more: Partial<ServerState> = {},
) => server(`http://127.0.0.1:${port}/v1`, { kind, product, models: [own], ...more });

export const PRODUCTS: Readonly<Record<string, Product>> = {
  "LM Studio": {
    source: "gateway/local-models.md (Responses API), gateway/config-tools/custom-providers.md",
    state: (id) => {
      const efforts = id === "gpt-oss-20b" ? ["low", "medium", "high"] : ["off", "on"];
      const thinking = THINKS.has(id) ? { templateSwitch: false, efforts } : undefined;
      const own = row(id, { capabilities: told(id), thinking });
      return at(1234, "lmstudio", "LM Studio", own, { responsesApi: true });
    },
    expected: (id) => ({
      provider: "lmstudio",
      api: "openai-responses",
      ...known(id),
      compat: THINKS.has(id) ? { supportsDeveloperRole: false, supportsReasoningEffort: false } : {},
    }),
  },
  vLLM: {
    source: "providers/vllm.md (Qwen and Nemotron thinking controls)",
    state: (id) => at(8000, "vllm", "vLLM", row(id)),
    expected: (id) => ({
      provider: "vllm",
      api: "openai-completions",
      ...known(id),
      compat: hasSwitch(id) ? SWITCH : id === "gpt-oss-20b" ? EFFORTS : {},
    }),
  },
  LiteLLM: {
    source: "providers/litellm.md; what is behind it is not known",
    state: (id) => at(4000, "litellm", "LiteLLM", row(id)),
    expected: (id) => ({
      provider: "litellm",
      api: "openai-completions",
      reasoning: THINKS.has(id),
      images: false,
      compat: {},
    }),
  },
  "llama.cpp": {
    source: "plugins/llama-cpp.md, gateway/config-tools/provider-examples.md, providers/llmman.md",
    state: (id) => {
      const efforts = id === "gpt-oss-20b" ? ("any" as const) : null;
      const templateSwitch = ["nemotron-3-nano-30b-a3b", "gemma-4-26b-a4b"].includes(id) || hasSwitch(id);
      const reasoning = templateSwitch || efforts !== null ? true : null;
      const capabilities = { tools: true, vision: SEES.has(id), reasoning };
      return at(
        8080,
        "llamacpp",
        "llama.cpp",
        row(id, { capabilities, thinking: { templateSwitch, efforts } }),
      );
    },
    expected: (id) => ({
      provider: "llama-cpp",
      api: "openai-completions",
      ...known(id),
      compat: {
        ...(["nemotron-3-nano-30b-a3b", "gemma-4-26b-a4b"].includes(id) || hasSwitch(id) ? SWITCH : {}),
        ...(id === "gpt-oss-20b" ? { supportsReasoningEffort: true } : {}),
        toolSchemaProfile: "llamacpp",
      },
    }),
  },
  Ollama: {
    source: "providers/ollama/advanced.md (thinking control), configuration.md",
    state: (id) => at(11434, "ollama", "Ollama", row(id, { capabilities: told(id) })),
    expected: (id) => ({ provider: "ollama", api: "ollama", ...known(id), compat: {} }),
  },
  SGLang: {
    source: "providers/sglang.md; chat_template_kwargs and reasoning_effort: SGLang's protocol",
    state: (id) =>
      at(30_000, "sglang", "SGLang", row(id, { capabilities: { ...told(id), reasoning: null } })),
    expected: (id) => ({
      provider: "sglang",
      api: "openai-completions",
      ...known(id),
      compat: hasSwitch(id) ? SWITCH : id === "gpt-oss-20b" ? EFFORTS : {},
    }),
  },
  MLX: {
    source: "gateway/local-models.md (MLX); chat_template_kwargs: mlx_lm.server",
    state: (id) => at(8081, "mlx", "mlx-lm", row(id)),
    expected: (id) => ({
      provider: "mlx",
      api: "openai-completions",
      reasoning: THINKS.has(id),
      images: false,
      compat: hasSwitch(id) ? SWITCH : {},
    }),
  },
  generic: {
    source: "gateway/local-models.md (other proxies); nothing of the server is known",
    state: (id) => at(9000, "openai-compatible", "OpenAI-compatible server", row(id)),
    expected: (id) => ({
      provider: "local",
      api: "openai-completions",
      reasoning: THINKS.has(id),
      images: false,
      compat: {},
    }),
  },
};

/** What init does between the scan and the write: the text of the config, new or merged into `text`. */
export function written(
  state: ServerState,
  openclaw: string,
  given: {
    text?: string | null;
    wishes?: Partial<InitWishes>;
    which?: (program: string) => string | null;
  } = {},
): { text: string; provider: JsonObject; row: JsonObject; notes: string[]; decisions: string[] } {
  const { text = null, wishes = {} } = given;
  const [first] = state.models;
  if (first === undefined) throw new Error("no model");
  const loaded = text === null ? null : loadText(text, "/home/me/.openclaw/openclaw.json");
  if (loaded?.ok === false) throw new Error(loaded.problem.message);
  const config = loaded?.config ?? null;
  const resolved = resolveChoices({
    state,
    model: { value: first, why: "", notes: [] },
    wishes: { hosted: [], routing: "local-only", ...wishes },
    config,
    openclaw,
    templateFor: (routing) => getTemplate(routing, fs),
    catalog: CATALOG,
    which: given.which,
  });
  const plan = planInit(config, resolved.choices, resolved.template, openclaw);
  const [change] = config === null ? [] : planEdits(config, plan.ops).changes;
  const after = plan.text ?? change?.after ?? text ?? "";
  const provider = objectAt(JSON5.parse(after), ["models", "providers", plan.provider]);
  const rows = getIn(provider, ["models"]);
  const own = (Array.isArray(rows) ? rows : []).find(
    (one) => getIn(one, ["id"]) === resolved.choices.writtenId,
  );
  return {
    text: after,
    provider,
    row: objectAt(own ?? {}, []),
    notes: [...resolved.notes, ...plan.notes],
    decisions: resolved.decisions.map(({ what, value, why }) => `${what}: ${value} (${why})`),
  };
}

function objectAt(value: Json, path: string[]): JsonObject {
  const found = getIn(value, path);
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw new Error("no object");
  return found;
}

/** The models are the catalog's. */
export const inCatalog = (id: ModelId) => catalogRow({ id }, CATALOG);
