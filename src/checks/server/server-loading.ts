import { aboutEndpoint, ran } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const serverLoading = defineCheck({
  id: "server-loading",
  title: "The server is still loading its model",
  severity: "warning",
  doc: {
    what: "The server answers 503 “Loading model”: it is up, but has not finished loading its weights.",
    why: "This ends after seconds or minutes. Until then OpenClaw fails immediately without a retry, and nothing else can be checked, not even the key.",
    seen: 'GET /v1/models → 503 {"error":{"message":"Loading model"}}',
    helps: {
      always: { command: "`openclaw-local doctor`, once the model is loaded" },
      because: "time is all that it needs",
    },
  },
  server: {
    stage: "reachable",
    run(endpoint) {
      const { state, baseUrl } = endpoint.facts;
      if (state.status !== "loading") return ran();
      const finding = aboutEndpoint(endpoint, null, {
        status: "unverified",
        message: `${ProductName(state)} at ${baseUrl} is still loading its model, so nothing behind it was checked`,
        fixHint: "wait until it is loaded, then run the doctor again",
      });
      return { status: "ran", verdict: "warn", blocks: true, findings: [finding] };
    },
  },
});
