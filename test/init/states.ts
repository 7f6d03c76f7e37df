import { known, unknown } from "../../src/core/known.ts";
import type { ServerModel, ServerState } from "../../src/servers/types.ts";

/** A server's model with the given properties. */
export function model(
  id: string,
  own: Partial<ServerModel> & { allocated?: number; trained?: number } = {},
): ServerModel {
  const { allocated, trained, ...rest } = own;
  return {
    id,
    aliases: [],
    type: "llm",
    loaded: allocated === undefined ? null : true,
    loading: false,
    contextAllocated: allocated === undefined ? unknown("GET /x") : known(allocated, "GET /x"),
    contextTrained: trained === undefined ? unknown("GET /x") : known(trained, "GET /x"),
    capabilities: { tools: null, vision: null, reasoning: null },
    quantization: null,
    sizeBytes: null,
    gpuBytes: null,
    remote: false,
    instances: [],
    slots: null,
    ...rest,
  };
}

/** A ready server with the given properties. */
export function server(baseUrl: string, own: Partial<ServerState> = {}): ServerState {
  return {
    baseUrl,
    origin: new URL(baseUrl).origin,
    status: "ready",
    detail: "answers",
    kind: "vllm",
    product: "vLLM",
    version: null,
    evidence: "GET /version",
    auth: "none",
    models: [],
    responsesApi: null,
    traits: [],
    suggestedBaseUrl: null,
    requests: [],
    ms: 1,
    ...own,
  };
}
