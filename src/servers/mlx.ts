import { asArray, asString, getKey, type Json } from "../core/json.ts";
import { unknown } from "../core/known.ts";
import { commandLine } from "../core/shell.ts";
import { defineServer } from "./shared/adapter.ts";
import type { ServerModel } from "./shared/facts.ts";
import { option } from "./shared/flags.ts";
import { headerOf, listRows, okJson, ownersOf } from "./shared/replies.ts";
import { countAt, makeModel, modelsOf, reported } from "./shared/rows.ts";

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

  recognize({ models }) {
    const server = headerOf(models, "server");
    if (/^mlx_vlm\//.test(server)) return [3, `header Server: ${server}`];
    // Python's http.server and rows without an owner: no other server is known to have both
    const bare = listRows(models) !== null && ownersOf(models).length === 0;
    return bare && /BaseHTTP\/.*Python/.test(server)
      ? [2, "header Server: BaseHTTP, rows without owned_by"]
      : null;
  },

  async inspect(client, replies) {
    const version = /^mlx_vlm\/([\w.]+)/.exec(headerOf(replies.models, "server"))?.[1] ?? null;
    if (version === null) {
      const models = modelsOf(replies.models, mlxLmModel);
      return { product: "mlx-lm", version, models, responsesApi: false, traits: ["no-context-limit"] };
    }
    const health = okJson(await client.get("/health"));
    return {
      product: "mlx-vlm",
      version,
      models: modelsOf(replies.models, (id) => mlxVlmModel(id, health)),
      responsesApi: true,
      traits: ["binds-all-by-default"],
    };
  },

  // no contextCommands: mlx-lm has no limit to raise, and the option of mlx-vlm depends on its version
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

/** By default it answers at most 512 tokens, which looks like cut answers. */
function serve(platform: string, model: string | null, port: number): string {
  return commandLine(
    platform,
    "mlx_lm.server",
    ...option("--model", model),
    ...["--host", "127.0.0.1", "--port", port, "--max-tokens", 8192],
  );
}

function mlxLmModel(id: string): ServerModel {
  const why = "mlx-lm has no limit of its own: the context grows until memory ends";
  // the list is what the Hugging Face cache holds, loaded or not
  return makeModel(id, { contextAllocated: unknown(why) });
}

function mlxVlmModel(id: string, health: Json | undefined): ServerModel {
  const loaded = asArray(getKey(health, "loaded_models")).map(asString);
  const limit = countAt(health, ["effective_context_limit"]) ?? countAt(health, ["loaded_context_size"]);
  const isLoaded = loaded.includes(id) || asString(getKey(health, "loaded_model")) === id;
  const parser = getKey(health, "loaded_tool_parser");
  const model = makeModel(id);
  return {
    ...model,
    type: model.type === "llm" ? "vlm" : model.type,
    loaded: health === undefined ? null : isLoaded,
    contextAllocated: reported(
      isLoaded ? limit : null,
      "GET /health (effective_context_limit)",
      "GET /health tells it of the loaded model only",
    ),
    capabilities: {
      tools: !isLoaded || parser === undefined ? null : parser !== null,
      vision: null,
      reasoning: null,
    },
  };
}
