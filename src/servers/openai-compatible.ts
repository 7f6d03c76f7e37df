import { asArray, asString, getIn, getKey, type Json } from "../core/json.ts";
import { type Confidence, type Known, known, unknown } from "../core/known.ts";
import { defineServer } from "./shared/adapter.ts";
import { bindOf, LOOPBACK } from "./shared/bind.ts";
import type { ModelType, ServerClient, ServerModel } from "./shared/facts.ts";
import {
  type Confirmation,
  type Product,
  productByLabel,
  productOf,
  productOfRefusal,
} from "./shared/products.ts";
import { listRows } from "./shared/replies.ts";
import { countAt, holds, makeModel, modelsOf, quantAt, rowAliases } from "./shared/rows.ts";

const GENERIC = "OpenAI-compatible server";

/** Any server that lists models like OpenAI; its rows or headers may name the product. */
export const openaiCompatible = defineServer({
  kind: "openai-compatible",
  label: GENERIC,
  // Jan, text-generation-webui and TabbyAPI, KoboldCpp, Docker Model Runner, Lemonade, llmman, ds4, GPT4All, Text
  // Generation Inference, Portkey; 8000 and 8080 are scanned for other products
  defaultPorts: [1337, 5000, 5001, 12434, 13305, 17434, 18000, 4891, 3000, 8787],
  provider: { id: "local" },
  runnable: [{ words: ["docker", "model", "configure"], options: /^--context-size=\d+$/, minutes: 1 }],

  recognize({ models }) {
    const refusal = productOfRefusal(models);
    if (refusal) return [2, `its refusal has the words of ${refusal.label}`];
    if (listRows(models) === null) return null;
    const product = productOf(models);
    if (product === null) return [1, "GET …/models → a model list"];
    return [product.owner === null ? 1 : 2, `GET …/models → rows of ${product.label}`];
  },

  async inspect(client, { models }) {
    const guess = productOf(models) ?? productOfRefusal(models);
    const confirmation = listRows(models) === null ? null : ((await guess?.confirm?.(client)) ?? null);
    // the form of its rows alone does not prove a product
    const product = guess?.confirm && guess.owner === null && confirmation === null ? null : guess;
    return {
      product: product?.label ?? GENERIC,
      version: confirmation?.version ?? null,
      models: modelsOf(models, (id, row) => readModel(id, row, product, confirmation)),
      responsesApi: product === null ? await routesTell(client) : (product.responses ?? null),
      traits: [...(product?.traits ?? [])],
    };
  },

  contextCommands(model, context, state, platform) {
    const restart = productByLabel(state.product)?.restart;
    return restart ? [restart(model.id, context, bindOf(state, 8000), platform)] : [];
  },
});

/** The adapter with what is known of a product by its label. */
export function compatibleAs(label: string | null): typeof openaiCompatible {
  const { hints, toolsHint, start } = productByLabel(label) ?? {};
  return {
    ...openaiCompatible,
    hints: { ...openaiCompatible.hints, ...hints },
    ...(toolsHint === undefined ? {} : { toolsHint: () => ({ hint: toolsHint, commands: [] }) }),
    startCommands: ({ model, port, platform }) =>
      start === undefined || model === null
        ? []
        : [start(model, { host: LOOPBACK, port: port ?? 8000 }, platform)],
  };
}

/**
 * Whether an unknown server has the Responses API: FastAPI answers a GET of a POST route with 405, and of an unknown one
 * with 404. The chat route, which it must have, shows whether this rule holds. Null: it does not.
 */
async function routesTell(client: ServerClient): Promise<boolean | null> {
  const chat = await client.get("/v1/chat/completions");
  if (!chat.ok || chat.status !== 405) return null;
  const responses = await client.get("/v1/responses");
  if (!responses.ok) return null;
  return responses.status === 404 ? false : responses.status === 405 ? true : null;
}

function readModel(
  id: string,
  row: Json,
  product: Product | null,
  confirmation: Confirmation | null,
): ServerModel {
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
    quantization: quantAt(row, ["dmr", "quantization"]),
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
  const fields: [name: string, Confidence][] = [
    ["max_model_len", sure],
    ["meta.n_ctx", sure],
    ["dmr.context_window", "medium"],
  ];
  if (product?.rowContextIsAllocated) fields.push(["context_length", "high"]);
  for (const [name, confidence] of fields) {
    const size = countAt(row, name.split("."));
    if (size !== null) return known(size, `GET …/models (${name})`, confidence);
  }
  return unknown("the model list does not tell it");
}

function trained(row: Json, product: Product | null): Known<number> {
  const advertised = countAt(row, ["max_context_window"]) ?? countAt(row, ["meta", "n_ctx_train"]);
  if (advertised !== null) return known(advertised, "GET …/models");
  const listed = product?.rowContextIsAllocated ? null : countAt(row, ["context_length"]);
  return listed === null
    ? unknown("the model list does not tell it")
    : known(listed, "GET …/models (context_length)", "medium");
}

/** Lemonade's labels, and the lists of OpenRouter's form (ds4, llama-swap). */
function capabilitiesOf(row: Json): ServerModel["capabilities"] {
  const labels = getKey(row, "labels");
  return {
    tools: holds(labels, "tool-calling") ?? holds(getKey(row, "supported_parameters"), "tools"),
    vision: holds(labels, "vision") ?? holds(getIn(row, ["architecture", "input_modalities"]), "image"),
    reasoning: holds(labels, "reasoning"),
  };
}

function typeOf(row: Json, guess: ModelType, vision: boolean | null): ModelType {
  const owner = asString(getKey(row, "owned_by")) ?? "";
  if (asArray(getKey(row, "labels")).includes("embeddings") || /-(embedding|reranker)$/.test(owner)) {
    return "embedding";
  }
  return guess === "llm" && vision ? "vlm" : guess;
}
