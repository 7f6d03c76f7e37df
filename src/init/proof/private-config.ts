import {
  asArray,
  asString,
  getIn,
  getKey,
  isObject,
  type Json,
  type JsonObject,
  jsonObject,
} from "../../core/json.ts";
import { variablesIn } from "../../openclaw/literal.ts";
import { isKeyEnvMarker } from "../../openclaw/providers.ts";
import type { Env } from "../../ports/index.ts";

/** Defaults of agents that change a turn, and name no other model. */
const KEPT = [
  "contextTokens",
  "experimental",
  "params",
  "reasoningDefault",
  "thinkingDefault",
  "timeoutSeconds",
];

export interface PrivateConfigInput {
  providerId: string;
  /** The id of the row as the config has it. */
  writtenId: string;
  workspace: string;
  logFile: string;
}

/**
 * The part of a config that one turn with one local model needs. There is no other provider, no fallback, channel,
 * plugin, MCP server or hook in it, so that nothing hosted can be asked. Without localService OpenClaw starts no server,
 * and the only tool is `read`: a model that errs can run and change nothing. Null: the model has no row.
 */
export function privateConfig(value: JsonObject, input: PrivateConfigInput): JsonObject | null {
  const { providerId, writtenId, workspace, logFile } = input;
  const entry = getIn(value, ["models", "providers", providerId]);
  if (!isObject(entry)) return null;
  const rows = asArray(getKey(entry, "models")).filter((row) => getKey(row, "id") === writtenId);
  if (rows.length === 0) return null;
  const { localService: _unused, ...provider } = entry;
  const ref = `${providerId}/${writtenId}`;
  const defaults = getIn(value, ["agents", "defaults"]);
  const own = getIn(defaults, ["models", ref]);
  const kept = Object.fromEntries(KEPT.map((key) => [key, getKey(defaults, key)]));
  return {
    models: { mode: "merge", providers: { [providerId]: { ...provider, models: rows } } },
    agents: {
      defaults: jsonObject({
        ...kept,
        workspace,
        skipBootstrap: true,
        model: { primary: ref, fallbacks: [] },
        models: isObject(own) ? { [ref]: own } : undefined,
      }),
    },
    tools: { allow: ["read"] },
    // else it goes to the log of the user's own OpenClaw
    logging: { file: logFile },
  };
}

/** The variables that a config refers to, with the values that they have for OpenClaw. Unset ones are left out. */
export function variablesFor(config: Json, env: Env): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of namesIn(config)) {
    const value = env[name];
    if (value !== undefined && value !== "") found[name] = value;
  }
  return found;
}

function namesIn(value: Json): string[] {
  if (typeof value === "string") {
    const whole = /^\$([A-Z_][A-Z0-9_]*)$/.exec(value)?.[1];
    return [
      ...variablesIn(value),
      ...(whole === undefined ? [] : [whole]),
      ...(isKeyEnvMarker(value) ? [value] : []),
    ];
  }
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isObject(value)) return [];
  const secret = value["source"] === "env" ? asString(value["id"]) : undefined;
  return [...(secret === undefined ? [] : [secret]), ...Object.values(value).flatMap(namesIn)];
}
