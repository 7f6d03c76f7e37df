import type { JsonObject } from "../../../src/core/json.ts";
import { type Certificate, keyOf, overTls, pemOf } from "../../support/tls.ts";
import {
  behind,
  type Cases,
  configText,
  type Emulator,
  FAST,
  LMS,
  type ServerScenario,
  silent,
  slowLoris,
  startEmulator,
  vllm,
} from "../support/kit.ts";

/** vLLM behind TLS; the scheme of its base URL, and what the provider has in addition. */
function tls(
  certificate: Certificate,
  { scheme = "https", provider = {}, clients }: Tls = {},
): Pick<ServerScenario, "server" | "config"> {
  return {
    server: async () => {
      const inner = await startEmulator(vllm());
      const baseUrl = await overTls(inner, certificate, clients);
      return { ...inner, baseUrl: baseUrl.replace(/^https/, scheme) };
    },
    config: ({ baseUrl }: Emulator) => configText({ baseUrl, provider: { apiKey: "local", ...provider } }),
  };
}

interface Tls {
  scheme?: "http" | "https";
  provider?: JsonObject;
  clients?: Certificate;
}

const down = "error server-unreachable";
const CA = { ca: pemOf("self") };
const bad = (status: number) =>
  behind(vllm(), (exchange) => {
    exchange.text(status, `<html><h1>${status}</h1></html>`, { "content-type": "text/html" });
    return true;
  });

