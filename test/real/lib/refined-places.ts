import type { Json } from "../../../src/core/json.ts";

/**
 * Places that OpenClaw judges beyond its JSON Schema, with values on both sides of each rule. A path is written with
 * dots; "main" and "ops" are agents, "local" is a provider.
 */
type Values = readonly [places: readonly string[], values: readonly Json[]];

const DURATIONS = [
  "30m",
  "1h30m",
  "0m",
  "90",
  "",
  "30min",
  "twice a day",
  "1.5h",
  "-5m",
  "5 m",
  "2w",
  "10M",
  "1h 30m",
];
const SIZES = ["2mb", "10", "1.5gb", "", "2 mb", "big", "5tb", "5pb", 7, 0, "10MB", "-1"];
const TIMES = ["08:00", "23:59", "24:00", "7am", "7:30", "24:30", "", "08:60", "8", "12:00 "];
const IDS = ["main", "ops", "OPS", "opps", "", "  ", "a b"];
const URLS = [
  "http://127.0.0.1:8000",
  "https://a.example/x",
  "ftp://a.example",
  "a.example",
  "",
  "http://",
  "https://a.example",
];
const PATHS = [
  "/usr/bin/x",
  "x",
  "~/x",
  "C:\\x\\y.exe",
  "./x",
  "/usr/bin/x; rm",
  "",
  " ",
  "../x",
  "\\\\host\\share\\x",
];
const REFS = [
  "local/qwen",
  "qwen",
  "local/*",
  "local/ns/*",
  "*",
  "*/x",
  "local/",
  "/qwen",
  "local/a b",
  "fast",
  "openrouter:auto",
  "x/y",
];
const POLICY = [
  { allow: ["read"] },
  { allow: ["read"], alsoAllow: ["exec"] },
  { alsoAllow: ["exec"] },
  { allow: [], alsoAllow: ["exec"] },
];
const NETWORKS = ["bridge", "none", "host", "HOST", "container:abc", "mynet", "", " host "];
const SECRETS: readonly Json[] = [
  "text",
  ...["/a/b", "value", "a/b", "/a~1b", "/a~b", "", "/"].map((id) => ({
    source: "file",
    provider: "files",
    id,
  })),
  ...["vault/key", "../x", "a b", "-x", "a/./b", "aws/secret#k"].map((id) => ({
    source: "exec",
    provider: "runner",
    id,
  })),
  { source: "env", provider: "default", id: "SOME_KEY" },
  { source: "env", provider: "files", id: "SOME_KEY" },
  { source: "store", provider: "default", id: "SOME_KEY" },
  { source: "file", provider: "runner", id: "/a" },
];
const PROVIDER = {
  baseUrl: "http://127.0.0.1:9/v1",
  api: "openai-completions",
  models: [{ id: "m", name: "M" }],
};

