import { type Cases, sglang } from "../support/kit.ts";

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
