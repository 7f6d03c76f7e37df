import { aboutEndpoint, perEndpoint } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

export const redirected = defineCheck({
  id: "redirected",
  title: "The address redirects requests",
  severity: "error",
  doc: {
    what: "The base URL answers with an HTTP redirect instead of a model list, usually to a login page or from http to https.",
    why: "OpenClaw follows a redirect on the same host and sends the key along. If it leads to a login page, OpenClaw reports only “Connection error.”.",
    seen: "GET http://models.local/v1/models → 302 to /login",
    helps: {
      always: {
        "OpenClaw config": "`models.providers.<id>.baseUrl`, with the final address",
        proxy: "let `/v1/` pass without the login page",
      },
      because: "what redirects is a proxy in front of it",
    },
  },
  server: {
    stage: "reachable",
    run: perEndpoint((endpoint) => {
      const { state, baseUrl } = endpoint.facts;
      // the probe does not follow redirects
      if (state.status !== "not-a-model-server" || !state.detail.startsWith("redirects to")) return null;
      return aboutEndpoint(endpoint, "baseUrl", {
        message: `${baseUrl} does not answer itself: it ${state.detail}`,
        fixHint: "set baseUrl to the final address, or exempt API requests from the login",
      });
    }),
  },
});
