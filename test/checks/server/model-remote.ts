import { type Cases, OWN, ollama, QWEN } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "remote without the tag of the cloud",
      server: () => ollama({ models: [{ id: "big:latest" }], cloud: ["big:latest"] }),
      config: { ...OWN, model: "big:latest" },
      finds: "warning model-remote",
    },
    {
      title: "another one of the list is remote",
      server: () => ollama({ models: [{ id: QWEN }, { id: "big:latest" }], cloud: ["big:latest"] }),
      config: OWN,
      finds: null,
    },
  ],
};
