import { asArray, getKey, type Json } from "../core/json.ts";
import { known, unknown } from "../core/known.ts";
import { commandLine } from "../core/shell.ts";
import { defineServer, type ServerDetails } from "./shared/adapter.ts";
import type { ServerModel } from "./shared/facts.ts";
import {
  cleanString,
  countAt,
  headerOf,
  listRows,
  makeModel,
  okJson,
  ownersOf,
  rowId,
} from "./shared/rows.ts";

const PORT = 8080;

/** mlx_lm.server and mlx_vlm's server, told apart by the Server header. */
export const mlx = defineServer({
  kind: "mlx",
  label: "MLX",
  defaultPorts: [PORT],
  provider: { aliases: ["mlx-lm"], placeholderKey: "mlx" },
  quirks: ["f16-cache-only", "own-tool-parser", "no-ollama-api"],
  hints: {
    askForContext:
      "mlx_lm has no limit of its own; keep contextWindow below the model's trained context and what memory allows",
    closeToNetwork: "start it with --host 127.0.0.1; mlx_lm.server knows no key",
  },

  recognise({ models }) {
    const server = headerOf(models, "server");
    if (/^mlx_vlm\//.test(server)) return { score: 3, evidence: `header Server: ${server}` };
    const rows = listRows(models);
    // Python's http.server and rows without an owner: mlx_lm.server is the one known to do both
    if (rows !== null && /BaseHTTP\/.*Python/.test(server) && ownersOf(models).length === 0) {
      return { score: 2, evidence: "header Server: BaseHTTP, rows without owned_by" };
    }
    return { score: 0, evidence: "" };
  },

  async inspect(client, replies) {
    const rows = listRows(replies.models) ?? [];
    const version = /^mlx_vlm\/([\w.]+)/.exec(headerOf(replies.models, "server"))?.[1] ?? null;
    if (version === null)
      return { ...MLX_LM, models: rows.map(mlxLmModel).filter((model) => model.id !== "") };
    const health = okJson(await client.get("/health"));
    return {
      product: "mlx-vlm",
      version,
      models: rows.map((row) => mlxVlmModel(row, health)).filter((model) => model.id !== ""),
      responsesApi: true,
      traits: ["binds-all-by-default"],
    };
  },

  // no contextCommands: mlx-lm has no limit to raise, and how mlx-vlm is told its limit depends on its version
  startCommands: ({ model, port, platform }) => [serve(platform, model, port ?? PORT)],
  toolsHint: () => ({
    hint: "use a model whose chat template supports tools; mlx_lm.server has no option for it",
    commands: [],
  }),
  serve: {
    format: "mlx",
    command: ({ quant, pool }) => (quant.repo === null ? null : serve(pool.platform, quant.repo, PORT)),
  },
});

const MLX_LM: Omit<ServerDetails, "models"> = {
  product: "mlx-lm",
  version: null,
  responsesApi: false,
  traits: ["no-context-limit"],
};

/** It answers at most 512 tokens unless told otherwise, which looks like cut answers. */
function serve(platform: string, model: string | null, port: number): string {
  return commandLine(
    platform,
    "mlx_lm.server",
    ...(model === null ? [] : ["--model", model]),
    ...["--host", "127.0.0.1", "--port", port, "--max-tokens", 8192],
  );
}

function mlxLmModel(row: Json): ServerModel {
  const why = "mlx-lm has no limit of its own: the context grows until memory ends";
  // the list is what the Hugging Face cache holds, loaded or not
  return makeModel(rowId(row), { contextAllocated: unknown(why) });
}

function mlxVlmModel(row: Json, health: Json | undefined): ServerModel {
  const id = rowId(row);
  const loaded = asArray(getKey(health, "loaded_models")).map((one) => cleanString(one));
  const limit = countAt(health, ["effective_context_limit"]) ?? countAt(health, ["loaded_context_size"]);
  const isLoaded = loaded.includes(id) || cleanString(getKey(health, "loaded_model")) === id;
  const parser = getKey(health, "loaded_tool_parser");
  const model = makeModel(id);
  return {
    ...model,
    type: model.type === "llm" ? "vlm" : model.type,
    loaded: health === undefined ? null : isLoaded,
    contextAllocated:
      isLoaded && limit !== null
        ? known(limit, "GET /health (effective_context_limit)")
        : unknown("GET /health tells it of the loaded model only"),
    capabilities: {
      tools: !isLoaded || parser === undefined ? null : parser !== null,
      vision: null,
      reasoning: null,
    },
  };
}
