import { type Cases, FAST, LMS, silent, slowLoris, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "nothing listens",
      server: () => vllm(),
      config: { baseUrl: "http://127.0.0.1:1/v1" },
      finds: "error server-unreachable",
    },
    {
      title: "something listens and says nothing",
      research: "22b",
      kind: null,
      server: () => silent(),

      args: FAST,
      finds: "error server-unreachable",
    },
    {
      title: "one that takes its time",
      server: () => vllm({ latencyMs: 400 }),
      args: ["--timeout", "6000"],
      finds: null,
    },
    {
      title: "a slow loris",
      research: "22f",
      server: () => slowLoris(),
      args: FAST,
      finds: "error server-unreachable",
      kind: null,
    },
    {
      title: "nothing listens: the commands that start LM Studio",
      server: () => vllm(),
      config: { ...LMS, baseUrl: "http://127.0.0.1:1/v1" },
      finds: "error server-unreachable",
      says: /refused/,
      like: { path: "models.providers.lmstudio.baseUrl", target: "lmstudio", line: 5, status: "found" },
      commands: ["lms server start --port 1", `lms load ${LMS.model} --context-length 65536 --yes`],
      verdicts: { reachable: "fail", listed: "skip", context: "skip", answers: "skip", tools: "skip" },
    },
    {
      title: "a server that nothing uses",
      server: () => vllm(),
      config: { baseUrl: "http://127.0.0.1:1/v1", primary: "openrouter/x" },
      finds: "warning server-unreachable",
    },
    {
      title: "a server that OpenClaw starts itself",
      server: () => vllm(),
      config: {
        baseUrl: "http://127.0.0.1:1/v1",
        provider: { localService: { command: "/usr/bin/llama-server", args: [] } },
      },
      finds: "info server-unreachable",
      like: { status: "unverified" },
    },
  ],
};
