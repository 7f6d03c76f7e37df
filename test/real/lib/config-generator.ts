import { isObject, type Json, type JsonObject } from "../../../src/core/json.ts";
import { loadSnapshot } from "../../../src/openclaw/schema/load.ts";
import { Random } from "../../config/random.ts";
import { RandomConfig } from "../../schema/random-config.ts";
import { REFINED } from "./refined-places.ts";

/** Configs that OpenClaw accepts, to change one place of. */
const BASES: readonly JsonObject[] = [
  {},
  {
    agents: {
      ownership: "explicit",
      defaults: { model: { primary: "local/qwen" }, models: { "local/qwen": { alias: "fast" } } },
      entries: { main: {}, ops: { workspace: "/tmp/ops" } },
    },
    models: {
      providers: {
        local: {
          baseUrl: "http://127.0.0.1:8000/v1",
          apiKey: "none",
          api: "openai-completions",
          models: [{ id: "qwen", name: "Qwen", contextWindow: 65_536, maxTokens: 8_192 }],
        },
      },
    },
    gateway: { mode: "local", bind: "loopback" },
  },
  {
    agents: { defaults: { workspace: "/tmp/w" }, entries: { main: { default: true }, ops: {} } },
    channels: { telegram: { enabled: true, botToken: "x" } },
    bindings: [{ agentId: "ops", match: { channel: "telegram" } }],
    session: { maintenance: { mode: "enforce" } },
    tools: { profile: "coding" },
  },
];

/** The config of a seed: an accepted one with one to three places set, or one that follows the schema at random. */
export function configOf(seed: number, version: string): Json {
  const random = new Random(seed);
  if (seed % 4 === 0) {
    const made = new RandomConfig(loadSnapshot(version), seed, random.chance(0.5) ? 0.003 : 0).make();
    return isObject(made) ? made : {};
  }
  const config = structuredClone(random.pick(BASES)) as JsonObject;
  for (let count = 1 + random.int(3); count > 0; count -= 1) {
    const [places, values] = random.pick(REFINED);
    setAt(config, random.pick(places).split("."), structuredClone(random.pick(values)) as Json);
  }
  return config;
}

/** Sets a value and creates what is missing above it; anything else in the way is replaced. */
function setAt(config: JsonObject, path: readonly string[], value: Json): void {
  let parent = config;
  for (const key of path.slice(0, -1)) {
    const next = parent[key];
    const place: JsonObject = isObject(next) ? next : {};
    parent[key] = place;
    parent = place;
  }
  parent[path.at(-1) ?? ""] = value;
}
