import { describe, expect, it } from "vitest";
import { turnNeeds } from "../../src/openclaw/floors.ts";
import { classifyHost, isLocalUrl } from "../../src/openclaw/locality.ts";
import { compareVersions, isVersion } from "../../src/openclaw/version.ts";
import { configuredContext, findRow, viewApiKey, viewConfig } from "../../src/openclaw/view.ts";

describe("versions", () => {
  it("are ordered by number, not by text", () => {
    const ordered = [
      "2026.1.30",
      "2026.2.6-beta.1",
      "2026.2.6",
      "2026.2.6-3",
      "2026.2.26",
      "2026.9.6",
      "2026.10.1",
    ];
    const shuffled = [...ordered].reverse().sort(compareVersions);
    expect(shuffled).toEqual(ordered);
  });
  it("are recognized", () => {
    expect(["2026.9.6", "v2026.2.6-3"].every(isVersion)).toBe(true);
    expect(["latest", "9.6", "2026", ""].some(isVersion)).toBe(false);
  });
});

describe("what a turn needs", () => {
  it("is more on 2026.8 than on 2026.9, and never below OpenClaw's old limit", () => {
    expect(turnNeeds("2026.9.6")).toEqual({
      minimum: 15_360,
      comfortable: 30_720,
      firstTurnPrompt: 13_157,
      measuredOn: "2026.9.0",
    });
    expect(turnNeeds("2026.8.2").minimum).toBeGreaterThan(29_000);
    expect(turnNeeds("2026.2.6-3").minimum).toBe(16_000);
    expect(turnNeeds("2027.1.1").minimum).toBe(turnNeeds("2026.9.6").minimum);
  });
});

describe("locality", () => {
  it("knows loopback, private, tailnet, link-local, .local and bare names", () => {
    const classes = {
      "127.0.0.1": "loopback",
      "127.8.9.1": "loopback",
      localhost: "loopback",
      "[::1]": "loopback",
      "10.0.0.4": "private",
      "172.31.255.1": "private",
      "172.32.0.1": "public",
      "192.168.1.2": "private",
      "100.100.1.1": "private",
      "169.254.169.254": "link-local",
      "0.0.0.0": "unspecified",
      gpubox: "bare-name",
      "mac.local": "mdns",
      "gpu.lan": "private-name",
      "GPU.Home.Arpa.": "private-name",
      "box.internal": "private-name",
      "nas.home": "private-name",
      "rig.tail1234.ts.net": "private-name",
      "planet.example": "public",
      "host.docker.internal": "container-host",
      "llm.lan.example": "public",
      "fe80::1": "link-local",
      "fd00::2": "private",
      "::ffff:192.168.0.9": "private",
      "2001:db8::1": "public",
    };
    expect(Object.fromEntries(Object.keys(classes).map((host) => [host, classifyHost(host)]))).toEqual(
      classes,
    );
  });
  it("of a URL that cannot be parsed is unknown", () => {
    expect(isLocalUrl("127.0.0.1:1234/v1")).toBeNull();
    expect(isLocalUrl("https://api.openai.com/v1")).toBe(false);
    expect(isLocalUrl("http://127.0.0.1:1234/v1")).toBe(true);
  });
});

describe("the view of a config", () => {
  const view = viewConfig({
    models: {
      providers: {
        lmstudio: {
          baseUrl: "http://127.0.0.1:1234/v1",
          apiKey: "lmstudio",
          models: [
            { id: "a/b", contextWindow: 196_608, contextTokens: 65_536 },
            "nonsense",
            { name: "no id" },
          ],
        },
        vllm: { models: [] },
        hosted: { baseUrl: "https://x.example/v1", apiKey: "${KEY}", models: [{ id: "only" }] },
      },
    },
    agents: {
      defaults: {
        model: { primary: "lmstudio/a/b", fallbacks: ["anthropic/x"] },
        models: { "lmstudio/a/b": { alias: "A" } },
        imageModel: "openai/vision",
      },
      entries: { work: { model: "hosted/only" } },
    },
  });

  it("lists providers with their keys, locality and rows", () => {
    expect(view.providers.map((p) => [p.id, p.local, p.apiKey.kind, p.rows.length])).toEqual([
      ["lmstudio", true, "literal", 1],
      ["vllm", true, "none", 0],
      ["hosted", false, "env", 1],
    ]);
  });
  it("lists every place that names a model", () => {
    expect(view.refs.map((r) => [r.kind, r.ref])).toEqual([
      ["primary", "lmstudio/a/b"],
      ["fallback", "anthropic/x"],
      ["image", "openai/vision"],
      ["alias-map", "lmstudio/a/b"],
      ["agent", "hosted/only"],
    ]);
  });
  it("finds rows by ref, and by a unique bare id", () => {
    expect(findRow(view, "lmstudio/a/b")?.row.id).toBe("a/b");
    expect(findRow(view, "only")?.provider.id).toBe("hosted");
    expect(findRow(view, "nothing")).toBeNull();
  });
  it("prefers contextTokens", () => {
    expect(configuredContext({ contextTokens: 4, contextWindow: 8 })).toBe(4);
    expect(configuredContext({ contextTokens: null, contextWindow: null })).toBeNull();
  });
  it("shows how a key is given", () => {
    expect(viewApiKey("${lower}")).toEqual({ kind: "literal", value: "${lower}", marker: false });
    expect(viewApiKey("$UPPER")).toEqual({ kind: "env", name: "UPPER", form: "dollar" });
    expect(viewApiKey("VLLM_API_KEY")).toEqual({ kind: "env", name: "VLLM_API_KEY", form: "marker" });
    expect(viewApiKey("custom-local")).toEqual({ kind: "literal", value: "custom-local", marker: true });
    expect(viewApiKey({ source: "env", provider: "default", id: "X" })).toEqual({
      kind: "env",
      name: "X",
      form: "secretref",
    });
    expect(viewApiKey({ source: "exec", provider: "p", id: "x" })).toEqual({
      kind: "secretref",
      source: "exec",
    });
  });
});
