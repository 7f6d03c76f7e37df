import { expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { loadContext } from "../../src/openclaw/lmstudio-load.ts";

const asked = (
  row: { contextTokens?: number; contextWindow?: number } | null,
  provider: JsonObject = {},
  { id = "lmstudio", maximum = 262_144 as number | null, version = "2026.9.6", plugins = {} } = {},
) =>
  loadContext(
    { models: { providers: { [id]: provider } }, plugins },
    { id, path: ["models", "providers", id] },
    row && { contextTokens: row.contextTokens ?? null, contextWindow: row.contextWindow ?? null },
    { maximum, version },
  );

// each was seen in the load request of the real OpenClaw 2026.9.6
it.each([
  ["the row's contextTokens", asked({ contextTokens: 40_000, contextWindow: 65_536 }), 40_000],
  ["the row's contextWindow", asked({ contextWindow: 65_536 }), 65_536],
  ["the provider's contextWindow", asked({}, { contextWindow: 50_000 }), 50_000],
  ["the provider's contextTokens", asked({}, { contextTokens: 45_000, contextWindow: 50_000 }), 45_000],
  ["OpenClaw's own assumption", asked({}), 200_000],
  ["the model's maximum", asked({ contextWindow: 65_536 }, {}, { maximum: 32_768 }), 32_768],
  ["a maximum that is not reported", asked({ contextWindow: 65_536 }, {}, { maximum: null }), 65_536],
])("OpenClaw loads with %s", (_title, context, wanted) => expect(context).toBe(wanted));

it.each([
  ["with preload off", asked({ contextWindow: 65_536 }, { params: { preload: false } })],
  ["under another id", asked({ contextWindow: 65_536 }, {}, { id: "studio" })],
  ["with its plugin disabled", asked({}, {}, { plugins: { entries: { lmstudio: { enabled: false } } } })],
  ["with its plugin denied", asked({}, {}, { plugins: { deny: ["lmstudio"] } })],
  ["before it had the request", asked({ contextWindow: 65_536 }, {}, { version: "2026.3.24" })],
])("OpenClaw loads nothing %s", (_title, context) => expect(context).toBeNull());
