import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gguf, str, u32 } from "../../fit/support/gguf.ts";
import { type Cases, llamacpp, sglang, startEmulator, vllm } from "../support/kit.ts";
import { configured, Machine, readyWith } from "../support/machine.ts";

const MODEL = "qwen3.8-27b";
const HEADS = ["blk.0.attn_q.weight", "blk.64.nextn.eh_proj.weight"];
const NONE = ["blk.0.attn_q.weight"];
const FIELDS = [
  ["general.architecture", str("qwen35")],
  ["qwen35.nextn_predict_layers", u32(1)],
] as const;

interface Running {
  drafts?: string | null;
  tensors?: readonly string[];
  arch?: string;
  argv?: readonly string[];
}

/** llama-server whose process and whose file are on this machine. */
async function local({
  drafts = "none",
  tensors = HEADS,
  arch = "qwen35",
  argv = [],
}: Running): Promise<Machine> {
  const machine = new Machine();
  const file = join(machine.home, "model.gguf");
  const fields = FIELDS.map(
    ([key, value]) =>
      [key.replace("qwen35", arch), key.startsWith("general") ? str(arch) : value] as [string, typeof value],
  );
  writeFileSync(file, gguf(fields, {}, tensors));
  const emulator = await startEmulator(
    llamacpp({
      models: [{ id: MODEL, tools: true }],
      allocatedContext: 65_536,
      slots: 1,
      modelPath: file,
      drafts,
    }),
  );
  const line = ["/usr/bin/llama-server", "-m", file, "--port", emulator.port, "-c", "65536", ...argv];
  machine.command("readlink", "echo net:[1]; echo mnt:[2]").system("/proc/41/cmdline", line.join("\0"));
  return configured(machine, { baseUrl: emulator.baseUrl, model: MODEL });
}

/** vLLM whose process and whose model are on this machine. */
const vllmWith = (index: string, ...argv: readonly string[]) =>
  readyWith((machine, { emulator }) => {
    const id = "qwen3-coder-30b";
    const line = ["/venv/bin/vllm", "serve", `Org/${id}`, "--port", emulator.port, ...argv];
    const commit = "0".repeat(40);
    const model = `.cache/huggingface/hub/models--Org--${id}`;
    const config = { num_hidden_layers: 48, mtp_num_hidden_layers: 1, max_position_embeddings: 131_072 };
    machine
      .command("readlink", "echo net:[1]; echo mnt:[2]")
      .system("/proc/41/cmdline", line.join("\0"))
      .file(`${model}/refs/main`, commit)
      .file(`${model}/snapshots/${commit}/config.json`, JSON.stringify(config))
      .file(`${model}/snapshots/${commit}/model.safetensors.index.json`, index);
  });

const WITH_HEADS = JSON.stringify({ weight_map: { "model.layers.0.x": "1", "mtp.fc.weight": "1" } });

export const cases: Cases = {
  machines: [
    {
      title: "llama-server with a file that has heads, and no drafts",
      machine: () => local({}),
      finds: "info draft-heads-unused",
      commands: /^llama-server -m \S+ --port \d+ -c 65536 -np 1 --spec-type draft-mtp --spec-draft-n-max 2$/,
    },
    { title: "it drafts with them", machine: () => local({ drafts: "draft-mtp" }), finds: null },
    { title: "a build that does not tell", machine: () => local({ drafts: null }), finds: null },
    {
      title: "the header names heads that were left out of the file",
      machine: () => local({ tensors: NONE }),
      finds: null,
    },
    {
      title: "an architecture whose heads llama.cpp does not run",
      machine: () => local({ arch: "llama" }),
      finds: null,
    },
    {
      title: "vLLM with heads in its weights",
      machine: () => vllmWith(WITH_HEADS),
      finds: "info draft-heads-unused",
      commands: /--speculative-config '\{"method":"mtp","num_speculative_tokens":2\}'/,
    },
    {
      title: "vLLM that drafts",
      machine: () => vllmWith(WITH_HEADS, "-sc", '{"method":"mtp"}'),
      finds: null,
    },
    { title: "vLLM with weights without heads", machine: () => vllmWith('{"weight_map":{}}'), finds: null },
  ],
  scenarios: [
    {
      title: "no file of it on this machine",
      server: () => llamacpp({ slots: 1 }),
      finds: null,
      neighbors: [vllm, sglang],
    },
  ],
};