export const cases: Cases = {
  scenarios: [
    {
      title: "nothing listens",
      server: () => vllm(),
      config: { baseUrl: "http://127.0.0.1:1/v1" },
      finds: "error server-unreachable",
    },
    {
      title: "something listens and says nothing",
      research: "22b",
      kind: null,
      server: () => silent(),

      args: FAST,
      finds: "warning server-unreachable",
      like: { status: "unverified", fix: null },
      says: /takes connections, but says nothing within 700 ms/,
      hint: /--timeout/,
      verdicts: { reachable: "unverified", listed: "skip" },
    },
    {
      title: "one that takes its time",
      server: () => vllm({ latencyMs: 400 }),
      args: ["--timeout", "6000"],
      finds: null,
    },
    {
      title: "a slow loris",
      research: "22f",
      server: () => slowLoris(),
      args: FAST,
      finds: "warning server-unreachable",
      like: { status: "unverified" },
      kind: null,
    },
    {
      title: "nothing listens: the commands that start LM Studio",
      server: () => vllm(),
      config: { ...LMS, baseUrl: "http://127.0.0.1:1/v1" },
      finds: "error server-unreachable",
      says: /refused/,
      like: { path: "models.providers.lmstudio.baseUrl", target: "lmstudio", line: 5, status: "found" },
      commands: ["lms server start --port 1", `lms load ${LMS.model} --context-length 65536 --yes`],
      verdicts: { reachable: "fail", listed: "skip", context: "skip", answers: "skip", tools: "skip" },
    },
    {
      title: "a server that nothing uses",
      server: () => vllm(),
      config: { baseUrl: "http://127.0.0.1:1/v1", primary: "openrouter/x" },
      finds: "warning server-unreachable",
    },
    {
      title: "a server that OpenClaw starts itself",
      server: () => vllm(),
      config: {
        baseUrl: "http://127.0.0.1:1/v1",
        provider: { localService: { command: "/usr/bin/llama-server", args: [] } },
      },
      finds: "info server-unreachable",
      like: { status: "unverified" },
    },
    {
      title: "https on a port that speaks plain HTTP",
      server: () => vllm(),
      config: ({ baseUrl, port }) =>
        configText({
          id: "vllm",
          baseUrl: baseUrl.replace("http:", "https:"),
          model: "qwen3-coder-30b",
          row: { name: `on ${port}` },
        }),
      finds: down,
      says: /speaks plain HTTP, but baseUrl begins with https/,
      like: { fix: { commands: [], safe: true } } as never,
      afterwards: [],
    },
    {
      title: "http on a port that speaks TLS with a certificate that nothing trusts",
      ...tls("self", { scheme: "http" }),
      finds: down,
      says: /speaks TLS, but baseUrl begins with http:.*self-signed/,
      hint: /set baseUrl to https:.*request\.tls\.ca/,
      afterwards: ["server-unreachable"],
    },
    {
      title: "the same with a certificate that the config trusts",
      ...tls("self", { scheme: "http", provider: { request: { tls: CA } } }),
      finds: down,
      hint: /^set baseUrl to https:\/\/127\.0\.0\.1:\d+\/v1$/,
      afterwards: [],
    },
    {
      title: "a self-signed certificate",
      ...tls("self"),
      finds: down,
      says: /its certificate is self-signed/,
      hint: /put the server's certificate \(PEM\) into models\.providers\.local\.request\.tls\.ca, or set NODE_EXTRA_CA_CERTS/,
      edits: {},
    },
    { title: "which the config trusts", ...tls("self", { provider: { request: { tls: CA } } }), finds: null },
    {
      title: "for which the config has another certificate",
      ...tls("self", { provider: { request: { tls: { ca: pemOf("other") } } } }),
      finds: down,
      hint: /replace models\.providers\.local\.request\.tls\.ca/,
    },
    {
      title: "for which the config has a path",
      ...tls("self", { provider: { request: { tls: { ca: "/etc/ssl/box.pem" } } } }),
      finds: down,
      hint: /the text of the certificate \(PEM\).*not the path/,
    },
    {
      title: "for which the config has a secret that cannot be read",
      ...tls("self", {
        provider: { request: { tls: { ca: { source: "file", provider: "disk", id: "/ca" } } } },
      }),
      finds: "warning server-unreachable",
      like: { status: "unverified" },
      verdicts: { reachable: "unverified" },
    },
    {
      title: "a certificate that has expired",
      ...tls("expired", { provider: { request: { tls: { ca: pemOf("expired") } } } }),
      finds: down,
      says: /has expired/,
      hint: /renew/,
      edits: {},
    },
    {
      title: "a certificate for another name",
      ...tls("other", { provider: { request: { tls: { ca: pemOf("other") } } } }),
      finds: down,
      says: /is for another name/,
      hint: /serverName/,
      edits: {},
    },
    {
      title: "whose name the config has",
      ...tls("other", {
        provider: { request: { tls: { ca: pemOf("other"), serverName: "gpubox.example" } } },
      }),
      finds: null,
    },
    {
      title: "a client certificate that the server requires",
      ...tls("self", { provider: { request: { tls: CA } }, clients: "other" }),
      finds: down,
      says: /the connection was cut/,
      hint: /request\.tls\.cert and \.key/,
    },
    {
      title: "and gets",
      ...tls("self", {
        provider: { request: { tls: { ...CA, cert: pemOf("other"), key: keyOf("other") } } },
        clients: "other",
      }),
      finds: "warning secret-inline",
      deepFinds: "warning secret-inline",
      // the variable is not set here
      afterwards: ["server-unreachable"],
    },
    {
      title: "a client certificate that is no PEM text",
      ...tls("self", { provider: { request: { tls: { ...CA, cert: "box.pem", key: "box.key" } } } }),
      finds: down,
      says: /cannot be read/,
    },
    {
      title: "a proxy of the provider's own",
      server: () => vllm(),
      config: {
        baseUrl: "https://127.0.0.1:1/v1",
        provider: { request: { proxy: { mode: "explicit-proxy", url: "http://127.0.0.1:2" } } },
      },
      finds: "warning server-unreachable",
      like: { status: "unverified" },
    },
    {
      title: "a gateway that quotes its own connection: Portkey",
      server: () =>
        behind(vllm(), (exchange) => {
          exchange.text(500, "Message: fetch failed Cause: Error: connect ECONNREFUSED 127.0.0.1:4019");
          return true;
        }),
      finds: down,
      says: /a proxy answers 500 .*the server behind it does not answer/,
      hint: /behind the proxy/,
      edits: {},
    },
    ...([502, 503, 504] as const).map((status) => ({
      title: `a proxy that answers ${status}`,
      server: () => bad(status),
      config: { id: "vllm" },
      finds: down,
      says: /a proxy answers/,
      hint: status === 504 ? /time limit/ : /behind the proxy/,
      edits: {},
    })),
  ],
};
