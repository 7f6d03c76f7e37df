import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { collectRefs } from "../../src/openclaw/refs.ts";

const { openclaw } = inject("parts");

type Collect = (config: object) => { path: string }[];

/** A config that names a model at every key that OpenClaw's schema or code has ever called one, and at ours. */
function everywhere(): JsonObject {
  const model = { primary: "a/1", fallbacks: ["b/2"] };
  const agent = {
    ...Object.fromEntries(
      ["model", "utilityModel", "imageModel", "voiceModel", "pdfModel"].map((key) => [key, model]),
    ),
    mediaModels: { image: model, video: model, music: model },
    heartbeat: { model: "a/1" },
    subagents: { model },
    compaction: { model: "a/1", memoryFlush: { model: "a/1" } },
    models: { "a/1": {} },
    tools: { exec: { reviewer: { model } } },
    tts: { summaryModel: "a/1" },
  };
  const voice = { model: "a/1", tts: { summaryModel: "a/1" } };
  const media = { preferredModel: "a/1" };
  return {
    agents: { defaults: agent, entries: { main: agent } },
    tools: { exec: { reviewer: { model } }, media: { image: media, audio: media, video: media } },
    tts: { summaryModel: "a/1" },
    hooks: { mappings: [{ model: "a/1" }], gmail: { model: "a/1" } },
    channels: {
      discord: { voice, accounts: { one: { voice } } },
      modelByChannel: { telegram: { "-1": "a/1" } },
    },
  };
}

test.skipIf(!openclaw.have)(
  "OpenClaw looks for models at the places that this tool knows, and at no other",
  async () => {
    const dist = join(openclaw.have ? openclaw.packageDir : "", "dist");
    const file = readdirSync(dist).find((name) => /^configured-model-refs-.*\.mjs$/.test(name)) ?? "";
    const code: Record<string, unknown> = await import(join(dist, file));
    const collect = Object.values(code).find(
      (one) => typeof one === "function" && one.name === "collectConfiguredModelRefs",
    );
    if (typeof collect !== "function") throw new Error(`${file} has another form`);
    const theirs = (collect as Collect)(everywhere()).map(({ path }) => path);
    const ours = collectRefs(everywhere()).map(({ path }) => path.join("."));
    expect(ours.sort()).toEqual(theirs.sort());
  },
);
