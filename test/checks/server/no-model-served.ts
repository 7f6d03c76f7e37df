import { type Cases, generic, LISTED } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "an empty list",
      research: "21",
      server: () => generic({ ownedBy: "user", models: [] }),

      finds: "error no-model-served",
    },
    { title: "one model", server: () => generic({ models: LISTED }), config: {}, finds: null },
  ],
};
