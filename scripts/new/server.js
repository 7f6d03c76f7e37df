import { camel, title, wordsOf } from "./plan.js";

/**
 * A model server product: its adapter, and its emulator, by which the adapter is tried.
 *
 * @param {readonly string[]} words
 * @returns {import("./plan.js").Plan}
 */
export function planServer(words) {
  const [id] = wordsOf(words, 1);
  const file = `src/servers/${id}.ts`;
  const emulator = `test/emulators/${id}.ts`;
  const key = camel(id) === id ? id : `"${id}": ${camel(id)}`;
  return {
    files: { [file]: adapterText(id), [emulator]: emulatorText(id) },
    fill: {
      [file]:
        "label, ports, how it is recognized, what it tells, its commands and hints (see shared/adapter.ts)",
      [emulator]: "its routes, with the real product's words",
    },
    line: {
      file: "src/servers/registry.ts",
      list: "SERVERS",
      entry: `${key},`,
      import: `import { ${camel(id)} } from "./${id}.ts";`,
      before: '"openai-compatible"',
    },
    test: "npx vitest run test/guards test/servers",
  };
}

const adapterText = (id) => `import { defineServer } from "./shared/adapter.ts";
import { ownersOf } from "./shared/replies.ts";
import { modelsOf } from "./shared/rows.ts";

/** TODO: what it is, and what must not be asked of it because it loads, generates or bills. */
export const ${camel(id)} = defineServer({
  kind: "${id}",
  label: "${title(id)}",
  // TODO: where it listens by default; scan looks there
  defaultPorts: [],

  recognize({ models }) {
    // TODO: what only this product says
    return ownersOf(models).includes("${id}") ? [3, 'GET /v1/models → owned_by "${id}"'] : null;
  },

  async inspect(_client, { models }) {
    // TODO: what it tells beyond the list: version, context, what is loaded; only requests without side effects
    return {
      product: "${title(id)}",
      version: null,
      models: modelsOf(models),
      responsesApi: null,
      traits: [],
    };
  },
});
`;

const emulatorText = (id) => `import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, hasKey, isInference, modelsOf, requested } from "./openai.ts";
import { startEmulator } from "./start.ts";
import type { EmulatorOptions, Profile } from "./types.ts";

/** ${title(id)}. TODO: which version these routes and words are from. */
export function ${camel(id)}(options: EmulatorOptions = {}): Profile {
  return { name: "${id}", options, basePath: "/v1", handle: (exchange) => answer(exchange, options) };
}

async function answer(exchange: Exchange, options: EmulatorOptions): Promise<void> {
  if (!hasKey(exchange, options)) return FASTAPI.unauthorized(exchange);
  if (exchange.method === "GET" && exchange.path === "/v1/models") {
    const data = modelsOf(options).map(({ id, row }) => ({ id, object: "model", owned_by: "${id}", ...row }));
    return exchange.json(200, { object: "list", data });
  }
  const model = requested(exchange, options);
  if (!isInference(exchange) || model === undefined) return FASTAPI.unknownRoute(exchange);
  await answerInference(exchange, options, FASTAPI, { model: model.id, context: allocated(model, options) });
}

export const start = () => startEmulator(${camel(id)}());
`;
