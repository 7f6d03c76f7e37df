import { type Cases, type Emulator, llamacpp, sglang } from "../support/kit.ts";

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
};
