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
      title: "JIT on: a first message loads it with 4096",
      research: "2",
      server: () => startLmStudio({ loadedContext: null, jit: true }),
      config: LMS,
      finds: "error lmstudio-unloaded",
      context: null,
      later: [{ change: firstMessage, finds: "error context-server-below-config" }],
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
      finds: "error lmstudio-unloaded",
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
      finds: "error lmstudio-unloaded",
      hint: /^(?!.*memory)/,
      edits: {},
      commands: /--context-length 202752/,
    },
    {
      title: "the command that loads it as configured",

      server: () => startLmStudio({ loadedContext: null }),
      config: { ...LMS, row: { contextWindow: 196_608 } },
      finds: "error lmstudio-unloaded",
      commands: [`lms load ${LMS.model} --context-length 196608 --yes`],
      verdicts: { listed: "pass", context: "fail", answers: "skip" },
    },
  ],
};
