import { asArray, getIn, isObject, type Json } from "../../core/json.ts";
import { billionsOf } from "../../core/model-size.ts";
import type { ConfigPath } from "../../core/path.ts";
import { formatPath } from "../../core/path.ts";
import { agentPath, primaryOf, runningAgents } from "../../openclaw/agents.ts";
import { isLocalRow, rowOfRef } from "../support/config-local.ts";
import { localProvider } from "../support/example.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** Up to this size a model tends to follow instructions in a message that it should only read. */
const SMALL_BILLIONS = 14;

/** Tools that reach the machine or the web. */
const WIDE_TOOLS = new Set([
  "exec",
  "bash",
  "process",
  "browser",
  "web_fetch",
  "group:runtime",
  "group:web",
  "group:ui",
  "*",
]);

/** A small model that strangers can message, with a shell and without a sandbox. */
export const smallModelWideTools = defineCheck({
  id: "small-model-wide-tools",
  title: "Small model with a shell, open to strangers",
  severity: "warning",
  doc: {
    what: 'All of these are true: the model of an agent is a local one with at most 14 billion parameters by its id, shell or web tools are enabled explicitly, `sandbox.mode` is "off", and a channel has `dmPolicy: "open"`.',
    why: "Anyone can message the agent, small models tend to follow instructions in a message, and the command then runs on the machine itself.",
    bad: localProvider(
      'models: [{ id: "qwen3-8b", name: "Qwen3 8B", contextWindow: 40960 }],',
      `agents: { defaults: { model: { primary: "local/qwen3-8b" }, sandbox: { mode: "off" } } },
tools: { profile: "full" },
channels: { telegram: { dmPolicy: "open", allowFrom: ["*"] } },`,
    ),
    good: localProvider(
      'models: [{ id: "qwen3-8b", name: "Qwen3 8B", contextWindow: 40960 }],',
      `agents: { defaults: { model: { primary: "local/qwen3-8b" }, sandbox: { mode: "all" } } },
tools: { profile: "full" },
channels: { telegram: { dmPolicy: "pairing" } },`,
    ),
  },
  config: {
    run: (context) => {
      const [open] = openChannels(context);
      if (open === undefined) return [];
      return runningAgents(context.config.value).flatMap((agent) => ofAgent(context, agent, open) ?? []);
    },
  },
});

function ofAgent(context: ConfigContext, agent: ConfigPath, open: ConfigPath): ConfigFinding | null {
  const { value } = context.config;
  const primary = primaryOf(value, agent);
  const found = primary === null ? null : rowOfRef(context, primary.ref);
  const billions = found === null ? null : billionsOf(found.row.id);
  if (found === null || !isLocalRow(found) || billions === null || billions > SMALL_BILLIONS) return null;
  const at = agentPath(value, agent, "sandbox", "mode");
  const wide = wideTools(context, agent);
  if (at === null || getIn(value, at) !== "off" || wide === null) return null;
  return {
    at,
    target: found.row.ref,
    message: `Anyone can make ${found.row.ref} (${billions} billion parameters) run tools on this machine: ${formatPath(open)} is open, and there is no sandbox`,
    evidence: { tools: formatPath(wide), channel: formatPath(open) },
    fixHint: 'set sandbox.mode to "all", or dmPolicy to "pairing", or take the shell and web tools away',
  };
}

/** The setting that enables wide tools by name; null if there is none, or if a deny list is set. */
function wideTools({ config }: ConfigContext, agent: ConfigPath): ConfigPath | null {
  const find = (...keys: string[]) =>
    [
      [...agent, "tools", ...keys],
      ["tools", ...keys],
    ].find((path) => getIn(config.value, path) !== undefined);
  const read = (...keys: string[]) => getIn(config.value, find(...keys) ?? []);
  if (find("deny") !== undefined && asArray(read("deny")).length > 0) return null;
  for (const list of ["allow", "alsoAllow"]) {
    const path = find(list);
    if (
      path !== undefined &&
      asArray(getIn(config.value, path)).some((t) => typeof t === "string" && WIDE_TOOLS.has(t))
    )
      return path;
  }
  for (const [keys, value] of [
    [["exec", "mode"], "full"],
    [["profile"], "full"],
  ] as const) {
    const path = find(...keys);
    if (path !== undefined && getIn(config.value, path) === value) return path;
  }
  return null;
}

/** Every `dmPolicy: "open"` of a channel that is not switched off. */
function openChannels({ config }: ConfigContext): ConfigPath[] {
  const channels = getIn(config.value, ["channels"]);
  if (!isObject(channels)) return [];
  return Object.entries(channels).flatMap(([id, channel]) => openIn(channel, ["channels", id]));
}

function openIn(channel: Json | undefined, path: ConfigPath): ConfigPath[] {
  if (!isObject(channel) || channel.enabled === false) return [];
  const own: ConfigPath[] = channel.dmPolicy === "open" ? [[...path, "dmPolicy"]] : [];
  const { accounts } = channel;
  if (!isObject(accounts)) return own;
  return [...own, ...Object.entries(accounts).flatMap(([id, a]) => openIn(a, [...path, "accounts", id]))];
}
