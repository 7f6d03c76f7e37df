import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { formatPath } from "../../src/core/path.ts";
import { betterClockTime, betterDuration, durationMs } from "../../src/openclaw/rules/formats.ts";
import { expandPlace } from "../../src/openclaw/rules/rule.ts";
import { checkConfig } from "../../src/openclaw/schema/check-config.ts";

/** "path: better" or "path" for each issue. */
function refused(config: JsonObject, version = "2026.9.6"): string[] {
  return checkConfig(config, version).issues.map(
    ({ path, better, suggestion }) =>
      `${formatPath(path)}${(better ?? suggestion) ? `: ${better ?? suggestion}` : ""}`,
  );
}

describe("what OpenClaw refuses beyond its schema", () => {
  const two = { main: {}, ops: {} };
  it.each<[string, JsonObject, string[]]>([
    [
      "a duration in words",
      { agents: { defaults: { heartbeat: { every: "45 minutes" } } } },
      ["agents.defaults.heartbeat.every: 45m"],
    ],
    [
      "weeks, which have no unit",
      { session: { maintenance: { pruneAfter: "2w" } } },
      ["session.maintenance.pruneAfter: 14d"],
    ],
    [
      "a duration of nothing",
      { session: { maintenance: { preserveRecent: "0d" } } },
      ["session.maintenance.preserveRecent"],
    ],
    [
      "an hour of an agent",
      { agents: { entries: { main: { heartbeat: { activeHours: { start: "9 pm", end: "24:00" } } } } } },
      ["agents.entries.main.heartbeat.activeHours.start: 21:00"],
    ],
    [
      "a size with a binary unit",
      { agents: { defaults: { compaction: { maxActiveTranscriptBytes: "20 MiB" } } } },
      ["agents.defaults.compaction.maxActiveTranscriptBytes: 20mb"],
    ],
    [
      "an agent that does not exist",
      { agents: { ownership: "explicit", entries: two }, talk: { agentId: "opps" } },
      ["talk.agentId: ops"],
    ],
    [
      "a binding without a roster",
      { bindings: [{ agentId: "work", match: { channel: "telegram" } }] },
      ["bindings[0].agentId"],
    ],
    ["agents without an owner", { agents: { entries: two } }, ["agents.ownership"]],
    [
      "two defaults",
      { agents: { entries: { a: { default: true }, b: { default: true } } } },
      ["agents.entries"],
    ],
    [
      "an owner twice",
      { agents: { ownership: "explicit", entries: { a: { default: true }, b: {} } } },
      ["agents.ownership"],
    ],
    [
      "one agent in two spellings",
      { agents: { ownership: "explicit", entries: { Ops: {}, ops: {} } } },
      ["agents.entries.ops"],
    ],
    [
      "lists that exclude each other, for one provider of an agent",
      {
        agents: {
          entries: { main: { tools: { byProvider: { local: { allow: ["read"], alsoAllow: ["exec"] } } } } },
        },
      },
      ["agents.entries.main.tools.byProvider.local.alsoAllow"],
    ],
    [
      "a mode with the settings that it replaces",
      { tools: { exec: { mode: "ask", ask: "always" } } },
      ["tools.exec.mode"],
    ],
    [
      "a sandbox in another container's network",
      { agents: { defaults: { sandbox: { docker: { network: "container:db" } } } } },
      ["agents.defaults.sandbox.docker.network"],
    ],
    [
      "a relative bind",
      { agents: { entries: { main: { sandbox: { docker: { binds: ["./data:/data"] } } } } } },
      ["agents.entries.main.sandbox.docker.binds[0]"],
    ],
    ["a channel that does not exist", { channels: { whatsap: {} } }, ["channels.whatsap: whatsapp"]],
    ["another name of a channel", { channels: { teams: {} } }, ["channels.teams: msteams"]],
    [
      "a target that does not exist",
      { agents: { defaults: { heartbeat: { target: "lasst" } } } },
      ["agents.defaults.heartbeat.target: last"],
    ],
    [
      "a search provider that does not exist",
      { tools: { web: { search: { provider: "gemni" } } } },
      ["tools.web.search.provider: gemini"],
    ],
    [
      "a search provider whose plugin is not named",
      { tools: { web: { search: { provider: "tavily" } } } },
      ["tools.web.search.provider"],
    ],
    [
      "settings of a search provider in the old place",
      { tools: { web: { search: { exa: { apiKey: "${EXA}" } } } } },
      ["tools.web.search.exa"],
    ],
    [
      "a bare id in a policy",
      { agents: { defaults: { modelPolicy: { allow: ["qwen"] } } } },
      ["agents.defaults.modelPolicy.allow[0]"],
    ],
    [
      "a server without a command",
      { mcp: { servers: { files: { transport: "stdio" } } } },
      ["mcp.servers.files.transport"],
    ],
    [
      "a key of another program in a server",
      { mcp: { servers: { files: { command: "x", timeout: 5 } } } },
      ["mcp.servers.files.timeout"],
    ],
    [
      "a gateway that Tailscale cannot expose",
      { gateway: { bind: "lan", tailscale: { mode: "serve" } } },
      ["gateway.bind"],
    ],
    ["a profile of no browser", { browser: { profiles: { work: {} } } }, ["browser.profiles.work"]],
    [
      "an empty base URL",
      { models: { providers: { mine: { baseUrl: "", models: [] } } } },
      ["models.providers.mine.baseUrl"],
    ],
    [
      "a model that a vendor shut down",
      { agents: { defaults: { model: "google/gemini-1.5-pro" } } },
      ["agents.defaults.model"],
    ],
    [
      "an id of a file that is no pointer",
      { gateway: { auth: { token: { source: "file", provider: "f", id: "token" } } } },
      ["gateway.auth.token.id"],
    ],
    [
      "a repository with a scheme",
      { cloudWorkers: { projectProfiles: { "https://github.com/a/b": "p" } } },
      ['cloudWorkers.projectProfiles["https://github.com/a/b"]'],
    ],
  ])("%s", (_, config, expected) => expect(refused(config)).toEqual(expected));

  it.each<[string, JsonObject]>([
    [
      "durations and times in their forms",
      {
        agents: {
          defaults: { heartbeat: { every: "1h30m", activeHours: { start: "08:00", end: "24:00" } } },
        },
        cron: { sessionRetention: false },
      },
    ],
    [
      "one default agent",
      {
        agents: { entries: { main: { default: true }, ops: {} } },
        bindings: [{ agentId: "OPS", match: { channel: "irc" } }],
      },
    ],
    [
      "an explicit owner",
      { agents: { ownership: "explicit", entries: two, defaults: { systemAgent: { agentId: "Main" } } } },
    ],
    ["an empty list next to the other", { tools: { allow: [], alsoAllow: ["exec"] } }],
    [
      "both lists in a channel, which OpenClaw does not check",
      { channels: { telegram: { groups: { "1": { tools: { allow: ["read"], alsoAllow: ["exec"] } } } } } },
    ],
    [
      "an alias in a policy",
      {
        agents: {
          defaults: { models: { "a/b": { alias: "Fast" } }, modelPolicy: { allow: ["fast", "a/*"] } },
        },
      },
    ],
    [
      "a channel of a plugin from elsewhere",
      { channels: { rocketchat: {} }, plugins: { entries: { rocketchat: { enabled: true } } } },
    ],
    [
      "a named plugin of a search provider",
      {
        tools: { web: { search: { provider: "tavily" } } },
        plugins: { entries: { tavily: { enabled: true } } },
      },
    ],
    [
      "variables, which OpenClaw replaces first",
      { agents: { defaults: { heartbeat: { every: "${EVERY}", target: "${TARGET}" } } } },
    ],
  ])("not %s", (_, config) => expect(refused(config)).toEqual([]));

  it("knows which release has a rule", () => {
    const policy = { agents: { entries: { a: {} } } };
    expect(refused(policy, "2026.8.2")).toEqual([]);
    expect(refused({ tools: { exec: { mode: "ask", ask: "always" } } }, "2026.8.2")).toEqual([]);
    expect(refused({ agents: { list: [{ id: "a" }, { id: "b" }] } }, "2026.7.1")).toEqual([]);
    expect(refused({ tools: { allow: ["read"], alsoAllow: ["exec"] } }, "2026.2.26")).toEqual([
      "tools.alsoAllow",
    ]);
  });

  it("does not judge a value again that has the wrong type", () => {
    expect(refused({ agents: { defaults: { heartbeat: { every: 30 } } } })).toEqual([
      "agents.defaults.heartbeat.every",
    ]);
  });
});

