import { type Cases, inMemory, lms, startLmStudio } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "in memory twice: the smaller one goes",
      server: () =>
        startLmStudio({
          models: [{ key: "qwen3", instances: [inMemory("qwen3"), { id: "qwen3:2", context: 131_072 }] }],
        }),
      config: { id: "lmstudio", model: "qwen3" },
      finds: "warning lmstudio-duplicate-instance",
      says: /holds qwen3 2 times: qwen3 \(65,536\) and qwen3:2 \(131,072\)/,
      commands: ["lms unload qwen3"],
    },
    {
      title: "two models, one instance each",
      server: () => startLmStudio({ models: [lms("qwen3"), lms("qwen3-vl")] }),
      config: { id: "lmstudio", model: "qwen3" },
      finds: null,
    },
    {
      title: "the smaller one goes, whichever it is",
      server: () =>
        startLmStudio({
          models: [{ key: "qwen3", instances: [inMemory("qwen3"), { id: "qwen3:2", context: 8_192 }] }],
        }),
      config: { id: "lmstudio", model: "qwen3" },
      finds: "warning lmstudio-duplicate-instance",
      commands: ["lms unload qwen3:2"],
    },
  ],
};
