import { type Cases, llamacpp } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "a pattern of a tool is refused",
      server: () => llamacpp({ allocatedContext: 131_072, refuses: ["pattern"] }),
      config: { row: { contextWindow: 131_072 }, more: { tools: { toolSearch: false } } },
      deep: true,
      finds: "error llamacpp-tool-schema-400",
      neighbors: [() => llamacpp({ allocatedContext: 131_072 })],
    },
    {
      // the default tools of 2026.9.6 have no patterns
      title: "a pattern that is not sent now",
      server: () => llamacpp({ refuses: ["pattern"] }),
      deep: true,
      finds: "info llamacpp-tool-schema-400",
      neighbors: [() => llamacpp({ refuses: ["store"] })],
    },
  ],
};