describe("agents.list on a release with agents.entries", () => {
  it("is judged as the entries that OpenClaw makes of it, at the places as written", () => {
    const list = [{ id: "2" }, { id: "1", heartbeat: { every: "soon" }, nope: 1, default: true }];
    expect(refused({ agents: { list } })).toEqual([
      "agents.list[1].nope",
      "agents.list[1].heartbeat.every",
      "agents.list",
    ]);
  });
  it("is judged as written if OpenClaw does not convert it", () => {
    expect(refused({ agents: { list: [{ id: "Main" }] } })).toEqual(["agents.list"]);
  });
});

describe("formats", () => {
  it.each([
    ["90s", 90_000],
    ["1.5h", 5_400_000],
    ["30", 1_800_000],
    ["1h 30m", null],
    ["-5m", null],
    ["", null],
  ])("duration %s", (text, ms) => expect(durationMs(text, "m")).toBe(ms));
  it.each([
    ["30min", "30m"],
    ["2 hrs", "2h"],
    ["1 month", undefined],
    ["soon", undefined],
    ["1.5 hours", undefined],
  ])("better duration for %s", (text, better) => expect(betterDuration(text)).toBe(better));
  it.each([
    ["7am", "07:00"],
    ["0730", "07:30"],
    ["12 a.m.", "00:00"],
    ["7:30", "07:30"],
    ["12:15pm", "12:15"],
    ["7", undefined],
    ["25:00", undefined],
    ["13pm", undefined],
  ])("better time for %s", (text, better) => expect(betterClockTime(text)).toBe(better));
  it("expands places", () => {
    expect(expandPlace("{tools}.exec")).toEqual([
      "tools.exec",
      "agents.entries.*.tools.exec",
      "agents.list.*.tools.exec",
    ]);
  });
});
