import { getIn, isObject } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { isReadVersion, localPrimary, rowOfRef } from "../support/config-local.ts";
import type { Rule } from "./types.ts";

/** Since this release the plugin has modes, and looks deeper only where a message asks for it unless told "always". */
const MODES_SINCE = "2026.8.1";

/** A second prompt before every answer, on the same server. */
export const promptCacheThrash: Rule = {
  id: "prompt-cache-thrash",
  title: "Memory plugin that runs before every answer",
  severity: "info",
  doc: {
    what: 'The plugin `active-memory` is switched on by name, runs for every message (`mode: "always"`; before 2026.8.1 it has no other way), and uses the local model that answers as well.',
    why: "It asks the model another question before each answer. A server with one slot drops the cached prompt of the chat for it and reads it again from the start, which takes minutes on a slow machine.",
    bad: `{
  plugins: { entries: { "active-memory": { enabled: true, config: { mode: "always" } } } },
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  plugins: { entries: { "active-memory": { enabled: true, config: { mode: "escalate" } } } },
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    const primary = localPrimary(context);
    const at = ["plugins", "entries", "active-memory"];
    const plugin = getIn(context.config.value, at);
    if (primary === null || !isReadVersion(context) || !isObject(plugin) || plugin.enabled !== true)
      return [];
    const config = isObject(plugin.config) ? plugin.config : {};
    const hasModes = compareVersions(context.openclaw.version, MODES_SINCE) >= 0;
    if (config.enabled === false || (hasModes && config.mode !== "always")) return [];
    // another model has a cache of its own
    if (typeof config.model === "string" && rowOfRef(context, config.model)?.row !== primary.row) return [];
    return [
      {
        at: hasModes ? [...at, "config", "mode"] : [...at, "enabled"],
        target: primary.row.ref,
        message: `active-memory asks ${primary.row.ref} before every answer, which costs the chat its cached prompt`,
        fixHint: hasModes
          ? 'set mode to "escalate", or give the plugin a small model of its own'
          : "give the plugin a small model of its own, or switch it off",
      },
    ];
  },
};
