import { adapterOf } from "../../servers/registry.ts";
import type { ServerAdapter } from "../../servers/types.ts";
import type { EndpointFacts } from "../facts.ts";
import { aboutEndpoint, ran } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const serverLoading = defineCheck({
  id: "server-loading",
  title: "The server is still loading its model",
  severity: "warning",
  doc: {
    what: "The server answers 503 “Loading model”: it is up, but has not finished loading its weights. vLLM and SGLang refuse connections until then; `doctor` sees on Linux that their process runs.",
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
      const starts = startingAt(endpoint.facts);
      if (state.status !== "loading" && starts === null) return ran();
      const finding = aboutEndpoint(endpoint, null, {
        status: "unverified",
        message:
          starts === null
            ? `${ProductName(state)} at ${baseUrl} is still loading its model, so nothing behind it was checked`
            : `${starts.label} runs, but does not listen on ${baseUrl} yet: it listens once its model is loaded, so nothing behind it was checked`,
        fixHint:
          starts === null
            ? "wait until it is loaded, then run the doctor again"
            : "wait until its log says that it is ready, which can take minutes, then run the doctor again",
      });
      return { status: "ran", verdict: "warn", blocks: true, findings: [finding] };
    },
  },
});

/** The product whose process runs, and which does not listen before its model is loaded. */
function startingAt({ state }: EndpointFacts): ServerAdapter | null {
  const adapter = state.starts === undefined ? null : adapterOf(state.starts);
  return adapter?.quirks.includes("listens-once-loaded") ? adapter : null;
}
