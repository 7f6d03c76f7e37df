import { asArray, asString, getIn, getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import { compareVersions } from "../version.ts";
import { isModelRef } from "./formats.ts";
import { type Fault, objectRule, type Rule, textRule } from "./rule.ts";

/* Settings of one object that exclude or require each other. Sources as in values.ts. */

const text = (value: JsonObject, key: string) => asString(value[key]);
const lower = (value: JsonObject, key: string) => (text(value, key) ?? "").trim().toLowerCase();
const fault = (below: string, message: string, rest: Partial<Fault> = {}): Fault => ({
  below: [below],
  message,
  ...rest,
});

/** The scopes of tool policies. Those of channels are not checked by OpenClaw. */
const POLICIES = [
  "{tools}",
  "{tools}.byProvider.*",
  "{tools}.toolsBySender.*",
  "{tools}.sandbox.tools",
  "tools.subagents.tools",
];

const toolPolicy = objectRule("2026.1.30", POLICIES, (policy) =>
  asArray(policy["allow"]).length > 0 && asArray(policy["alsoAllow"]).length > 0
    ? fault("alsoAllow", "cannot be combined with allow in the same scope", {
        hint: "merge alsoAllow into allow, or leave allow out and use profile with alsoAllow",
      })
    : null,
);

const execMode = objectRule("2026.9.6", ["{tools}.exec"], (exec) =>
  exec["mode"] !== undefined && (exec["security"] !== undefined || exec["ask"] !== undefined)
    ? fault("mode", "cannot be combined with security or ask", { hint: "keep mode alone; it replaces both" })
    : null,
);

/** The start of a bind mount: what it mounts of the host. */
function bindSource(bind: string): string {
  const from = /^[A-Za-z]:[\\/]/.test(bind) ? 2 : 0;
  const colon = bind.indexOf(":", from);
  return colon === -1 ? bind : bind.slice(0, colon);
}

function isHostPath(path: string): boolean {
  const plain = path.replace(/^(?:\\\\\?\\|\/\/\?\/)/, "");
  return plain.startsWith("/") || /^[A-Za-z]:[\\/]/.test(plain);
}

const binds = {
  since: "2026.2.26",
  at: ["{sandbox}.docker.binds.*", "{sandbox}.browser.binds.*"],
  judge: (bind: Json) =>
    typeof bind === "string" && !isHostPath(bindSource(bind))
      ? { message: "must begin with an absolute path of the host" }
      : null,
};

const docker = objectRule("2026.2.26", ["{sandbox}.docker"], (value) => {
  const found: Fault[] = [];
  const network = lower(value, "network");
  if (network === "host")
    found.push(
      fault("network", 'cannot be "host": the sandbox would share the host\'s network', {
        hint: 'use "bridge" or "none"',
      }),
    );
  if (network.startsWith("container:") && value["dangerouslyAllowContainerNamespaceJoin"] !== true)
    found.push(
      fault("network", "cannot join another container's network", { hint: "use a custom bridge network" }),
    );
  for (const key of ["seccompProfile", "apparmorProfile"])
    if (lower(value, key) === "unconfined")
      found.push(fault(key, 'cannot be "unconfined"', { hint: "name a profile, or remove the key" }));
  return found;
});

const sandboxBrowser = objectRule("2026.2.26", ["{sandbox}"], (sandbox) => {
  const network =
    asString(getIn(sandbox, ["browser", "network"]))
      ?.trim()
      .toLowerCase() ?? "";
  const below = ["browser", "network"];
  if (network === "host")
    return { below, message: 'cannot be "host"', hint: 'use "bridge" or a custom bridge network' };
  const joins = getIn(sandbox, ["docker", "dangerouslyAllowContainerNamespaceJoin"]) === true;
  return network.startsWith("container:") && !joins
    ? { below, message: "cannot join another container's network" }
    : null;
});

const tailscale = objectRule("2026.3.24", ["gateway"], (gateway, { version }) => {
  const mode = getIn(gateway, ["tailscale", "mode"]);
  if (mode !== "serve" && mode !== "funnel") return null;
  const found: Fault[] = [];
  const bind = gateway["bind"] ?? "loopback";
  const host = asString(gateway["customBindHost"]) ?? "";
  if (bind !== "loopback" && !(bind === "custom" && /^127(?:\.\d{1,3}){3}$/.test(host)))
    found.push(fault("bind", `must be "loopback" with gateway.tailscale.mode ${JSON.stringify(mode)}`));
  if (getIn(gateway, ["auth", "mode"]) === "none" && compareVersions(version, "2026.5.28") >= 0)
    found.push({
      below: ["auth", "mode"],
      message: `cannot be "none" with gateway.tailscale.mode ${JSON.stringify(mode)}`,
    });
  return found;
});

const portals = objectRule("2026.9.6", ["gateway"], (gateway) => {
  const ingress = getIn(gateway, ["portals", "ingress"]);
  if (!isObject(ingress)) return null;
  const below = ["portals", "ingress"];
  const found: Fault[] = [];
  if (ingress["port"] === (gateway["port"] ?? 18_789))
    found.push({ below: [...below, "port"], message: "must differ from the gateway's port" });
  const domain = (asString(ingress["domain"]) ?? "").toLowerCase();
  const origins = [gateway["publicOrigin"], ...asArray(getIn(gateway, ["controlUi", "allowedOrigins"]))];
  const hosts = origins.flatMap((o) =>
    typeof o === "string" && URL.canParse(o) ? [new URL(o).hostname] : [],
  );
  if (domain !== "" && hosts.some((host) => host === domain || host.endsWith(`.${domain}`)))
    found.push({
      below: [...below, "domain"],
      message: "must not contain the host of the gateway or the Control UI",
    });
  return found;
});

const roleAgents = textRule("2026.8.2", ["gateway.roles.definitions.*.agents.*"], (id) =>
  /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(id.trim()) ? null : "is not an agent id",
);

const roles = objectRule("2026.8.2", ["gateway.roles"], (value) => {
  const definitions = value["definitions"];
  if (!isObject(definitions)) return null;
  if (Object.keys(definitions).length === 0) return fault("definitions", "must have at least one role");
  const name = text(value, "default")?.trim();
  return name === undefined || Object.hasOwn(definitions, name)
    ? null
    : fault("default", "must name one of gateway.roles.definitions", { allowed: Object.keys(definitions) });
});

/** Names that belong to the connection itself. */
const OWN_HEADERS =
  /^(?:host|connection|upgrade|content-length|sec-websocket-(?:key|version|protocol|extensions))$/i;

const edgeAuth = objectRule("2026.8.2", ["gateway.remote.edgeAuth"], (headers) => {
  const names = Object.keys(headers);
  if (names.length === 0) return { message: "must have at least one header" };
  for (const name of names) {
    if (!/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(name)) return fault(name, "is not the name of a header");
    if (OWN_HEADERS.test(name)) return fault(name, "is a header of the connection itself");
    if (names.find((n) => n.toLowerCase() === name.toLowerCase()) !== name)
      return fault(name, "repeats a header in another case");
  }
  return null;
});

const browserProfile = objectRule("2026.1.30", ["browser.profiles.*"], (profile, { version }) => {
  const driver = text(profile, "driver");
  const has = (key: string) => profile[key] !== undefined && profile[key] !== "";
  if (driver !== "existing-session" && driver !== "extension" && !has("cdpPort") && !has("cdpUrl"))
    return { message: "must set cdpPort or cdpUrl" };
  if (compareVersions(version, "2026.3.24") < 0) return null;
  if (driver !== "existing-session" && has("userDataDir"))
    return fault("userDataDir", 'is only for driver "existing-session"');
  return driver === "extension" && has("cdpUrl") ? fault("cdpUrl", 'is not for driver "extension"') : null;
});

/** `provider` must be one of `providers`; it is required if there are several. */
const talkProvider = objectRule("2026.3.24", ["talk", "talk.realtime"], (talk) => {
  const known = isObject(talk["providers"]) ? Object.keys(talk["providers"]) : [];
  const provider = lower(talk, "provider");
  if (provider === "")
    return known.length > 1
      ? fault("provider", "must name one of the providers, since there are several")
      : null;
  return known.length > 0 && !known.includes(provider)
    ? fault("provider", "must name one of the providers", { allowed: known })
    : null;
});

/** Web search providers whose settings moved to their plugins. */
// biome-ignore format: a list to scan
const OLD_SEARCH = new Set([
  "brave", "duckduckgo", "exa", "firecrawl", "gemini", "grok", "kimi", "minimax", "ollama", "perplexity", "searxng",
  "tavily",
]);

const oldSearch = objectRule("2026.5.28", ["tools.web.search"], (search) =>
  Object.keys(search)
    .filter((key) => key === "apiKey" || (OLD_SEARCH.has(key) && isObject(search[key])))
    .map((key) =>
      fault(key, "is no longer read here", {
        hint: `put it into plugins.entries.${key === "apiKey" ? "<plugin>" : key}.config.webSearch`,
        atKey: true,
      }),
    ),
);

const exactModels = objectRule("2026.8.2", ["{agent}.models"], (models) =>
  Object.entries(models).flatMap(([ref, entry]) =>
    ["pickerRuntimes", "codeMode"]
      .filter((key) => getKey(entry, key) !== undefined && (ref.includes("*") || !isModelRef(ref)))
      .map((key) => ({ below: [ref, key], message: "is only for an exact provider/model" })),
  ),
);

const hookMappings = objectRule("2026.8.2", ["hooks"], (hooks) =>
  asArray(hooks["mappings"]).flatMap((mapping, index) => {
    if (!isObject(mapping) || (mapping["action"] ?? "agent") !== "agent") return [];
    const hasKey = [text(mapping, "sessionKey"), text(hooks, "defaultSessionKey")].some((k) => k?.trim());
    if (mapping["sessionMode"] !== "persistent" || hasKey || mapping["transform"] !== undefined) return [];
    return [
      {
        below: ["mappings", index, "sessionMode"],
        message: 'requires sessionKey, hooks.defaultSessionKey or a transform when it is "persistent"',
      },
    ];
  }),
);

const containerEnv = objectRule("2026.8.2", ["{agent}.sandbox.docker.env"], (env, { config, path }) => {
  const owner = getIn(config, path.slice(0, -2));
  const backend =
    asString(getKey(owner, "backend")) ??
    asString(getIn(config, ["agents", "defaults", "sandbox", "backend"]));
  if (backend !== undefined && !/^(?:docker|podman)$/.test(backend.trim())) return null;
  return Object.entries(env).flatMap(([key, value]) => {
    if (!/^[A-Za-z_]\w*$/.test(key))
      return [fault(key, "is not a portable name of a variable: use letters, digits and _", { atKey: true })];
    return typeof value === "string" && /[\r\n\0]/.test(value) ? [fault(key, "must be a single line")] : [];
  });
});

export const SCOPE_RULES: readonly Rule[] = [
  ...[toolPolicy, execMode, binds, docker, sandboxBrowser, tailscale, portals, roles, roleAgents, edgeAuth],
  ...[browserProfile, talkProvider, oldSearch, exactModels, hookMappings, containerEnv],
];
