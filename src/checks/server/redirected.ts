import { aboutEndpoint, perEndpoint } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** The base URL answers with a redirect. */
export const redirected = defineCheck({
  id: "redirected",
  title: "The address sends requests elsewhere",
  severity: "error",
  doc: {
    what: "The base URL answers with an HTTP redirect instead of a model list, usually to a login page or from http to https.",
    why: "OpenClaw follows a redirect on the same host and sends the key along; a login page behind it shows up as “Connection error.” only.",
    seen: "GET http://models.local/v1/models → 302 to /login",
    helps: "Write the final address into baseUrl, or let API requests past the login.",
  },
  server: {
    stage: "reachable",
    run: perEndpoint((endpoint) => {
      const { state, baseUrl } = endpoint.facts;
      // the probe follows no redirect, and says so
      if (state.status !== "not-a-model-server" || !state.detail.startsWith("redirects to")) return null;
      return aboutEndpoint(endpoint, "baseUrl", {
        message: `${baseUrl} does not answer itself: it ${state.detail}`,
        fixHint: "write the final address into baseUrl, or let API requests past the login",
      });
    }),
  },
});
