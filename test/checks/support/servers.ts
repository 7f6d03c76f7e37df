import type { JsonObject } from "../../../src/core/json.ts";
import type { CallsOnly } from "../../emulators/types.ts";
import type { ConfigOf } from "./types.ts";

export const MODEL = "qwen3-coder-30b";
export const QWEN = "qwen3.5:9b";
export const NOMIC = "text-embedding-nomic-embed-text-v1.5";
/** Options of doctor for a server that does not answer. */
export const FAST = ["--timeout", "700"];

/** LM Studio's and Ollama's own provider. */
export const LMS = { id: "lmstudio", model: "minimax/minimax-m2.1" } satisfies ConfigOf;
export const OWN = { id: "ollama", api: "ollama", model: QWEN, at: "origin" } satisfies ConfigOf;
export const keyed = (apiKey: string) => ({ provider: { apiKey } }) satisfies ConfigOf;
/** A path in the provider's only row. */
export const row = (path: string, provider = "local") => `models.providers.${provider}.models[0].${path}`;

/** A list that reports the context, like that of oMLX and others. */
export const LISTED = [{ id: MODEL, row: { max_model_len: 65_536 } }];
/** LM Studio's instance of a model, and a model with one. */
export const inMemory = (id: string) => ({ id, context: 65_536 });
export const lms = (id: string, more: JsonObject = {}) => ({ key: id, instances: [inMemory(id)], ...more });

/** NIM, TensorRT-LLM and the like: they report no context, so context-undeclared has a finding. */
export const UNTOLD = "info context-undeclared";

/** A server whose model calls its tool only then; else it talks, or writes the call as text. */
export const only = (when: CallsOnly["when"], otherwise: CallsOnly["otherwise"] = "talk") => ({
  callsOnly: { when, otherwise },
});
