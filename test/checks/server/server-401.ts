import { expect } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import type { Seen } from "../../support/doctor.ts";
import {
  behind,
  type Cases,
  type Emulator,
  keyed,
  LMS,
  litellm,
  requiring,
  startLmStudio,
  vllm,
} from "../support/kit.ts";

/** user anna, password secret */
const BASIC = ["authorization", "Basic YW5uYTpzZWNyZXQ="] as const;
const ASKS = { status: 401, body: "", headers: { "www-authenticate": 'Basic realm="models"' } };

const NGINX_401 = {
  status: 401,
  body: "<html><title>401 Authorization Required</title><center>nginx</center></html>",
};
const PORTKEY = JSON.stringify({
  status: "failure",
  message: "Either x-portkey-config or x-portkey-provider header is required",
});

export const cases: Cases = {
  scenarios: [
    {
      title: "the key of another server",
      server: () => vllm({ apiKey: "sk-right-0123" }),
      config: keyed("sk-wrong-0123"),
      finds: "error server-401",
      says: /refuses the key in the config/,
      edits: { "models.providers.local.apiKey": "${VLLM_API_KEY}" },
      afterwards: ["server-401"],
    },
    {
      title: "Portkey without its headers",
      server: () => requiring(vllm(), ["x-portkey-provider", "openai"], { status: 400, body: PORTKEY }),
      finds: "error server-401",
      says: /^Portkey at .* requires a header that the config does not send \(400/,
      hint: /x-portkey-provider \(openai .*x-portkey-custom-host/,
    },
    {
      title: "Portkey, a server that it does not trust",
      server: () =>
        requiring(vllm(), ["x-portkey-custom-host", "http://127.0.0.1:8000/v1"], {
          status: 400,
          body: '{"status":"failure","message":"Invalid custom host"}',
        }),
      config: { provider: { headers: { "x-portkey-custom-host": "http://192.168.1.20:8000/v1" } } },
      finds: "error server-401",
      says: /^Portkey .*although the config sends x-portkey-custom-host \(400 “Invalid custom host”\)/,
      hint: /TRUSTED_CUSTOM_HOSTS/,
    },
    {
      title: "the page of nginx, which does not name the key that it misses",
      server: () => requiring(vllm(), ["authorization", "Bearer k-right"], NGINX_401),
      config: keyed("${BOX_KEY}"),
      env: { BOX_KEY: "k-wrong" },
      finds: "error server-401",
      says: /without naming the reason/,
      hint: /reject the key in BOX_KEY/,
    },
    {
      title: "its own key",
      server: () => vllm({ apiKey: "sk-right-0123" }),
      config: keyed("sk-right-0123"),
      finds: null,
    },
    {
      title: "a placeholder where no key is wanted",
      server: () => vllm(),
      config: keyed("vllm-local"),
      finds: null,
    },
    {
      title: "LM Studio requires a token and gets a placeholder, which it repeats",
      research: "3",
      server: () => startLmStudio({ apiKey: "lm-real-token" }),
      config: { ...LMS, ...keyed("placeholder-of-mine") },
      finds: "error server-401",
      afterwards: ["server-401"],
      kind: "lmstudio",
      hides: "placeholder",
    },
    {
      title: "vLLM with --api-key, none in the config",
      research: "7b",
      server: () => vllm({ apiKey: "right" }),
      config: { id: "vllm" },
      edits: { "models.providers.vllm.apiKey": "${VLLM_API_KEY}" },
      finds: "error server-401",
      afterwards: ["server-401"],
      kind: "vllm",
    },
    {
      title: "LiteLLM, no key",
      research: "9a",
      server: () => litellm({ apiKey: "sk-right" }),
      finds: "error server-401",
      afterwards: ["server-401"],
      kind: "litellm",
    },
    {
      title: "LiteLLM, wrong key, no database: 400",
      research: "9b",
      server: () => litellm({ apiKey: "sk-right" }),
      config: keyed("sk-wrong-one"),
      finds: "error server-401",
      afterwards: ["server-401"],
      hides: "sk-wrong",
    },
    {
      title: "LiteLLM, wrong key, with a database",
      research: "9c",
      server: () => litellm({ apiKey: "sk-right", database: true }),
      config: keyed("sk-wrong-one"),
      finds: "error server-401",
      afterwards: ["server-401"],
      hides: "sk-wrong",
    },
    {
      title: "a variable that is not set",
      server: () => vllm({ apiKey: "sk-right" }),
      config: keyed("${BOX_KEY}"),
      finds: "error server-401",
      says: /BOX_KEY/,
      verdicts: { reachable: "fail", listed: "skip" },
    },
    {
      title: "a variable that is set",
      server: () => vllm({ apiKey: "sk-right" }),
      config: keyed("${BOX_KEY}"),
      env: { BOX_KEY: "sk-right" },
      finds: null,
    },
    {
      title: "a secret store, which is not read",
      server: () => vllm({ apiKey: "sk-right" }),
      config: { provider: { apiKey: { source: "file", provider: "disk", id: "/box" } } },
      finds: "warning server-401",
      like: { status: "unverified" },
      verdicts: { reachable: "unverified" },
    },
    ...(
      [
        ["headers", { headers: { "X-Api-Key": "k-123" } }],
        ["request.headers", { request: { headers: { "x-api-key": " k-123 " } } }],
        ["request.auth", { request: { auth: { mode: "header", headerName: "x-api-key", value: "k-123" } } }],
        ["a variable", { headers: { "x-api-key": "${PROXY_KEY}" } }],
        ["a part of a text", { headers: { "x-api-key": "k-${PART}" } }],
        [
          "a SecretRef",
          { headers: { "x-api-key": { source: "env", provider: "default", id: "PROXY_KEY" } } },
        ],
      ] satisfies [string, JsonObject][]
    ).map(([title, provider]) => ({
      title: `a header that a proxy requires, in ${title}`,
      server: () => requiring(vllm(), ["x-api-key", "k-123"]),
      config: { provider: { apiKey: "local", ...provider } },
      env: { PROXY_KEY: "k-123", PART: "123" },
      finds: null,
      more: (_seen: Seen, { requests }: Emulator) => {
        expect(requests.filter((one) => one.headers["x-api-key"] !== "k-123")).toEqual([]);
        expect(requests.map((one) => one.headers["authorization"])).toContain("Bearer local");
      },
    })),
    {
      title: "a header of every row",
      server: () => requiring(vllm(), ["x-tenant", "kitchen"]),
      config: { provider: { apiKey: "local" }, row: { headers: { "X-Tenant": "kitchen" } } },
      finds: null,
    },
    {
      title: "request.auth with a bearer token takes the place of apiKey",
      server: () => vllm({ apiKey: "sk-right" }),
      config: {
        provider: {
          apiKey: "sk-wrong",
          request: { auth: { mode: "authorization-bearer", token: "sk-right" } },
        },
      },
      finds: null,
    },
    {
      title: "a header with another value: its name is reported, the key is not blamed",
      server: () => requiring(vllm(), ["x-api-key", "k-123"]),
      config: { provider: { apiKey: "sk-right-0123", headers: { "X-Api-Key": "k-wrong-0987" } } },
      finds: "error server-401",
      says: /although the config sends X-Api-Key \(403 “403 Forbidden”\)/,
      edits: {},
      hides: "k-wrong",
      verdicts: { reachable: "fail", answers: "skip" },
    },
    {
      title: "a header that the answer repeats is not printed",
      server: () =>
        behind(vllm(), (exchange) => {
          exchange.json(403, { error: `tenant ${exchange.headers["x-tenant"]} is unknown` });
          return true;
        }),
      config: { provider: { headers: { "x-tenant": "kitchen-4711" } } },
      finds: "error server-401",
      says: /x-tenant/,
      hides: "kitchen-4711",
    },
    ...(
      [
        [
          "a variable that is not set",
          "${PROXY_KEY}",
          /headers\.x-api-key: the variable PROXY_KEY is not set/,
        ],
        ["a secret store", { source: "exec", provider: "vault", id: "box" }, /secret store \(exec\)/],
      ] satisfies [string, Json, RegExp][]
    ).map(([title, value, says]) => ({
      title: `a header in ${title}`,
      server: () => requiring(vllm(), ["x-api-key", "k-123"]),
      config: { provider: { apiKey: "local", headers: { "x-api-key": value } } },
      finds: "warning server-401",
      says,
      like: { status: "unverified" as const },
      verdicts: { reachable: "unverified" } as const,
    })),
    {
      title: "a proxy asks for a user name and password",
      server: () => requiring(vllm(), BASIC, ASKS),
      config: keyed("sk-right-0123"),
      finds: "error server-401",
      says: /asks for a user name and password \(HTTP Basic\)/,
      hint: /headers\.Authorization of models\.providers\.local: "Basic \$\{LOCAL_LOGIN\}"/,
      edits: {},
    },
    {
      title: "a proxy asks for a digest, which no key is",
      server: () =>
        requiring(vllm(), BASIC, { ...ASKS, headers: { "www-authenticate": 'Digest realm="a", nonce="b"' } }),
      config: keyed("sk-right-0123"),
      finds: "error server-401",
      says: /\(401 “Digest”\) without naming the reason/,
      edits: {},
    },
    {
      title: "a refusal that is SGLang's in its words alone",
      server: () => requiring(vllm(), BASIC, { status: 401, body: '{"error":"Unauthorized"}' }),
      config: keyed("sk-right-0123"),
      finds: "error server-401",
      says: /^The server at /,
      afterwards: ["server-401"],
    },
    {
      title: "and gets them",
      server: () => requiring(vllm(), BASIC, ASKS),
      config: { provider: { apiKey: "local", headers: { Authorization: BASIC[1] } } },
      finds: null,
    },
    {
      title: "and does not get them, because OpenClaw drops the header of a provider without a key",
      server: () => requiring(vllm(), BASIC, ASKS),
      config: { provider: { headers: { Authorization: BASIC[1] } } },
      finds: "error server-401",
      says: /OpenClaw drops the Authorization header/,
      edits: { "models.providers.local.apiKey": "local" },
      afterwards: [],
      hides: "YW5uYTpzZWNyZXQ",
    },
    {
      title: "a web page of a proxy, and no headers",
      server: () => requiring(vllm(), ["x-api-key", "k-123"]),
      config: keyed("sk-right-0123"),
      finds: "error server-401",
      says: /refuses the request \(403 “403 Forbidden”\) without naming the reason/,
      edits: {},
    },
    ...["lmstudio", "lmstudio-local"].map((apiKey) => ({
      title: `LM Studio's ${apiKey}; OpenClaw's own marker is never sent`,
      server: () => startLmStudio({ apiKey: "sk-lm-abc:def" }),
      config: { ...LMS, ...keyed(apiKey) },
      finds: "error server-401",
      afterwards: ["server-401"],
      more: (_seen: Seen, { requests }: Emulator) => {
        const sent = requests.map((one) => one.headers["authorization"]).filter((one) => one !== undefined);
        expect(sent.filter((one) => one !== "Bearer lmstudio")).toEqual([]);
      },
    })),
  ],
};
