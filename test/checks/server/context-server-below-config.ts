import { type Cases, LMS, MODEL, mac32, row, sglang, startLmStudio, vllm } from "../support/kit.ts";
import { readyWith } from "../support/machine.ts";

const LARGE = {
  ...{ key: "qwen/qwen3-coder-30b", sizeBytes: 18_556_684_288 },
  ...{ maxContext: 262_144, quantization: "Q4_K_M" },
};

/** vLLM whose process and whose model are on this machine. */
const local = (context: number, contextWindow: number, trained: number | null) =>
  readyWith(
    (machine, { emulator }) => {
      const argv = ["/venv/bin/vllm", "serve", `Org/${MODEL}`, "-tp", "2", "--port", emulator.port];
      const commit = "0".repeat(40);
      const model = `.cache/huggingface/hub/models--Org--${MODEL}`;
      machine
        .command("readlink", "echo net:[1]; echo mnt:[2]")
        .system("/proc/41/cmdline", argv.join("\0"))
        .file(`${model}/refs/main`, commit)
        .file(
          `${model}/snapshots/${commit}/config.json`,
          JSON.stringify({ max_position_embeddings: trained }),
        );
    },
    { context, row: { contextWindow } },
  );

export const cases: Cases = {
  machines: [
    {
      title: "a config that claims more than the model was trained for, on a vLLM with less",
      machine: () => local(12_288, 1_000_000, 131_072),
      finds: "error context-server-below-config",
      like: { evidence: { configured: 1_000_000, allocated: 12_288, trained: 131_072 } as never },
      hint: /to 131,072 tokens, which is what the model was trained for, and set contextWindow to as many/,
      commands: /^vllm serve \S+ -tp 2 --port \d+ --max-model-len 131072 --enable-auto-tool-choice/,
      edits: { [row("contextWindow")]: 131_072 },
      afterwards: ["context-server-below-config"],
    },
    {
      title: "the same where vLLM has enough for a session: only the config is wrong",
      machine: () => local(65_536, 1_000_000, 131_072),
      finds: "error context-server-below-config",
      commands: [],
      edits: { [row("contextWindow")]: 65_536 },
      afterwards: [],
    },
    {
      title: "what the model was trained for is unknown: the condition is said",
      machine: () => local(65_536, 1_000_000, null),
      finds: "error context-server-below-config",
      hint: /if the model was trained for as many \(max_position_embeddings/,
      commands: /-tp 2 --port \d+ --max-model-len 1000000/,
      afterwards: [],
    },
    {
      title: "a vLLM on this machine with what the config says",
      machine: () => local(65_536, 65_536, 131_072),
      finds: null,
    },
  ],
  scenarios: [
    {
      title: "vLLM with --max-model-len 32768",
      server: () => vllm({ allocatedContext: 32_768 }),

      finds: "error context-server-below-config",
      edits: { [row("contextWindow")]: 32_768 },
    },
    {
      title: "contextTokens says how much of the window is there",
      server: () => vllm({ allocatedContext: 32_768 }),
      config: { row: { contextTokens: 32_768 } },
      finds: null,
    },
    {
      title: "the server has more",
      server: () => vllm({ allocatedContext: 131_072 }),

      finds: null,
    },
    {
      title: "a config above what fits is lowered, not the server raised",
      on: mac32,
      server: () => startLmStudio({ loadedContext: 49_152, models: [LARGE] }),
      config: { id: "lmstudio", model: LARGE.key, row: { contextWindow: 196_608 } },
      finds: "error context-server-below-config",
      hint: /do not fit into this machine's memory/,
      edits: { [row("contextWindow", "lmstudio")]: 49_152 },
      commands: [],
    },
    {
      title: "LM Studio with 4096: the commands that give enough",
      server: () => startLmStudio({ loadedContext: 4_096 }),
      config: { ...LMS, row: { contextWindow: 120_000 } },
      finds: "error context-server-below-config",
      like: { evidence: { configured: 120_000, allocated: 4_096 } },
      commands: [`lms unload ${LMS.model}`, `lms load ${LMS.model} --context-length 120000 --yes`],
      edits: {},
    },
    {
      title: "less than the config, but enough: both ways out",
      server: () => vllm(),
      config: { row: { contextWindow: 131_072, maxTokens: 65_536 } },
      finds: "error context-server-below-config",
      like: { path: row("contextWindow") },
      edits: { [row("contextWindow")]: 65_536, [row("maxTokens")]: 8_192 },
      commands: /--max-model-len 131072/,
    },
    {
      title: "SGLang's pool is limited by --max-total-tokens: the command raises both",
      server: () => sglang({ info: { max_total_tokens: 40_000, max_total_num_tokens: 40_000, tp_size: 2 } }),
      finds: "error context-server-below-config",
      like: { evidence: { allocated: 40_000 } },
      edits: { [row("contextWindow")]: 40_000 },
      commands: /--context-length 65536 .*--max-total-tokens 65536 .*--tp-size 2/,
    },
    {
      title: "SGLang's pool is limited by memory: no command, and the options that count",
      server: () => sglang({ info: { max_total_num_tokens: 40_000, mem_fraction_static: 0.8 } }),
      finds: "error context-server-below-config",
      hint: /--mem-fraction-static \(it has 0\.8\)/,
      edits: { [row("contextWindow")]: 40_000 },
      commands: [],
    },
  ],
};