export const REFINED: readonly Values[] = [
  [["agents.defaults.heartbeat.every", "agents.entries.ops.heartbeat.every"], DURATIONS],
  [
    [
      "agents.defaults.heartbeat.activeHours.start",
      "agents.defaults.heartbeat.activeHours.end",
      "agents.entries.main.heartbeat.activeHours.start",
      "agents.entries.main.heartbeat.activeHours.end",
    ],
    TIMES,
  ],
  [
    [
      "session.maintenance.pruneAfter",
      "session.maintenance.preserveRecent",
      "session.maintenance.archiveDashboardAfter",
      "session.maintenance.resetArchiveRetention",
    ],
    [...DURATIONS, 7, 0, false, "0d", -1, 0.5],
  ],
  [["cron.sessionRetention"], [...DURATIONS, false, "0h"]],
  [
    [
      "session.maintenance.maxDiskBytes",
      "session.maintenance.highWaterBytes",
      "agents.defaults.compaction.maxActiveTranscriptBytes",
      "agents.defaults.compaction.memoryFlush.forceFlushTranscriptBytes",
    ],
    SIZES,
  ],
  [
    ["cloudWorkers.profiles.p"],
    [
      { provider: "x" },
      { provider: " " },
      { provider: "x", suspendAfter: "45m" },
      { provider: "x", suspendAfter: "30s" },
      { provider: "x", suspendAfter: "60" },
      { provider: "x", suspendAfter: "90000ms" },
      { provider: "x", settings: { apiKey: "plain" } },
      { provider: "x", settings: { size: 3, nested: { password: "x" } } },
    ],
  ],
  [
    ["cloudWorkers.projectProfiles"],
    [
      { "github.com/a/b": "p" },
      { "https://github.com/a/b": "p" },
      { "GitHub.com/a/b": "p" },
      { "github.com/a/b": " p" },
    ],
  ],
  [
    ["agents.defaults.heartbeat.target", "agents.entries.ops.heartbeat.target"],
    [
      "last",
      "none",
      "owner",
      "telegram",
      "Telegram",
      "pager",
      "",
      " ",
      "gchat",
      "discord",
      "telegramm",
      "tg",
    ],
  ],
  [
    [
      "agents.defaults.systemAgent.agentId",
      "agents.defaults.heartbeat.agentId",
      "talk.agentId",
      "agents.defaults.sessionStore.agentId",
      "agents.defaults.authInheritance.agentId",
    ],
    IDS,
  ],
  [
    ["bindings"],
    [
      ...IDS.map((agentId) => [{ agentId, match: { channel: "telegram" } }]),
      [{ type: "acp", agentId: "main", match: { channel: "telegram" } }],
      [{ type: "acp", agentId: "main", match: { channel: "telegram", peer: { kind: "direct", id: "1" } } }],
      [{ type: "acp", agentId: "main", match: { channel: "telegram", peer: { kind: "direct", id: " " } } }],
      [{ agentId: "main", match: { channel: "nochannel" } }],
    ],
  ],
  [
    ["broadcast"],
    [
      { strategy: "parallel" },
      { "telegram:1": ["main", "ops"] },
      { "telegram:1": ["main", "nobody"] },
      { plain: { agents: ["main"] } },
      { "telegram:1": { agents: ["main", "OPS"] } },
      { "telegram:1": Array.from({ length: 17 }, () => "main") },
      { plain: ["nobody"] },
    ],
  ],
  [["agents.ownership"], ["explicit"]],
  [
    ["agents.entries"],
    [
      {},
      { main: {} },
      { a: {}, b: {} },
      { a: { default: true }, b: {} },
      { a: { default: true }, b: { default: true } },
      { Main: {}, main: {} },
      { Ops: {} },
      { "a b": {} },
      { _x: {} },
      { a: { default: false }, b: {} },
      { a: { agentDir: "/x" }, b: { agentDir: "/x/" } },
      { a: { agentDir: "/x" }, b: { agentDir: "/y" } },
    ],
  ],
  [
    ["agents.list"],
    [
      [],
      [{ id: "main" }],
      [{ id: "a" }, { id: "b" }],
      [{ id: "a", default: true }, { id: "b" }],
      [{ id: "A" }],
      [{ name: "x" }],
      [{ id: "a" }, { id: "a" }],
      [{ id: "a", heartbeat: { every: "soon" } }],
      [{ id: "a", systemPromptOverride: "x" }],
      [{ id: "2" }, { id: "1", default: true, nope: 1 }],
    ],
  ],
  [
    ["agents.entries.main.identity.avatar"],
    [
      "a.png",
      "../a.png",
      "~/a.png",
      "https://a.example/a.png",
      "data:image/png;base64,AA",
      "file:///a.png",
      "x/../../a.png",
      "",
    ],
  ],
  [
    ["agents.entries.main.agentDir", "agents.entries.ops.agentDir"],
    ["/tmp/agent-a", "/tmp/agent-b"],
  ],
  [
    [
      "tools",
      "agents.entries.main.tools",
      "tools.byProvider.local",
      "agents.entries.ops.tools.byProvider.local",
      "tools.toolsBySender.a",
      "tools.subagents.tools",
      "tools.sandbox.tools",
      "agents.entries.main.tools.sandbox.tools",
      "channels.telegram.groups.1.tools",
    ],
    POLICY,
  ],
  [
    ["tools.exec", "agents.entries.main.tools.exec"],
    [
      { mode: "ask" },
      { mode: "ask", security: "full" },
      { security: "full", ask: "off" },
      { mode: "full", ask: "off" },
      { mode: "auto", host: "gateway" },
    ],
  ],
  [
    [
      "agents.defaults.sandbox.docker.network",
      "agents.entries.main.sandbox.docker.network",
      "agents.defaults.sandbox.browser.network",
      "agents.entries.ops.sandbox.browser.network",
    ],
    NETWORKS,
  ],
  [["agents.defaults.sandbox.docker.dangerouslyAllowContainerNamespaceJoin"], [true, false]],
  [
    ["agents.defaults.sandbox.docker.seccompProfile", "agents.entries.main.sandbox.docker.apparmorProfile"],
    ["unconfined", "Unconfined", "/etc/p.json", "", "docker-default"],
  ],
  [
    ["agents.defaults.sandbox.docker.binds", "agents.entries.main.sandbox.browser.binds"],
    [["/a:/b"], ["a:/b"], [""], ["C:\\a:/b"], ["~/x:/y:ro"], ["//?/C:/a:/b"], []],
  ],
  [
    ["agents.defaults.sandbox.docker.env", "agents.entries.main.sandbox.docker.env"],
    [{ A_B: "x" }, { "a-b": "x" }, { "1A": "x" }, { A: "x\ny" }, {}],
  ],
  [
    ["agents.defaults.sandbox.backend", "agents.entries.main.sandbox.backend"],
    ["docker", "podman", "ssh", "openshell"],
  ],
  [
    ["agents.entries.main.sandbox.scope", "agents.defaults.sandbox.scope"],
    ["shared", "agent", "session"],
  ],
  [["agents.defaults.modelPolicy.allow", "agents.entries.main.modelPolicy.allow"], REFS.map((ref) => [ref])],
  [
    ["agents.defaults.models", "agents.entries.main.models"],
    [
      { "local/qwen": { alias: "fast" } },
      { "local/*": {} },
      { "local/*": { codeMode: true } },
      { qwen: { pickerRuntimes: ["codex"] } },
      { "local/qwen": { pickerRuntimes: ["auto"] } },
      { "local/qwen": { pickerRuntimes: ["codex"], codeMode: false } },
      { "google/gemini-1.5-pro": {} },
    ],
  ],
  [
    ["agents.defaults.decisionModel", "agents.entries.main.decisionModel"],
    ["", "local/qwen", "qwen", "/x", "x/", " local/x "],
  ],
  [
    [
      "agents.defaults.model",
      "agents.defaults.imageModel",
      "agents.entries.main.model",
      "agents.defaults.model.primary",
      "hooks.gmail.model",
      "agents.defaults.compaction.model",
      "tts.summaryModel",
      "agents.defaults.heartbeat.model",
    ],
    [
      "local/qwen",
      "google/gemini-1.5-pro",
      "xai/grok-4.20-multi-agent",
      "google/gemini-2.5-flash",
      "GOOGLE/gemini-1.5-pro",
    ],
  ],
  [
    ["tools.web.search.provider"],
    ["gemini", "ollama", "brave", "braev", "", " ", "x", "Gemini", "kimi", "tavily"],
  ],
  [
    ["tools.web.search"],
    [{ apiKey: "x" }, { brave: { apiKey: "x" } }, { brave: "x" }, { other: {} }, { enabled: true }],
  ],
  [["plugins.entries.brave"], [{ enabled: true }]],
  [["plugins.entries.nothing"], [{ enabled: true }, { enabled: false }]],
  [["plugins.slots.memory"], ["none", "memory-core", "nothing", "memory-lancedb", ""]],
  [
    ["plugins.allow", "plugins.deny"],
    [["telegram"], ["nothing"], []],
  ],
  [
    ["channels"],
    [
      { telegram: { enabled: true, botToken: "x" } },
      { telegramm: {} },
      { webchat: {} },
      { nothing: {} },
      { defaults: {} },
      { Telegram: {} },
      { discord: { token: "x" } },
      { slack: { bindings: { acp: { x: 1 } } } },
      { qqbot: {} },
    ],
  ],
  [["channels.modelByChannel"], [{ telegram: { "1": "local/qwen" } }, { nothing: { "1": "x" } }]],
  [
    ["mcp.servers.files", "nodeHost.mcp.servers.files"],
    [
      { command: "npx" },
      {},
      { transport: "stdio" },
      { transport: "stdio", command: " " },
      { url: "http://127.0.0.1:1/mcp" },
      { url: "ws://a" },
      { url: "nope" },
      { type: "http", url: "https://a.example/mcp" },
      { command: "x", timeout: 5 },
      { command: "x", disabled: true },
      { command: "x", codex: { default_tools_approval_mode: "auto" } },
      { url: "https://a.example", auth: "oauth", oauth: { identity: "per-requester" } },
      { url: "https://a.example", oauth: { identity: "per-requester" } },
      { command: "x", oauth: { identity: "per-requester" } },
      { url: "https://a.example", auth: "oauth", oauth: { identity: "per-requester", authProfileId: "x" } },
      { url: "https://a.example", oauth: { scope: " " } },
      { command: "x", toolFilter: { include: [" "] } },
      { url: "https://a.example", oauth: { clientMetadataUrl: "https://a.example/" } },
      { url: "https://a.example", oauth: { clientMetadataUrl: "https://a.example/x" } },
      { command: "x", workingDirectory: "/x" },
      { command: "x", codex: { agents: ["Ops"] } },
    ],
  ],
  [
    ["mcp.apps.sandboxOrigin", "gateway.publicOrigin", "models.catalogRefresh.url", "proxy.proxyUrl"],
    [...URLS, "http://localhost:1", "https://u:p@a.example", "https://a.example/?q"],
  ],
  [
    ["gateway.portals.ingress"],
    [
      { domain: "p.example.com", port: 1234 },
      { domain: "localhost", port: 1234 },
      { domain: "p.example.com", port: 18789 },
      { domain: "https://p.example", port: 1 },
      { domain: "a.example", port: 5 },
      { domain: "127.0.0.1", port: 5 },
    ],
  ],
  [["gateway.controlUi.allowedOrigins"], [["https://x.p.example.com"], ["https://a.example"]]],
  [["gateway.tailscale.mode"], ["off", "serve", "funnel"]],
  [["gateway.bind"], ["loopback", "lan", "custom", "auto"]],
  [["gateway.customBindHost"], ["127.0.0.1", "10.0.0.1", "127.1.2.3", "127.0.0.999"]],
  [["gateway.auth.mode"], ["none", "token", "password"]],
  [
    ["gateway.roles"],
    [
      { default: "a", definitions: { a: { sessions: { others: "none" }, agents: "*", scopes: [] } } },
      { default: "b", definitions: { a: { sessions: { others: "none" }, agents: ["main"], scopes: [] } } },
      { default: "a", definitions: {} },
      { default: "a", definitions: { a: { sessions: { others: "none" }, agents: ["a b"], scopes: [] } } },
      { default: " a ", definitions: { a: { sessions: { others: "none" }, agents: "*", scopes: [] } } },
    ],
  ],
  [
    ["gateway.remote.edgeAuth"],
    [{}, { "x-key": "v" }, { Host: "v" }, { "a b": "v" }, { "X-A": "1", "x-a": "2" }],
  ],
  [
    ["gateway.tls.certPath", "gateway.tls.keyPath"],
    ["/a.pem", "", " "],
  ],
  [
    ["gateway.controlUi.environment"],
    [
      { label: "prod", color: "red" },
      { label: " ", color: "red" },
    ],
  ],
  [
    ["browser.profiles.p"],
    [
      { cdpPort: 9222 },
      {},
      { driver: "existing-session", userDataDir: "/x" },
      { cdpPort: 1, userDataDir: "/x" },
      { driver: "extension", cdpUrl: "http://x" },
      { driver: "extension" },
      { cdpUrl: "" },
      { driver: "openclaw" },
    ],
  ],
  [
    ["talk", "talk.realtime"],
    [
      { provider: "a", providers: { a: {} } },
      { provider: "b", providers: { a: {} } },
      { providers: { a: {}, b: {} } },
      { provider: "A", providers: { a: {} } },
      { provider: "a" },
      { providers: { a: {} } },
    ],
  ],
  [
    ["hooks.mappings"],
    [
      [{ sessionMode: "persistent" }],
      [{ sessionMode: "persistent", sessionKey: "k" }],
      [{ sessionMode: "persistent", action: "wake" }],
      [{ forEach: "a.b" }],
      [{ channel: " " }],
      [{ transform: { module: "/x.js" } }],
      [{ transform: { module: "x.js" } }],
      [{ transform: { module: "../x.js" } }],
      [{ sessionMode: "persistent", transform: { module: "a/b.js" } }],
    ],
  ],
  [["hooks.defaultSessionKey"], ["k", " "]],
  [["hooks.token"], ["x", { source: "env", provider: "default", id: "X" }]],
  [
    ["secrets.providers"],
    [
      { files: { source: "file", path: "/x" } },
      {
        files: { source: "file", path: "/x" },
        runner: { source: "exec", pluginIntegration: { pluginId: "onepassword", integrationId: "x" } },
      },
      { default: { source: "file", path: "/x" } },
      { vars: { source: "env", allowlist: ["A"] } },
    ],
  ],
  [
    ["secrets.providers.cmd"],
    [
      { source: "exec", command: "x" },
      { source: "exec", command: "/bin/x; y" },
      { source: "exec", command: "./x" },
    ],
  ],
  [
    ["secrets.egressProxy.allowedHosts"],
    [
      ["a.example"],
      ["*.example"],
      ["a.example:80"],
      ["https://a"],
      ["-a.b"],
      ["127.0.0.1"],
      ["[::1]"],
      ["a_b.c"],
    ],
  ],
  [
    [
      "models.providers.local.apiKey",
      "gateway.auth.token",
      "memory.search.remote.apiKey",
      "skills.entries.s.apiKey",
      "talk.providers.a.apiKey",
      "tts.providers.a.apiKey",
      "cron.webhookToken",
      "channels.telegram.botToken",
      "models.providers.local.headers.x",
      "agents.defaults.sandbox.ssh.identityData",
      "models.providers.local.request.tls.ca",
      "gateway.remote.token",
    ],
    SECRETS,
  ],
  [
    ["models.providers.other"],
    [
      PROVIDER,
      { ...PROVIDER, baseUrl: "" },
      { api: "openai-completions", models: [] },
      { baseUrl: "http://127.0.0.1:9/v1" },
      { ...PROVIDER, api: "openai" },
      { ...PROVIDER, contextWindow: 5 },
      {},
    ],
  ],
  [
    [
      "models.providers.ollama",
      "models.providers.llama-cpp",
      "models.providers.VLLM",
      "models.providers.perplexity",
      "models.providers.qwen-portal",
    ],
    [{}, { apiKey: "x" }, { models: [] }],
  ],
  [["worktreeRoot", "desktop.host.passwordFile"], PATHS],
  [
    ["ui.seamColor", "ui.prefs.accent"],
    ["#aabbcc", "aabbcc", "red", "theme", "#AABBCC"],
  ],
  [
    ["agents.defaults.pdfMaxMb", "gateway.port", "agents.defaults.maxConcurrent"],
    [1, 0, 1.5, 9_007_199_254_740_992, "1", -1],
  ],
  [
    ["telemetry.consentedAt"],
    ["2026-07-30T11:25:41.526Z", "yesterday", "2026-07-30", "2026-07-30T11:25:41+02:00"],
  ],
  [
    ["tools.github", "agents.entries.main.tools.github"],
    [
      { profileId: `ghp_${"a".repeat(32)}` },
      { profileId: "x" },
      { profileId: `ghp_${"a".repeat(32)}`, gitAuthor: { name: " " } },
    ],
  ],
  [["tools.media.image.preferredModel"], ["a/b", " "]],
  [
    ["accessGroups"],
    [
      { g: { type: "message.senders", members: { telegram: ["1"] } } },
      { g: { type: "nope" } },
      { "": { type: "message.senders", members: {} } },
    ],
  ],
  [["agents.defaults.contextTokens", "models.providers.local.contextWindow"], [32_000]],
  [["agents.defaults.memorySearch", "memorySearch"], [{ enabled: false }]],
  [["messages.responseUsage"], ["on", "loud", { telegram: "full" }, { telegram: "loud" }]],
  [
    ["gateway.auth.trustedProxy"],
    [
      { userHeader: "x" },
      { userHeader: "" },
      {
        userHeader: "x",
        cloudflareAccessOidc: {
          issuer: "https://a.cloudflareaccess.com",
          providerId: " ",
          githubAccountIdClaim: "x",
        },
      },
    ],
  ],
  [
    ["tools.swarm", "agents.entries.main.tools.codeMode"],
    [true, {}, { enabled: true }, "auto", "yes"],
  ],
  [
    ["env.vars", "env"],
    [{ A: "b" }, { shellEnv: { enabled: true } }, { A: 1 }],
  ],
  [["channels.telegram.streaming"], ["partial", { mode: "partial" }, true, { mode: "loud" }]],
  [["channels.telegram.dmPolicy"], ["open", "allowlist", "pairing", "nobody"]],
  [["channels.telegram.accounts"], [{ a: { botToken: "x" }, b: { botToken: "y" } }, { a: { nope: 1 } }, {}]],
];
