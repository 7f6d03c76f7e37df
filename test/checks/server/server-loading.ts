import { type Cases, type Emulator, llamacpp, sglang } from "../support/kit.ts";
import { configured, Machine } from "../support/machine.ts";

const PORT = 7;
const SETUP = { id: "vllm", baseUrl: `http://127.0.0.1:${PORT}/v1`, apiKey: "local" };
const runs = (...argv: (string | number)[]) =>
  configured(new Machine(), SETUP)
    .command("readlink", "echo net:[1]; echo mnt:[2]")
    .system("/proc/41/cmdline", argv.join("\0"));

export const cases: Cases = {
  scenarios: [
    {
      title: "asleep, and awake with the next request",
      server: () => llamacpp({ sleeping: true }),

      finds: null,
    },
    {
      title: "llama-server says 503 to everything while it loads",
      like: { status: "unverified" },
      verdicts: { reachable: "warn", listed: "skip" },
      research: "11",
      server: () => llamacpp({ loading: true }),
      finds: "warning server-loading",
      kind: "llamacpp",
      later: [
        { change: ({ options }: Emulator) => void Object.assign(options, { loading: false }), finds: null },
      ],
    },
    {
      title: "SGLang lists its model too early: only /health would tell, which generates",
      research: "18a",
      server: () => sglang({ starting: true }),
      finds: null,
      deepFinds: "error answer-error",
      kind: "sglang",
    },
  ],
  machines: [
    {
      title: "vLLM refuses connections while it loads, and its process is there",
      machine: () => runs("/venv/bin/python3", "/venv/bin/vllm", "serve", "Org/m", "--port", PORT),
      finds: "warning server-loading",
      like: { status: "unverified" },
      says: /^vLLM runs, but does not listen/,
      hint: /^wait/,
      verdicts: { reachable: "warn", listed: "skip" },
    },
    {
      title: "SGLang, with the port in the same word, under the name of another product",
      machine: () => runs("python", "-m", "sglang.launch_server", "--model-path", "m", `--port=${PORT}`),
      finds: "warning server-loading",
      says: /^SGLang runs/,
    },
    {
      title: "a vLLM with another port",
      machine: () => runs("/venv/bin/vllm", "serve", "Org/m", "--port", 8_001),
      finds: "error server-unreachable",
      hint: /if it was just started, wait/,
    },
    {
      title: "a vLLM of another container, which has the same port",
      machine: () =>
        runs("/venv/bin/vllm", "serve", "Org/m", "--port", PORT).command("readlink", 'echo "$1"; echo "$2"'),
      finds: "error server-unreachable",
    },
    {
      title: "a llama-server listens from the start",
      machine: () => runs("llama-server", "-m", "m.gguf", "--port", PORT),
      finds: "error server-unreachable",
    },
  ],
};
