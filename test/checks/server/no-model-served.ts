import { generic } from "../../emulators/index.ts";
import { LISTED } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

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
