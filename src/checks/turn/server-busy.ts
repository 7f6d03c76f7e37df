import { isLater } from "../../turn/probes/outcome.ts";
import { quoted } from "../support/deep.ts";
import { aboutEndpoint, evidence, ran, skipped } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const serverBusy = defineCheck({
  id: "server-busy",
  title: "The server is busy",
  severity: "warning",
  doc: {
    what: "The server refuses requests for the moment (HTTP 429, 408, 425, or 503 with Retry-After, or a text such as “server busy” or “loading model”), also after several tries.",
    why: "A heartbeat, a chat or another program uses the server. Such a refusal shows nothing about the config, so nothing is concluded from it.",
    seen: 'HTTP 429 {"error":{"message":"Another generation is running, try again"}}',
    helps: {
      byServer: {
        lmstudio: "`lms ps`, which shows what runs",
        vllm: "`curl -s http://127.0.0.1:8000/metrics | grep vllm:num_requests`",
        llamacpp: "`curl -s http://127.0.0.1:8080/slots`: is_processing",
        ollama: "`ollama ps`, which shows what runs",
        litellm: "`rpm` and `tpm` of the model in its config.yaml",
        sglang: "its terminal: #running-req",
        mlx: "its terminal",
        "openai-compatible": "its terminal, or its log file",
      },
      also: { command: "`openclaw-local doctor`, once the other work is done" },
    },
  },
  server: {
    stage: "reachable",
    run(endpoint) {
      const { state, baseUrl } = endpoint.facts;
      if (state.status !== "busy") return ran();
      const finding = aboutEndpoint(endpoint, null, {
        status: "unverified",
        message: `${ProductName(state)} at ${baseUrl} ${state.detail}, so nothing behind it was checked`,
        evidence: evidence({ status: state.status }),
        fixHint:
          "wait until the server has finished its other work, then run the doctor again, or give it more time with --timeout 30s",
      });
      return { status: "ran", verdict: "unverified", blocks: true, findings: [finding] };
    },
  },
  turn: {
    stage: "answers",
    run(endpoint) {
      const { models, state, baseUrl } = endpoint.facts;
      if (!models.some(({ deep }) => deep?.answer)) return skipped("no inference was made");
      const [first] = models.flatMap(({ ref, deep }) => {
        const seen = Object.values(deep?.probes ?? {}).find(isLater);
        return seen ? [{ ref, seen }] : [];
      });
      if (first === undefined) return ran();
      const { ref, seen } = first;
      const what = seen.errorKind === "loading" ? "still loads its model" : "is busy";
      return ran(
        aboutEndpoint(endpoint, null, {
          status: "unverified",
          message: `${ProductName(state)} at ${baseUrl} ${what}, so ${ref} was not examined to the end: ${quoted(seen)}`,
          evidence: evidence({ httpStatus: seen.status, serverSaid: seen.error }),
          fixHint: "wait until the server has finished its other work, then run the doctor again",
        }),
      );
    },
  },
});
