import { type Cases, llamacpp } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "-c 65536 -np 8",
      server: () => llamacpp({ slots: 8, allocatedContext: 8_192 }),

      finds: "error llamacpp-slots-split-context",
      says: /each of its 8 slots 8,192 tokens of the 65,536/,
    },
    {
      title: "four slots that share the whole context",
      server: () => llamacpp({ slots: 4 }),

      finds: null,
    },
    {
      title: "two slots, each with enough",
      server: () => llamacpp({ slots: 2, allocatedContext: 131_072 }),

      finds: null,
    },
    {
      title: "-np 8: 4096 of 131072",
      research: "12",
      server: () => llamacpp({ slots: 8, allocatedContext: 4_096, trainedContext: 131_072 }),
      config: { row: { contextWindow: 32_768 } },
      finds: "error llamacpp-slots-split-context",
      context: 4_096,
    },
    {
      title: "-np 4 and 16384 each: the command that gives one slot all of it",
      server: () => llamacpp({ slots: 4, allocatedContext: 16_384 }),
      finds: "error llamacpp-slots-split-context",
      commands: /-c 65536 -np 1/,
    },
    {
      title: "a small context that is not divided",
      server: () => llamacpp({ allocatedContext: 8_192 }),
      finds: "error context-server-below-config",
      afterwards: ["context-below-floor"],
    },
  ],
};
