import { atUrl, type Cases } from "../support/kit.ts";
import { at, called, readyWith } from "../support/machine.ts";

const ALLOW = "models.providers.local.request.allowPrivateNetwork";
const NEW = ["--openclaw-version", "2026.9.6"];

export const cases: Cases = {
  failing: [
    { text: atUrl('«"http://169.254.10.2:8000/v1"') },
    { text: atUrl('«"http://[fe80::1]:8000/v1"') },
    { text: atUrl('"http://127.0.0.1:8000/v1"', "request: { allowPrivateNetwork: «false }, ") },
    { text: atUrl('"http://192.168.1.20:8000/v1"', "request: { allowPrivateNetwork: «false }, ", "vllm") },
    { text: atUrl('«"http://gpubox:8000/v1"'), version: "2026.5.12", severity: "warning" },
  ],
  passing: [
    // Ollama's own API is not guarded
    atUrl('"http://127.0.0.1:11434"', 'api: "ollama", request: { allowPrivateNetwork: false }, ', "ollama"),
    atUrl('"https://llm.example.com/v1"', "request: { allowPrivateNetwork: false }, "),
    atUrl('"http://gpubox:8000/v1"'),
    atUrl('"http://192.168.1.20:8000/v1"'),
    atUrl('"http://mac.local:1234/v1"', "", "lmstudio"),
    atUrl('"http://169.254.10.2:8000/v1"', "request: { allowPrivateNetwork: true }, "),
  ],
  machines: [
    {
      title: "a name that resolves to loopback",
      machine: async () => (await called("gpubox")).name("gpubox", "127.0.0.1"),
      args: NEW,
      finds: "error private-net-blocked",
      edits: { [ALLOW]: true },
      hint: /or write 127\.0\.0\.1 instead of the name/,
      afterwards: [],
    },
    {
      title: "the same name resolves to a private address",
      machine: async () => (await called("gpubox")).name("gpubox", "127.0.0.1"),
      args: NEW,
      finds: "error private-net-blocked",
      mend: (machine) => machine.name("gpubox", "127.0.0.1", "192.168.1.20"),
    },
    {
      title: "a name that resolves to a link-local address, which is also blocked",
      machine: async () => (await called("gpubox")).name("gpubox", "127.0.0.1", "169.254.10.2"),
      args: NEW,
      finds: "error private-net-blocked",
      hint: /^set request\.allowPrivateNetwork to true$/,
    },
    {
      title: "before OpenClaw checked addresses",
      machine: async () => (await called("gpubox", { provider: {} })).name("gpubox", "127.0.0.1"),
      args: ["--openclaw-version", "2026.4.15"],
      finds: null,
    },
    { title: "localhost", machine: () => readyWith(at("localhost")), finds: null },
  ],
};
