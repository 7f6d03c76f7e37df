import { expect } from "vitest";
import {
  type Cases,
  type Emulator,
  LMS,
  lms,
  mac32,
  row,
  startLmStudio,
  withMemory,
} from "../support/kit.ts";

/** As OpenClaw's first message would do. */
async function firstMessage({ baseUrl }: Emulator): Promise<void> {
  const body = JSON.stringify({ model: LMS.model, messages: [{ role: "user", content: "hi" }] });
  await (await fetch(`${baseUrl}/chat/completions`, { method: "POST", body })).text();
}

const CODER = "qwen/qwen3-coder-30b";
const onDisk = (maxContext = 262_144) =>
  startLmStudio({
    loadedContext: null,
    models: [{ key: CODER, sizeBytes: 18_556_684_288, maxContext, quantization: "Q4_K_M" }],
  });

export const cases: Cases = {
  scenarios: [
    {
      title: "another one is on disk only",
      server: () => startLmStudio({ models: [lms("in-use"), { key: "on-disk" }] }),
      config: { id: "lmstudio", model: "in-use" },
      finds: null,
    },
    {
      title:
        "OpenClaw loads it before the turn, with the configured context; a plain message loads it with 4096",
      research: "2",
      server: () => startLmStudio({ loadedContext: null, jit: true }),
      config: LMS,
      finds: "info lmstudio-unloaded",
      like: { status: "unverified" },
      says: /loads it with 65,536 tokens/,
      context: null,
      verdicts: { context: "unverified", answers: "skip" },
      later: [{ change: firstMessage, finds: "error context-server-below-config" }],
    },
    {
      title: "--deep sends the same load request, and then the turn to the instance",
      server: () => startLmStudio({ loadedContext: null, jit: false }),
      config: LMS,
      args: ["--deep"],
      finds: null,
      verdicts: { context: "pass", answers: "pass", tools: "pass" },
      context: 65_536,
      more(_seen, { requests }) {
        const posts = requests.filter(({ method }) => method === "POST");
        expect(posts[0]).toMatchObject({ path: "/api/v1/models/load" });
        expect(JSON.parse(posts[0]?.body ?? "")).toEqual({ model: LMS.model, context_length: 65_536 });
        expect(posts.filter(({ path }) => path === "/api/v1/models/load")).toHaveLength(1);
      },
    },
    {
      title: "preload off, and just-in-time loading off: nothing loads it",
      server: () => startLmStudio({ loadedContext: null, jit: false }),
      config: { ...LMS, provider: { params: { preload: false } } },
      finds: "error lmstudio-unloaded",
      says: /nothing loads it/,
      commands: [`lms load ${LMS.model} --context-length 65536 --yes`],
      verdicts: { listed: "pass", context: "fail", answers: "skip" },
    },
    {
      title: "preload off: a first message loads it with a context that nobody reports",
      server: () => startLmStudio({ loadedContext: null }),
      config: { ...LMS, provider: { params: { preload: false } } },
      finds: "warning lmstudio-unloaded",
      like: { status: "unverified" },
      later: [{ change: () => undefined, args: ["--deep"], finds: "error context-server-below-config" }],
    },
    {
      title: "an OpenClaw from before it loaded models",
      server: () => startLmStudio({ loadedContext: null, jit: false }),
      config: LMS,
      args: ["--openclaw-version", "2026.3.24"],
      finds: "error lmstudio-unloaded",
    },
    {
      title: "under another id OpenClaw loads nothing",
      server: () => startLmStudio({ loadedContext: null, jit: false }),
      config: { ...LMS, id: "studio" },
      finds: "error lmstudio-unloaded",
    },
    {
      title: "LM Studio's greeting",
      research: "1a",
      server: () => startLmStudio(),
      config: LMS,
      finds: null,
      kind: "lmstudio",
    },
    {
      title: "what is loaded is what fits into memory, and the config is lowered to it",
      on: mac32,
      server: () => onDisk(),
      config: { id: "lmstudio", model: CODER, row: { contextWindow: 196_608 } },
      finds: "warning lmstudio-unloaded",
      hint: /which is what fits into memory/,
      edits: { [row("contextWindow", "lmstudio")]: 49_152 },
      commands: /--context-length 49152/,
      afterwards: ["lmstudio-unloaded"],
    },
    {
      title: "where all of it fits, memory is not blamed, and nothing is rounded",
      on: () => withMemory(128, 120),
      server: () => onDisk(202_752),
      config: { id: "lmstudio", model: CODER, row: { contextWindow: 202_752 } },
      finds: "info lmstudio-unloaded",
      hint: /^(?!.*memory)/,
      edits: {},
      commands: /--context-length 202752/,
    },
    {
      title: "the command that loads it as configured",
      server: () => startLmStudio({ loadedContext: null }),
      config: { ...LMS, row: { contextWindow: 196_608 } },
      finds: "info lmstudio-unloaded",
      commands: [`lms load ${LMS.model} --context-length 196608 --yes`],
      verdicts: { listed: "pass", context: "unverified", answers: "skip" },
    },
  ],
};
