import { asString, getKey, isObject } from "../../core/json.ts";
import { type Fault, objectRule, type Rule } from "./rule.ts";

/** Keys of other programs and older releases. */
// biome-ignore format: a list to scan
const OLD_KEYS = [
  "connectTimeout", "connect_timeout", "timeout", "workingDirectory", "supports_parallel_tool_calls", "ssl_verify",
  "client_cert", "client_key",
];

const oldKeys = objectRule("2026.8.2", ["{mcp}"], (server) => {
  const found: Fault[] = OLD_KEYS.filter((key) => Object.hasOwn(server, key)).map((key) => unknown([key]));
  if (getKey(server["codex"], "default_tools_approval_mode") !== undefined)
    found.push(unknown(["codex", "default_tools_approval_mode"]));
  return found;
});

const disabled = objectRule("2026.9.6", ["{mcp}"], (server) =>
  Object.hasOwn(server, "disabled") ? unknown(["disabled"]) : null,
);

function unknown(below: string[]): Fault {
  return {
    below,
    kind: "unknown-key",
    atKey: true,
    message: `${JSON.stringify(below.at(-1))} is not a known key`,
  };
}

const stdio = objectRule("2026.6.11", ["{mcp}"], (server) =>
  server["transport"] === "stdio" && !(asString(server["command"]) ?? "").trim()
    ? { below: ["transport"], message: 'is "stdio", so the server requires a command' }
    : null,
);

const perRequester = objectRule("2026.8.2", ["{mcp}"], (server) => {
  const oauth = server["oauth"];
  if (!isObject(oauth) || oauth["identity"] !== "per-requester") return null;
  const below = ["oauth", "identity"];
  const found: Fault[] = [];
  const require = (good: boolean, message: string) => {
    if (!good) found.push({ below, message: `is "per-requester", which ${message}` });
  };
  require(server["auth"] === "oauth", 'requires auth: "oauth"');
  require(Boolean(server["url"]), "requires the URL of a server");
  require(server["command"] === undefined && server["transport"] !== "stdio", "excludes a command");
  if (oauth["authProfileId"])
    found.push({ below: ["oauth", "authProfileId"], message: 'is not for identity "per-requester"' });
  return found;
});

const serverNames = objectRule("2026.8.2", ["nodeHost.mcp.servers"], (servers) =>
  Object.keys(servers)
    .filter((name) => name === "" || name !== name.trim())
    .map((name) => ({
      below: [name],
      atKey: true,
      message: "must have a name that does not begin or end with a space",
    })),
);

export const MCP_RULES: readonly Rule[] = [oldKeys, disabled, stdio, perRequester, serverNames];
