import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { requestSettings, type SettingsFor } from "../../src/openclaw/request-settings.ts";

const ENV = { KEY: "sk-1", BLANK: "" };

function resolve(entry: JsonObject, options: Partial<SettingsFor> = {}) {
  return requestSettings(entry, { env: ENV, hasKey: true, api: "chat", ...options });
}

describe("headers as OpenClaw 2026.9.6 sends them (each run there)", () => {
  it.each<[string, JsonObject, Partial<SettingsFor>, Record<string, string>]>([
    ["headers", { headers: { "X-Team": "blue" } }, {}, { "x-team": "blue" }],
    [
      "a row's headers over the provider's, request.headers over both",
      { headers: { "X-Team": "provider", "x-a": "1" }, request: { headers: { "X-TEAM": "request" } } },
      { rowHeaders: { "x-team": "row", "x-row": "1" } },
      { "x-team": "request", "x-a": "1", "x-row": "1" },
    ],
    [
      "a bearer token",
      {
        headers: { authorization: "Basic old" },
        request: { auth: { mode: "authorization-bearer", token: "tok" } },
      },
      {},
      { authorization: "Bearer tok" },
    ],
    [
      "a header with a prefix, whose spaces are cut; it removes a written Authorization",
      {
        headers: { Authorization: "Basic old" },
        request: { auth: { mode: "header", headerName: "x-api-key", value: " k ", prefix: "P " } },
      },
      {},
      { "x-api-key": "Pk" },
    ],
    ["provider-default", { request: { auth: { mode: "provider-default" } } }, {}, {}],
    [
      "variables",
      { headers: { a: "${KEY}", b: "$KEY", c: "Bearer ${KEY}", d: "x-${NO}-y", e: "$${KEY}" } },
      {},
      { a: "sk-1", b: "sk-1", c: "Bearer sk-1", d: "x-${NO}-y", e: "${KEY}" },
    ],
    ["a SecretRef", { headers: { a: { source: "env", provider: "default", id: "KEY" } } }, {}, { a: "sk-1" }],
    ["names of prototypes", { headers: { constructor: "x", "x-a": "1" } }, {}, { "x-a": "1" }],
    ["no header at all", { headers: { a: 3, b: null, c: "" } }, {}, {}],
    [
      "Authorization without a key: dropped",
      { headers: { Authorization: "Basic x" } },
      { hasKey: false },
      {},
    ],
    [
      "but not on the Responses route",
      { headers: { Authorization: "Basic x" } },
      { hasKey: false, api: "other" },
      { authorization: "Basic x" },
    ],
    ["Ollama's own API prefers the key", { headers: { Authorization: "Basic x" } }, { api: "ollama" }, {}],
  ])("%s", (_name, entry, options, headers) => {
    expect(resolve(entry, options).headers).toEqual(headers);
  });
});

it("what cannot be read here is reported by its place, without a value", () => {
  const { headers, unresolved, names } = resolve({
    headers: {
      "X-A": "${NO}",
      "x-b": { source: "file", provider: "disk", id: "/b" },
      "x-c": "${BLANK}",
      "x-d": "1",
    },
    request: {
      auth: { mode: "authorization-bearer", token: { source: "env", provider: "default", id: "NO" } },
      tls: { ca: "$NO", serverName: "box" },
      proxy: { mode: "env-proxy" },
    },
  });
  expect(headers).toEqual({ "x-d": "1" });
  expect(names).toEqual(["x-d"]);
  expect(unresolved.map(({ setting, part }) => `${part} ${setting}`)).toEqual([
    "header headers.X-A",
    "header headers.x-b",
    "header headers.x-c",
    "header request.auth.token",
    "tls request.tls.ca",
    "proxy request.proxy",
  ]);
});

it("certificates", () => {
  const tls = { ca: " PEM \n", cert: "${KEY}", key: { source: "env", provider: "default", id: "KEY" } };
  expect(resolve({ request: { tls: { ...tls, passphrase: "", serverName: "box" } } }).tls).toEqual({
    ...{ ca: "PEM", cert: "sk-1", key: "sk-1", passphrase: undefined, serverName: "box" },
  });
  expect(resolve({ request: { tls: { insecureSkipVerify: false } } }).tls).toBeUndefined();
});

it.each([
  undefined,
  null,
  3,
  "x",
  [],
  { headers: [], request: 3 },
  { request: { auth: [], tls: "x", headers: 1 } },
])("an entry of the wrong form: %j", (entry) => {
  expect(requestSettings(entry as never, { env: ENV, hasKey: true, api: "chat" })).toMatchObject({
    headers: {},
    unresolved: [],
  });
});
