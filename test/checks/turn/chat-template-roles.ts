import { sglang } from "../../emulators/index.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "two messages of the user in a row are refused",
      server: () => sglang({ refuses: ["two-users"] }),
      deep: true,
      finds: "error chat-template-roles",
      neighbors: [() => sglang()],
    },
  ],
};
