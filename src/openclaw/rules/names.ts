import { didYouMean } from "../../core/did-you-mean.ts";
import { asArray, asString, getIn, getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import { bundledVersions, loadSnapshot, nearestSnapshots, readData } from "../schema/load.ts";
import { compareVersions } from "../version.ts";
import { type Fault, objectRule, type Rule, textRule } from "./rule.ts";

/* Names that OpenClaw knows from its own plugins, measured on the version of data/openclaw-names.json. */

const MEASURED = "2026.9.6";
let names: JsonObject | null = null;

function known(...path: string[]): Json | undefined {
  names ??= readData("openclaw-names.json");
  return getIn(names, path);
}

const keysOf = (value: Json | undefined) => (isObject(value) ? Object.keys(value) : []);
const textsOf = (value: Json | undefined) => asArray(value).filter((item) => typeof item === "string");

/** Ids of channels in OpenClaw's own packages: those of the measured release and of the checked one. */
function channelIds(version: string): string[] {
  const older = compareVersions(version, MEASURED) < 0 ? channelsOf(version) : [];
  return [...new Set([...keysOf(known("channels")), ...older])].filter((id) => !NO_CHANNELS.has(id));
}

function channelsOf(version: string): string[] {
  const { below, above } = nearestSnapshots(version, bundledVersions());
  return keysOf(getIn(loadSnapshot(below ?? above ?? MEASURED), ["properties", "channels", "properties"]));
}

const NO_CHANNELS = new Set(["defaults", "modelByChannel"]);

/** The plugins that a config names. */
function namedPlugins(config: JsonObject): string[] {
  const plugins = config["plugins"];
  return [...keysOf(getKey(plugins, "entries")), ...textsOf(getKey(plugins, "allow"))];
}

/** True if a plugin from elsewhere may provide `id`. */
function mayBeProvided(config: JsonObject, id: string): boolean {
  const loads = asArray(getIn(config, ["plugins", "load", "paths"])).length > 0;
  const plugins = namedPlugins(config);
  if (plugins.includes(id)) return true;
  const own = new Set([...pluginIds(), ...keysOf(known("channels"))]);
  return loads || plugins.some((plugin) => !own.has(plugin));
}

/** Plugins of OpenClaw's own package. */
function pluginIds(): string[] {
  const path = ["properties", "plugins", "properties", "entries", "properties"];
  return keysOf(getIn(loadSnapshot(MEASURED), path));
}

const channels = objectRule("2026.1.30", ["channels"], (value, { config, version }) =>
  Object.keys(value).flatMap((id): Fault[] => {
    if (id.trim() === "" || NO_CHANNELS.has(id.trim())) return [];
    const ids = channelIds(version);
    if (ids.includes(id.trim())) return [];
    const meant = aliasOf(id) ?? didYouMean(id, ids);
    if (meant === undefined && mayBeProvided(config, id)) return [];
    return [
      {
        below: [id],
        kind: "unknown-key",
        atKey: true,
        message: `${JSON.stringify(id)} is not a channel`,
        suggestion: meant,
        allowed: ids,
        hint: meant === undefined ? "install its plugin, or remove the channel" : undefined,
      },
    ];
  }),
);

/** The channel of another name. */
function aliasOf(name: string): string | undefined {
  const id = name.trim().toLowerCase();
  return keysOf(known("channels")).find((channel) => textsOf(known("channels", channel)).includes(id));
}

const TARGETS = ["owner", "last", "none"];

const heartbeatTarget = textRule("2026.1.30", ["{agent}.heartbeat.target"], (text, { config, version }) => {
  const target = text.trim().toLowerCase();
  if (target === "") return "must not be empty";
  const all = [...TARGETS, ...channelIds(version)];
  if (all.includes(target) || aliasOf(target) !== undefined) return null;
  const meant = didYouMean(target, all);
  if (meant === undefined && mayBeProvided(config, target)) return null;
  return {
    message: `is ${JSON.stringify(text)}, which is not a channel`,
    suggestion: meant,
    hint: meant === undefined ? 'one of "owner", "last", "none", or a channel such as "telegram"' : undefined,
  };
});

const webSearch = textRule("2026.5.28", ["tools.web.search.provider"], (text, { config, version }) => {
  const id = text.trim();
  if (id === "") return "must not be empty";
  const bundled = textsOf(known("webSearch", "bundled"));
  const installable = textsOf(known("webSearch", "installable"));
  if (bundled.includes(id)) return null;
  const plugin = id.replace(/-free$/, "");
  const isNamed = [id, plugin, PLUGIN_OF[id] ?? ""].some((name) => namedPlugins(config).includes(name));
  if (installable.includes(id))
    return isNamed || compareVersions(version, MEASURED) < 0
      ? null
      : {
          message: `requires a plugin that this config does not name`,
          hint: `run \`openclaw plugins install ${PLUGIN_OF[id] ?? plugin}\``,
        };
  const meant = didYouMean(id, [...bundled, ...installable]);
  if (meant === undefined && mayBeProvided(config, id)) return null;
  return {
    message: `is ${JSON.stringify(text)}, which is not a web search provider`,
    suggestion: meant,
    hint: meant === undefined ? `one of ${[...bundled, ...installable].join(", ")}` : undefined,
  };
});

const memorySlot = textRule("2026.9.6", ["plugins.slots.memory"], (text, { config }) => {
  const id = text.trim();
  const all = ["none", ...pluginIds()];
  if (id === "" || id === "memory-lancedb" || all.includes(id)) return null;
  const meant = didYouMean(id, all);
  if (meant === undefined && mayBeProvided(config, id)) return null;
  return { message: `is ${JSON.stringify(text)}, which is not an installed plugin`, suggestion: meant };
});

/** Plugins with another name than their provider. */
const PLUGIN_OF: Readonly<Record<string, string>> = { kimi: "moonshot" };

/** Since 2026.5 the schema requires neither; a later check does, for providers that are not built in. */
const customProviders = objectRule("2026.5.28", ["models.providers"], (providers) =>
  Object.entries(providers).flatMap(([id, provider]) => {
    if (!isObject(provider) || textsOf(known("overlays")).includes(id.trim().toLowerCase())) return [];
    const missing = [
      ...(asString(provider["baseUrl"]) === undefined ? ["baseUrl"] : []),
      ...(Array.isArray(provider["models"]) ? [] : ["models"]),
    ];
    return missing.map((key) => ({
      below: [id, key],
      kind: "required" as const,
      message: `${JSON.stringify(key)} is missing`,
      hint: `OpenClaw has no built-in provider ${JSON.stringify(id)}, so it needs ${key}`,
    }));
  }),
);

/** Refs of models that OpenClaw refuses by name. */
// biome-ignore format: a list to scan
const REFS = [
  ...["model", "utilityModel", "imageModel", "pdfModel", "voiceModel", "subagents.model", "tools.exec.reviewer.model",
    "mediaModels.image", "mediaModels.video", "mediaModels.music"].flatMap((key) =>
    ["", ".primary", ".fallbacks.*"].map((rest) => `{agent}.${key}${rest}`)),
  "{agent}.heartbeat.model", "{agent}.compaction.model", "{agent}.compaction.memoryFlush.model", "{entry}.tts.summaryModel",
  "tools.exec.reviewer.model", "tools.exec.reviewer.model.primary", "tools.exec.reviewer.model.fallbacks.*",
  "tools.media.*.preferredModel", "channels.modelByChannel.*.*", "hooks.mappings.*.model", "hooks.gmail.model",
  "tts.summaryModel", "channels.discord.voice.model", "channels.discord.accounts.*.voice.model",
];

const retiredReason = (ref: string) =>
  /^(?:google|openai|azure-openai-responses|xai)\//i.test(ref)
    ? asString(getIn(readData("retired-models.json"), ["models", ref.trim().toLowerCase()]))
    : undefined;

const retiredModels = textRule("2026.9.6", REFS, (text) => {
  const reason = retiredReason(text);
  return reason === undefined ? null : { message: `names a model that OpenClaw refuses: ${reason}` };
});

const retiredInMap = objectRule("2026.9.6", ["{agent}.models"], (models) =>
  Object.keys(models).flatMap((ref) => {
    const reason = retiredReason(ref);
    return reason === undefined
      ? []
      : [{ below: [ref], atKey: true, message: `is a model that OpenClaw refuses: ${reason}` }];
  }),
);

const policy: Rule = {
  since: "2026.8.2",
  at: ["{agent}.modelPolicy.allow.*"],
  judge(value, { config, path }) {
    if (typeof value !== "string") return null;
    const maps = [
      getIn(config, ["agents", "defaults", "models"]),
      getIn(config, [...path.slice(0, -3), "models"]),
    ];
    const aliases = maps
      .flatMap((map) => (isObject(map) ? Object.values(map) : []))
      .flatMap((m) => asString(getKey(m, "alias")) ?? []);
    const ref = value.trim();
    const isAlias = [...aliases, "openrouter:auto", "openrouter:free"].some(
      (a) => a.trim().toLowerCase() === ref.toLowerCase(),
    );
    if (isAlias || isPolicyRef(ref)) return null;
    const rows = declaredRefs(config).filter((declared) => declared.endsWith(`/${ref}`));
    return {
      message: "must be an alias, provider/model or provider/*",
      suggestion: rows.length === 1 ? rows[0] : undefined,
      better: rows.length === 1 ? rows[0] : undefined,
    };
  },
};

/** True for a model ref or a wildcard that a policy may name: no spaces, and a * at its end only. */
export function isPolicyRef(ref: string): boolean {
  const parts = ref.split("/");
  const isPlain = (part: string) => part !== "" && !/[*\s\u0000-\u001f\u007f]/.test(part);
  if (parts.length < 2) return false;
  return parts.every((part, i) => isPlain(part) || (i === parts.length - 1 && part === "*" && i > 0));
}

function declaredRefs(config: JsonObject): string[] {
  const providers = getIn(config, ["models", "providers"]);
  return Object.entries(isObject(providers) ? providers : {}).flatMap(([id, provider]) =>
    asArray(getKey(provider, "models")).flatMap((row) => {
      const model = asString(getKey(row, "id"));
      return model === undefined ? [] : [`${id}/${model}`];
    }),
  );
}

export const NAME_RULES: readonly Rule[] = [
  ...[channels, heartbeatTarget, webSearch, memorySlot, customProviders, retiredModels, retiredInMap, policy],
];
