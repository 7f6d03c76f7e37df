import { asArray, asCount, asString, getIn, getKey, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { defineServer } from "./shared/adapter.ts";
import { bindOf } from "./shared/bind.ts";
import type { ModelType, ServerClient, ServerModel } from "./shared/facts.ts";
import {
  type Confirmation,
  type Product,
  productByLabel,
  productOf,
  productOfRefusal,
} from "./shared/products.ts";
import { cleanString, countAt, listRows, makeModel, rowAliases, rowId } from "./shared/rows.ts";

const GENERIC = "OpenAI-compatible server";

/** Whatever lists models like OpenAI: the product is named where its rows tell it. */
export const openaiCompatible = defineServer({
  kind: "openai-compatible",
  label: GENERIC,
  // Jan, text-generation-webui and TabbyAPI, KoboldCpp, Docker Model Runner, Lemonade, llmman, ds4, GPT4All, Text
  // Generation Inference, Portkey; 8000 and 8080 have others, too
  defaultPorts: [1337, 5000, 5001, 12434, 13305, 17434, 18000, 4891, 3000, 8787],
  provider: { id: "local" },
  runnable: [{ words: ["docker", "model", "configure"], options: /^--context-size=\d+$/, minutes: 1 }],

  recognise({ models }) {
    const refusal = productOfRefusal(models);
    if (refusal) return { score: 2, evidence: `its refusal has the words of ${refusal.label}` };
    if (listRows(models) === null) return { score: 0, evidence: "" };
    const product = productOf(models);
    if (product === null) return { score: 1, evidence: "GET …/models → a model list" };
    return { score: product.owner === null ? 1 : 2, evidence: `GET …/models → rows of ${product.label}` };
  },

  async inspect(client, replies) {
    const guess = productOf(replies.models) ?? productOfRefusal(replies.models);
    const rows = listRows(replies.models);
    const confirmation = rows === null ? null : ((await guess?.confirm?.(client)) ?? null);
    // a product that is told by its rows' shape only must prove itself
    const product = guess?.confirm && guess.owner === null && confirmation === null ? null : guess;
    return {
      product: product?.label ?? GENERIC,
      version: confirmation?.version ?? null,
      models: (rows ?? [])
        .map((row) => readModel(row, product, confirmation))
        .filter((model) => model.id !== ""),
      responsesApi: product === null ? await routesTell(client) : (product.responses ?? null),
      traits: [...(product?.traits ?? [])],
    };
  },

  contextCommands: (model, context, state, platform) =>
    productByLabel(state.product)?.contextCommands?.(model.id, context, bindOf(state, 8000), platform) ?? [],
});

/**
 * FastAPI answers a GET of a POST route with 405 and of an unknown one with 404. That tells whether an unknown server has
 * the Responses API, without a request that could do anything; the chat route, which it must have, shows that the rule
 * holds. Null: the server answers in another way.
 */
async function routesTell(client: ServerClient): Promise<boolean | null> {
  const chat = await client.get("/v1/chat/completions");
  if (!chat.ok || chat.status !== 405) return null;
  const responses = await client.get("/v1/responses");
  if (!responses.ok) return null;
  return responses.status === 404 ? false : responses.status === 405 ? true : null;
}

function readModel(row: Json, product: Product | null, confirmation: Confirmation | null): ServerModel {
  const id = rowId(row);
  const model = makeModel(id);
  const capabilities = capabilitiesOf(row);
  return {
    ...model,
    type: typeOf(row, model.type, capabilities.vision),
    aliases: rowAliases(row),
    loaded: loadedOf(row, id, product, confirmation),
    contextAllocated: allocated(row, id, product, confirmation),
    contextTrained: trained(row, product),
    capabilities,
    quantization: cleanString(getIn(row, ["dmr", "quantization"]), 40)?.toLowerCase() ?? null,
  };
}

function loadedOf(
  row: Json,
  id: string,
  product: Product | null,
  confirmation: Confirmation | null,
): boolean | null {
  const value = asString(getIn(row, ["status", "value"]));
  if (value === "loaded" || value === "unloaded") return value === "loaded";
  if (confirmation?.loaded) return confirmation.loaded.has(id);
  return product?.listedIsLoaded ? true : null;
}

function allocated(
  row: Json,
  id: string,
  product: Product | null,
  confirmation: Confirmation | null,
): Known<number> {
  if (confirmation?.context) return confirmation.context;
  const live = confirmation?.loaded?.get(id);
  if (live) return known(live, "the server's list of loaded models");
  const sure = product === null ? "medium" : "high";
  const limit = countAt(row, ["max_model_len"]);
  if (limit !== null) return known(limit, "GET …/models (max_model_len)", sure);
  const slot = countAt(row, ["meta", "n_ctx"]);
  if (slot !== null) return known(slot, "GET …/models (meta.n_ctx)", sure);
  const packaged = countAt(row, ["dmr", "context_window"]);
  if (packaged !== null) return known(packaged, "GET …/models (dmr.context_window)", "medium");
  const listed = countAt(row, ["context_length"]);
  if (listed !== null && product?.rowContextIsAllocated)
    return known(listed, "GET …/models (context_length)");
  return unknown("the model list does not tell it");
}

function trained(row: Json, product: Product | null): Known<number> {
  const advertised = asCount(getKey(row, "max_context_window")) ?? countAt(row, ["meta", "n_ctx_train"]);
  if (advertised !== null) return known(advertised, "GET …/models");
  const listed = countAt(row, ["context_length"]);
  if (listed !== null && !product?.rowContextIsAllocated) {
    return known(listed, "GET …/models (context_length)", "medium");
  }
  return unknown("the model list does not tell it");
}

/** Lemonade's labels, and the lists of OpenRouter's form (ds4, llama-swap); absent lists say nothing. */
function capabilitiesOf(row: Json): ServerModel["capabilities"] {
  const labels = getKey(row, "labels");
  const parameters = getKey(row, "supported_parameters");
  const inputs = getIn(row, ["architecture", "input_modalities"]);
  const tools = Array.isArray(labels)
    ? labels.includes("tool-calling")
    : Array.isArray(parameters)
      ? parameters.includes("tools")
      : null;
  const vision = Array.isArray(labels)
    ? labels.includes("vision")
    : Array.isArray(inputs)
      ? inputs.includes("image")
      : null;
  return { tools, vision, reasoning: Array.isArray(labels) ? labels.includes("reasoning") : null };
}

function typeOf(row: Json, guess: ModelType, vision: boolean | null): ModelType {
  const owner = asString(getKey(row, "owned_by")) ?? "";
  if (asArray(getKey(row, "labels")).includes("embeddings") || /-(embedding|reranker)$/.test(owner)) {
    return "embedding";
  }
  return guess === "llm" && vision ? "vlm" : guess;
}
