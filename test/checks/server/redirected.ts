import { type Cases, generic, LISTED, redirect } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "to a login",
      research: "22d",
      kind: null,
      server: () => redirect("/login"),

      finds: "error redirected",
      says: /does not answer itself: it redirects to/,
    },
    {
      title: "the address that it redirects to",
      server: () => generic({ basePath: "/api/v1", models: LISTED }),

      finds: null,
    },
  ],
};
