import { type Cases, llamacpp, MODEL } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "a router's load failed",
      research: "13c",
      server: () => llamacpp({ mode: "router", failed: [MODEL] }),

      finds: "error model-load-failed",
    },
    {
      title: "of another model, which nothing uses",
      server: () =>
        llamacpp({
          mode: "router",
          models: [{ id: MODEL, loaded: true }, { id: "other" }],
          failed: ["other"],
        }),

      finds: null,
    },
  ],
};
