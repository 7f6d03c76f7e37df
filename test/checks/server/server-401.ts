import { expect } from "vitest";
import type { Seen } from "../../support/doctor.ts";
import { type Cases, type Emulator, keyed, LMS, litellm, startLmStudio, vllm } from "../support/kit.ts";

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
      config: { provider: { apiKey: { source: "file", provider: "disk", id: "box" } } },
      finds: "warning server-401",
      like: { status: "unverified" },
      verdicts: { reachable: "unverified" },
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
